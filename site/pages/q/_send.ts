import { solve } from '../complaint/_proof.ts'
import { fillUp } from '../surveys/_fill.ts'
import { ballotFor } from '../surveys/_vote.ts'

const LONGEST = 20_000

const put = (form: HTMLFormElement, name: string, value: string) => {
  const input = form.elements.namedItem(name)
  if (input instanceof HTMLInputElement) input.value = value
}

export async function withBallot(form: HTMLFormElement, survey: string, publicKey: string) {
  const { message, signature } = await ballotFor(survey, publicKey)
  put(form, 'ballot.message', message)
  put(form, 'ballot.signature', signature)
  fillUp(form, null)
}

/** Whatever fails, the form is sent: without a proof it takes the slower way. */
export async function withProof(form: HTMLFormElement) {
  const solved = await Promise.race([
    solve(),
    new Promise<undefined>((done) => setTimeout(() => done(undefined), LONGEST)),
  ])
  put(form, 'antibot', solved?.answer ?? '')
  fillUp(form, null)
}

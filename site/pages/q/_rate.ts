import { canBallot } from '../surveys/_exchange.ts'
import { held, hold, holdFor } from '../surveys/_held.ts'

const inputIn = (form: HTMLFormElement, name: string) => {
  const found = form.elements.namedItem(name)
  return found instanceof HTMLInputElement ? found : undefined
}

/**
 * The invitation goes into this device’s own keeping and out of the form, so that it is never sent beside an answer.
 * Where the device keeps nothing, or cannot make a ballot, it stays and goes with the form.
 */
function keep(form: HTMLFormElement, survey: string): boolean {
  const token = inputIn(form, 'token')
  const ballot = inputIn(form, 'ask.ballot')
  if (!token || !ballot || !canBallot() || !holdFor(survey, form.dataset.name ?? '')) return false
  const before = held(survey)
  if (!hold(survey, before.blinded || before.signature ? before : { token: token.value })) return false
  token.disabled = true
  ballot.value = 'on'
  return true
}

/** A page that comes back from the browser’s memory starts anew. */
const anew = (form: HTMLFormElement) =>
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    for (const name of ['token', 'ask.ballot', 'ballot.message', 'ballot.signature', 'antibot']) {
      const input = inputIn(form, name)
      if (!input) continue
      input.disabled = false
      if (name !== 'token') input.value = ''
    }
  })

/** Two taps; what makes a ballot or a proof of work is fetched by the second. */
export function rate(form: HTMLFormElement) {
  const { rate: survey = '', key } = form.dataset
  const status = form.querySelector('[role=status]')
  const say = (text: string) => {
    if (status) status.textContent = text
  }
  let waiting = false
  anew(form)
  form.addEventListener('submit', async (event) => {
    // Kept once, the invitation is out of the form, and the next press goes on from there.
    if (key !== undefined && !inputIn(form, 'token')?.disabled && !keep(form, survey)) return
    event.preventDefault()
    if (waiting) return
    waiting = true
    say('正在提交，请不要关闭页面。')
    try {
      const { withBallot, withProof } = await import('./_send.ts')
      await (key === undefined ? withProof(form) : withBallot(form, survey, key))
      form.submit()
    } catch (error) {
      say(error instanceof Error && error.name === 'Refused' ? error.message : '没有交成。请看看网络，再按一次。')
    }
    waiting = false
  })
}

/** The longer way: from here on the survey’s own pages take over. */
export function more(form: HTMLFormElement) {
  anew(form)
  form.addEventListener('submit', () => void keep(form, form.dataset.more ?? ''))
}

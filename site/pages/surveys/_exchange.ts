/** The server would not, in its own words. */
export class Refused extends Error {
  override name = 'Refused'
  readonly spent: boolean
  constructor(message: string, code?: string) {
    super(message)
    this.spent = code === 'survey_spent'
  }
}

/** Whether this browser can make a ballot at all. */
export const canBallot = (): boolean => typeof crypto !== 'undefined' && crypto.subtle !== undefined

const UNKNOWN = '现在换不了选票，请过几分钟再试。'

/** Asks whether an invitation is good, or exchanges it for a signature under a blinded ballot. The only request it is ever in. */
export async function exchange(code: string, asked: { token: string; blinded?: string }): Promise<string | null> {
  const answer = await fetch(`/api/surveys/${encodeURIComponent(code)}/ballots`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  })
  const said = (await answer.json().catch(() => ({}))) as {
    signature?: string | null
    title?: string
    code?: string
    fields?: { message: string }[]
  }
  if (!answer.ok) throw new Refused(said.fields?.[0]?.message ?? said.title ?? UNKNOWN, said.code)
  return said.signature ?? null
}

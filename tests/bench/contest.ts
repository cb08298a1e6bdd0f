import { type Chance, chance } from './chance.ts'
import { keys } from './registrants.ts'

/** One request, however it travels. */
export interface Message {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}
export type Send = (message: Message) => Promise<{ status: number; text: string }>

/** One round: so many at once for the seats of an open day. */
export interface Round {
  code: string
  groups: string[]
  people: number
  seed: number
}

export interface Outcome {
  /** What everybody was told, by seat number. */
  told: Record<string, string>
  /** Answers that were none of those that may come, in words. */
  strange: string[]
}

interface Told {
  ticket: string
  number: string
  state: string
  position?: number
}

/** Those so near the front look whether they were offered something. */
const NEAR = 25

/**
 * Everybody registers at once; of those who have a seat every fourth gives it back while others still register; then
 * whoever was offered one takes it or declines, while others cancel.
 */
export async function play(send: Send, { code, groups, people, seed }: Round): Promise<Outcome> {
  const luck = chance(seed)
  const outcome: Outcome = { told: {}, strange: [] }
  const json = (body: unknown, headers = {}) => ({
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const may = async (message: Message, ...statuses: number[]) => {
    const answer = await send(message).catch((error: Error) => ({ status: 0, text: error.message }))
    if (statuses.includes(answer.status)) return answer
    outcome.strange.push(`${message.path} ${answer.status} ${answer.text.slice(0, 120)}`)
    return undefined
  }
  const mine = (ticket: string, step = '', headers = {}): Message => ({
    method: step ? 'POST' : 'GET',
    path: `/api/registrations${step}`,
    headers: { 'x-ticket': ticket, ...headers },
  })
  const plans = keys(people).map((key, i) => ({
    key,
    companions: luck.below(3),
    group: luck.pick(groups),
    gives: luck.below(4) === 0,
    phone: `199${String(seed % 1000).padStart(3, '0')}${String(i).padStart(5, '0')}`,
  }))
  const come = async ({ key, companions, group, gives, phone }: (typeof plans)[number]) => {
    const said = { name: '周明（示例）', phone, group, companions, photographs: 'no', consent: true }
    const path = `/api/open-days/${code}/registrations`
    const answer = await may({ method: 'POST', path, ...json(said, { 'idempotency-key': key }) }, 201)
    if (!answer) return undefined
    const got = JSON.parse(answer.text) as Told
    outcome.told[got.number] = got.state
    if (got.state === 'confirmed' && gives) await may(mine(got.ticket, '/cancel'), 200)
    return got
  }
  const all = (await Promise.all(plans.map(come))).filter((got) => got !== undefined)
  await Promise.all(all.map((got) => settle(got, luck, may, mine)))
  return outcome
}

async function settle(
  { ticket, state, position = 0 }: Told,
  luck: Chance,
  may: (message: Message, ...statuses: number[]) => Promise<{ text: string } | undefined>,
  mine: (ticket: string, step?: string) => Message,
) {
  const dice = luck.below(12)
  if (state === 'confirmed' && dice === 0) await may(mine(ticket, '/cancel'), 200)
  if (state !== 'waiting' || position > NEAR) return
  const now = JSON.parse((await may(mine(ticket), 200))?.text ?? '{}') as { state?: string }
  // Who was offered nothing goes now and then, at the moment something may be offered.
  if (now.state === 'offered') await may(mine(ticket, dice < 8 ? '/accept' : '/decline'), 200)
  if (now.state === 'waiting' && dice < 2) await may(mine(ticket, '/cancel'), 200, 409)
}

import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import type { Application } from './application.ts'
import { type Call, callsOf, strangersIn } from './calls.ts'
import { eligible } from './eligible.ts'
import { entering } from './entering.ts'
import { marked, type SupervisorRow, stream } from './found.ts'
import { move } from './history.ts'
import { digestOf, newTicket } from './ticket.ts'
import { LIVE } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets' | 'env'>
export type Applied = SupervisorRow

const CITIZEN = { kind: 'citizen' }

/** The call somebody answers: the one named, or the only one that is open. */
async function callFor({ store }: Pick<World, 'store'>, asked: Application, now: Date): Promise<Call> {
  const open = (await callsOf(store, now)).filter(({ phase }) => phase === 'open')
  const found = asked.call === undefined ? open[0] : open.find(({ code }) => code === asked.call)
  if (!found) throw new Refusal('call_closed')
  if (asked.call === undefined && open.length > 1)
    throw new Refusal('invalid', { fields: [{ path: 'call', message: '现在有几次招募，请选报哪一次' }] })
  return found
}

/** What the table of rules and the list of bodies have against an application. */
export async function mustBeEligible(world: Pick<World, 'store'>, asked: Application, now: Date): Promise<Call> {
  const call = await callFor(world, asked, now)
  const fields = [...eligible(asked, call, today(now)), ...(await strangersIn(world.store, asked, now))]
  if (fields.length > 0) throw new Refusal('invalid', { fields })
  return call
}

interface Making {
  demo: boolean
  /** More to write in the same commit. */
  also?: (ticket: string) => InStatement[]
}

/**
 * Takes an application in. Whoever applied before, or serves, is taken in once more and told nothing: an answer of another
 * kind would tell strangers who did. The desk sees that they are one person; only one of them can pass.
 */
export async function apply(
  { store, secrets }: Pick<World, 'store' | 'secrets'>,
  asked: Application,
  call: string | undefined,
  now: Date,
  { demo, also }: Making,
): Promise<string> {
  const id = randomBytes(16).toString('base64url')
  const ticket = newTicket()
  const ticketHash = digestOf(secrets, 'supervisor', ticket)
  const row = entering(secrets, asked, { id, type: 'social', call: call ?? null, ticketHash, demo, now })
  const { group, areas, sectors } = row
  const event = { stream: stream(id), n: 1, at: now, actor: CITIZEN, action: 'apply' }
  await store.writes.commit([
    insert(supervisors, row),
    ...append({ ...event, data: { ...(call && { call }), group, areas, sectors }, state: { state: 'applied' } })
      .statements,
    ...(also?.(ticket) ?? []),
  ])
  return ticket
}

/** Writes the consent of its holder to an application that nobody moved meanwhile. */
async function written(
  { store }: Pick<World, 'store'>,
  row: Applied,
  listed: boolean,
  actor: Record<string, string>,
  now: Date,
) {
  const n = row.n + 1
  const mark = newMark()
  const action = listed ? 'list' : 'unlist'
  const event = { stream: stream(row.id), n, at: now, actor, action, data: { listed }, state: { state: row.state } }
  const [done] = await store.writes.commit([
    store.read
      .update(supervisors)
      .set({ listed, mark, n, changedAt: now.getTime() })
      .where(and(eq(supervisors.id, row.id), eq(supervisors.n, row.n))),
    ...append(event, marked(row.id, mark)).statements,
  ])
  if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
}

/** Takes an application back; taken back twice is taken back. */
export async function withdraw(world: Pick<World, 'store' | 'secrets'>, row: Applied, now: Date) {
  if (row.state === 'withdrawn') return
  const by = { actor: CITIZEN, hats: ['holder'] as const, login: '' }
  await move(world, { id: row.id, n: row.n, action: 'withdraw', said: {} }, by, now)
}

/** Gives or takes back the consent to stand in the public roster; while the person is one of ours. */
export async function consent(
  world: Pick<World, 'store'>,
  row: Applied,
  listed: boolean,
  now: Date,
  actor: Record<string, string> = CITIZEN,
) {
  if (!LIVE.some((state) => state === row.state)) throw new Refusal('not_now')
  if (row.listed !== listed) await written(world, row, listed, actor, now)
}

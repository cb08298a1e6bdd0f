import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, eq, inArray, ne } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Applicant, type Application, personText } from './application.ts'
import { type Call, callsOf, strangersIn } from './calls.ts'
import { eligible } from './eligible.ts'
import { entering } from './entering.ts'
import { marked, type SupervisorRow, stream } from './found.ts'
import { digestOf, newTicket } from './ticket.ts'
import { allowed, LIVE, STEPS } from './workflow.ts'

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

/** The others that are alive and are the same person, by name and telephone: shown at the desk, to nobody else. */
export async function alikeOf(
  { store, secrets }: Pick<World, 'store' | 'secrets'>,
  { id }: Pick<Applied, 'id'>,
  applicant: Pick<Applicant, 'name' | 'phone'>,
): Promise<Pick<Applied, 'id' | 'state' | 'at'>[]> {
  const same = inArray(supervisors.personIndex, secrets.digests('phone', personText(applicant)))
  return store.read
    .select({ id: supervisors.id, state: supervisors.state, at: supervisors.at })
    .from(supervisors)
    .where(and(same, ne(supervisors.id, id), inArray(supervisors.state, [...LIVE])))
}

/** Writes something of its holder to an application that nobody moved meanwhile. */
async function written(
  { store }: Pick<World, 'store'>,
  row: Applied,
  set: Partial<Pick<Applied, 'state' | 'listed'>>,
  action: string,
  now: Date,
) {
  const n = row.n + 1
  const mark = newMark()
  const { state = row.state, listed } = set
  const data = listed === undefined ? {} : { listed }
  const event = { stream: stream(row.id), n, at: now, actor: CITIZEN, action, data, state: { state } }
  const [done] = await store.writes.commit([
    store.read
      .update(supervisors)
      .set({ ...set, mark, n, changedAt: now.getTime() })
      .where(and(eq(supervisors.id, row.id), eq(supervisors.n, row.n))),
    ...append(event, marked(row.id, mark)).statements,
  ])
  if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
}

/** Takes an application back; taken back twice is taken back. */
export async function withdraw(world: Pick<World, 'store'>, row: Applied, now: Date) {
  if (row.state === 'withdrawn') return
  if (!allowed(row.state, ['holder']).includes('withdraw')) throw new Refusal('not_now')
  await written(world, row, { state: STEPS.withdraw.to }, 'withdraw', now)
}

/** Gives or takes back the consent to stand in the public roster; while the person is one of ours. */
export async function consent(world: Pick<World, 'store'>, row: Applied, listed: boolean, now: Date) {
  if (!LIVE.some((state) => state === row.state)) throw new Refusal('not_now')
  if (row.listed !== listed) await written(world, row, { listed }, listed ? 'list' : 'unlist', now)
}

import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, asc, eq, gt, inArray, isNull, lte, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { cases, directives, drafts, enquiries, events, facts, specials, staffNotices } from '../../db/schema.ts'
import { isWorkday, today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { STATUS, type Status } from '../case/workflow.ts'
import type { Actor } from '../staff/actor.ts'
import { concerns, crew, isOwed, standing, standsFor } from './concern.ts'
import { contactMoved } from './contact.ts'
import { pendingOn } from './open-day.ts'
import { supervisorMoved } from './supervisor.ts'
import { surveyMoved } from './survey.ts'

export const WHAT = {
  queue: '有新的要办',
  returned: '退回给您',
  due: '快到期',
  overdue: '红牌：已超期',
  review: '等您审核或确认',
  mentioned: '同事请您看',
  answered: '单位回了函询',
  approved: '已经批准',
  opened: '已经开箱，请看结果',
} as const
type What = keyof typeof WHAT

/** The last event of which it has been said whom it concerns. */
const MARK = 'staff-noticed'
const A_TURN = 200
const DAY = 86_400_000

export interface Arisen {
  what: What
  subject: string
  mark: string
  /** Who did it, and need not be told. */
  by: string | undefined
  /** Only this person, where it goes back to somebody. */
  only?: string
}

/** What happened before there were notices concerns nobody now. */
export const beginNotices = (store: Store) =>
  store.writes.commit([
    `insert into facts (key, value) select '${MARK}', coalesce(max(seq), 0) from events where true on conflict do nothing`,
  ])

/** One round: what the log brought since, and what the calendar brings. */
export async function arise(store: Store, now: Date): Promise<void> {
  const team = await crew(store, now)
  while (await fromLog(store, team, now));
  await fromCalendar(store, team, now)
  await tellOnce(store, team, await pendingOn(store, today(now)), now)
}

/** Looks at the next events; whether there may be more. Two nodes at once write the same rows and move the mark once. */
async function fromLog(store: Store, team: readonly Actor[], now: Date): Promise<boolean> {
  const mark = await store.read.select().from(facts).where(eq(facts.key, MARK)).get()
  if (!mark) {
    await beginNotices(store)
    return false
  }
  const log = await store.read
    .select()
    .from(events)
    .where(gt(events.seq, Number(mark.value)))
    .orderBy(asc(events.seq))
    .limit(A_TURN)
  const last = log.at(-1)
  if (!last) return false
  const arisen = (await Promise.all(log.map((event) => arisenBy(store, event)))).flat()
  await store.writes.commit([
    ...(await told(store, team, arisen, now)),
    {
      sql: 'update facts set value = ? where key = ? and cast(value as integer) < ?',
      args: [String(last.seq), MARK, last.seq],
    },
  ])
  return log.length === A_TURN
}

export type Event = typeof events.$inferSelect

async function arisenBy(store: Store, event: Event): Promise<Arisen[]> {
  const [kind = '', id = '', more = ''] = event.stream.split('/')
  const by = event.actor.login
  const mark = String(event.n)
  const subject = event.stream
  if (kind === 'case') {
    const before = await stateBefore(store, event)
    const moved = ['status', 'lane', 'handler'].some((part) => before?.[part] !== event.state[part])
    const back = event.action === 'return' || (event.action === 'recheck' && event.state.status === 'handling')
    const named = event.action === 'note' ? ((event.data?.mention as string[] | undefined) ?? []) : []
    return [
      ...named.map((only) => ({ what: 'mentioned' as const, subject, mark, by, only })),
      ...(moved ? [{ what: back ? ('returned' as const) : ('queue' as const), subject, mark, by }] : []),
    ]
  }
  if (kind === 'directive' || kind === 'special') {
    const before = await stateBefore(store, event)
    const moved = ['status', 'objection', 'person'].some((part) => before?.[part] !== event.state[part])
    const back = ['return', 'decline'].includes(event.action)
    return moved ? [{ what: back ? 'returned' : 'queue', subject, mark, by }] : []
  }
  if (kind === 'alarm' && event.action === 'raise') return [{ what: 'queue', subject, mark, by }]
  if (kind === 'enquiry' && event.action === 'ask') return [{ what: 'queue', subject, mark, by }]
  if (kind === 'enquiry' && ['answer', 'return'].includes(event.action)) return answered(store, id, event.n, by)
  if (kind === 'publication' && event.action === 'submit') return [{ what: 'review', subject, mark, by }]
  if (kind === 'publication' && event.action === 'return') {
    const draft = await store.read
      .select({ editor: drafts.editor })
      .from(drafts)
      .where(and(eq(drafts.kind, id), eq(drafts.code, more)))
      .get()
    return draft ? [{ what: 'returned', subject, mark, by, only: draft.editor }] : []
  }
  if (kind === 'survey') return surveyMoved(store, event)
  if (kind === 'supervisor' || kind === 'objection') return supervisorMoved(store, event)
  if (kind === 'contact') return contactMoved(event)
  if (kind === 'person' && event.data?.asked) return [{ what: 'review', subject: `grant/${id}`, mark, by }]
  if (kind === 'retention' && event.action === 'propose')
    return [{ what: 'review', subject: `retention/${more}`, mark, by }]
  return []
}

/** What a body answered, or sent back: for whoever has the case, and before anybody has it for whoever asked. */
async function answered(store: Store, id: string, n: number, by: string | undefined): Promise<Arisen[]> {
  const of = await store.read
    .select({ no: cases.no, assignee: cases.assignee })
    .from(enquiries)
    .innerJoin(cases, eq(cases.no, enquiries.no))
    .where(eq(enquiries.id, id))
    .get()
  const asking = await store.read
    .select({ actor: events.actor })
    .from(events)
    .where(and(eq(events.stream, `enquiry/${id}`), eq(events.n, 1)))
    .get()
  const only = of?.assignee ?? asking?.actor.login
  return of && only ? [{ what: 'answered', subject: `case/${of.no}`, mark: `${id}/${n}`, by, only }] : []
}

async function stateBefore(store: Store, { stream, n }: Event) {
  const before = await store.read
    .select({ state: events.state })
    .from(events)
    .where(and(eq(events.stream, stream), eq(events.n, n - 1)))
    .get()
  return before?.state
}

/** Rows for whomever a thing concerns as it stands now. A publication goes to publishers, or back to its editor. */
async function told(
  store: Store,
  team: readonly Actor[],
  arisen: readonly Arisen[],
  now: Date,
): Promise<InStatement[]> {
  const stand = await standing(
    store,
    arisen.map((a) => a.subject),
  )
  return arisen.flatMap(({ what, subject, mark, by, only }) =>
    team
      .filter((actor) => actor.login !== by && (only === undefined || standsFor(actor, only)))
      .filter((actor) => !subject.startsWith('publication/') || only !== undefined || actor.roles.includes('publisher'))
      .filter((actor) => concerns(actor, { subject, what }, stand))
      .map(({ login }) => {
        const { sql, args } = insert(staffNotices, {
          id: randomBytes(9).toString('base64url'),
          person: login,
          what,
          subject,
          mark,
          at: now.getTime(),
        }) as { sql: string; args: [] }
        return { sql: `${sql} on conflict do nothing`, args }
      }),
  )
}

/** What is due by the next working day, and what is over: once for each date owed. */
async function fromCalendar(store: Store, team: readonly Actor[], now: Date) {
  const { calendar } = await rulebook(store, now)
  const day = today(now)
  let soon = Date.parse(day) + DAY
  while (!isWorkday(new Date(soon).toISOString().slice(0, 10), calendar)) soon += DAY
  const until = new Date(soon).toISOString().slice(0, 10)
  const owed = (Object.keys(STATUS) as Status[]).filter(isOwed)
  const [late, asked, served, objected, grouped] = await Promise.all([
    store.read
      .select({ id: cases.no, on: cases.dueOn })
      .from(cases)
      .where(and(inArray(cases.status, owed), lte(cases.dueOn, until))),
    store.read
      .select({ id: enquiries.id, on: enquiries.answerBy })
      .from(enquiries)
      .where(and(isNull(enquiries.answeredAt), lte(enquiries.answerBy, until))),
    store.read
      .select({ id: directives.id, on: directives.dueOn })
      .from(directives)
      .where(and(eq(directives.status, 'served'), lte(directives.dueOn, until))),
    store.read
      .select({ id: directives.id, on: directives.ruleBy })
      .from(directives)
      .where(and(eq(directives.objection, 'open'), lte(directives.ruleBy, until))),
    store.read
      .select({ id: specials.id, on: specials.dueOn })
      .from(specials)
      .where(and(ne(specials.status, 'closed'), lte(specials.dueOn, until))),
  ])
  const arisen = [
    ...late.map(({ id, on }) => ({ subject: `case/${id}`, on: on ?? '' })),
    ...asked.map(({ id, on }) => ({ subject: `enquiry/${id}`, on })),
    ...[...served, ...objected].map(({ id, on }) => ({ subject: `directive/${id}`, on: on ?? '' })),
    ...grouped.map(({ id, on }) => ({ subject: `special/${id}`, on })),
  ].map(({ subject, on }) => ({
    what: on < day ? ('overdue' as const) : ('due' as const),
    subject,
    mark: on,
    by: undefined,
  }))
  await tellOnce(store, team, arisen, now)
}

/** Says what has not been said yet. */
async function tellOnce(store: Store, team: readonly Actor[], arisen: readonly Arisen[], now: Date) {
  const known = new Set<string>()
  for (let from = 0; from < arisen.length; from += A_TURN) {
    const rows = await store.read
      .select({ subject: staffNotices.subject, what: staffNotices.what, mark: staffNotices.mark })
      .from(staffNotices)
      .where(
        inArray(
          staffNotices.subject,
          arisen.slice(from, from + A_TURN).map((a) => a.subject),
        ),
      )
    for (const { subject, what, mark } of rows) known.add(`${subject} ${what} ${mark}`)
  }
  const fresh = arisen.filter((a) => !known.has(`${a.subject} ${a.what} ${a.mark}`))
  for (let from = 0; from < fresh.length; from += A_TURN)
    await store.writes.commit(await told(store, team, fresh.slice(from, from + A_TURN), now))
}

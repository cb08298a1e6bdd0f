import type { InStatement } from '@libsql/client'
import { desc, eq } from 'drizzle-orm'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { openDayMessages, registrations } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { codes, words } from '../vocabulary.ts'
import { type Day, sessionOf } from './day.ts'
import type { Registered, World } from './found.ts'
import { recorded } from './history.ts'
import { GROUP } from './open-day.ts'
import { owe } from './owe.ts'
import { STATE } from './workflow.ts'

/** A message from the desk: to whom, and what they read with their ticket. */
export const Message = z.strictObject({
  session: words(1, 10, '场次').optional().meta({ title: '哪一场', kind: 'select' }),
  groups: z
    .array(codes(GROUP), { error: '请选发给哪几类人' })
    .min(1, '请选发给哪几类人')
    .meta({ title: '发给哪几类人', kind: 'several', labels: GROUP }),
  states: z
    .array(codes(STATE), { error: '请选发给哪些状态的人' })
    .min(1, '请选发给哪些状态的人')
    .meta({ title: '发给哪些状态的人', kind: 'several', labels: STATE }),
  text: words(2, 300, '消息').meta({
    title: '消息',
    kind: 'long',
    hint: '写清楚什么变了、要做什么。不要写任何人的姓名和电话。',
  }),
})
type Message = z.output<typeof Message>

type Row = typeof openDayMessages.$inferSelect

/** Who a message is for as they stand now. */
const isFor = ({ session, groups, states }: Pick<Row, 'session' | 'groups' | 'states'>, row: Registered) =>
  (session === null || session === row.session) && groups.includes(row.group) && states.includes(row.state)

/** Writes a message to those who registered; to how many. Two at once are two messages. */
export async function send(
  world: World,
  day: Day,
  said: Message,
  actor: Actor,
  now: Date,
  also: (answer: { people: number }) => InStatement[],
): Promise<{ people: number }> {
  const { store } = world
  const { session = null, groups, states, text } = said
  const { code } = day.data
  if (session !== null && !sessionOf(day, session))
    throw new Refusal('invalid', { fields: [{ path: 'session', message: '没有这一场，请从列出的场次里选' }] })
  const row = { event: code, session, groups, states, text, by: actor.login, at: now.getTime() }
  const all = await store.read.select().from(registrations).where(eq(registrations.event, code))
  const to = all.filter((one) => isFor(row, one)).map(({ id }) => id)
  if (to.length === 0)
    throw new Refusal('invalid', { fields: [{ path: 'states', message: '现在没有这样的报名，没有人可发。请改选' }] })
  const answer = { people: to.length }
  const data = { session, groups, states, ...answer }
  const whom = { sql: 'id in (select value from json_each(?))', args: [JSON.stringify(to)] }
  await recorded(world, code, { action: 'message', data }, actor, now, (written, n) =>
    store.writes.commit([
      ...written(),
      insert(openDayMessages, { ...row, n, to }),
      ...owe(world, { what: 'message', n, to: whom }, now),
      ...also(answer),
    ]),
  )
  return answer
}

/** What the desk said about an open day, the newest first. */
export const messagesOf = ({ read }: World['store'], event: string): Promise<Row[]> =>
  read.select().from(openDayMessages).where(eq(openDayMessages.event, event)).orderBy(desc(openDayMessages.n))

/** What a holder reads of it: what was sent to them, and what would be if it were sent now. */
export async function messagesFor({ store }: Pick<World, 'store'>, row: Registered) {
  const rows = await messagesOf(store, row.event)
  return rows
    .filter((one) => one.to.includes(row.id) || isFor(one, row))
    .map(({ text, at }) => ({ text, at: new Date(at).toISOString() }))
}

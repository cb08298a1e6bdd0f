import { and, eq, inArray, lte } from 'drizzle-orm'
import { contacts, events } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { shift } from '../day.ts'
import { dueReminder, REMINDS } from '../supervisor/term.ts'
import { type ContactRow, stream, unmoved, type World } from './found.ts'
import { LIVE } from './workflow.ts'

const CLOCK = { kind: 'system' }
/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 200

/** Writes down that a term ends soon; the desk and the telephone are told by this one event. */
const remind = ({ store }: Pick<World, 'store'>, row: ContactRow, days: number, now: Date) => {
  const event = {
    stream: stream(row.id),
    n: row.n + 1,
    at: now,
    actor: CLOCK,
    action: 'remind',
    data: { days, to: row.to },
  }
  return store.writes.commit([
    ...append({ ...event, state: { status: row.state } }, unmoved(row)).statements,
    // Last: it moves what the event asks for.
    { sql: 'update contacts set n = n + 1 where id = ? and n = ?', args: [row.id, row.n] },
  ])
}

/** Whose term ends soon and of whom that was not said yet; after a standstill once, and not three times. */
export async function remindContacts({ store }: Pick<World, 'store'>, now: Date): Promise<void> {
  const day = today(now)
  const rows = await store.read
    .select()
    .from(contacts)
    .where(and(inArray(contacts.state, [...LIVE]), lte(contacts.to, shift(day, REMINDS[0]))))
  let left = AT_ONCE
  for (const row of rows) {
    const days = dueReminder(row.to, day)
    if (days === undefined) continue
    if (left === 0) return
    const log = await store.read
      .select({ data: events.data })
      .from(events)
      .where(and(eq(events.stream, stream(row.id)), eq(events.action, 'remind')))
    if (log.some(({ data }) => data?.days === days && data.to === row.to)) continue
    left--
    await remind({ store }, row, days, now)
  }
}

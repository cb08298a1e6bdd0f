import { randomBytes } from 'node:crypto'
import { and, eq, inArray, lte } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { announcements, events, supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { shift } from '../day.ts'
import { newMark } from '../mark.ts'
import { marked, type SupervisorRow, stream, type World } from './found.ts'
import { dueReminder, REMINDS } from './term.ts'

const CLOCK = { kind: 'system' }
/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 200

/** Tells somebody, once for each of the days, that the term ends; the desk is told by the same event. */
async function remind({ store }: World, row: SupervisorRow, days: number, now: Date) {
  const mark = newMark()
  const when = marked(row.id, mark)
  const n = row.n + 1
  const data = { days, to: row.to }
  const event = { stream: stream(row.id), n, at: now, actor: CLOCK, action: 'remind', data }
  await store.writes.commit([
    {
      sql: 'update supervisors set n = ?, mark = ? where id = ? and n = ?',
      args: [n, mark, row.id, row.n],
    },
    ...append({ ...event, state: { state: row.state } }, when).statements,
    insert(
      announcements,
      {
        id: randomBytes(12).toString('base64url'),
        title: `您的任期到${row.to}届满`,
        text: `您的任期到${row.to}届满，还有不到${days}天。愿意续聘的，请和市司法局联系；不续聘的，到期后账号停用，请交回证件。还没有写完的履职报告请在到期前交。`,
        areas: [],
        sectors: [],
        supervisor: row.id,
        by: '',
        at: now.getTime(),
      },
      when,
    ),
  ])
}

/** Whose term ends soon and who was not told so yet. */
export async function remindTurn(world: World, now: Date): Promise<void> {
  const day = today(now)
  const rows = await world.store.read
    .select()
    .from(supervisors)
    .where(and(inArray(supervisors.state, ['serving', 'suspended']), lte(supervisors.to, shift(day, REMINDS[0]))))
  const due = rows.flatMap((row) => {
    const days = row.to === null ? undefined : dueReminder(row.to, day)
    return days === undefined ? [] : [{ row, days }]
  })
  let left = AT_ONCE
  for (const { row, days } of due) {
    if (left === 0) return
    const log = await world.store.read
      .select({ data: events.data })
      .from(events)
      .where(and(eq(events.stream, stream(row.id)), eq(events.action, 'remind')))
    if (log.some(({ data }) => data?.days === days && data.to === row.to)) continue
    left--
    await remind(world, row, days, now)
  }
}

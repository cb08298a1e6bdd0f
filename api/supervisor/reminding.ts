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
import { isServing } from './workflow.ts'

const CLOCK = { kind: 'system' }
/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 200

const said = (day: string) => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** How many days are left is counted: after a standstill it is not the number that was due. */
function endsSoon(to: string, today: string) {
  const left = Math.round((Date.parse(to) - Date.parse(today)) / 86_400_000)
  const title = `您的任期到${said(to)}届满`
  return {
    title,
    text: `${title}，${left > 0 ? `还有${left}天` : '今天是最后一天'}。愿意续聘的，请和市司法局联系；不续聘的，到期后账号停用，请交回证件。还没有写完的履职报告请在到期前交。`,
  }
}

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
    // Whoever is suspended reads nothing here, and is told by telephone to ask the bureau.
    ...(isServing(row.state)
      ? [
          insert(
            announcements,
            {
              id: randomBytes(12).toString('base64url'),
              ...endsSoon(row.to ?? '', today(now)),
              areas: [],
              sectors: [],
              supervisor: row.id,
              by: '',
              at: now.getTime(),
            },
            when,
          ),
        ]
      : []),
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

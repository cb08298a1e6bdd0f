import { and, asc, eq, isNotNull, isNull, lte, notInArray, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { publications } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { type Kind, pageOf } from '../publication/publication.ts'
import { register } from '../publication/register.ts'

/** Why somebody should look at an entry. */
export const REMINDER = {
  review: '该复核了',
  ends: '到期失效',
  certificate: '证件到期',
  calibration: '检定到期',
} as const
type Reminder = keyof typeof REMINDER

/** How long before a day its reminder appears. */
const AHEAD = 30
const MOST = 500

interface Due {
  kind: Kind
  code: string
  title: string
  url: string
  why: Reminder
  on: string
  overdue: boolean
}

/** Days on which something of a kind runs out, besides what every entry has, and what need not be renewed any more. */
const DAYS = [
  { kind: 'officer', path: '$.validTo', why: 'certificate', over: ['recalled', 'cancelled'] },
  { kind: 'device', path: '$.calibratedUntil', why: 'calibration', over: ['stopped'] },
] as const

/** What is due within a month or overdue, the longest overdue first. */
export async function reminders(store: Store, now: Date): Promise<Due[]> {
  const day = today(now)
  const until = today(new Date(now.getTime() + AHEAD * 86_400_000))
  const book = await register(store)
  const open = and(isNull(publications.supersededAt), eq(publications.state, 'published'))
  const columns = { id: publications.id, kind: publications.kind, code: publications.code }
  const { read } = store
  const rows = (
    await Promise.all([
      read
        .select({ ...columns, on: sql<string>`${publications.reviewOn}`, why: sql<Reminder>`'review'` })
        .from(publications)
        .where(and(open, isNotNull(publications.reviewOn), lte(publications.reviewOn, until)))
        .orderBy(asc(publications.reviewOn))
        .limit(MOST),
      read
        .select({ ...columns, on: sql<string>`${publications.to}`, why: sql<Reminder>`'ends'` })
        .from(publications)
        .where(and(open, isNotNull(publications.to), sql`${publications.to} > ${day}`, lte(publications.to, until)))
        .orderBy(asc(publications.to))
        .limit(MOST),
      ...DAYS.map(({ kind, path, why, over }) => {
        const on = sql<string>`json_extract(${publications.data}, ${path})`
        const status = sql<string>`json_extract(${publications.data}, '$.status')`
        return read
          .select({ ...columns, on, why: sql<Reminder>`${why}` })
          .from(publications)
          .where(and(open, eq(publications.kind, kind), notInArray(status, [...over]), sql`${on} <= ${until}`))
          .orderBy(on)
          .limit(MOST)
      }),
    ])
  ).flat()
  return rows
    .flatMap(({ id, kind, code, on, why }): Due[] => {
      const inForce = inForceOf(book.sayings(kind as Kind, code), day, dayEnd(day))
      if (inForce?.id !== id || inForce.cancelled) return []
      const { title } = inForce.summary
      return [{ kind: kind as Kind, code, title, url: pageOf(kind as Kind, code), why, on, overdue: on < day }]
    })
    .sort((a, b) => (a.on < b.on ? -1 : 1))
}

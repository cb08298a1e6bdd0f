import { sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { registrations } from '../../db/schema.ts'
import { register } from '../publication/register.ts'
import type { Arisen } from './staff.ts'

/** The open days with registrations that wait for a judgement. */
async function judgedIn({ read }: Pick<Store, 'read'>): Promise<string[]> {
  const rows = await read
    .selectDistinct({ event: registrations.event })
    .from(registrations)
    .where(sql`${registrations.state} = 'pending'`)
  return rows.map(({ event }) => event)
}

/** Said once a day as long as somebody waits: each of the registrations would be a notice of its own. */
export const pendingOn = async (store: Store, day: string): Promise<Arisen[]> =>
  (await judgedIn(store)).map((event) => ({ what: 'review', subject: `open-day/${event}`, mark: day, by: undefined }))

/** Which body runs each of some open days where somebody waits still. */
export async function hostsOf(store: Store, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map()
  const [book, waiting] = await Promise.all([register(store), judgedIn(store)])
  const known = codes.filter((code) => waiting.includes(code))
  return new Map(
    known.flatMap((code) => {
      const { summary } = book.sayings('open-day', code).at(-1) ?? {}
      return typeof summary?.department === 'string' ? [[code, summary.department] as const] : []
    }),
  )
}

import { and, eq, gt, inArray, not, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { events, interests } from '../../db/schema.ts'
import { byOneBefore } from '../contact/before.ts'
import { codes } from '../vocabulary.ts'
import { INTEREST, type Interest } from './interest.ts'

/** So long an interest counts that was taken back: nobody takes theirs back for the sake of one matter. */
const LINGERS = 365 * 86_400_000
const Ended = z.looseObject({ kind: codes(INTEREST), subject: z.string() })
const WHOSE = 'person/'

/** What these people declared, and what they took back not long ago. */
export async function declaredBy(
  { read }: Pick<Store, 'read'>,
  logins: readonly string[],
  now: Date,
): Promise<(Interest & { person: string })[]> {
  const asked = JSON.stringify(logins)
  const person = sql<string>`substr(${events.stream}, ${WHOSE.length + 1})`
  const [standing, ended] = await Promise.all([
    read
      .select({ person: interests.person, kind: interests.kind, subject: interests.subject })
      .from(interests)
      .where(inArray(interests.person, sql`(select value from json_each(${asked}))`)),
    read
      .select({ person, data: events.data })
      .from(events)
      .where(
        and(
          inArray(events.stream, sql`(select ${WHOSE} || value from json_each(${asked}))`),
          eq(events.action, 'interest-end'),
          gt(events.at, now.getTime() - LINGERS),
          not(byOneBefore(person, events.at)),
        ),
      ),
  ])
  return [
    ...standing,
    ...ended.flatMap(({ person, data }) => {
      const said = Ended.safeParse(data).data
      return said ? [{ person, kind: said.kind, subject: said.subject }] : []
    }),
  ]
}

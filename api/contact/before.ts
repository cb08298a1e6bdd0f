import { type AnyColumn, type SQL, sql } from 'drizzle-orm'

/** Whether somebody else spoke through an account at a moment: what they sent and declared is not their successor's. */
export const byOneBefore = (login: string | SQL, at: AnyColumn) =>
  sql`exists (select 1 from contacts k join events e on e.stream = 'contact/' || k.id
    where k.login = ${login} and e.action = 'replace' and e.at > ${at})`

/**
 * The same for leads, and also where the telephone that opens the account became another: whoever wrote it down could
 * have written their own. Who sent a lead still has its number and its query code.
 */
export const outOfReach = (login: string | SQL, at: AnyColumn) =>
  sql`exists (select 1 from contacts k join events e on e.stream = 'contact/' || k.id
    where k.login = ${login} and e.at > ${at}
      and (e.action = 'replace' or (e.action = 'change' and json_extract(e.data, '$.contact') = 1)))`

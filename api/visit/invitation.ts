import type { InStatement } from '@libsql/client'
import { and, eq, inArray } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { surveyTokens } from '../../db/schema.ts'
import type { Secrets } from '../secrets.ts'
import { runningOn } from '../survey/purpose.ts'
import { tokenDigest, tokenDigests, tokenOf } from '../survey/token.ts'
import type { VisitRow, World } from './found.ts'

type Invited = Pick<VisitRow, 'no' | 'survey'>

/**
 * What lets whoever was inspected rate it once. It is kept nowhere: as the task’s code is printed again, so it is worked
 * out again, under the newest key first.
 */
const tokensOf = (secrets: Secrets, survey: string, no: string) =>
  secrets.digests('visit', `${survey}/${no}`).map(tokenOf)

/** In which survey an inspection of a day may be rated. */
export const surveyFor = async (world: World, day: string): Promise<string | null> =>
  (await runningOn(world, 'inspected', day))?.code ?? null

const always: Condition = { sql: '1', args: [] }

/**
 * Statements for the commit that plans it. The survey gets no event of it: officers who plan would stand in each other’s
 * way, and the inspection’s own event says where it may be rated.
 */
export function invitation({ secrets }: World, { no, survey }: Invited, when = always): InStatement[] {
  const [token] = survey === null ? [] : tokensOf(secrets, survey, no)
  if (survey === null || token === undefined) return []
  return [
    insert(surveyTokens, { survey, hash: tokenDigest(secrets, survey, token), used: false }, when),
    { sql: `update surveys set invited = invited + 1 where code = ? and ${when.sql}`, args: [survey, ...when.args] },
  ]
}

const hashesOf = ({ secrets }: World, survey: string, no: string) =>
  tokensOf(secrets, survey, no).flatMap((token) => tokenDigests(secrets, survey, token))

/** Takes it back with an inspection that is cancelled; nobody was inspected, so nobody could use it. */
export function withdrawal(world: World, { no, survey }: Invited, when: Condition): InStatement[] {
  if (survey === null) return []
  const which = `survey = ? and used = 0 and hash in (select value from json_each(?))`
  const args = [survey, JSON.stringify(hashesOf(world, survey, no))]
  return [
    {
      sql: `update surveys set invited = invited - 1 where code = ? and exists (select 1 from survey_tokens where ${which}) and ${when.sql}`,
      args: [survey, ...args, ...when.args],
    },
    { sql: `delete from survey_tokens where ${which} and ${when.sql}`, args: [...args, ...when.args] },
  ]
}

/** The invitation of an inspection as whoever scans its code gets it. */
export async function invitationOf(world: World, survey: string, no: string): Promise<{ token: string } | undefined> {
  const { store, secrets } = world
  const known = await store.read
    .select()
    .from(surveyTokens)
    .where(and(eq(surveyTokens.survey, survey), inArray(surveyTokens.hash, hashesOf(world, survey, no))))
  const [row] = known
  const token = tokensOf(secrets, survey, no).find((one) =>
    tokenDigests(secrets, survey, one).some((hash) => hash === row?.hash),
  )
  return token === undefined ? undefined : { token }
}

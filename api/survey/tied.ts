import type { InStatement } from '@libsql/client'
import { and, eq, inArray } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { surveyTokens } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Secrets } from '../secrets.ts'
import { tokenDigest, tokenDigests, tokenOf } from './token.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** An invitation that belongs to something of ours: an inspection, a registration. */
export interface Tie {
  to: 'visit' | 'registration'
  id: string
  survey: string
}

/** It is kept nowhere: as the code of a task is printed again, so it is worked out again, under the newest key first. */
const tokensOf = (secrets: Secrets, { to, id, survey }: Tie) => secrets.digests(to, `${survey}/${id}`).map(tokenOf)

const hashesOf = (secrets: Secrets, tie: Tie) =>
  tokensOf(secrets, tie).flatMap((token) => tokenDigests(secrets, tie.survey, token))

const always: Condition = { sql: '1', args: [] }

/**
 * Statements for the commit by which it comes about; done again, it stays the one there is. The survey gets no event of
 * it: whoever plans or stands at a door would be in each other’s way.
 */
export function invitation({ secrets }: Pick<World, 'secrets'>, tie: Tie, when = always): InStatement[] {
  const [token] = tokensOf(secrets, tie)
  if (token === undefined) return []
  const none = {
    sql: `${when.sql} and not exists (select 1 from survey_tokens where survey = ? and hash in (select value from json_each(?)))`,
    args: [...when.args, tie.survey, JSON.stringify(hashesOf(secrets, tie))],
  }
  return [
    {
      sql: `update surveys set invited = invited + 1 where code = ? and ${none.sql}`,
      args: [tie.survey, ...none.args],
    },
    insert(surveyTokens, { survey: tie.survey, hash: tokenDigest(secrets, tie.survey, token), used: false }, none),
  ]
}

/** Takes back what nobody used. */
export function withdrawal({ secrets }: Pick<World, 'secrets'>, tie: Tie, when: Condition): InStatement[] {
  const which = 'survey = ? and used = 0 and hash in (select value from json_each(?))'
  const args = [tie.survey, JSON.stringify(hashesOf(secrets, tie))]
  return [
    {
      sql: `update surveys set invited = invited - 1 where code = ? and exists (select 1 from survey_tokens where ${which}) and ${when.sql}`,
      args: [tie.survey, ...args, ...when.args],
    },
    { sql: `delete from survey_tokens where ${which} and ${when.sql}`, args: [...args, ...when.args] },
  ]
}

/** The invitation, used or not, as whoever holds what it belongs to gets it. */
export async function invitationOf({ store, secrets }: World, tie: Tie): Promise<{ token: string } | undefined> {
  const [row] = await store.read
    .select()
    .from(surveyTokens)
    .where(and(eq(surveyTokens.survey, tie.survey), inArray(surveyTokens.hash, hashesOf(secrets, tie))))
  const token = tokensOf(secrets, tie).find((one) =>
    tokenDigests(secrets, tie.survey, one).some((hash) => hash === row?.hash),
  )
  return token === undefined ? undefined : { token }
}

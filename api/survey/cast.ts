import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { surveyBallots, surveyBox, surveys } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Boxed, fits, seal } from './box.ts'

export type When = { sql: string; args: (string | number)[] }

/** What lets an answer in: an invitation, a ballot, a part of an evaluating body's sample, or nothing where anybody may answer. */
export type By = { token: string } | { ballot: string } | { stratum: string } | { open: true }

/** `spent`: the token or ballot was cast before, or is none, or that part of the sample has been asked; `closed`: no more answers are taken. */
export type Outcome = 'cast' | 'spent' | 'closed'

/** The answer with the most in it: where something can be cut. */
const longest = (answers: Boxed['answers']) =>
  `answers.${Object.keys(answers).sort((a, b) => String(answers[b]).length - String(answers[a]).length)[0] ?? ''}`

/** Refuses what would not go into the box, whatever is marked about it. */
export function mustFit(boxed: Boxed) {
  if (fits({ ...boxed, marks: ['fast', 'burst', 'bare'] })) return
  const message = '各题写的字合起来太多了，请删短一些'
  throw new Refusal('invalid', { fields: [{ path: longest(boxed.answers), message }] })
}

/** Whether a survey takes answers today. */
export const isTaking = (survey: typeof surveys.$inferSelect, day: string): boolean =>
  survey.status === 'open' &&
  survey.opensOn <= day &&
  day <= survey.closesOn &&
  (survey.quota === null || survey.answers < survey.quota)

/** The same, asked in the commit itself. */
export const taking = (survey: string, day: string): When => ({
  sql: "exists (select 1 from surveys where code = ? and status = 'open' and opens_on <= ? and closes_on >= ? and (quota is null or answers < quota))",
  args: [survey, day, day],
})

const entitled = (survey: string, by: By): When => {
  if ('token' in by)
    return {
      sql: 'exists (select 1 from survey_tokens where survey = ? and hash = ? and used = 0)',
      args: [survey, by.token],
    }
  if ('ballot' in by)
    return {
      sql: 'not exists (select 1 from survey_ballots where survey = ? and hash = ?)',
      args: [survey, by.ballot],
    }
  if ('stratum' in by)
    return {
      sql: 'exists (select 1 from survey_frames where survey = ? and stratum = ? and asked < target)',
      args: [survey, by.stratum],
    }
  return { sql: "exists (select 1 from surveys where code = ? and entry in ('open', 'both'))", args: [survey] }
}

/**
 * Drops an answer into the box, in one commit with whatever let it in. Only the first statement asks; the others follow
 * from the row it left, so that of any number at once, on any number of nodes, one counts and the rest write nothing.
 * `also` is written in any case: a proof of work is spent by trying.
 */
export async function cast(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  survey: string,
  boxed: Boxed,
  by: By,
  now: Date,
  also: InStatement[] = [],
): Promise<Outcome> {
  const day = today(now)
  const id = randomBytes(16).toString('base64url')
  const [open, may] = [taking(survey, day), entitled(survey, by)]
  const inside: When = { sql: 'exists (select 1 from survey_box where survey = ? and id = ?)', args: [survey, id] }
  const results = await store.writes.commit([
    insert(
      surveyBox,
      { survey, id, sealed: seal(secrets, survey, boxed) },
      { sql: `${open.sql} and ${may.sql}`, args: [...open.args, ...may.args] },
    ),
    ...marksOf(survey, by, inside),
    {
      sql: `update surveys set answers = answers + 1 where code = ? and ${inside.sql}`,
      args: [survey, ...inside.args],
    },
    ...also,
  ])
  if (results[0]?.rowsAffected) return 'cast'
  const row = await store.read.select().from(surveys).where(eq(surveys.code, survey)).get()
  return row && isTaking(row, day) ? 'spent' : 'closed'
}

/** What shows that it was used, written only where the answer came to lie in the box. */
function marksOf(survey: string, by: By, inside: When): InStatement[] {
  if ('token' in by)
    return [
      {
        sql: `update survey_tokens set used = 1 where survey = ? and hash = ? and ${inside.sql}`,
        args: [survey, by.token, ...inside.args],
      },
    ]
  if ('ballot' in by) return [insert(surveyBallots, { survey, hash: by.ballot }, inside)]
  if ('stratum' in by)
    return [
      {
        sql: `update survey_frames set asked = asked + 1 where survey = ? and stratum = ? and ${inside.sql}`,
        args: [survey, by.stratum, ...inside.args],
      },
    ]
  return []
}

import { and, eq, gte, lte, ne } from 'drizzle-orm'
import { type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import type { Condition } from '../../db/row.ts'
import { surveys } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { SurveyRow, World } from './found.ts'
import { PURPOSE, type Purpose } from './survey.ts'

/** What is behind a code is answered standing up: by two taps, whatever else may be said. */
export const isQuick = (purpose: Purpose): boolean => purpose === 'inspected' || purpose === 'scanned'

type Reads = Pick<World, 'store'>

/** The two questions somebody answers in two taps: of which body, and the grade. */
interface Quick {
  body: string
  grade: string
}

/** Nothing where a questionnaire asks for more than that. */
export function quickOf(asked: Pick<Questionnaire, 'sections'>): Quick | undefined {
  const [body, grade, ...more] = questionsOf(asked).filter(({ required }) => required)
  const fits =
    body?.asks === 'department' &&
    body.tells === 'body' &&
    body.max === 1 &&
    grade?.asks === 'grade' &&
    grade.dimension === 'overall' &&
    more.length === 0
  return fits ? { body: body.id, grade: grade.id } : undefined
}

/** A survey of a purpose, other than one, that is open on some day between two. */
const openBetween = async ({ store }: Reads, purpose: Purpose, from: string, to: string, other = '') =>
  store.read
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.status, 'open'),
        eq(surveys.purpose, purpose),
        ne(surveys.code, other),
        lte(surveys.opensOn, to),
        gte(surveys.closesOn, from),
      ),
    )
    .get()

/** The one survey of a purpose that takes answers on a day. */
export const runningOn = (reads: Reads, purpose: Purpose, day: string): Promise<SurveyRow | undefined> =>
  openBetween(reads, purpose, day, day)

type Span = Pick<SurveyRow, 'code' | 'purpose' | 'opensOn' | 'closesOn'>

/** Refuses where a code would have to choose between two. */
export async function refuseSecond(reads: Reads, { code, purpose, opensOn, closesOn }: Span) {
  if (purpose === 'ordinary') return
  const other = await openBetween(reads, purpose, opensOn, closesOn, code)
  if (!other) return
  const message = `${other.code}从${other.opensOn}到${other.closesOn}已经在做${PURPOSE[purpose]}，同一天只能有一次。请等它截止，或者退回改日期`
  throw new Refusal('invalid', { fields: [{ path: '', message }] })
}

/** The same, asked in the commit itself. */
export const noSecond = ({ code, purpose, opensOn, closesOn }: Span): Condition =>
  purpose === 'ordinary'
    ? { sql: '1', args: [] }
    : {
        sql: "not exists (select 1 from surveys as other where other.status = 'open' and other.purpose = ? and other.code <> ? and other.opens_on <= ? and other.closes_on >= ?)",
        args: [purpose, code, closesOn, opensOn],
      }

import { and, asc, desc, eq, lt, ne, sql } from 'drizzle-orm'
import { type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { surveyBallots, surveyCounts, surveyFrames, surveyReleases, surveys, surveyTokens } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { currentRevision } from '../publication/revision.ts'
import { questionsIn } from './asked.ts'
import { CHANNEL } from './box.ts'
import type { Called, Counted } from './column.ts'
import type { SurveyRow, World } from './found.ts'
import { hide } from './hide.ts'
import { type Measured, measured, ofAll, ofBody, round, totalOf, weightsOf } from './measure.ts'
import { oddTotals } from './reviewed.ts'
import { CELL, ENOUGH, ENTRY } from './survey.ts'
import { type Table, tablesOf } from './table.ts'
import { WORDS } from './word.ts'
import { asItStands } from './worked.ts'

const MOST_WORDS = 40

interface Before {
  code: string
  title: string
  closesOn: string
  version: number
  total: number | null
  means: Record<string, number>
}

export interface Result {
  code: string
  title: string
  questionnaire: { code: string; name: string; version: number }
  opensOn: string
  closesOn: string
  entry: string
  method: string
  /** What came in, what of it counts, and how many of those invited answered. */
  answers: {
    received: number
    counted: number
    invited: number
    byInvitation: number
    /** How many an evaluating body asked, in all. */
    visited: number
    rate: number | null
  }
  odd: { label: string; kept: number; excluded: number }[]
  dimensions: Measured[]
  /** The weighted total on a hundred points, of all and by body. */
  total: number | null
  totals: { part: string; label: string; total: number }[]
  tables: Table[]
  /** Means as they would be if each part of the sample counted by how many people it has. */
  weighted: { key: string; title: string; mean: number }[]
  /** How many of each part of the sample were asked; nothing where few were. */
  strata: { label: string; population: number; target: number; asked: number | null }[]
  words: { key: string; title: string; items: { word: string; n: number }[] }[]
  /** Only what compares: a total of the same weights, means of questions in the same words. */
  trend: Before[]
}

/** Counts that are nobody's any more leave rows of nothing. */
export const countsOf = ({ store }: Pick<World, 'store'>, survey: string): Promise<Counted[]> =>
  store.read
    .select()
    .from(surveyCounts)
    .where(and(eq(surveyCounts.survey, survey), ne(surveyCounts.cut, WORDS), sql`n > 0`))

/** What everything is called on the day. */
export async function calledBy(world: World, row: SurveyRow, now: Date): Promise<Called> {
  const { departments } = await rulebook(world.store, now)
  const frames = await framesOf(world, row.code)
  return (cut, code) =>
    (cut === 'channel' && CHANNEL[code as 'web']) ||
    (cut === 'stratum' && frames.find((one) => one.stratum === code)?.label) ||
    departments.get(code)?.name ||
    code
}

/** Few of a part that were asked are not told, nor so many others that they could be worked out. */
export function framesTold(asked: readonly number[]): (number | null)[] {
  const hidden = hide({ counts: [asked], rowsTold: true, columnsTold: asked.map(() => false) }, 0)?.[0]
  return asked.map((n, i) => (hidden && !hidden[i] ? n : null))
}

const framesOf = ({ store }: Pick<World, 'store'>, survey: string) =>
  store.read.select().from(surveyFrames).where(eq(surveyFrames.survey, survey)).orderBy(asc(surveyFrames.stratum))

/** What those who were invited did: who used a code on paper, and whose ballot was cast. */
async function invitedOf({ store }: Pick<World, 'store'>, { code }: SurveyRow): Promise<number> {
  const [paper, ballots] = await Promise.all([
    store.read.$count(
      surveyTokens,
      and(eq(surveyTokens.survey, code), eq(surveyTokens.used, true), sql`blinded is null`),
    ),
    store.read.$count(surveyBallots, eq(surveyBallots.survey, code)),
  ])
  return paper + ballots
}

/** Each part of the sample weighted by its people; only where a mean of every part may be shown. */
function weightedOf(tables: readonly Table[], frames: Awaited<ReturnType<typeof framesOf>>): Result['weighted'] {
  const population = frames.reduce((sum, one) => sum + one.population, 0)
  if (!population) return []
  return tables.flatMap((table) => {
    const lines = table.cuts.find(({ cut }) => cut === 'stratum')?.lines ?? []
    const means = frames.map((one) => ({ ...one, mean: lines.find(({ part }) => part === one.stratum)?.mean?.mean }))
    if (means.some(({ mean }) => mean === undefined)) return []
    const mean = means.reduce((sum, one) => sum + (one.mean ?? 0) * one.population, 0) / population
    return [{ key: table.key, title: table.title, mean: round(mean, 2) }]
  })
}

async function wordsOf(
  { store }: Pick<World, 'store'>,
  survey: string,
  questionnaire: Questionnaire,
): Promise<Result['words']> {
  const texts = questionsOf(questionnaire).filter((q) => q.asks === 'text')
  const found = await Promise.all(
    texts.map(({ id }) =>
      store.read
        .select({ word: surveyCounts.option, n: surveyCounts.n })
        .from(surveyCounts)
        .where(
          and(
            eq(surveyCounts.survey, survey),
            eq(surveyCounts.cut, WORDS),
            eq(surveyCounts.question, id),
            sql`n >= ${CELL}`,
          ),
        )
        .orderBy(desc(surveyCounts.n), asc(surveyCounts.option))
        .limit(MOST_WORDS),
    ),
  )
  return texts.flatMap(({ id, text }, i) => {
    const items = found[i] ?? []
    return items.length ? [{ key: id, title: text, items }] : []
  })
}

/** The last release of each earlier survey with the same questionnaire: released numbers only. */
async function trendOf({ store }: Pick<World, 'store'>, row: SurveyRow): Promise<Result[]> {
  const before = await store.read
    .select({ data: surveyReleases.data, code: surveys.code })
    .from(surveyReleases)
    .innerJoin(surveys, eq(surveys.code, surveyReleases.survey))
    .where(
      and(
        eq(surveys.questionnaire, row.questionnaire),
        ne(surveys.code, row.code),
        lt(surveys.closesOn, row.closesOn),
        sql`${surveyReleases.n} = (select max(n) from survey_releases r where r.survey = ${surveys.code})`,
      ),
    )
    .orderBy(asc(surveys.closesOn))
  return before.map(({ data }) => data as Result)
}

/** An earlier result as far as it asked the same and weighed it alike. */
function compared(before: Result, weights: Worked['weights'], tables: readonly Table[]): Before {
  const { code, title, closesOn, dimensions, questionnaire } = before
  const same = (one: Table) => tables.some((t) => t.key === one.key && t.title === one.title && t.graded)
  return {
    code,
    title,
    closesOn,
    version: questionnaire.version,
    total: weightsOf(dimensions) === weightsOf(weights) ? before.total : null,
    means: Object.fromEntries(
      before.tables.flatMap((one) => (one.all.mean && same(one) ? [[one.key, one.all.mean.mean] as const] : [])),
    ),
  }
}

/** What follows from what was counted and from what everything is called; who was invited and other surveys change otherwise. */
type Worked = Omit<Result, 'answers' | 'trend'> & {
  counted: number
  byInvitation: number
  visited: number
  weights: NonNullable<Questionnaire['weights']>
}
const standing = asItStands<Worked>()

async function workedOut(world: World, row: SurveyRow, now: Date): Promise<Worked> {
  const questionnaire = await questionsIn(world.store, row, now)
  const [counts, frames, odd, byInvitation, words, called] = await Promise.all([
    countsOf(world, row.code),
    framesOf(world, row.code),
    oddTotals(world, row),
    invitedOf(world, row),
    wordsOf(world, row.code, questionnaire),
    calledBy(world, row, now),
  ])
  const tables = tablesOf(questionnaire, counts, called)
  const dimensions = measured(questionnaire, tables, ofAll)
  const counted = counts.find((c) => c.cut === 'all' && c.question === '*')?.n ?? 0
  const bodies = new Map(
    tables.flatMap(({ cuts }) =>
      cuts.flatMap(({ cut, lines }) => (cut === 'body' ? lines.map(({ part, label }) => [part, label] as const) : [])),
    ),
  )
  const asked = framesTold(frames.map((one) => one.asked))
  return {
    code: row.code,
    title: row.title,
    questionnaire: { code: row.questionnaire, name: questionnaire.name, version: row.version },
    opensOn: row.opensOn,
    closesOn: row.closesOn,
    entry: ENTRY[row.entry],
    method: row.method,
    counted: counted >= ENOUGH ? counted : 0,
    byInvitation,
    odd: odd.marks
      .filter(({ kept, excluded }) => kept + excluded > 0)
      .map(({ label, kept, excluded }) => ({ label, kept, excluded })),
    dimensions,
    total: totalOf(questionnaire, dimensions),
    totals: [...bodies].flatMap(([part, label]) => {
      const total = totalOf(questionnaire, measured(questionnaire, tables, ofBody(part)))
      return total === null ? [] : [{ part, label, total }]
    }),
    tables,
    weighted: weightedOf(tables, frames),
    strata: frames.map(({ label, population, target }, i) => ({ label, population, target, asked: asked[i] ?? null })),
    words,
    weights: questionnaire.weights ?? [],
    visited: frames.reduce((sum, one) => sum + one.asked, 0),
  }
}

/** What there is to publish of a survey whose box was opened; every number in it may be told. */
export async function resultOf(world: World, row: SurveyRow, now: Date): Promise<Result> {
  const names = `${await currentRevision(world.store)} ${today(now)}`
  const [{ counted, byInvitation, visited, weights, ...worked }, before] = await Promise.all([
    standing(world.store, row, names, () => workedOut(world, row, now)),
    trendOf(world, row),
  ])
  const { answers: received, invited } = row
  const rate = invited ? round((byInvitation / invited) * 100, 1) : null
  const answers = { received, counted, invited, byInvitation, visited, rate }
  return { ...worked, answers, trend: before.map((one) => compared(one, weights, worked.tables)) }
}

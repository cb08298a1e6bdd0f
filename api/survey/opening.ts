import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { and, eq, gt } from 'drizzle-orm'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { surveyAnswers, surveyBox, surveys } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { publishedNames } from '../case/guarded.ts'
import { rulebook } from '../case/rulebook.ts'
import type { Published } from '../redaction/find.ts'
import type { Secrets } from '../secrets.ts'
import { questionsIn } from './asked.ts'
import { type Boxed, type Channel, unseal } from './box.ts'
import { added, type Count, countsOf } from './counting.ts'
import { Shapes } from './same.ts'
import { wordCounts } from './word.ts'

interface Deps {
  store: Store
  secrets: Secrets
}

/** Answers opened in one commit: so many hide each one, and no commit holds others up. */
const PIECE = 500
const SLICE = 1000
const A_TURN = 20

/** What was asked, and what the city publishes of itself: whatever an answer is counted by. */
export interface Counting {
  questionnaire: Questionnaire
  published: Published
}

/** Everything one answer raises, words included. */
export const allOf = ({ questionnaire, published }: Counting, answer: Boxed): Count[] => [
  ...countsOf(questionnaire, answer),
  ...wordCounts(questionnaire, answer, published),
]

/** What the answers of a survey are counted by. */
export const countingOf = async (
  store: Store,
  row: { questionnaire: string; version: number },
  now: Date,
): Promise<Counting> => ({
  questionnaire: await questionsIn(store, row, now),
  published: publishedNames(await rulebook(store, now)),
})

/** Opens the boxes of all surveys that have ended. */
export async function openTurn(deps: Deps, now: Date): Promise<void> {
  const closed = await deps.store.read.select().from(surveys).where(eq(surveys.status, 'closed'))
  for (const row of closed) await openBox(deps, row.code, await countingOf(deps.store, row, now), now)
}

/** What lies in the box, in the order of its random numbers. */
async function* boxed({ store, secrets }: Deps, survey: string, from = '') {
  for (let after = from; ; ) {
    const rows = await store.read
      .select({ id: surveyBox.id, sealed: surveyBox.sealed })
      .from(surveyBox)
      .where(and(eq(surveyBox.survey, survey), gt(surveyBox.id, after)))
      .orderBy(surveyBox.id)
      .limit(SLICE)
    for (const { id, sealed } of rows) {
      after = id
      yield { id, answer: opened(secrets, survey, Buffer.from(sealed)) }
    }
    if (rows.length < SLICE) return
  }
}

/** Nothing where the blob is damaged or its key is gone: it stays in the box, and the event says how many there are. */
function opened(secrets: Secrets, survey: string, sealed: Buffer): Boxed | undefined {
  try {
    return unseal(secrets, survey, sealed)
  } catch {
    return undefined
  }
}

/** Everything there is of a survey, opened before or not: what is the same must be known before the first is counted. */
async function shapes(
  deps: Deps,
  survey: string,
): Promise<{ seen: Shapes; whole: Map<Channel, number>; damaged: number }> {
  const seen = new Shapes()
  const whole = new Map<Channel, number>()
  let damaged = 0
  for await (const { answer } of boxed(deps, survey)) {
    if (answer) seen.add(answer.answers)
    if (answer) whole.set(answer.channel, (whole.get(answer.channel) ?? 0) + 1)
    else damaged++
  }
  for (let after = ''; ; ) {
    const rows = await deps.store.read
      .select({ id: surveyAnswers.id, data: surveyAnswers.data })
      .from(surveyAnswers)
      .where(and(eq(surveyAnswers.survey, survey), gt(surveyAnswers.id, after)))
      .orderBy(surveyAnswers.id)
      .limit(SLICE)
    for (const { data } of rows) seen.add(data as Boxed['answers'])
    after = rows.at(-1)?.id ?? after
    if (rows.length < SLICE) return { seen, whole, damaged }
  }
}

/**
 * Opens the box of a survey that has ended: in even pieces, each one commit, so that a stop in between loses nothing and
 * counts nothing twice. What comes out has new random numbers: inside a piece nobody can say which was which. A piece is
 * of one channel: the only invited one among volunteers would be known.
 */
export async function openBox(deps: Deps, code: string, counting: Counting, now: Date, piece = PIECE) {
  const { store } = deps
  const { seen, whole, damaged } = await shapes(deps, code)
  const heaps = new Map(
    [...whole].map(([channel, n]) => {
      const pieces = Math.max(1, Math.floor(n / piece))
      // Even pieces: a small last one would hide nobody.
      const size = (taken: number) => Math.floor(((taken + 1) * n) / pieces) - Math.floor((taken * n) / pieces)
      return [channel, { size, taken: 0, waiting: [] as { id: string; answer: Boxed }[] }]
    }),
  )
  for await (const { id, answer } of boxed(deps, code)) {
    const heap = answer && heaps.get(answer.channel)
    if (!heap) continue
    heap.waiting.push({ id, answer })
    if (heap.waiting.length < heap.size(heap.taken)) continue
    await take(store, code, counting, seen, heap.waiting)
    heap.taken++
    heap.waiting = []
  }

  const [survey] = await store.read.select().from(surveys).where(eq(surveys.code, code))
  if (survey?.status !== 'closed') return
  const { n, version, opensOn } = survey
  // Where another process had a hand in it something may still lie there: the next turn opens the rest.
  const done = {
    sql: `exists (select 1 from surveys where code = ? and status = 'closed' and n = ?)
      and (select count(*) from survey_box where survey = ?) = ?`,
    args: [code, n, code, damaged],
  }
  const { statements } = append(
    {
      stream: `survey/${code}`,
      n: n + 1,
      at: now,
      actor: { kind: 'system' },
      action: 'open-box',
      data: { answers: survey.answers, damaged },
      state: { status: 'counted', version, opensOn },
    },
    done,
  )
  await store.writes.commit([
    ...statements,
    {
      sql: `update surveys set status = 'counted', n = ? where code = ? and ${done.sql}`,
      args: [n + 1, code, ...done.args],
    },
  ])
}

/** One piece: out of the box, into the answers, counted; or, where another process was first, nothing at all. */
async function take(
  store: Store,
  survey: string,
  counting: Counting,
  seen: Shapes,
  piece: readonly { id: string; answer: Boxed }[],
) {
  const rows = piece
    .map(({ answer }) => {
      const marks = seen.isOdd(answer.answers) ? [...answer.marks, 'same' as const] : answer.marks
      return { id: randomUUID(), answer: { ...answer, marks } }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const counts: Count[] = []
  for (const [i, { answer }] of rows.entries()) {
    if (!answer.marks.length) counts.push(...allOf(counting, answer))
    // Words take their time to look through: others have their turn between.
    if (i % A_TURN === 0) await turn()
  }
  const sums = added(counts)
  const ids = JSON.stringify(piece.map(({ id }) => id))
  const there = `(select count(*) from survey_box where survey = ? and id in (select value from json_each(?))) = ?`
  const args = [survey, ids, piece.length]
  await store.writes.commit([
    {
      sql: `insert into survey_answers (survey, id, data, channel, stratum, marks)
        select ?, value ->> 'id', value -> 'data', value ->> 'channel', value ->> 'stratum', value -> 'marks' from json_each(?) where ${there}`,
      args: [
        survey,
        JSON.stringify(
          rows.map(({ id, answer: { answers, channel, stratum, marks } }) => ({
            id,
            data: answers,
            channel,
            stratum,
            marks,
          })),
        ),
        ...args,
      ],
    },
    raising(survey, sums, 1, { sql: there, args }),
    {
      sql: `delete from survey_box where survey = ? and id in (select value from json_each(?)) and ${there}`,
      args: [survey, ids, ...args],
    },
  ])
}

/** Counts raised, or lowered where an odd answer was counted and is not to be. */
export const raising = (
  survey: string,
  sums: ReturnType<typeof added>,
  by: 1 | -1,
  when: { sql: string; args: (string | number)[] },
) => ({
  sql: `insert into survey_counts (survey, cut, part, question, option, n)
    select ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?) where ${when.sql}
    on conflict do update set n = n + excluded.n`,
  args: [survey, JSON.stringify(sums.map(({ count, n }) => [...count, n * by])), ...when.args],
})

import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { GRADE, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { surveyAnswers } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { find as identities, type Published } from '../redaction/find.ts'
import { hidden } from '../redaction/span.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { otherOf } from './answer.ts'
import { type Boxed, type Channel, MARK, type Mark } from './box.ts'
import type { Called } from './column.ts'
import { added } from './counting.ts'
import { type Found, stream, unmoved, type World } from './found.ts'
import { allOf, type Counting, raising } from './opening.ts'
import { isOpened } from './worked.ts'

export const REVIEW = { kept: '计入', excluded: '不计入' } as const
export type Review = keyof typeof REVIEW

/** So many are decided on in one commit. */
export const MOST_AT_ONCE = 200

/** What is said of an odd answer. */
export const Decision = z.strictObject({
  review: z
    .enum(['kept', 'excluded'], { error: '请选择算不算' })
    .meta({ title: '算不算', kind: 'choice', labels: REVIEW }),
  reason: words(5, 200, '理由').meta({ title: '理由', kind: 'long', hint: '写明看到了什么；会留在记录里。' }),
})

/** What becomes of one odd answer, or of all those of one mark nobody has decided on. */
export const Judging = Decision.extend({
  n: whole(1, 999_999_999, '请刷新页面后再办'),
  id: z.string().max(60, '没有这份答卷').optional(),
  mark: z.enum(Object.keys(MARK) as [Mark, ...Mark[]], { error: '没有这种记号' }).optional(),
}).refine(({ id, mark }) => (id === undefined) !== (mark === undefined), {
  path: ['id'],
  error: '请选择哪一份，或者哪一种记号',
})
export type Judging = z.output<typeof Judging>

/** Who somebody is need not be known to judge how an answer came about. */
const PERSONAL: readonly (string | undefined)[] = ['township', 'who', 'age']

/** An answer in words, as far as it may be read; of what was written, what tells who somebody is is blacked out. */
export function readable(
  questionnaire: Questionnaire,
  answers: Boxed['answers'],
  called: Called,
  published: Published,
) {
  const blacked = (text: string) => hidden(text, identities(text, [], published))
  return questionsOf(questionnaire).flatMap((question) => {
    const answer = answers[question.id]
    if (answer === undefined || PERSONAL.includes(question.tells)) return []
    const word = (one: string): string => {
      if (question.asks === 'text') return blacked(one)
      if (question.asks === 'department' || question.asks === 'township') return called('body', one)
      const option = question.options?.find((o) => o.id === one)?.text
      return option ?? (question.asks === 'grade' || question.asks === 'matrix' ? GRADE[one as '5'] : undefined) ?? one
    }
    const rowOf = (row: string): string => {
      const [body, own] = row.includes('/') ? row.split('/') : [undefined, row]
      const text = question.rows?.find((r) => r.id === own)?.text
      return [body && called('body', body), text ?? called('body', row)].filter(Boolean).join(' ')
    }
    const other = answers[otherOf(question.id)]
    const said =
      typeof answer === 'string'
        ? [word(answer)]
        : Array.isArray(answer)
          ? answer.map(word)
          : Object.entries(answer).map(([row, grade]) => `${rowOf(row)}：${word(grade)}`)
    return [{ question: question.text, said: [...said, ...(typeof other === 'string' ? [blacked(other)] : [])] }]
  })
}

const marked = (survey: string) => and(eq(surveyAnswers.survey, survey), sql`marks <> '[]'`)

export interface OddAsked {
  mark?: Mark | undefined
  waiting: boolean
  after?: string | undefined
  limit: number
}

/** Odd answers in the order of their random numbers. */
export async function oddOnes(
  { store }: Pick<World, 'store'>,
  survey: string,
  { mark, waiting, after = '', limit }: OddAsked,
) {
  const which = [
    waiting ? sql` and review is null` : sql``,
    mark ? sql` and exists (select 1 from json_each(marks) where value = ${mark})` : sql``,
  ]
  // By its name, or the index of the odd ones is not used and all answers are read for a page of them.
  const ids = sql`(select id from survey_answers indexed by survey_answers_odd
    where survey = ${survey} and marks <> '[]' and id > ${after}${sql.join(which)} order by id limit ${limit + 1})`
  const rows = await store.read
    .select()
    .from(surveyAnswers)
    .where(and(marked(survey), inArray(surveyAnswers.id, ids)))
    .orderBy(asc(surveyAnswers.id))
  return { rows: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]?.id : undefined }
}

/** Once all are judged the result is seen: a judgement changed then would tell what that answer said. Published, nobody sees what it changes. */
export const isFinal = ({ row, odd }: Pick<Found, 'row' | 'odd'>): boolean => row.status === 'counted' && odd === 0

/** Decides; what is kept is counted from then on, what is left out no more. Says how many. */
export async function judge(
  world: World,
  found: Pick<Found, 'row' | 'odd'>,
  said: Judging,
  counting: Counting,
  actor: Actor,
  now: Date,
): Promise<number> {
  const { row } = found
  if (!isOpened(row) || isFinal(found)) throw new Refusal('not_now')
  if (row.n !== said.n) throw new Refusal('moved_meanwhile')
  const one = said.id
  const which = one
    ? await world.store.read
        .select()
        .from(surveyAnswers)
        .where(and(marked(row.code), eq(surveyAnswers.id, one)))
    : (await oddOnes(world, row.code, { mark: said.mark, waiting: true, limit: MOST_AT_ONCE })).rows
  const changing = which.filter(({ review }) => review !== said.review)
  if (changing.length === 0) throw new Refusal(which.length ? 'already' : 'not_found')
  const raised = changing.filter(({ review }) => said.review === 'kept' || review === 'kept')
  const sums = added(
    raised.flatMap(({ data, channel, stratum }) =>
      allOf(counting, {
        answers: data as Boxed['answers'],
        channel: channel as Channel,
        ...(stratum !== null && { stratum }),
        marks: [],
      }),
    ),
  )
  const when = unmoved(row)
  const { status, version, opensOn } = row
  const event = append(
    {
      stream: stream(row.code),
      n: row.n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'judge',
      data: { review: said.review, reason: said.reason, count: changing.length, ...(said.mark && { mark: said.mark }) },
      state: { status, version, opensOn },
    },
    when,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    raising(row.code, sums, said.review === 'kept' ? 1 : -1, when),
    {
      sql: `update survey_answers set review = ?, reason = ? where survey = ? and id in (select value from json_each(?)) and ${when.sql}`,
      args: [said.review, said.reason, row.code, JSON.stringify(changing.map(({ id }) => id)), ...when.args],
    },
    { sql: 'update surveys set n = n + 1 where code = ? and n = ?', args: [row.code, row.n] },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return changing.length
}

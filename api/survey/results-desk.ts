import { and, eq, gte, lt, sql } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { questionsOf } from '../../content/kinds/questionnaire.ts'
import { surveyAnswers } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check, fieldsOf } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { find as identities } from '../redaction/find.ts'
import { hidden } from '../redaction/span.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { whole } from '../vocabulary.ts'
import { type Boxed, MARK, type Mark } from './box.ts'
import { barsFor, type Found, find } from './found.ts'
import { methodOf } from './method.ts'
import { Decision, isFinal, Judging, judge, MOST_AT_ONCE, oddOnes, readable } from './odd.ts'
import { countingOf } from './opening.ts'
import { lastRelease, release } from './release.ts'
import { calledBy, type Result, resultOf } from './result.ts'
import { Results } from './results.ts'
import { oddTotals } from './reviewed.ts'
import { mayDraw, runs } from './visibility.ts'
import { isOpened } from './worked.ts'
import { allowed, STATUS, STEPS } from './workflow.ts'

const Draft = z
  .looseObject({ result: Results.nullable(), n: z.int(), status: z.string(), publishes: z.string().nullable() })
  .meta({ ref: 'SurveyDraft' })
const OddAnswer = z.looseObject({
  n: z.int(),
  items: z.array(z.looseObject({ id: z.string() })),
  next: z.string().optional(),
})
const OddAsked = z.strictObject({
  mark: z.enum(Object.keys(MARK) as [Mark, ...Mark[]], { error: '没有这种记号' }).optional(),
  view: z.enum(['waiting', 'all'], { error: '没有这一栏' }).default('waiting'),
  after: z.string().max(60).optional(),
})
const Releasing = z.looseObject({ n: whole(1, 999_999_999, '请刷新页面后再办') })
const Comments = z.object({
  items: z.array(z.object({ title: z.string(), texts: z.array(z.string()) })),
  next: z.string().optional(),
})
const After = z.strictObject({ after: whole(0, 100_000, '没有这一页').optional() })
const Judged = z.object({ judged: z.int() })
const TAG = '满意度测评'
const PAGE = 20
const COMMENTS = 500

/** One whose box was opened, for those who run surveys. */
async function opened(c: Context<AppEnv>, may: (actor: Actor) => boolean = runs) {
  const actor = signedIn(c)
  if (!may(actor)) throw new Refusal('not_yours')
  const found = await find(c.var.deps, c.req.param('code') ?? '', actor)
  if (!found) throw new Refusal('not_found')
  if (!isOpened(found.row)) throw new Refusal('not_now')
  return { found, actor }
}

/**
 * What the desk sees of a result. Held against one another, results before and after a judgement tell what that answer
 * said: none is shown until all are judged, judgements stand while it is shown, and after the release there is only that.
 */
const resultFor = async ({ deps, now }: AppEnv['Variables'], { row, odd }: Found): Promise<Result | undefined> =>
  row.status === 'reported' ? lastRelease(deps, row.code) : odd > 0 ? undefined : resultOf(deps, row, now)

/** Single answers, blacked out, are for statistics only. */
function drawing(c: Context<AppEnv>) {
  if (!mayDraw(signedIn(c))) throw new Refusal('not_yours')
}

/** A result before it is published, odd answers, and the words of those who answered. */
export const surveyResultsDesk = new Hono<AppEnv>()
  .get(
    '/:code/results',
    describe(
      '测评结果：公布了的是公布的，没有公布的是准备公布的；还有答卷等着决定的，没有',
      TAG,
      Draft,
      200,
      [401, 403, 404, 409],
    ),
    async (c) => {
      const { found, actor } = await opened(c)
      const { deps, now } = c.var
      const [result, released] = await Promise.all([resultFor(c.var, found), lastRelease(deps, found.row.code)])
      const action = found.row.status === 'reported' ? 'renew' : 'publish'
      const may = allowed(found.row.status, actor.roles, barsFor(found, actor, now)).includes(action)
      return c.json({
        code: found.row.code,
        title: found.row.title,
        n: found.row.n,
        status: found.row.status,
        statusLabel: STATUS[found.row.status],
        waiting: found.odd,
        damaged: Number(found.events.findLast((e) => e.action === 'open-box')?.data?.damaged ?? 0),
        result: result ? { ...result, how: methodOf(result) } : null,
        released: released
          ? { release: released.release, publishedAt: released.publishedAt, note: released.note }
          : null,
        publishes: may ? STEPS[action].label : null,
        fields: may ? fieldsOf(STEPS[action].says) : [],
        judges: mayDraw(actor),
      })
    },
  )
  .post(
    '/:code/release',
    describe('公布测评结果；已经公布过的，重新公布', TAG, Results, 201, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Releasing),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await opened(c)
      const { n, ...rest } = check(Releasing, body)
      const { note } = check(STEPS.publish.says, rest)
      const { deps, now } = c.var
      const { code } = found.row
      await once(deps, c.req.header(KEY_HEADER), actor.login, { code, n, note }, now, async (remember) => {
        await release(deps, found, { n, note: String(note) }, actor, now, (when) => remember({ ok: true }, when))
        return { ok: true }
      })
      const done = await lastRelease(deps, code)
      if (!done) throw new Refusal('fault')
      return c.json({ ...done, how: methodOf(done) }, 201)
    },
  )
  .get(
    '/:code/odd',
    describe('做了记号的答卷，一页二十份；不显示答卷人的任何信息', TAG, OddAnswer, 200, [401, 403, 404, 409, 422]),
    asks(OddAsked),
    async (c) => {
      drawing(c)
      const { mark, view, after } = check(OddAsked, c.req.query())
      const { found } = await opened(c, mayDraw)
      const { deps, now } = c.var
      const counting = await countingOf(deps.store, found.row, now)
      const called = await calledBy(deps, found.row, now)
      const [{ rows, next }, totals] = await Promise.all([
        oddOnes(deps, found.row.code, { mark, waiting: view === 'waiting', after, limit: PAGE }),
        oddTotals(deps, found.row),
      ])
      return c.json({
        n: found.row.n,
        title: found.row.title,
        final: isFinal(found),
        totals,
        most: MOST_AT_ONCE,
        fields: fieldsOf(Decision),
        items: rows.map(({ id, data, marks, review, reason }) => ({
          id,
          marks: marks.map((one) => MARK[one as Mark] ?? one),
          review,
          reason,
          said: readable(counting.questionnaire, data as Boxed['answers'], called, counting.published),
        })),
        next,
      })
    },
  )
  .post(
    '/:code/odd',
    describe(
      `决定做了记号的答卷算不算：一份，或者一种记号的（一次最多${MOST_AT_ONCE}份）`,
      TAG,
      Judged,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    takes(Judging),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await opened(c, mayDraw)
      const said = check(Judging, body)
      const { deps, now } = c.var
      const counting = await countingOf(deps.store, found.row, now)
      const judged = await judge(deps, found, said, counting, actor, now)
      return c.json({ judged })
    },
  )
  .get(
    '/:code/comments',
    describe('大家写的话，隐去了能认出人的内容；只在完整报告里', TAG, Comments, 200, [401, 403, 404, 409, 422]),
    asks(After),
    async (c) => {
      drawing(c)
      const { after = 0 } = check(After, c.req.query())
      const { found } = await opened(c, mayDraw)
      const { deps, now } = c.var
      const { questionnaire, published } = await countingOf(deps.store, found.row, now)
      // Always the same parts of all random numbers: of two pages that overlap the difference would be one person's.
      const pages = Math.max(1, Math.floor(found.row.answers / COMMENTS))
      if (after >= pages) throw new Refusal('not_found')
      const from = (page: number) =>
        Math.floor((page * 16 ** 8) / pages)
          .toString(16)
          .padStart(8, '0')
      const rows = await deps.store.read
        .select({ data: surveyAnswers.data })
        .from(surveyAnswers)
        .where(
          and(
            eq(surveyAnswers.survey, found.row.code),
            gte(surveyAnswers.id, from(after)),
            after + 1 < pages ? lt(surveyAnswers.id, from(after + 1)) : undefined,
            sql`(marks = '[]' or review = 'kept')`,
          ),
        )
      const texts = questionsOf(questionnaire).filter((q) => q.asks === 'text')
      return c.json({
        items: texts.map(({ id, text }) => ({
          title: text,
          // In no order that any other answer of theirs has.
          texts: rows
            .flatMap(({ data }) => (typeof data[id] === 'string' && data[id] ? [data[id]] : []))
            .map((words) => hidden(words, identities(words, [], published)))
            .toSorted(),
        })),
        ...(after + 1 < pages && { next: String(after + 1) }),
      })
    },
  )

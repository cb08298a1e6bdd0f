import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe, Option } from '../answer.ts'
import { jsonBody, WIDE } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { fileBytes } from '../import/upload.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { sha256 } from '../secrets.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { onceAtHand } from './again.ts'
import { checked } from './answer.ts'
import { knownOn, pickable, questionsIn } from './asked.ts'
import type { Boxed } from './box.ts'
import { cast, mustFit } from './cast.ts'
import { find, refuseUnless } from './found.ts'
import { act, draw, evaluators, questionnaires } from './history.ts'
import { filed, invite, pasted, print } from './inviting.ts'
import { Entered, Letters, List, Survey } from './survey.ts'
import { typed } from './typed.ts'
import { lineOf, list, view } from './view.ts'
import { mayDraw, mayReadSurveys } from './visibility.ts'
import { MOVES, step } from './workflow.ts'

const Asked = z.strictObject({
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const n = whole(1, 999_999_999, '请刷新页面后再办')
const Step = postedStep(MOVES)
/** Letters to print, or a list to send to; a list may come as a file instead of JSON. */
const Tokens = z.union([Letters.extend({ n }), List.extend({ n })])
const File = z.strictObject({ file: words(1, 200, '文件名').optional(), n: n.optional() })

const Line = z.looseObject({ code: z.string(), title: z.string(), status: z.string(), closesOn: z.string() })
const SurveyAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'DeskSurvey' })
const ListAnswer = z.object({ items: z.array(Line), total: z.int() })
const Choices = z.object({ questionnaires: z.array(Option), evaluators: z.array(Option) })
const TokensAnswer = z.object({
  tokens: z.array(z.string()).optional(),
  invited: z.int(),
  repeated: z.int(),
})
const Questions = z.looseObject({ code: z.string(), sections: z.array(z.looseObject({ title: z.string() })) })
const Done = z.object({ asked: z.int() })
const TAG = '满意度测评'

/** The sample was approved: more than it says would weigh as much as whoever enters them likes. */
const FULL = '这一部分要访问的人数已经录满，没有录入。样本框批准以后不再加'

function reading(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayReadSurveys(actor)) throw new Refusal('not_yours')
  return actor
}

/** What of it this person may see; what they may not see does not exist. */
async function visible(c: Context<AppEnv>) {
  const actor = reading(c)
  const found = await find(c.var.deps, c.req.param('code') ?? '', actor)
  if (!found) throw new Refusal('not_found')
  return { found, actor, seen: () => view(c.var.deps, found, actor, c.var.now) }
}

const isJson = (c: Context) => /^application\/json\b/i.test(c.req.header('content-type') ?? '')

/** Surveys at the desk: drawn up, approved, put to people, closed. */
export const surveyDesk = new Hono<AppEnv>()
  .get('/', describe('我能看的测评', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const actor = reading(c)
    const { rows, total } = await list(c.var.deps, actor, check(Asked, c.req.query()))
    return c.json({ items: rows.map((row) => lineOf(row, c.var.now)), total })
  })
  .get('/choices', describe('能用的问卷，能委托的测评机构', TAG, Choices, 200, [401, 403]), async (c) => {
    if (!mayDraw(reading(c))) throw new Refusal('not_yours')
    const forms = await questionnaires(c.var.deps, c.var.now)
    return c.json({
      questionnaires: forms.map(({ code, title }) => ({ value: code, label: title })),
      evaluators: (await evaluators(c.var.deps, c.var.now)).map(({ value, label }) => ({ value, label })),
    })
  })
  .post(
    '/',
    describe('起草一次测评', TAG, SurveyAnswer, 201, [400, 401, 403, 409, 422]),
    sends(KEY_HEADER),
    takes(Survey),
    async (c) => {
      const actor = reading(c)
      if (!mayDraw(actor)) throw new Refusal('not_yours')
      const said = check(Survey, await jsonBody(c))
      const { deps, now } = c.var
      const { code } = await once<{ code: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { survey: said },
        now,
        async (remember) => ({ code: await draw(deps, said, actor, now, (made) => remember({ code: made })) }),
      )
      const found = await find(deps, code, actor)
      if (!found) throw new Refusal('fault')
      return c.json(await view(deps, found, actor, now), 201)
    },
  )
  .get('/:code', describe('一次测评，和现在可以做的事', TAG, SurveyAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await (await visible(c)).seen()),
  )
  .post(
    '/:code/steps',
    describe('办一步测评', TAG, SurveyAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const { code } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { code }, actor, act)
      return c.json(await (await visible(c)).seen())
    },
  )
  .post(
    '/:code/tokens',
    describe(
      '发出邀请：打印的邀请码（只给出这一次），或者一份名单（JSON；文件直接作为正文）',
      TAG,
      TokensAnswer,
      201,
      [400, 401, 403, 404, 409, 413, 422],
    ),
    sends(KEY_HEADER),
    asks(File),
    takes(Tokens),
    async (c) => {
      const { deps, now } = c.var
      const key = c.req.header(KEY_HEADER)
      if (!mayDraw(reading(c))) throw new Refusal('not_yours')
      if (isJson(c)) {
        const body = await jsonBody(c, WIDE)
        const { found, actor } = await visible(c)
        const { code } = found.row
        if ('count' in body) {
          const sent = check(Letters.extend({ n }), body)
          const made = await once<{ tokens: string[] }>(
            deps,
            key,
            actor.login,
            { code, ...sent },
            now,
            async (remember) => {
              refuseStale(found.row.n, sent.n)
              const tokens = await print(deps, found, sent.count, actor, now, (some, when) =>
                remember({ tokens: some }, when),
              )
              return { tokens }
            },
          )
          return c.json({ tokens: made.tokens, invited: made.tokens.length, repeated: 0 }, 201)
        }
        const sent = check(List.extend({ n }), body)
        const made = await once(deps, key, actor.login, { code, ...sent }, now, async (remember) => {
          refuseUnless(found, 'invite', actor, now)
          refuseStale(found.row.n, sent.n)
          const read = pasted(deps, sent.list)
          const answer = { invited: read.addresses.length, repeated: read.repeated }
          return invite(deps, found, read, actor, now, (when) => remember(answer, when))
        })
        return c.json(made, 201)
      }
      const { found, actor } = await visible(c)
      const asked = check(File, c.req.query())
      const bytes = await fileBytes(c)
      const sent = { code: found.row.code, n: asked.n, file: sha256(Buffer.from(bytes).toString('base64')) }
      const made = await once(deps, key, actor.login, sent, now, async (remember) => {
        refuseUnless(found, 'invite', actor, now)
        refuseStale(found.row.n, asked.n ?? 0)
        if (!bytes.byteLength)
          throw new Refusal('invalid', { fields: [{ path: 'list', message: '请粘贴名单，或者选择一个文件' }] })
        const read = await filed(deps, bytes, asked.file ?? '')
        const answer = { invited: read.addresses.length, repeated: read.repeated }
        return invite(deps, found, read, actor, now, (when) => remember(answer, when))
      })
      return c.json(made, 201)
    },
  )
  .get('/:code/questionnaire', describe('测评机构照着问的问卷', TAG, Questions, 200, [401, 403, 404]), async (c) => {
    const { found } = await visible(c)
    const { store } = c.var.deps
    const asked = await questionsIn(store, found.row, c.var.now)
    return c.json({ ...asked, ...(await pickable(store, c.var.now)) })
  })
  .post(
    '/:code/entries',
    describe('录入一份当面或电话访问的答卷', TAG, Done, 201, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Entered),
    async (c) => {
      const body = await jsonBody(c, WIDE)
      const { found, actor } = await visible(c)
      const { deps, now } = c.var
      refuseUnless(found, 'enter', actor, now)
      const { stratum, channel, answers: said, fields = [] } = check(Entered, body)
      const part = found.frames.find((one) => one.stratum === stratum)
      const may = await knownOn(deps.store, now)
      const asked = await questionsIn(deps.store, found.row, now)
      const { answers, errors } = checked(asked, said ?? typed(asked, fields), may)
      if (Object.keys(answers).length === 0 && errors.length === 0)
        errors.push({ path: 'answers', message: '一题也没有回答，没有录入' })
      if (!part) errors.unshift({ path: 'stratum', message: '没有这一部分，请重新选择' })
      if (errors.length > 0) throw new Refusal('invalid', { fields: errors })
      const boxed: Boxed = { answers, channel, stratum, marks: [] }
      mustFit(boxed)
      const key = c.req.header(KEY_HEADER)
      // Pressed twice it is one; what is kept of it on disk is nothing, as of every answer.
      await onceAtHand(
        deps.store,
        key && `${actor.login}\n${found.row.code}\n${key}`,
        body,
        now.getTime(),
        async () => {
          const outcome = await cast(deps, found.row.code, boxed, { stratum }, now)
          if (outcome === 'spent') throw new Refusal('invalid', { fields: [{ path: 'stratum', message: FULL }] })
          if (outcome === 'closed') throw new Refusal('not_now')
        },
      )
      const after = await find(deps, found.row.code, actor)
      return c.json({ asked: after?.frames.find((one) => one.stratum === stratum)?.asked ?? 0 }, 201)
    },
  )

/** Acting on anything older than what is there is refused. */
function refuseStale(now: number, seen: number) {
  if (now !== seen) throw new Refusal('moved_meanwhile')
}

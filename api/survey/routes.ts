import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { Hono } from 'hono'
import * as z from 'zod'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import { way } from '../../content/questionnaire.ts'
import { describe } from '../answer.ts'
import { admit } from '../antibot/admit.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { RATED } from '../code/rating.ts'
import { noteRating } from '../code/scans.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { takes } from '../openapi.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { onceAtHand } from './again.ts'
import { checked } from './answer.ts'
import { knownOn } from './asked.ts'
import { ballotDigest, isSigned, signBlinded } from './ballot.ts'
import type { Boxed } from './box.ts'
import { type By, cast, mustFit, taking } from './cast.ts'
import { invited } from './invited.ts'
import { marksOf } from './marking.ts'
import { listed, PHASE, phaseOf, type Row, running, told, toldWhole } from './running.ts'
import { ENTRY, PURPOSE } from './survey.ts'

const Told = z.object({
  code: z.string(),
  title: z.string(),
  phase: z.enum(Object.keys(PHASE) as (keyof typeof PHASE)[]),
  reported: z.boolean(),
  purpose: z.enum(Object.keys(PURPOSE) as (keyof typeof PURPOSE)[]),
  entry: z.enum(Object.keys(ENTRY) as (keyof typeof ENTRY)[]),
  opensOn: z.string(),
  closesOn: z.string(),
})
const Listed = z.object({ items: z.array(Told), total: z.int() }).meta({ ref: 'Surveys' })
const Whole = Told.extend({
  quota: z.int().nullable(),
  method: z.string(),
  questionnaire: z.string(),
  version: z.int(),
  audience: z.string(),
  minutes: z.int(),
  intro: z.string(),
  sections: z.array(z.looseObject({ title: z.string() })),
  questions: z.array(z.looseObject({ id: z.string(), asks: z.string(), text: z.string() })),
  publicKey: z.string().nullable(),
  /** What a volunteer’s browser shows Turnstile with; nothing where a proof of work is asked for. */
  turnstile: z.string().nullable(),
}).meta({ ref: 'Survey' })

const token = z.string({ error: '请输入邀请码' }).max(100, '邀请码没有这么长，请对照再输一次')
const signed = z.string({ error: '选票不完整' }).max(1000, '选票不对')
const BallotAsked = z.strictObject({ token, blinded: signed.optional() })
const Answered = z.strictObject({
  answers: z.record(z.string().max(60), z.unknown(), { error: '答案写成 {题号: 答案} 的样子' }),
  version: z.int({ error: '版本是一个整数' }).optional(),
  token: token.optional(),
  ballot: z.strictObject({ message: signed, signature: signed }, { error: '选票不完整' }).optional(),
  antibot: z.string().max(4000, '防自动提交的验证不对').optional(),
  /** Behind what sort of code somebody came, for how often codes are used; it is not in the answer. */
  scanned: z.enum(RATED, { error: '没有这种码' }).optional(),
})
type Answered = z.output<typeof Answered>

const wrong = (...fields: FieldError[]) => new Refusal('invalid', { fields })
const NO_BALLOT = { path: 'ballot', message: '选票不是这次测评发的，或者被改动过。请重新打开邀请链接' }

function mustTake(row: Row, now: Date) {
  if (phaseOf(row, now) !== 'taking') throw new Refusal('survey_closed')
}

/** Surveys as the public meets them: which there are, what they ask, a ballot for an invitation, an answer. */
export const surveyRoutes = new Hono<AppEnv>()
  .get('/', describe('满意度测评：正在进行的，然后是已经公布结果的', '测评', Listed), async (c) => {
    const all = (await listed(c.var.deps.store)).map((row) => told(row, c.var.now))
    const open = all.filter((s) => s.phase === 'taking').sort((a, b) => a.closesOn.localeCompare(b.closesOn))
    const done = all.filter((s) => s.reported).sort((a, b) => b.closesOn.localeCompare(a.closesOn))
    const items = [...open, ...done]
    return c.json({ items, total: items.length })
  })
  .get('/:code', describe('一次测评：问哪些题、怎样选人、怎样答', '测评', Whole, 200, [404]), async (c) => {
    const { row, asked } = await running(c.var.deps.store, c.req.param('code'), c.var.now)
    const turnstile =
      row.entry === 'invited' || row.purpose === 'scanned' ? null : (c.var.deps.env.turnstile?.siteKey ?? null)
    return c.json({ ...toldWhole(row, asked, c.var.now), turnstile })
  })
  .post(
    '/:code/ballots',
    describe(
      '用邀请码换一张盲签的选票（RFC 9474，RSABSSA-SHA384-PSS-Deterministic）；不带 blinded 只问邀请码能不能用',
      '测评',
      z.object({ signature: z.string().nullable() }).meta({ ref: 'Ballot' }),
      200,
      [400, 404, 409, 422, 429],
    ),
    takes(BallotAsked),
    async (c) => {
      const { limits } = c.var.deps
      const { row } = await running(c.var.deps.store, c.req.param('code'), c.var.now)
      const asked = check(BallotAsked, await jsonBody(c))
      return limits.spend('survey', source(c), c.var.now.getTime(), async () =>
        c.json({ signature: await ballotFor(c, row, asked) }),
      )
    },
  )
  .post(
    '/:code/responses',
    describe(
      '交一份答卷：受邀的带 token 或 ballot，自愿来答的带 antibot（GET /api/challenge 的题目的答案；turnstile 不为空的，也可以是它的令牌）。同一个 Idempotency-Key 十分钟内重发只算一份，只记在内存里',
      '测评',
      z.object({ id: z.string() }).meta({ ref: 'SurveyResponse' }),
      201,
      [400, 401, 404, 409, 422, 429],
    ),
    takes(Answered),
    async (c) => {
      const { store } = c.var.deps
      const { row, asked } = await running(store, c.req.param('code'), c.var.now)
      const { antibot, ...said } = check(Answered, await jsonBody(c))
      const key = c.req.header(KEY_HEADER)
      const id = await onceAtHand(store, key && `${row.code}\n${key}`, said, c.var.now.getTime(), () =>
        takeIn(c, row, asked, said, antibot),
      )
      return c.json({ id }, 201)
    },
  )

/** Signs a blinded ballot for an invitation that was not used, once; the same one again gets the same signature. */
async function ballotFor(c: Context<AppEnv>, row: Row, { token, blinded }: z.output<typeof BallotAsked>) {
  const { store, secrets } = c.var.deps
  mustTake(row, c.var.now)
  const invitation = await invited(c.var.deps, row.code, token)
  const digest = blinded && ballotDigest(blinded)
  const isSame = (known: string | null) => digest !== undefined && known === digest
  // Officers hold the invitation of an inspection too: to ask whether it was used is to use it.
  if (row.purpose === 'inspected' && blinded === undefined) return null
  if (invitation.used && !isSame(invitation.blinded)) throw new Refusal('survey_spent')
  if (blinded === undefined || digest === undefined) return null
  const signature = row.sealedKey && signBlinded(secrets, row.code, row.sealedKey, blinded)
  if (!signature) throw wrong({ path: 'blinded', message: '要签的选票不完整，请重新打开邀请链接' })
  if (invitation.used) return signature
  const open = taking(row.code, today(c.var.now))
  const [written] = await store.writes.commit([
    {
      sql: `update survey_tokens set used = 1, blinded = ? where survey = ? and hash = ? and used = 0 and ${open.sql}`,
      args: [digest, row.code, invitation.hash, ...open.args],
    },
  ])
  // Another one was first: it may have been this very one, sent twice.
  if (!written?.rowsAffected && !isSame((await invited(c.var.deps, row.code, token)).blinded))
    throw new Refusal('survey_spent')
  return signature
}

/** By what somebody may answer. */
async function entitlement(c: Context<AppEnv>, row: Row, { token, ballot }: Answered): Promise<By> {
  if (token !== undefined && ballot) throw wrong({ path: 'ballot', message: '邀请码和选票只带一样' })
  if (ballot) {
    if (!row.publicKey || !isSigned(c.var.deps.secrets, row.publicKey, ballot)) throw wrong(NO_BALLOT)
    return { ballot: ballotDigest(ballot.message) }
  }
  if (token !== undefined) {
    const { used, hash } = await invited(c.var.deps, row.code, token)
    if (used) throw new Refusal('survey_spent')
    return { token: hash }
  }
  if (row.entry === 'invited') throw new Refusal('survey_invited')
  return { open: true }
}

/** The questions somebody answered who saw them on one page, the body filled in: by two honest taps it is one. */
const saidTo = (asked: Questionnaire, answers: Boxed['answers']) =>
  way(asked, answers).filter(({ id, tells }) => tells !== 'body' && answers[id] !== undefined).length

/** An answer on its way into the box. What it is called here is called so nowhere else. */
async function takeIn(
  c: Context<AppEnv>,
  row: Row,
  asked: Questionnaire,
  said: Answered,
  antibot: string | undefined,
): Promise<string> {
  const { store, limits } = c.var.deps
  const now = c.var.now
  mustTake(row, now)
  const by = await entitlement(c, row, said)
  if (said.version !== undefined && said.version !== row.version)
    throw wrong({ path: 'version', message: '问卷换过了，请按现在的问卷再看一遍' })
  const { answers, errors } = checked(asked, said.answers, await knownOn(store, now))
  if (errors.length) throw new Refusal('invalid', { fields: errors })
  const boxed: Boxed = { answers, channel: 'open' in by ? 'volunteer' : 'invited', marks: [] }
  mustFit(boxed)
  const put = async (marks: Boxed['marks'], also: Parameters<typeof cast>[5]) => {
    const outcome = await cast(c.var.deps, row.code, { ...boxed, marks }, by, now, also)
    if (outcome === 'spent') throw new Refusal('survey_spent')
    if (outcome === 'closed') throw new Refusal('survey_closed')
    const type = row.purpose === 'inspected' ? 'TASK' : row.purpose === 'scanned' && said.scanned
    if (type) noteRating(store, type, today(now))
  }
  const posted = c.env.inside?.posted
  if (!('open' in by)) await limits.spend('survey', source(c), now.getTime(), () => put([], []))
  else
    await admit(
      c,
      antibot,
      posted,
      ({ statements, plain, asked: solvedFor }) =>
        put(
          marksOf({
            limits,
            survey: row.code,
            source: source(c),
            now: now.getTime(),
            began: posted?.began ?? solvedFor,
            questions: row.purpose === 'scanned' ? saidTo(asked, answers) : way(asked, answers).length,
            plain,
          }),
          statements,
        ),
      // Never behind a code (rulings.md 15).
      { widget: row.purpose === 'scanned' ? undefined : 'survey' },
    )
  return randomBytes(16).toString('base64url')
}

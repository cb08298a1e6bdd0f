import type { Context } from 'hono'
import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { Found } from '../case/found.ts'
import { find } from '../case/found.ts'
import { readNumber, readQueryCode } from '../case/number.ts'
import { SecondRating } from '../case/rating.ts'
import { rulebook } from '../case/rulebook.ts'
import { recheckUntil } from '../case/way.ts'
import { type Action, STEPS } from '../case/workflow.ts'
import { Attached, Complaint, QUERY_CODE } from '../complaint/complaint.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { asTaken, claim } from '../file/claim.ts'
import { fill } from '../fill.ts'
import { check } from '../form.ts'
import { channelsOf } from '../notice/channels.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { improvementOf, rated, ratedAgain } from './improve.ts'
import { mended, ownOf } from './own.ts'
import { CODE_HEADER, lookUp, missed, NOBODY, proven } from './proven.ts'
import { opens, sendCode } from './recover.ts'
import { Recover, Recovered } from './recovery.ts'
import { type Bringing, mend, type Renewed, renew, takeStep } from './steps.ts'
import { TrackAnswer, toldNow, toldOf } from './told.ts'

const RenewedAnswer = z.object({ no: z.string(), queryCode: z.string() }).meta({ ref: 'Renewed' })
const CopyAnswer = z
  .object({ copiedAt: z.string(), sent: z.record(z.string(), z.unknown()), case: TrackAnswer })
  .meta({ ref: 'Copy' })
/** In which ways an answer may come; the same for everybody. */
const WaysAnswer = z.object({ ways: z.array(z.enum(['sms', 'mail'])) }).meta({ ref: 'Ways' })

/** What the sender writes goes to the desk, where the key to the case has no business. */
const unlocked = (text: string | undefined) => {
  if (text && QUERY_CODE.test(text))
    throw new Refusal('invalid', {
      fields: [{ path: 'text', message: '里面好像写了查询码。查询码不要告诉任何人，请删去后再发送' }],
    })
}

const Supplement = z.strictObject({
  text: STEPS.add.says.shape.text,
  attachments: Attached.default([]),
})

type Asked = Context<AppEnv, '/:no'>
const keyOf = (c: Asked) => c.req.header(KEY_HEADER)
/** The case anew, for the code that was proven and no other. */
const answer = async (c: Asked, { row }: Found) => c.json(await toldOf(c.var.deps, row, c.var.now))

/** What a sender says of their case: proven, checked, once per key, then the case anew. */
async function said<T extends z.ZodType<{ text?: string | undefined }>>(
  c: Asked,
  action: Action,
  says: T,
  make: (said: z.output<T>, latest: Found) => Bringing | Promise<Bringing>,
  /** Of which case it is said, where that is another than the one that was proven. */
  of: (c: Asked, proven: Found) => Found | Promise<Found> = (_c, proven) => proven,
) {
  const found = await proven(c)
  const words = check(says, await jsonBody(c))
  unlocked(words.text)
  const meant = await of(c, found)
  await takeStep(c.var.deps, meant, keyOf(c), { [action]: words }, c.var.now, (latest) => make(words, latest))
  return answer(c, found)
}

/** The case that came of a rating of the proven one; there is none before that. */
const improved = async (c: Asked, { row }: Found): Promise<Found> => {
  const found = await improvementOf(c.var.deps, row.no)
  if (!found) throw new Refusal('not_now')
  return found
}

export const trackRoutes = new Hono<AppEnv>()
  .use(fill)
  // Before the numbers: nothing here is asked of one case.
  .post(
    '/recover',
    describe('丢了查询码：用留过的电话找回；是否留过，回答都一样', '查询', WaysAnswer, 200, [422, 429]),
    takes(Recover),
    async (c) => {
      const { deps, now } = c.var
      const asked = check(Recover, await jsonBody(c))
      return deps.limits.spend('recover', source(c), now.getTime(), async () => {
        setImmediate(() => void sendCode(deps, asked, now))
        return c.json({ ways: [...channelsOf(deps.env).keys()] })
      })
    },
  )
  .post(
    '/recover/code',
    describe('用收到的找回码换一个新的查询码；旧的立即失效', '查询', RenewedAnswer, 200, [404, 422, 429]),
    sends(KEY_HEADER),
    takes(Recovered),
    async (c) => {
      const { deps, now } = c.var
      const asked = check(Recovered, await jsonBody(c))
      const no = readNumber(asked.no) ?? NOBODY
      return c.json(
        await once<Renewed>(deps, c.req.header(KEY_HEADER), no, asked, now, async (remember) => {
          const { codeHash, exists } = await lookUp(deps, no)
          const right = opens(deps.secrets, asked.code, no, codeHash, now)
          const found = exists && right ? await find(deps, no) : undefined
          return renew(deps, found ?? (await missed(c, 'no_such_recovery')), now, remember, 'no_such_recovery')
        }),
      )
    },
  )
  .get(
    '/:no',
    describe('凭编号和查询码看办理进度', '查询', TrackAnswer, 200, [404, 429]),
    sends(CODE_HEADER),
    async (c) => {
      const found = await proven(c)
      const { deps, now } = c.var
      return c.json(await toldNow(found, deps, now))
    },
  )
  .get(
    '/:no/copy',
    describe('下载自己这件的全部内容', '查询', CopyAnswer, 200, [404, 429]),
    sends(CODE_HEADER),
    async (c) => {
      const found = await proven(c)
      const { deps, now } = c.var
      const seen = await toldNow(found, deps, now)
      return c.json({ copiedAt: now.toISOString(), sent: await ownOf(deps, found), case: seen })
    },
  )
  .post(
    '/:no/withdraw',
    describe('撤回', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    async (c) => {
      const found = await proven(c)
      await takeStep(c.var.deps, found, keyOf(c), 'withdraw', c.var.now, () => ({ action: 'withdraw', said: {} }))
      return answer(c, found)
    },
  )
  .post(
    '/:no/edit',
    describe(
      '提交后十分钟内修改：只写要改的，写 null 的删去；修改后重新判断由谁办',
      '查询',
      TrackAnswer,
      200,
      [404, 409, 422, 429],
    ),
    sends(CODE_HEADER, KEY_HEADER),
    takes(Complaint),
    async (c) => {
      const found = await proven(c)
      const { deps, now } = c.var
      const said = await jsonBody(c)
      if ('attachments' in said)
        throw new Refusal('invalid', { fields: [{ path: 'attachments', message: '要添加文件，请用“补充材料”' }] })
      // Of the case as it is when the step is taken: another edit may have come between.
      await takeStep(deps, found, keyOf(c), { edit: said }, now, async (latest) =>
        mend(deps, latest, check(Complaint, mended(await ownOf(deps, latest), said)), now),
      )
      return answer(c, found)
    },
  )
  .post(
    '/:no/messages',
    describe('给办理人员留言', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(STEPS.write.says),
    async (c) => said(c, 'write', STEPS.write.says, (words) => ({ action: 'write', said: words })),
  )
  .post(
    '/:no/supplement',
    describe('补充材料：文字，和先传好的文件', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(Supplement),
    async (c) =>
      said(c, 'add', Supplement, async ({ text, attachments }, { row }) => {
        const words = check(STEPS.add.says, { text, files: attachments.length })
        const claimed = await claim(c.var.deps, attachments, row.no, 'sender', c.var.now)
        if (claimed.fields.length > 0) throw new Refusal('invalid', { fields: claimed.fields })
        return { action: 'add', said: words, also: claimed.on }
      }).catch((error: unknown) => {
        throw asTaken(error)
      }),
  )
  .post(
    '/:no/rating',
    describe('评价答复：每次答复评价一次', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(STEPS.rate.says),
    async (c) => said(c, 'rate', STEPS.rate.says, (judged, latest) => rated(c.var.deps, latest, judged, c.var.now)),
  )
  .post(
    '/:no/improvement/rating',
    describe('对改进和回访再评价一次；前后两次评价都保留', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(SecondRating),
    async (c) => said(c, 'rate', SecondRating, (judged, latest) => ratedAgain(latest, judged), improved),
  )
  .post(
    '/:no/improvement/messages',
    describe('给办理改进的人员留言', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(STEPS.write.says),
    async (c) => said(c, 'write', STEPS.write.says, (words) => ({ action: 'write', said: words }), improved),
  )
  .post(
    '/:no/recheck',
    describe('对答复不满意：要求换人复核，一次', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    takes(STEPS.appeal.says),
    async (c) =>
      said(c, 'appeal', STEPS.appeal.says, async (words, latest) => {
        const { deps, now } = c.var
        const until = recheckUntil(latest.row, latest.events, await rulebook(deps.store, now))
        if (!until) throw new Refusal('not_now')
        if (today(now) > until) throw new Refusal('recheck_over')
        return { action: 'appeal', said: words }
      }),
  )
  .post(
    '/:no/code',
    describe('换一个新的查询码；旧的立即失效', '查询', RenewedAnswer, 200, [404, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    async (c) => {
      const no = readNumber(c.req.param('no')) ?? NOBODY
      const code = readQueryCode(c.req.header(CODE_HEADER) ?? '') ?? ''
      // Looked for under its key before the old code is asked for: should the answer have been lost on the way, the same
      // key still brings the new code, while the old code opens nothing any more.
      return c.json(
        await once<Renewed>(c.var.deps, keyOf(c), no, { renew: code }, c.var.now, async (remember) =>
          renew(c.var.deps, await proven(c), c.var.now, remember),
        ),
      )
    },
  )

import { Hono } from 'hono'
import { insert } from '../../db/row.ts'
import { leads } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { open, type Receipt } from '../case/history.ts'
import type { AppEnv, Deps } from '../context.ts'
import { fill } from '../fill.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once, type Remember } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { Asked, Own, type Sent, SentAnswer } from './answer.ts'
import { judged, submissionOf } from './judging.ts'
import { type Conflict, Lead, type Way } from './lead.ts'
import { markOf } from './mark.ts'
import { draftsOf, ownerOf, ownLeads, sealReceipt, sentAs } from './own.ts'
import { type Sender, sender } from './serving.ts'

const TAG = '线索'

const wayOf = (conflict: Conflict, status: string): Way =>
  conflict !== 'none' ? conflict : status === 'accepted' ? 'direct' : 'up'
const shown = (receipt: Receipt, conflict: Conflict): Sent => ({
  ...receipt,
  url: `/lead/mine/${receipt.no}`,
  conflict,
  way: wayOf(conflict, receipt.status),
})

/** Opens the case of a lead, and writes down whose it is, in one commit. */
async function take(
  deps: Deps,
  who: Sender,
  said: Lead,
  key: string | undefined,
  now: Date,
  remember: Remember<Sent>,
): Promise<Sent> {
  const { secrets } = deps
  const { login } = who.actor
  const { conflict, channel } = await judged(deps, who, said, now)
  const receipt = await open(deps, submissionOf(said, who, conflict), channel, now, {
    demo: deps.env.demo === 'on',
    direct: conflict === 'none',
    also: (made) => {
      const row = {
        no: made.no,
        by: who.by,
        owner: ownerOf(secrets, login),
        source: said.source,
        conflict,
        callback: said.callback === true,
        urgency: said.urgency ?? null,
        draft: key === undefined ? null : (draftsOf(secrets, login, key)[0] ?? null),
        ...sealReceipt(secrets, made),
        at: now.getTime(),
      }
      // The key first: whoever raced for it is answered what the winner was.
      return [...remember(shown(made, conflict)), insert(leads, row)]
    },
  })
  return shown(receipt, conflict)
}

export const leadRoutes = new Hono<AppEnv>()
  .use(fill)
  .post(
    '/',
    describe(
      '监督员、联系点提交线索；不经初筛，有利害关系的按普通举报',
      TAG,
      SentAnswer,
      201,
      [400, 401, 403, 422, 429],
    ),
    sends(KEY_HEADER),
    takes(Lead),
    async (c) => {
      const { deps, now } = c.var
      const who = await sender(c)
      const { login } = who.actor
      const { owner, ...said } = check(Lead, await jsonBody(c))
      if (owner !== undefined && owner !== markOf(deps.secrets, login)) throw new Refusal('other_person')
      const key = c.req.header(KEY_HEADER)
      const answer = await once<Sent>(deps, key, `lead/${login}`, said, now, async (remember) => {
        // A draft found in a pocket after a month is the case it was.
        const before = await sentAs(deps, login, key)
        if (before) return shown(before.receipt, before.row.conflict)
        return deps.limits.spend('lead', login, now.getTime(), () => take(deps, who, said, key, now, remember))
      })
      return c.json(answer, 201)
    },
  )
  .get('/', describe('我的线索', TAG, Own, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { deps, now } = c.var
    signedIn(c)
    const asked = check(Asked, c.req.query())
    const { actor } = await sender(c)
    return c.json({ ...(await ownLeads(deps, actor.login, asked, now)), owner: markOf(deps.secrets, actor.login) })
  })

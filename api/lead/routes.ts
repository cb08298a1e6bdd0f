import { Hono } from 'hono'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { fill } from '../fill.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { Asked, Own, type Sent, SentAnswer } from './answer.ts'
import { Lead } from './lead.ts'
import { handOf, markOf } from './mark.ts'
import { ownLeads, sentAs } from './own.ts'
import { sender } from './serving.ts'
import { shown, take } from './taking.ts'

const TAG = '线索'

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
      if (owner !== undefined && owner !== markOf(deps.secrets, who.actor)) throw new Refusal('other_person')
      const key = c.req.header(KEY_HEADER)
      const answer = await once<Sent>(deps, key, `lead/${handOf(who.actor)}`, said, now, async (remember) => {
        // A draft found in a pocket after a month is the case it was.
        const before = await sentAs(deps, who.actor, key, said)
        if (before) return shown(before.receipt, before.conflict)
        return deps.limits.spend('lead', login, now.getTime(), () =>
          take(deps, who, said, now, { demo: deps.env.demo === 'on', key, remember }),
        )
      })
      return c.json(answer, 201)
    },
  )
  .get('/', describe('我的线索', TAG, Own, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { deps, now } = c.var
    signedIn(c)
    const asked = check(Asked, c.req.query())
    const { actor } = await sender(c)
    return c.json({ ...(await ownLeads(deps, actor.login, asked, now)), owner: markOf(deps.secrets, actor) })
  })

import { setImmediate as turn } from 'node:timers/promises'
import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { noteRead } from '../desk/seen.ts'
import { check } from '../form.ts'
import { faultOf } from '../log.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { whole, words } from '../vocabulary.ts'
import { reading, TAG } from './desk.ts'
import type { SetUp } from './effect.ts'
import { find } from './found.ts'
import { act } from './history.ts'
import { nameOf } from './view.ts'
import { type Action, STATE, step } from './workflow.ts'

/** What may be done to several at once. */
export const TOGETHER = ['pass', 'appoint', 'renew', 'honour'] as const satisfies Action[]

const Bulk = z.looseObject({
  action: z.enum(TOGETHER, { error: '请选择要办的事' }),
  who: z
    .array(z.strictObject({ id: words(1, 60, '编号'), n: whole(1, 999_999_999, '请刷新页面后再办') }), {
      error: '请勾选要一起办的人',
    })
    .min(1, '请勾选要一起办的人')
    .max(100, '一次最多100人'),
})
const Item = z.looseObject({ id: z.string(), why: z.string().nullable() })
const Done = z.looseObject({ label: z.string(), done: z.int(), items: z.array(Item) }).meta({ ref: 'SupervisorsDone' })

/** What came of one: its set-up code where it was appointed, or why not. */
interface Came {
  id: string
  name: string
  stateLabel: string
  number: string | null
  why: string | null
  setUp: SetUp | null
}
const wordsOf = ({ fields, title }: Refusal) => fields?.map(({ message }) => message).join('；') ?? title

/** Steps on several people, each for itself: what cannot be done stops no other. */
export const supervisorBulk = new Hono<AppEnv>().post(
  '/bulk',
  describe('几个人一起办：每人各是一步，办不成的不影响别的', TAG, Done, 200, [400, 401, 403, 409, 422]),
  sends(KEY_HEADER),
  takes(Bulk),
  async (c) => {
    const actor = reading(c)
    const { action, who, ...rest } = check(Bulk, await jsonBody(c))
    const said = check(step(action).says, rest)
    if (!step(action).by.some((hat) => actor.roles.some((role) => role === hat))) throw new Refusal('not_yours')
    const { deps, now } = c.var
    // The answer names everybody, done or not.
    await noteRead(c, actor, '', 'supervisors')
    const key = c.req.header(KEY_HEADER)
    const items: Came[] = []
    for (const { id, n } of who) {
      let why: string | null = null
      let setUp: SetUp | null = null
      try {
        const taking = { id, n, action, said }
        const answer = await once<{ setUp: SetUp | null }>(
          deps,
          // Each of them has a key of its own: sent twice, what was done is told again and not done again.
          key && `${key.slice(0, 150)}-${id.slice(0, 40)}`,
          actor.login,
          taking,
          now,
          async (remember) => ({
            setUp:
              (await act(deps, taking, actor, now, (when, told) => remember({ setUp: told ?? null }, when))) ?? null,
          }),
        )
        setUp = answer.setUp
      } catch (thrown) {
        const refusal = thrown instanceof Refusal ? thrown : new Refusal('fault', { cause: thrown })
        if (refusal.code === 'fault') deps.log.error({ id: c.var.id, error: faultOf(thrown) }, 'one of several')
        why = wordsOf(refusal)
      }
      const found = await find(deps, id)
      items.push({
        id,
        name: found ? nameOf(deps.secrets, found.row) : '',
        stateLabel: found ? STATE[found.row.state] : '',
        number: found?.row.number ?? null,
        why,
        setUp,
      })
      await turn()
    }
    return c.json({ action, label: step(action).label, done: items.filter((one) => one.why === null).length, items })
  },
)

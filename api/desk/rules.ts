import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { PageForm } from '../bridge.ts'
import { aroundOf } from '../case/around.ts'
import { today } from '../case/deadline.ts'
import { factsOf } from '../case/facts.ts'
import { FLAG } from '../case/flag.ts'
import { MARK } from '../case/marks.ts'
import { route, trial } from '../case/routing.ts'
import { datesOf, rulebook } from '../case/rulebook.ts'
import { suggest } from '../case/suggestion.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { has, signedIn } from '../staff/actor.ts'
import { MAY_TRY, Trial } from './trial.ts'

const Rule = z.object({
  code: z.string(),
  name: z.string(),
  order: z.int(),
  leads: z.boolean(),
  when: z.string(),
  effect: z.string(),
  basis: z.string(),
  applies: z.boolean(),
  decides: z.boolean(),
})
const Answer = z.looseObject({ handler: z.object({ code: z.string(), name: z.string() }), rules: z.array(Rule) })

/** The rules tried on a text, and every one with whether it applies; nothing is stored and no case is touched. */
export const ruleTrial = new Hono<AppEnv>().post(
  '/try',
  describe('试一试分办规则：由谁办、哪条规则、为什么（不保存）', '工作台', Answer, 200, [400, 401, 403, 422]),
  takes(Trial),
  async (c) => {
    if (!has(signedIn(c), ...MAY_TRY)) throw new Refusal('not_yours')
    const { store } = c.var.deps
    const { now } = c.var
    const {
      township,
      channel,
      enterprise,
      minor,
      department,
      matter,
      account = '',
      category,
    } = check(Trial, await jsonBody(c))
    const book = await rulebook(store, now)
    const about = { ...(department && { department }), ...(township && { township }) }
    const said = {
      category,
      about,
      account,
      matter,
      ...(enterprise && { enterprise: { name: '试用' } }),
      ...(minor && { minor }),
    }
    const around = await aroundOf(store, book, said, now)
    if (matter && !around.matter)
      throw new Refusal('invalid', { fields: [{ path: 'matter', message: '没有这个执法事项，请核对编码' }] })
    const facts = factsOf(said, book, { ...around, channel }, now)
    const routed = route(facts, book.rules)
    const dates = datesOf(book, { lane: routed.lane, kind: facts.category.kind, channel }, today(now))
    const suggestion = account.trim() ? await suggest(store, book, { account, place: township }, now) : null
    return c.json({
      ...routed,
      blind: routed.blind.map((code) => ({ code, name: book.departments.get(code)?.name ?? code })),
      flags: routed.flags.map((flag) => ({ code: flag, label: FLAG[flag] })),
      marks: facts.marks.map((mark) => ({ code: mark, label: MARK[mark] })),
      bodies: facts.bodies.map(({ code, name }) => ({ code, name })),
      similar: facts.similar,
      dates,
      suggestion,
      rules: trial(facts, book.rules).map(({ rule, applies, decides }) => ({ ...rule, applies, decides })),
    })
  },
)

/** The page is drawn again with what was typed; it asks the API itself. An account never travels in an address. */
export const ruleForms: readonly PageForm[] = [
  {
    path: '/desk/rules',
    open: true,
    turn: (values) => ({ page: '/desk/rules', values, errors: [], store: false }),
    done: (c) => c.redirect('/desk/rules', 303),
  },
]

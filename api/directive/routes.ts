import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { DIRECTIVE } from '../../content/kinds/template.ts'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { find as findCase } from '../case/found.ts'
import { readNumber } from '../case/number.ts'
import { rulebook } from '../case/rulebook.ts'
import { scope as scopeOfCases } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { find as findSpecial } from '../special/found.ts'
import { numbersIn } from '../special/grouping.ts'
import { type Actor, has, signedIn } from '../staff/actor.ts'
import { codes, whole, words } from '../vocabulary.ts'
import { type DirectiveView, Drafted, VIEWS } from './directive.ts'
import { templatesOf } from './document.ts'
import { draft } from './drafting.ts'
import { find, readId } from './found.ts'
import { act } from './history.ts'
import { list } from './list.ts'
import { proposed } from './proposal.ts'
import { lineOf, readableCases, view } from './view.ts'
import { type Scope, scope } from './visibility.ts'
import { ACTIONS, MOST_CASES, Parts, step } from './workflow.ts'

const Asked = z.strictObject({
  view: z.enum(Object.keys(VIEWS) as [DirectiveView, ...DirectiveView[]], { error: '没有这一栏' }).default('all'),
  type: codes(DIRECTIVE).optional(),
  department: words(1, 20, '单位').optional(),
  q: words(1, 60, '查找的词').optional(),
  case: words(1, 40, '办件编号').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Starting = z.strictObject({
  template: words(1, 40, '模板'),
  previous: words(1, 40, '上一份文书').optional(),
  case: words(1, 40, '办件编号').optional(),
  special: words(1, 40, '专项监督').optional(),
})

const Step = postedStep(ACTIONS)

const Line = z.looseObject({
  id: z.string(),
  type: z.string(),
  number: z.string().nullable(),
  status: z.string(),
  dueOn: z.string().nullable(),
})
const DirectiveAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'Directive' })
const ListAnswer = z.object({ items: z.array(Line), total: z.int() })
const Proposal = Parts.partial()

function reading(c: Context<AppEnv>): { actor: Actor; within: Scope } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** The document and what of it this person may see; what they may not see does not exist. */
async function visible(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const { deps, now } = c.var
  const id = readId(typed)
  const found = id && (await find(deps, id))
  const seen = found ? await view(deps, found, actor, await rulebook(deps.store, now), now) : undefined
  if (!found || !seen) throw new Refusal('not_found')
  return { found, seen, actor }
}

const readCase = async (c: Context<AppEnv>, typed: string, actor: Actor): Promise<string> => {
  const no = readNumber(typed)
  const [known] = no ? await readableCases(c.var.deps, [no], actor) : []
  if (!known) throw new Refusal('not_found')
  return known
}

export const directiveRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describe('监督文书登记簿：我能看的文书', '工作台', ListAnswer, 200, [401, 403, 404, 422]),
    asks(Asked),
    async (c) => {
      const { actor, within } = reading(c)
      const { case: typed, ...asked } = check(Asked, c.req.query())
      const { deps, now } = c.var
      // Which cases a document rests on is the bureau's own business.
      if (typed && within.audience !== 'bureau') throw new Refusal('not_yours')
      const no = typed && (await readCase(c, typed, actor))
      const book = await rulebook(deps.store, now)
      const { items, total } = await list(deps.store, within, { ...asked, case: no }, today(now))
      return c.json({ items: items.map((row) => lineOf(row, book, now)), total })
    },
  )
  .get(
    '/proposal',
    describe('起草的底稿：按模板、办件或者上一份文书', '工作台', Proposal, 200, [401, 403, 404, 422]),
    asks(Starting),
    async (c) => {
      const { actor } = reading(c)
      if (!has(actor, 'handler')) throw new Refusal('not_yours')
      const asked = check(Starting, c.req.query())
      const { deps, now } = c.var
      const template = (await templatesOf(deps.store, now)).get(asked.template)
      if (!template || template.for === 'reply') throw new Refusal('not_found')
      const previous = asked.previous ? (await visible(c, asked.previous)).found : undefined
      const no = asked.case && (await readCase(c, asked.case, actor))
      const of = no ? await findCase(deps, no) : undefined
      const under = asked.special && (await findSpecial(deps, asked.special, actor))
      if (asked.special && !under) throw new Refusal('not_found')
      const reads = scopeOfCases(actor)
      const special =
        under && reads
          ? { row: under.row, cases: (await numbersIn(deps.store, reads, under.row.id)).slice(0, MOST_CASES) }
          : undefined
      const begun = { previous, of, special, issuer: actor.department }
      return c.json(proposed(template, begun, await rulebook(deps.store, now)))
    },
  )
  .post(
    '/',
    describe('起草一份监督文书', '工作台', DirectiveAnswer, 201, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Drafted),
    async (c) => {
      const { actor } = reading(c)
      const { template, previous, special, ...parts } = check(Drafted, await jsonBody(c))
      const { deps, now } = c.var
      const before = previous ? (await visible(c, previous)).found.row.id : undefined
      const sent = { template, previous: before, special, ...parts }
      const { id } = await once<{ id: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        sent,
        now,
        async (remember) => {
          let made = ''
          await draft(deps, { template, previous: before, special, parts, demo: false }, actor, now, (id, when) => {
            made = id
            return remember({ id }, when)
          })
          return { id: made }
        },
      )
      return c.json((await visible(c, id)).seen, 201)
    },
  )
  .get(
    '/:id',
    describe('一份监督文书，和现在可以做的事', '工作台', DirectiveAnswer, 200, [401, 403, 404]),
    async (c) => {
      const { seen, actor } = await visible(c, c.req.param('id'))
      const { deps, now } = c.var
      await deps.store.writes.commit([
        insert(accesses, { at: now.getTime(), person: actor.login, no: seen.id, what: 'directive', why: null }),
      ])
      return c.json(seen)
    },
  )
  .post(
    '/:id/steps',
    describe('办一步文书', '工作台', DirectiveAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c, c.req.param('id'))
      const { id } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { id }, actor, act)
      return c.json((await visible(c, id)).seen)
    },
  )

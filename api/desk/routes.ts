import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { act } from '../case/history.ts'
import { readNumber } from '../case/number.ts'
import { rulebook } from '../case/rulebook.ts'
import { find, view } from '../case/view.ts'
import { type Scope, scope } from '../case/visibility.ts'
import { ACTIONS, STATUS, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { codes, day, whole, words } from '../vocabulary.ts'
import { counts, list } from './list.ts'
import { type DeskView, VIEWS } from './view.ts'

const Asked = z.strictObject({
  view: z.enum(Object.keys(VIEWS) as [DeskView, ...DeskView[]]).default('all'),
  status: codes(STATUS).optional(),
  department: words(1, 20, '单位').optional(),
  due: day('到期日').optional(),
  q: words(1, 100, '查找的词').optional(),
  limit: whole(1, 100, '应是1到100的整数').default(20),
  cursor: z.string().max(200).optional(),
})

/** A step as it is posted: the action, the last event the person saw, and what the step must say. */
const Step = z.looseObject({
  action: z.enum(ACTIONS, { error: '没有这个操作' }).meta({ title: '操作' }),
  n: whole(1, 999_999_999, '请刷新页面后再办'),
})

const CaseAnswer = z
  .looseObject({
    no: z.string(),
    n: z.int(),
    status: z.string(),
    allowed: z.array(z.looseObject({ action: z.string(), label: z.string() })),
  })
  .meta({ ref: 'DeskCase' })
const ListAnswer = z.looseObject({
  items: z.array(z.looseObject({ no: z.string() })),
  total: z.int(),
  next: z.string().optional(),
})

/** All that is kept of a step for its key: what its taker may see is asked anew. */
const DONE = { ok: true }

function reading(c: Context<AppEnv>): { actor: Actor; within: Scope } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** The case as this person may see it; what they may not see does not exist. Reading is written down. */
async function shown(c: Context<AppEnv>, typed: string, log: boolean) {
  const { store } = c.var.deps
  const { actor } = reading(c)
  const no = readNumber(typed)
  const found = no && (await find(c.var.deps, no))
  const seen = found ? view(found, actor, await rulebook(store, c.var.now), c.var.now) : undefined
  if (!seen) throw new Refusal('not_found')
  if (log)
    await store.writes.commit([
      insert(accesses, { at: c.var.now.getTime(), person: actor.login, no: seen.no, what: 'case', why: null }),
    ])
  return seen
}

export const desk = new Hono<AppEnv>()
  .get(
    '/cases',
    describe('我能看的办件，按到期先后', '工作台', ListAnswer, 200, [401, 403, 422]),
    asks(Asked),
    async (c) => {
      const { store } = c.var.deps
      const { within } = reading(c)
      const asked = check(Asked, c.req.query())
      const book = await rulebook(store, c.var.now)
      const [page, standing] = await Promise.all([list(store, within, asked, today(c.var.now)), counts(store, within)])
      return c.json({
        ...page,
        items: page.items.map((line) => ({
          ...line,
          categoryName: book.categories.get(line.category)?.name ?? line.category,
          aboutName:
            line.aboutDepartment === null
              ? null
              : (book.departments.get(line.aboutDepartment)?.name ?? line.aboutDepartment),
          statusLabel: STATUS[line.status],
          receivedAt: new Date(line.receivedAt).toISOString(),
        })),
        counts: standing,
      })
    },
  )
  .get('/cases/:no', describe('一个办件，和现在可以做的事', '工作台', CaseAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await shown(c, c.req.param('no'), true)),
  )
  .post(
    '/cases/:no/steps',
    describe('办一步', '工作台', CaseAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const before = await shown(c, c.req.param('no'), false)
      const actor = signedIn(c)
      const { action, n } = check(Step.pick({ action: true, n: true }).loose(), body)
      const { action: _action, n: _n, ...rest } = body
      const said = check(step(action).says, rest)
      const { deps, now } = c.var
      const sent = { no: before.no, n, action, said }
      await once(deps, c.req.header(KEY_HEADER), actor.login, sent, now, async (remember) => {
        await act(deps, sent, actor.roles, actor, now, (unmoved) => remember(DONE, unmoved))
        return DONE
      })
      return c.json(await shown(c, before.no, false))
    },
  )

import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { LANE } from '../../content/kinds/category.ts'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { act } from '../case/act.ts'
import { bring, choicesFor } from '../case/bring.ts'
import { nextWorkday, today } from '../case/deadline.ts'
import { askable, feedbackBy, propose } from '../case/enquiry.ts'
import { followUp } from '../case/links.ts'
import { reach } from '../case/reach.ts'
import { rulebook } from '../case/rulebook.ts'
import { find, view } from '../case/view.ts'
import { type Scope, scope } from '../case/visibility.ts'
import { ACTIONS, type Action, STATUS, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check, withOptions } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { labelOf, nameIn, redactionsOf } from '../redaction/copy.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { codes, day, whole, words } from '../vocabulary.ts'
import { counts, list, readableOf, waiting } from './list.ts'
import { type DeskView, VIEWS } from './view.ts'

const Asked = z.strictObject({
  view: z.enum(Object.keys(VIEWS) as [DeskView, ...DeskView[]]).default('all'),
  status: codes(STATUS).optional(),
  department: words(1, 20, '单位').optional(),
  category: words(1, 3, '类别').optional(),
  lane: codes(LANE).optional(),
  place: words(9, 9, '镇街').optional(),
  channel: words(1, 20, '来源').optional(),
  assignee: words(1, 31, '承办人').optional(),
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

const Proposal = z.looseObject({
  department: z.string().nullable(),
  digest: z.string(),
  answerBy: z.string(),
  files: z.array(z.looseObject({ value: z.string(), label: z.string() })),
})

/** All that is kept of a step for its key: what its taker may see is asked anew. */
const DONE = { ok: true }

function reading(c: Context<AppEnv>): { actor: Actor; within: Scope } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** The case and what of it this person may see; what they may not see does not exist. */
async function seenBy(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const row = await reach(c.var.deps.store, typed, actor)
  const found = row && (await find(c.var.deps, row.no))
  const book = await rulebook(c.var.deps.store, c.var.now)
  const seen = found ? view(found, actor, book, c.var.now, c.var.deps.secrets) : undefined
  if (!found || !seen) return undefined
  const known = await readable(c, [...seen.links, ...seen.events.flatMap(({ into }) => (into ? [{ no: into }] : []))])
  const links = seen.links.filter(({ no }) => known.has(no))
  const events = seen.events.map((e) => ({ ...e, into: e.into && known.has(e.into) ? e.into : null }))
  const choices = await choicesFor(c.var.deps, found, book, c.var.now)
  const assignee = choices.person.find(({ value }) => value === seen.assignee)?.label ?? seen.assignee
  const offered = seen.allowed.map((one) => ({
    ...one,
    // Where there is nothing to choose among, nothing is asked.
    fields: withOptions(one.fields, choices).filter(({ name, options }) => name !== 'files' || options?.length),
  }))
  return { found, seen: { ...seen, links, events, assignee, allowed: offered }, book, actor }
}

/** Of the cases that belong to one, those this person may read: of a sealed one not even the number. */
const readable = (c: Context<AppEnv>, of: { no: string }[]): Promise<Set<string>> =>
  readableOf(c.var.deps.store, reading(c).within, [...new Set(of.map(({ no }) => no))])

export async function visible(c: Context<AppEnv>, typed: string) {
  const known = await seenBy(c, typed)
  if (!known) throw new Refusal('not_found')
  return known
}

const read = (c: Context<AppEnv>, { login }: Actor, no: string, what: string, why: string | null = null) =>
  c.var.deps.store.writes.commit([insert(accesses, { at: c.var.now.getTime(), person: login, no, what, why })])

/** Steps whose digest is checked against what is sealed: a digest that was refused is written down. */
const ASKING: readonly Action[] = ['enquire', 'entrust', 'call']

async function bringing(
  c: Context<AppEnv>,
  { found, book, actor }: Awaited<ReturnType<typeof visible>>,
  action: Action,
  said: Record<string, unknown>,
) {
  const { deps, now } = c.var
  try {
    return await bring(action, { world: deps, found, said, actor, book, now })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid' && ASKING.includes(action))
      await read(c, actor, found.row.no, 'digest', 'refused')
    throw error
  }
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
      const on = today(c.var.now)
      const days = { today: on, next: nextWorkday(on, book.calendar) }
      const [page, standing, toDo] = await Promise.all([
        list(store, within, asked, days),
        counts(store, within),
        waiting(store, within, days),
      ])
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
        waiting: toDo,
      })
    },
  )
  .get('/cases/:no', describe('一个办件，和现在可以做的事', '工作台', CaseAnswer, 200, [401, 403, 404]), async (c) => {
    const { seen, actor } = await visible(c, c.req.param('no'))
    await read(c, actor, seen.no, 'case')
    return c.json(seen)
  })
  .get(
    '/cases/:no/enquiry',
    describe('函询的建议：摘要和反馈期限，由人确认或改写', '工作台', Proposal, 200, [401, 403, 404, 409]),
    async (c) => {
      const { found, seen, book } = await visible(c, c.req.param('no'))
      if (!seen.allowed.some(({ action }) => action === 'enquire')) throw new Refusal('not_now')
      const department = askable(book, found.row.handler).find(({ value }) => value === found.row.aboutDepartment)
      return c.json({
        department: department?.value ?? null,
        digest: await propose(c.var.deps.store, found, book),
        answerBy: feedbackBy(book, c.var.now),
        files: (await redactionsOf(c.var.deps, found.row.no)).map((copy) => ({
          value: nameIn(copy),
          label: labelOf(copy),
        })),
      })
    },
  )
  .post(
    '/cases/:no/steps',
    describe('办一步', '工作台', CaseAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const before = await visible(c, c.req.param('no'))
      const { actor } = before
      const { action, n } = check(Step.pick({ action: true, n: true }).loose(), body)
      const { action: _action, n: _n, ...rest } = body
      const said = check(step(action).says, rest)
      const { deps, now } = c.var
      const sent = { no: before.seen.no, n, action, said }
      await once(deps, c.req.header(KEY_HEADER), actor.login, sent, now, async (remember) => {
        // What a step needs is looked for only where it may be taken at all.
        const may = before.seen.n === n && before.seen.allowed.some((one) => one.action === action)
        const brought = may ? await bringing(c, before, action, said) : {}
        const taking = { ...sent, said: brought.said ?? said, leads: brought.leads, provided: brought.provided }
        await act(deps, taking, actor.roles, actor, now, (unmoved) => [
          ...remember(DONE, unmoved),
          ...(brought.also?.(unmoved) ?? []),
        ])
        return DONE
      })
      if (action === 'answer') await followUp(deps, now, sent.no)
      // Whoever seals a case does not see it any more; that it was done is all there is to say.
      const after = await seenBy(c, sent.no)
      return c.json(after?.seen ?? { no: sent.no, n: n + 1, status: 'sealed' as const, allowed: [] })
    },
  )

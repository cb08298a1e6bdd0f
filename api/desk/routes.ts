import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, identities } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { ask, askable, faultsOf, feedbackBy, propose } from '../case/enquiry.ts'
import { act } from '../case/history.ts'
import { readNumber } from '../case/number.ts'
import { rulebook } from '../case/rulebook.ts'
import { find, view } from '../case/view.ts'
import { type Scope, scope } from '../case/visibility.ts'
import { ACTIONS, type Enquiry, STATUS, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { type Redaction, redactionsOf } from '../redaction/copy.ts'
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
  const no = readNumber(typed)
  const found = no && (await find(c.var.deps, no))
  const book = await rulebook(c.var.deps.store, c.var.now)
  const seen = found ? view(found, actor, book, c.var.now) : undefined
  return found && seen ? { found, seen, book, actor } : undefined
}

export async function visible(c: Context<AppEnv>, typed: string) {
  const known = await seenBy(c, typed)
  if (!known) throw new Refusal('not_found')
  return known
}

const read = (c: Context<AppEnv>, { login }: Actor, no: string, what: string, why: string | null = null) =>
  c.var.deps.store.writes.commit([insert(accesses, { at: c.var.now.getTime(), person: login, no, what, why })])

/** What a redacted copy is called in a form: attachment and copy. */
const nameIn = ({ n, m }: Redaction) => `${n}.${m}`

/** An enquiry is sent once nothing in its digest tells who spoke; a digest that was refused is written down too. */
async function enquiring(
  c: Context<AppEnv>,
  { found, book, actor }: Awaited<ReturnType<typeof visible>>,
  said: Enquiry,
): Promise<{ said: Enquiry; also: (unmoved: Unmoved) => InStatement[] }> {
  const { deps, now } = c.var
  const { no } = found.row
  const answerBy = said.answerBy ?? feedbackBy(book, now)
  const identity = await deps.store.read.select().from(identities).where(eq(identities.no, no)).get()
  const faults = faultsOf(said.digest, found, deps.secrets, identity, book)
  if (!askable(book, found.row.handler).some(({ value }) => value === said.department))
    faults.push({ path: 'department', message: '不能向这个单位函询，请重新选择' })
  if (answerBy <= today(now)) faults.push({ path: 'answerBy', message: '反馈期限要晚于今天' })
  const copies = said.files?.length ? await redactionsOf(deps, no) : []
  const files = [...new Set(said.files)].flatMap((name) => copies.find((copy) => nameIn(copy) === name) ?? [])
  if (files.length < new Set(said.files).size) faults.push({ path: 'files', message: '没有这个遮盖件，请重新选择' })
  if (faults.length) {
    await read(c, actor, no, 'digest', 'refused')
    throw new Refusal('invalid', { fields: faults })
  }
  const asking = { ...said, answerBy }
  return { said: asking, also: (unmoved) => ask(found, asking, actor, now, unmoved, files) }
}
type Unmoved = { sql: string; args: (string | number)[] }

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
          label: `附件${copy.n}的遮盖件${copy.m}`,
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
        const taken = action === 'enquire' ? await enquiring(c, before, said as Enquiry) : undefined
        const taking = { ...sent, said: taken?.said ?? said }
        await act(deps, taking, actor.roles, actor, now, (unmoved) => [
          ...remember(DONE, unmoved),
          ...(taken?.also(unmoved) ?? []),
        ])
        return DONE
      })
      // Whoever seals a case does not see it any more; that it was done is all there is to say.
      const after = await seenBy(c, sent.no)
      return c.json(after?.seen ?? { no: sent.no, n: n + 1, status: 'sealed' as const, allowed: [] })
    },
  )

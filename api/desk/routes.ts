import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { nextWorkday, today } from '../case/deadline.ts'
import { askable, feedbackBy, propose } from '../case/enquiry.ts'
import { followUp } from '../case/links.ts'
import { lookingAt } from '../case/readers.ts'
import { isWritten, refuseHoles } from '../case/reply.ts'
import { countingOf, rulebook } from '../case/rulebook.ts'
import { STATUS, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { row } from '../publication/csv.ts'
import { labelOf, nameIn, redactionsOf } from '../redaction/copy.ts'
import { Refusal } from '../refusal.ts'
import { under } from '../special/found.ts'
import { whole } from '../vocabulary.ts'
import { callOf } from './callback.ts'
import { askedFor, COLUMNS, lines, MOST_FOUND, tableOf } from './export.ts'
import { counted, counts, list, waiting } from './list.ts'
import { noteRead, reading, seenBy, visible } from './seen.ts'
import { similar } from './similar.ts'
import { Step, take } from './taking.ts'
import { Filters } from './view.ts'

const Asked = Filters.extend({
  limit: whole(1, 100, '应是1到100的整数').default(20),
  cursor: z.string().max(200).optional(),
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

const Readers = z.object({ items: z.array(z.object({ name: z.string(), post: z.string(), at: z.string() })) })
const SimilarAnswer = z.looseObject({
  items: z.array(z.looseObject({ no: z.string() })),
  counts: z.array(z.looseObject({ year: z.int() })),
})

const Proposal = z.looseObject({
  department: z.string().nullable(),
  digest: z.string(),
  answerBy: z.string(),
  files: z.array(z.looseObject({ value: z.string(), label: z.string() })),
})

const tooMany = () =>
  new Refusal('invalid', {
    fields: [{ path: 'q', message: `找到的超过${MOST_FOUND}件，请加上状态、类别等条件，分几次导出` }],
  })

export const desk = new Hono<AppEnv>()
  .get(
    '/cases',
    describe('我能看的办件，按到期先后', '工作台', ListAnswer, 200, [401, 403, 404, 422]),
    asks(Asked),
    async (c) => {
      const { store } = c.var.deps
      const { actor, within } = reading(c)
      const asked = await under(c.var.deps, check(Asked, c.req.query()), actor)
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
        items: page.items.map(({ kind, channel, running, answeredAt = null, urgency = null, ...line }) => ({
          ...line,
          call: callOf(book, { ...line, kind, channel, answeredAt, urgency }),
          counting: countingOf(book, { ...line, kind, channel, running }),
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
  .get(
    '/cases.csv',
    describe('同样的办件，全部，表格；不含任何人写的话', '工作台', 'text/csv', 200, [401, 403, 404, 422, 429]),
    asks(Filters),
    async (c) => {
      const { actor, within } = reading(c)
      const { deps, now } = c.var
      const asked = await under(deps, check(Filters, c.req.query()), actor)
      await deps.limits.spend('export', actor.login, now.getTime(), async () => undefined)
      await noteRead(c, actor, tableOf(within.handlers[0] ?? ''), 'case-export', askedFor(asked))
      const book = await rulebook(deps.store, now)
      const on = today(now)
      const days = { today: on, next: nextWorkday(on, book.calendar) }
      const whole = { ...asked, limit: 0 }
      // A search goes as far as anybody reads: a table must not leave out the rest without a word.
      if (asked.q && (await counted(deps.store, within, whole, days, MOST_FOUND)) > MOST_FOUND) throw tooMany()
      const all = lines(deps.store, within, whole, days, book)
      const first = await all.next()
      c.header('content-type', 'text/csv; charset=utf-8')
      c.header('content-disposition', 'attachment; filename="cases.csv"')
      return stream(c, async (out) => {
        await out.write(`\ufeff${row(COLUMNS)}`)
        for (let piece = first; !piece.done; piece = await all.next()) await out.write(piece.value)
      })
    },
  )
  .get('/cases/:no', describe('一个办件，和现在可以做的事', '工作台', CaseAnswer, 200, [401, 403, 404]), async (c) => {
    const { seen, actor } = await visible(c, c.req.param('no'))
    await noteRead(c, actor, seen.no, 'case')
    return c.json(seen)
  })
  .get(
    '/cases/:no/readers',
    describe('五分钟内还有谁打开过这件', '工作台', Readers, 200, [401, 403, 404]),
    async (c) => {
      const { found, actor } = await visible(c, c.req.param('no'))
      return c.json({ items: await lookingAt(c.var.deps.store, found, actor, c.var.now) })
    },
  )
  .get(
    '/cases/:no/print',
    describe('一个办件，打印用：打印记入访问记录', '工作台', CaseAnswer, 200, [401, 403, 404]),
    async (c) => {
      const { seen, actor } = await visible(c, c.req.param('no'))
      await noteRead(c, actor, seen.no, 'print', seen.identity ? '含打开的身份' : null)
      return c.json(seen)
    },
  )
  .get(
    '/cases/:no/similar',
    describe('一年里同一单位、执法人员或执法事项的办件，只有我能看的', '工作台', SimilarAnswer, 200, [401, 403, 404]),
    async (c) => {
      const { found, book } = await visible(c, c.req.param('no'))
      return c.json(await similar(c.var.deps, found, reading(c).within, book, c.var.now))
    },
  )
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
      const { action, n, ...rest } = check(Step, body)
      const said = check(step(action).says, rest)
      if (isWritten(action)) refuseHoles(said)
      await take(c, before, { n, action, said })
      const { deps, now } = c.var
      const { no } = before.seen
      if (action === 'answer') await followUp(deps, now, no)
      // Whoever seals a case does not see it any more; that it was done is all there is to say.
      const after = await seenBy(c, no)
      return c.json(after?.seen ?? { no, n: n + 1, status: 'sealed' as const, allowed: [] })
    },
  )

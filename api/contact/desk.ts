import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe, Option } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { LabelAnswer, labelOf } from '../code/label.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { madeOnce, postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { paging, words } from '../vocabulary.ts'
import { csv, XLSX, xlsx } from '../workbook/file.ts'
import { Contact, Opening } from './contact.ts'
import { find, personOf } from './found.ts'
import { act, add } from './history.ts'
import { invited } from './invited.ts'
import { counts, Filter, leadsOf, list, plaquesOf } from './list.ts'
import { contactSheet } from './sheet.ts'
import { lineOf, view } from './view.ts'
import { mayKeep, mayReadContacts } from './visibility.ts'
import { step, TAKEN } from './workflow.ts'

const Asked = z.strictObject({
  ...Filter,
  ...paging,
})
const Wanted = z.strictObject(Filter)
const Step = postedStep(TAKEN)
const Printed = z.strictObject({ id: words(1, 40, '编号').optional() })

const Line = z.looseObject({ id: z.string(), name: z.string(), state: z.string(), to: z.string() })
const ContactAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'DeskContact' })
const Counts = z.object({ serving: z.int(), suspended: z.int(), ended: z.int(), ending: z.int() })
const ListAnswer = z.object({ items: z.array(Line), total: z.int(), counts: Counts })
const Choices = z.object({ townships: z.array(Option) })
const Labels = z.object({ items: z.array(LabelAnswer), total: z.int() })
const PersonAnswer = z
  .object({ person: z.string(), phone: z.string(), post: z.string().optional() })
  .meta({ ref: 'ContactPerson' })
const Told = z.object({ login: z.string(), token: z.string(), path: z.string(), expiresAt: z.string() })
export const TAG = '企业联系点'

export function reading(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayReadContacts(actor)) throw new Refusal('not_yours')
  return actor
}
function keeping(c: Context<AppEnv>): Actor {
  const actor = reading(c)
  if (!mayKeep(actor)) throw new Refusal('not_yours')
  return actor
}

async function visible(c: Context<AppEnv>, typed = c.req.param('id') ?? '') {
  const actor = reading(c)
  const { deps, now } = c.var
  const found = await find(deps, typed)
  if (!found) throw new Refusal('not_found')
  return { found, actor, seen: () => view(deps, found, actor, now) }
}

/** All that a filter leaves, as lines. */
async function every(c: Context<AppEnv>) {
  reading(c)
  const { deps, now } = c.var
  const { rows } = await list(deps, check(Wanted, c.req.query()), today(now), 1, 10_000)
  const [book, leads] = await Promise.all([rulebook(deps.store, now), leadsOf(deps, rows)])
  return rows.map((row) => lineOf(row, book, today(now), leads))
}

/** Contact points at the desk: appointed, looked after, counted, printed. */
export const contactDesk = new Hono<AppEnv>()
  .get('/', describe('企业联系点', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    reading(c)
    const { deps, now } = c.var
    const { page, limit, ...asked } = check(Asked, c.req.query())
    const [{ rows, total }, numbers, book] = await Promise.all([
      list(deps, asked, today(now), page, limit),
      counts(deps, today(now)),
      rulebook(deps.store, now),
    ])
    const leads = await leadsOf(deps, rows)
    return c.json({ items: rows.map((row) => lineOf(row, book, today(now), leads)), total, counts: numbers })
  })
  .get('/choices', describe('设立联系点时可以选的镇街', TAG, Choices, 200, [401, 403]), async (c) => {
    reading(c)
    const { departments } = await rulebook(c.var.deps.store, c.var.now)
    const all = [...departments.values()].filter(({ type }) => type === 'township')
    return c.json({ townships: all.map(({ code, short }) => ({ value: code, label: short })) })
  })
  .get(
    '/table.csv',
    describe('联系点名单（CSV），没有联络员', TAG, 'text/csv', 200, [401, 403, 422]),
    asks(Wanted),
    async (c) => csv(c, 'contacts', contactSheet(await every(c))),
  )
  .get(
    '/table.xlsx',
    describe('联系点名单（XLSX），没有联络员', TAG, XLSX, 200, [401, 403, 422]),
    asks(Wanted),
    async (c) => xlsx(c, 'contacts', '企业联系点名单', contactSheet(await every(c))),
  )
  .get(
    '/labels',
    describe('联系点铭牌上印的内容', TAG, Labels, 200, [401, 403, 404, 422]),
    asks(Printed),
    async (c) => {
      reading(c)
      const { deps, now } = c.var
      const { id } = check(Printed, c.req.query())
      const { rows } = await list(deps, { state: 'serving' }, today(now), 1, 1000)
      const wanted = rows.filter((row) => id === undefined || row.id === id)
      if (id !== undefined && wanted.length === 0) throw new Refusal('not_found')
      const plaques = await plaquesOf(
        deps,
        wanted.map((row) => row.id),
      )
      const book = await rulebook(deps.store, now)
      const items = wanted.flatMap((row) => {
        const code = plaques.get(row.id)
        return code ? [{ ...labelOf(code, book, deps.env), number: row.document }] : []
      })
      return c.json({ items, total: items.length })
    },
  )
  .post(
    '/',
    describe('设立一个企业联系点，同时开账号、发铭牌码', TAG, ContactAnswer, 201, [400, 401, 403, 409, 422]),
    sends(KEY_HEADER),
    takes(Contact),
    async (c) => {
      const actor = keeping(c)
      const said = check(Contact, await jsonBody(c))
      const { deps, now } = c.var
      const demo = deps.env.demo === 'on' ? {} : undefined
      const id = await madeOnce(c, actor, { contact: said }, (also) => add(deps, said, actor, now, also, demo))
      return c.json(await (await visible(c, id)).seen(), 201)
    },
  )
  .get('/:id', describe('一个联系点，和现在可以做的事', TAG, ContactAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await (await visible(c)).seen()),
  )
  .post(
    '/:id/steps',
    describe(
      '办一步联系点：改联系方式、换联络员、续期、暂停、恢复、结束',
      TAG,
      ContactAnswer,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const { id } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { id }, actor, act)
      return c.json(await (await visible(c, id)).seen())
    },
  )
  .post(
    '/:id/person',
    describe('看联络员是谁、电话；写明理由，看一次记一次', TAG, PersonAnswer, 200, [400, 401, 403, 404, 409, 422]),
    takes(Opening),
    async (c) => {
      const actor = keeping(c)
      const body = await jsonBody(c)
      const { found } = await visible(c)
      const { reason } = check(Opening, body)
      if (found.row.phoneIndex === '') throw new Refusal('person_erased')
      const { deps, now } = c.var
      const why = `${found.row.id} ${reason}`
      await deps.store.writes.commit([
        insert(accesses, { at: now.getTime(), person: actor.login, no: '', what: 'contact', why }),
      ])
      const { person, phone, post } = personOf(deps, found.row)
      return c.json({ person, phone, ...(post !== undefined && { post }) })
    },
  )
  .post(
    '/:id/code',
    describe('给联络员发设置码；只在这里给出一次，原来的作废', TAG, Told, 201, [401, 403, 404, 409]),
    async (c) => {
      const actor = keeping(c)
      const { found } = await visible(c)
      return c.json(await invited(c.var.deps, found.row, actor, c.var.now), 201)
    },
  )

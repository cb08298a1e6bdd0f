import { randomBytes } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { savedViews } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { PageForm } from '../bridge.ts'
import { nextWorkday, today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { scope } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { check, fromForm } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { under } from '../special/found.ts'
import { signedIn } from '../staff/actor.ts'
import { counted } from './list.ts'
import { Filters, MOST_SAVED, Named } from './view.ts'

/** What is kept: filters as the address of the list takes them, and a name. */
const Saved = Filters.extend(Named.shape)
const SavedAnswer = z.looseObject({ id: z.string(), name: z.string(), filters: z.record(z.string(), z.string()) })
const List = z.object({ items: z.array(SavedAnswer.extend({ count: z.int().optional() })) }).meta({ ref: 'SavedViews' })
const TAG = '工作台'

/** Lists of cases are for whoever reads cases. */
function keeping(c: Context<AppEnv>) {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within, person: actor.login }
}

/** One's own list; somebody else's does not exist. */
const own = (c: Context<AppEnv>) =>
  and(eq(savedViews.id, c.req.param('id') ?? ''), eq(savedViews.person, keeping(c).person))

/** A refusal is no answer; anything else is a fault. */
function refused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}

const taken = () =>
  new Refusal('invalid', { fields: [{ path: 'name', message: '您已经有叫这个名称的列表，请换一个' }] })
const full = () =>
  new Refusal('invalid', { fields: [{ path: 'name', message: `最多存${MOST_SAVED}个列表，请先删去不用的` }] })

export const savedRoutes = new Hono<AppEnv>()
  .get('/', describe('我存的列表，各有多少件（数到99）', TAG, List, 200, [401, 403]), async (c) => {
    const { actor, person, within } = keeping(c)
    const { store } = c.var.deps
    const rows = await store.read
      .select()
      .from(savedViews)
      .where(eq(savedViews.person, person))
      .orderBy(asc(savedViews.at), asc(savedViews.id))
    const on = today(c.var.now)
    const days = { today: on, next: nextWorkday(on, (await rulebook(store, c.var.now)).calendar) }
    const items = await Promise.all(
      rows.map(async ({ id, name, filters }) => {
        // Filters of an earlier release may not be known any more: the list is still there to be deleted.
        const known = Filters.safeParse(filters)
        // Nor may the special supervision be one this person reads any more.
        const asked = known.success && (await under({ store }, known.data, actor).catch(refused))
        const count = asked ? await counted(store, within, { ...asked, limit: 1 }, days) : undefined
        return { id, name, filters, ...(count !== undefined && { count }) }
      }),
    )
    return c.json({ items })
  })
  .post(
    '/',
    describe('存下列表的条件', TAG, SavedAnswer, 201, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Saved),
    async (c) => {
      const { actor, person } = keeping(c)
      const { name, ...given } = check(Saved, await jsonBody(c))
      const asked = await under(c.var.deps, given, actor)
      const filters = Object.fromEntries(Object.entries(asked).flatMap(([key, value]) => (value ? [[key, value]] : [])))
      const { deps, now } = c.var
      const kept = await once(deps, c.req.header(KEY_HEADER), person, { name, filters }, now, async (remember) => {
        const row = { id: randomBytes(9).toString('base64url'), person, name, filters, at: now.getTime() }
        // Two tabs at once: the condition is asked where it is written.
        const free = {
          sql: 'not exists (select 1 from saved_views where person = ? and name = ?) and (select count(*) from saved_views where person = ?) < ?',
          args: [person, name, person, MOST_SAVED],
        }
        const answer = { id: row.id, name, filters }
        const done = await deps.store.writes.commit([...remember(answer, free), insert(savedViews, row, free)])
        if (done.at(-1)?.rowsAffected === 1) return answer
        const same = and(eq(savedViews.person, person), eq(savedViews.name, name))
        throw (await deps.store.read.$count(savedViews, same)) > 0 ? taken() : full()
      })
      return c.json(kept, 201)
    },
  )
  .patch(
    '/:id',
    describe('改列表的名称', TAG, SavedAnswer, 200, [400, 401, 403, 404, 422]),
    takes(Named),
    async (c) => {
      const mine = own(c)
      const { name } = check(Named, await jsonBody(c))
      const { read, writes } = c.var.deps.store
      const row = await read.select().from(savedViews).where(mine).get()
      if (!row) throw new Refusal('not_found')
      const { id, person, filters } = row
      const [done] = await writes.commit([
        {
          sql: 'update saved_views set name = ? where id = ? and not exists (select 1 from saved_views where person = ? and name = ? and id <> ?)',
          args: [name, id, person, name, id],
        },
      ])
      if (done?.rowsAffected !== 1) throw taken()
      return c.json({ id, name, filters })
    },
  )
  .delete('/:id', describe('删去列表；办件不受影响', TAG, z.null(), 204, [401, 403, 404]), async (c) => {
    const { person } = keeping(c)
    const [done] = await c.var.deps.store.writes.commit([
      { sql: 'delete from saved_views where id = ? and person = ?', args: [c.req.param('id'), person] },
    ])
    if (done?.rowsAffected !== 1) throw new Refusal('not_found')
    return c.body(null, 204)
  })

/** The filters of a form, as the address of its list has them. */
const listOf = (values: Record<string, string>) =>
  `/desk?${new URLSearchParams(Object.keys(Filters.shape).flatMap((name) => (values[name] ? [[name, values[name]]] : [])))}`

export const savedForms: readonly PageForm[] = [
  {
    path: '/desk/views',
    call: (values) => ({ method: 'POST', path: '/api/desk/views', json: fromForm(Saved, values) }),
    page: (_c, values) => listOf(values),
    done: (c, _answer, values) => c.redirect(listOf(values), 303),
  },
  {
    path: '/desk/views/:id',
    // The page needs the id to know which of its forms came back; the address has it already.
    call({ action, id: _id, ...values }, c) {
      const path = `/api/desk/views/${encodeURIComponent(c.req.param('id') ?? '')}`
      return action === 'delete' ? { method: 'DELETE', path } : { method: 'PATCH', path, json: fromForm(Named, values) }
    },
    page: () => '/desk/views',
    done: (c) => c.redirect('/desk/views', 303),
  },
]

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { supervisorConcerns, supervisorsNow } from '../../api/notice/supervisor.ts'
import { accesses, events, objections } from '../../db/schema.ts'
import { asking, json, person } from '../support/ask.ts'
import { post, type World, world } from '../support/world.ts'
import { inPublicity, NOW, ticketOf, told } from './applied.ts'
import { applied } from './made.ts'
import { read, rowOf, take } from './serving.ts'

const TEXT = '他去年被法院列为失信被执行人，可以到法院的网站上查到（示例）。'
const SENDER = { name: '赵实（示例）', phone: '19900008888' }
const OTHER = { ...person('handler'), login: 'handler9' }
const OBJECTIONS = '/api/supervisors/objections'

/** Somebody `handler` let pass, and an objection somebody put their name to. */
async function objectedTo(w: World) {
  const row = await applied(w)
  const seen = await read(take(w, row.id, 'handler', { action: 'pass', n: 1, remark: '材料齐全' }))
  const ticket = await ticketOf(post(w, `/api/supervisors/${row.id}/objections`, { text: TEXT, ...SENDER }))
  const [objection] = await w.deps.store.read.select().from(objections).where(eq(objections.supervisor, row.id))
  return { id: row.id, n: seen.n, ticket, path: `/api/desk/supervisors/${row.id}/objections/${objection!.id}` }
}
type Who = Parameters<typeof asking>[1]
const decide = (w: World, who: Who, path: string) =>
  asking(w, who)(path, json('POST', { n: 1, decision: 'dismissed', answer: '查了法院公布的名单，没有这个人' }))
const sender = (w: World, who: Who, path: string, why = '打电话核实情况') =>
  asking(w, who)(`${path}/sender`, json('POST', { why }))

test('whoever let the application pass does not judge what is objected to it; a colleague does', async () => {
  const w = await world({ now: NOW })
  const { path } = await objectedTo(w)
  const own = await decide(w, 'handler', path)
  expect([own.status, (await read(own)).code]).toEqual([403, 'objection_hands'])
  expect((await decide(w, 'assign', path)).status).toBe(403)
  expect((await decide(w, OTHER, path)).status).toBe(200)
  const second = await objectedTo(w)
  expect((await decide(w, 'chief', second.path)).status).toBe(200)
})

test('only a colleague is told that there is something to judge', async () => {
  const w = await world({ now: NOW })
  const { id } = await objectedTo(w)
  const now = (await supervisorsNow(w.deps.store, [id])).get(id)
  const hears = (who: Parameters<typeof supervisorConcerns>[0]) => supervisorConcerns(who, 'review', now)
  expect([hears(person('handler')), hears(OTHER), hears(person('chief')), hears(person('assign'))]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('who objected stands on no page; it opens for a reason that is written down, and not to who let them pass', async () => {
  const w = await world({ now: NOW })
  const { id, path } = await objectedTo(w)
  for (const who of ['handler', OTHER, 'chief'] as const) {
    const text = await (await asking(w, who)(`/api/desk/supervisors/${id}`)).text()
    expect(text).toContain('失信')
    expect(text).not.toMatch(/赵实|19900008888/)
  }
  expect((await sender(w, OTHER, path, '看')).status).toBe(422)
  expect((await sender(w, 'handler', path)).status).toBe(403)
  expect((await sender(w, 'assign', path)).status).toBe(403)
  expect((await sender(w, OTHER, `${path}x`)).status).toBe(404)
  expect(await (await sender(w, OTHER, path)).json()).toEqual(SENDER)
  const log = await w.deps.store.read.select().from(accesses).where(eq(accesses.what, 'supervisor-objector'))
  expect(log.map(({ person, no, why }) => [person, no, why])).toEqual([['handler9', id, '打电话核实情况']])
})

test.each([
  [
    'refused',
    (w: World, id: string, n: number) => take(w, id, 'handler', { action: 'refuse', n, reason: '报名的材料不实' }),
  ],
  ['withdrawn', undefined],
])('%s while something is objected, it ends in the same commit, and its sender reads so', async (state, refuse) => {
  const w = await world({ now: NOW })
  const one = await inPublicity(w)
  const other = await inPublicity(w)
  const object = (id: string) => ticketOf(post(w, `/api/supervisors/${id}/objections`, { text: TEXT, ...SENDER }))
  const [mine, others] = [await object(one.id), await object(other.id)]
  const done = refuse
    ? await refuse(w, one.id, 1)
    : await post(w, '/api/supervisors/applications/withdraw', {}, { 'x-ticket': one.ticket })
  expect(done.status, await done.clone().text()).toBe(200)
  expect((await rowOf(w, one.id))?.state).toBe(state)
  const said = await told(w, mine, OBJECTIONS)
  expect(said).toMatchObject({ state: 'ended', answer: expect.stringContaining('不再核实') })
  expect(JSON.stringify(said)).not.toMatch(/周明|赵实|材料不实/)
  // The control: of another application it is still looked into.
  expect(await told(w, others, OBJECTIONS)).toMatchObject({ state: 'open' })
  const [row] = await w.deps.store.read.select().from(objections).where(eq(objections.supervisor, one.id))
  const log = await w.deps.store.read
    .select()
    .from(events)
    .where(eq(events.stream, `objection/${row!.id}`))
  expect(log.map(({ n, action }) => [n, action])).toEqual([
    [1, 'object'],
    [2, 'end'],
  ])
})

test('objected in the moment it is withdrawn, nothing stays open for ever', async () => {
  const w = await world({ now: NOW })
  const { id, ticket } = await inPublicity(w)
  await Promise.all([
    ...Array.from({ length: 6 }, () => post(w, `/api/supervisors/${id}/objections`, { text: TEXT })),
    post(w, '/api/supervisors/applications/withdraw', {}, { 'x-ticket': ticket }),
    ...Array.from({ length: 6 }, () => post(w, `/api/supervisors/${id}/objections`, { text: TEXT })),
  ])
  expect((await rowOf(w, id))?.state).toBe('withdrawn')
  const rows = await w.deps.store.read.select().from(objections).where(eq(objections.supervisor, id))
  expect(rows.filter(({ state }) => state === 'open')).toEqual([])
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openObjection, sealObjection } from '../../api/supervisor/objection.ts'
import { events, objections, supervisors } from '../../db/schema.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { brought, inPublicity, NOW, problem, see, serving, ticketOf, told } from './applied.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
beforeEach(() => w.at(NOW))
afterAll(() => w.close())

const TEXT = '他去年被法院列为失信被执行人，可以到法院的网站上查到（示例）。'
const objects = (id: string, more: Record<string, unknown> = {}, headers = {}) =>
  post(w, `/api/supervisors/${id}/objections`, { text: TEXT, ...more }, headers)
const list = async <T>(path: string) =>
  (await (await w.app.request(path)).json()) as { items: T[]; total: number; next?: string }
const OBJECTIONS = '/api/supervisors/objections'

describe('whoever passed', () => {
  test('stands in publicity from its first day to its last, with name and group and nothing else', async () => {
    const { id, asked } = await inPublicity(w, { name: '公示甲（示例）' })
    const shown = async (at: string) => {
      w.at(at)
      return (await list<{ id: string }>('/api/supervisors/publicity')).items.find((one) => one.id === id)
    }
    expect(await shown('2026-06-11T23:59:59+08:00')).toBeUndefined()
    expect(await shown('2026-06-12T00:00:00+08:00')).toEqual({
      id,
      name: '公示甲（示例）',
      type: 'social',
      typeLabel: '社会监督员',
      group: 'resident',
      groupLabel: '群众代表',
      areas: [],
      from: '2026-06-12',
      to: '2026-06-18',
    })
    expect(await shown('2026-06-18T23:59:59+08:00')).toBeDefined()
    expect(await shown('2026-06-19T00:00:00+08:00')).toBeUndefined()
    expect(JSON.stringify(await list('/api/supervisors/publicity'))).not.toContain(asked.phone)
  })

  test('and nobody who only applied, was refused or withdrew', async () => {
    const before = (await list('/api/supervisors/publicity')).total
    for (const state of ['applied', 'refused', 'withdrawn', 'serving'] as const)
      await brought(w, { state, publicFrom: '2026-06-12', publicTo: '2026-06-18' })
    expect((await list('/api/supervisors/publicity')).total).toBe(before)
  })
})

describe('an objection', () => {
  test('is taken in, sealed, and followed by its own ticket, which says nothing of its words', async () => {
    const { id } = await inPublicity(w)
    const ticket = await ticketOf(objects(id, { name: '赵实（示例）', phone: '19900008888' }))
    const said = await told(w, ticket, OBJECTIONS)
    expect(said).toMatchObject({ state: 'open', label: '正在核实' })
    expect(JSON.stringify(said)).not.toMatch(/失信|赵实|1990000/)
    const [row] = await w.deps.store.read.select().from(objections).where(eq(objections.supervisor, id))
    expect(openObjection(w.deps.secrets, row!)).toEqual({ text: TEXT, name: '赵实（示例）', phone: '19900008888' })
    const log = await w.deps.store.read
      .select()
      .from(events)
      .where(eq(events.stream, `objection/${row!.id}`))
    expect(JSON.stringify([{ ...row, sealed: null }, log])).not.toMatch(/失信|赵实|19900008888/)
    expect(log).toHaveLength(1)
    // The ticket of one opens nothing else.
    expect((await see(w, ticket)).status).toBe(404)
  })

  test('is answered on its ticket once it is decided', async () => {
    const { id } = await inPublicity(w)
    const ticket = await ticketOf(objects(id))
    const [row] = await w.deps.store.read.select().from(objections).where(eq(objections.supervisor, id))
    const sealed = sealObjection(w.deps.secrets, row!.id, { text: TEXT, answer: '经向法院核实，已经履行完毕。' })
    await w.deps.store.writes.commit([
      w.deps.store.read
        .update(objections)
        .set({ state: 'dismissed', decidedAt: w.deps.now().getTime(), ...sealed })
        .where(eq(objections.id, row!.id)),
    ])
    expect(await told(w, ticket, OBJECTIONS)).toMatchObject({
      state: 'dismissed',
      answer: '经向法院核实，已经履行完毕。',
    })
  })

  test('comes too late after the last day, and after the one it is about was moved', async () => {
    const { id } = await inPublicity(w)
    w.at('2026-06-19T00:00:00+08:00')
    expect(await problem(objects(id))).toMatchObject({ status: 409, code: 'publicity_over' })
    w.at(NOW)
    await w.deps.store.writes.commit([
      w.deps.store.read.update(supervisors).set({ state: 'refused' }).where(eq(supervisors.id, id)),
    ])
    expect(await problem(objects(id))).toMatchObject({ code: 'publicity_over' })
    expect(await w.deps.store.read.$count(objections, eq(objections.supervisor, id))).toBe(0)
  })

  test('is about nobody who never stood in publicity: that would tell who applied', async () => {
    const { id } = await brought(w, {})
    const [there, not] = await Promise.all([objects(id), objects('AAAAAAAAAAAAAAAAAAAAAA')])
    expect([there.status, not.status]).toEqual([404, 404])
    expect(await there.text()).toBe(await not.text())
  })

  test('sent again with its key is one', async () => {
    const { id } = await inPublicity(w)
    const key = { 'Idempotency-Key': 'object-only-once-01' }
    const both = await Promise.all([1, 2].map(() => ticketOf(objects(id, {}, key))))
    expect(both[0]).toBe(both[1])
    expect(await w.deps.store.read.$count(objections, eq(objections.supervisor, id))).toBe(1)
  })

  test('that says nothing, or too much, is refused', async () => {
    const { id } = await inPublicity(w)
    expect(await problem(objects(id, { text: '不行' }))).toMatchObject({ status: 422, paths: ['text'] })
    expect(await problem(objects(id, { text: '长'.repeat(2001) }))).toMatchObject({ status: 422, paths: ['text'] })
    expect((await objects(id, { text: '长'.repeat(100_000) })).status).toBe(413)
    expect(await problem(objects(id, { phone: '12' }))).toMatchObject({ status: 422, paths: ['phone'] })
  })
})

describe('the public roster', () => {
  test('names whoever serves and agreed, and counts nobody else', async () => {
    await serving(
      w,
      'JD20260001A',
      { areas: ['379981001'], sectors: ['H62'], group: 'lawyer' },
      { name: '名册甲（示例）' },
    )
    await serving(w, 'JD20260002A', { listed: false }, { name: '名册乙（示例）' })
    await serving(w, 'JD20260003A', { state: 'suspended' }, { name: '名册丙（示例）' })
    await serving(w, 'JD20260004A', { to: '2026-06-14' }, { name: '名册丁（示例）' })
    await serving(w, 'JD20260005A', { state: 'resigned' }, { name: '名册戊（示例）' })
    const { items, total } = await list<{ name: string }>('/api/supervisors')
    expect(total).toBe(1)
    expect(items).toEqual([
      {
        name: '名册甲（示例）',
        type: 'social',
        typeLabel: '社会监督员',
        group: 'lawyer',
        groupLabel: '律师、法律工作者',
        areas: ['澄河市城东街道办事处'],
        sectors: ['餐饮业'],
        tail: '001A',
        from: '2026-01-01',
        to: '2027-12-31',
      },
    ])
  })

  test('is narrowed by township and group, and read page by page', async () => {
    for (let i = 10; i < 16; i++)
      await serving(w, `JD202600${i}A`, { areas: ['379981002'] }, { name: `名册${i}（示例）` })
    expect((await list('/api/supervisors?area=379981002')).total).toBe(6)
    expect((await list('/api/supervisors?area=379981001')).total).toBe(1)
    expect((await list('/api/supervisors?group=lawyer')).total).toBe(1)
    const names = new Set<string>()
    let next: string | undefined
    do {
      const page: { items: { name: string }[]; next?: string } = await list(
        `/api/supervisors?limit=2${next ? `&cursor=${next}` : ''}`,
      )
      expect(page.items.length).toBeLessThanOrEqual(2)
      for (const { name } of page.items) names.add(name)
      next = page.next
    } while (next)
    expect(names.size).toBe(7)
    expect((await problem(w.app.request('/api/supervisors?limit=1000'))).paths).toEqual(['limit'])
  })
})

describe('a certificate', () => {
  const verify = (number: string) => post(w, '/api/supervisors/verify', { number })
  const verdict = async (number: string) => (await (await verify(number)).json()) as Record<string, unknown>

  test('is genuine, suspended, over or unknown; in full is named only who agreed', async () => {
    await serving(w, 'JD20260021U', {}, { name: '欧阳证（示例）' })
    await serving(w, 'JD20260022Q', { listed: false }, { name: '欧阳藏（示例）' })
    await serving(w, 'JD20260023M', { state: 'suspended' }, { name: '欧阳停（示例）' })
    await serving(w, 'JD20260024J', { state: 'dismissed' }, { name: '欧阳离（示例）' })
    await serving(w, 'JD20260025F', { to: '2026-06-14' })
    expect(await verdict('JD20260021U')).toMatchObject({
      standing: 'valid',
      label: '有效',
      name: '欧阳证（示例）',
      to: '2027-12-31',
    })
    expect(await verdict(' jd 2026-0022 q ')).toMatchObject({ standing: 'valid', name: '欧阳某' })
    expect(await verdict('JD20260023M')).toMatchObject({ standing: 'suspended', name: '欧阳某' })
    const left = await verdict('JD20260024J')
    expect(left).toMatchObject({ standing: 'over' })
    expect(left).not.toHaveProperty('name')
    expect(await verdict('JD20260025F')).toMatchObject({ standing: 'over' })
    expect(await verdict('JD20269999N')).toEqual({ standing: 'unknown', label: '查不到', on: '2026-06-15' })
    expect(await problem(verify('31'))).toMatchObject({ status: 422, paths: ['number'] })
  })

  test('mistyped by one digit or by two swapped is told so, and is never said to be unknown', async () => {
    for (const typed of ['JD20260021B', 'JD20260023U', 'JD20260012U', 'JD20269999A']) {
      const { status, says } = await problem(verify(typed))
      expect([typed, status, says]).toEqual([typed, 422, [expect.stringContaining('没有查到这个号。证号是JD')]])
      expect(says.join()).not.toContain('假')
    }
    // The control: with its own check character there is simply nobody.
    expect(await verdict('JD20261234C')).toMatchObject({ standing: 'unknown' })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visits } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting, type Seen } from './inspecting.ts'

const NOON = '2026-06-16T09:41:00+08:00'
let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, officersOf, planned, past, urgent, take, seen, kinds, fields, scan } = inspecting(() => w)

describe('written down afterwards', () => {
  const told = { enteredOn: '2026-06-15', clock: '14:20', restoredOn: '2026-06-16', reason: '机房断电，打不开平台' }
  test('within ten days of the outage, by its own day and hour', async () => {
    w.at('2026-06-15T08:00:00+08:00')
    const visit = await planned('scjg')
    w.at('2026-06-26T10:00:00+08:00')
    const answer = await take('scjg', visit, 'backfill', told)
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect(await answer.json()).toMatchObject({
      status: 'entered',
      enteredAt: '2026-06-15T06:20:00.000Z',
      backfilled: true,
      reason: told.reason,
    })
    w.at(NOON)
  })
  test('and not on the eleventh', async () => {
    w.at('2026-06-15T08:00:00+08:00')
    const visit = await planned('scjg')
    w.at('2026-06-27T10:00:00+08:00')
    const answer = await take('scjg', visit, 'backfill', told)
    expect([answer.status, (await fields(answer))[0]]).toEqual([
      422,
      { path: 'restoredOn', message: expect.stringContaining('超过10日') },
    ])
    expect((await seen('scjg', visit.no)).statusLabel).toBe('过期未登记')
    w.at(NOON)
  })
  test('without a task it is kept with its items as they were, and noticed', async () => {
    const uscc = company()
    const answer = await past('scjg', {
      uscc,
      items: [],
      other: '查了消防通道',
      enteredOn: '2026-06-15',
      restoredOn: '2026-06-16',
    })
    expect(answer.status, await answer.clone().text()).toBe(201)
    expect(await kinds(uscc)).toEqual(['unpublished', 'untasked'])
    expect((await past('scjg', { uscc, items: [] })).status).toBe(422)
    expect((await past('scjg', { uscc, items: ['JC-NO-H62'] })).status).toBe(422)
    expect((await past('handler', { uscc })).status).toBe(403)
  })
  test('what a long outage held up is noticed as late', async () => {
    const uscc = company()
    w.at('2026-07-20T10:00:00+08:00')
    expect((await past('scjg', { uscc, enteredOn: '2026-06-25', restoredOn: '2026-07-19' })).status).toBe(201)
    w.at(NOON)
    expect(await kinds(uscc)).toEqual(['late', 'untasked'])
  })
})

describe('certificates of officers', () => {
  /** Somebody of the register whose certificate ended, and a day on which it was still good. */
  const ended = async () => {
    const { published } = await import('../../api/visit/published.ts')
    const then = await (await published(w.deps.store, '2026-06-16')).officersOf(['SCJG'])
    const one = then.find(
      ({ validFrom, validTo }) => validFrom < '2026-06-16' && validTo < '2027-06-16' && validTo > '2026-06-16',
    )
    if (!one) throw new Error('the register has nobody whose certificate ends')
    return one
  }
  test('are judged as on the day of a past inspection, not as on the day it is written down', async () => {
    const one = await ended()
    const [good = ''] = (await officersOf(['SCJG'])).filter((code) => code !== one.code)
    const last = one.validTo
    const after = new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10)
    w.at(`${after}T10:00:00+08:00`)
    const on = (enteredOn: string) =>
      past('scjg', { officers: [good, one.code], enteredOn, restoredOn: after, uscc: company() })
    const answers = [await on(last), await on(after)]
    w.at(NOON)
    expect(answers.map(({ status }) => status)).toEqual([201, 422])
    expect((await fields(answers[1] as Response))[0]).toEqual({
      path: 'officers',
      message: expect.stringMatching(/执法证那天不能用于检查.*市司法局说明/),
    })
  })
  test('what there is to choose from is that of the day asked for', async () => {
    const one = await ended()
    const offered = async (on: string) => {
      const answer = await ask('scjg')(`/api/desk/visits/choices?on=${on}`)
      return ((await answer.json()) as { officers: { value: string }[] }).officers.map(({ value }) => value)
    }
    expect(await offered(one.validTo)).toContain(one.code)
    expect(await offered('2030-01-01')).not.toContain(one.code)
    expect((await ask('scjg')('/api/desk/visits/choices?on=never')).status).toBe(422)
  })
})

describe('an urgent inspection', () => {
  test('is registered before leaving, with its code; listed for the bureau, counted, and no alarm', async () => {
    const uscc = company()
    const answer = await urgent('scjg', { uscc })
    expect(answer.status, await answer.clone().text()).toBe(201)
    const visit = (await answer.json()) as Seen & { urgent: boolean; approver: string; reason: string }
    expect(visit).toMatchObject({ status: 'entered', urgent: true, approver: '局长示例', on: '2026-06-16' })
    expect(await kinds(uscc)).toEqual([])
    const told = await scan(visit.code?.id)
    expect(told).toMatchObject({ verdict: 'genuine', visit: { urgent: true, enteredAt: '2026-06-16T01:30:00.000Z' } })
    // Who allowed it and what it was about is nobody’s at the door; that it is on no list is said.
    const strange = await urgent('scjg', { items: [], other: '查了邻居说的煤气罐' })
    const { code } = (await strange.json()) as Seen
    const unlisted = await scan(code?.id)
    expect(unlisted.visit).toMatchObject({ items: [], outside: true })
    expect(told.visit).toMatchObject({ outside: false })
    expect(JSON.stringify(unlisted)).not.toMatch(/邻居|煤气罐/)
    expect(JSON.stringify(told)).not.toMatch(/局长示例|燃气|线索编号/)
    const listed = async (query: string) =>
      ((await (await ask('handler')(`/api/desk/visits?${query}`)).json()) as { items: Seen[] }).items.map(
        ({ no }) => no,
      )
    expect(await listed('way=urgent')).toContain(visit.no)
    expect(await listed('way=past')).not.toContain(visit.no)
    expect((await ask('handler')('/api/desk/visits?way=never')).status).toBe(422)
    const numbers = await ask('stats')(`/api/desk/visits/companies?q=${uscc}`)
    expect(((await numbers.json()) as { items: object[] }).items).toMatchObject([{ visits: 1 }])
  })
  test('takes one of the times the cap allows where it is by plan, and crowds as any other', async () => {
    const uscc = company()
    for (let i = 0; i < 3; i++) expect((await urgent('scjg', { uscc, cause: 'plan' })).status).toBe(201)
    expect(await kinds(uscc)).toEqual(['cap', 'crowded'])
  })
  test.each<[string, Record<string, unknown>]>([
    ['of a sector it is not published for', { industry: 'E47' }],
    ['of another body', { items: ['JC-ZFJ-H62'] }],
  ])('by an item %s is noticed: else neither cap nor alarm would meet it', async (_, more) => {
    const uscc = company()
    const answer = await urgent('scjg', { uscc, cause: 'plan', ...more })
    expect(answer.status, await answer.clone().text()).toBe(201)
    expect(await kinds(uscc)).toEqual(['unpublished'])
    const told = await scan(((await answer.json()) as Seen).code?.id)
    expect(told.visit).toMatchObject({ items: [{ published: false }] })
  })
  test('is not what is written down after an outage', async () => {
    const uscc = company()
    expect((await past('scjg', { uscc })).status).toBe(201)
    expect(await kinds(uscc)).toEqual(['untasked'])
  })
  test.each<[string, Record<string, unknown>, string]>([
    ['in a minute', { clock: '09:42' }, 'clock'],
    ['last night', { clock: '23:30' }, 'clock'],
    ['on another day', { enteredOn: '2026-06-15' }, 'enteredOn'],
    ['at no time', { clock: '9点' }, 'clock'],
    ['without a reason', { reason: undefined }, 'reason'],
    ['allowed by nobody', { approver: undefined }, 'approver'],
    ['of nothing', { items: [] }, 'items'],
    ['alone', { officers: ['RY-T3DA9XGP'] }, 'officers'],
    ['by nobody known', { officers: ['RY-00000000', 'RY-11111111'] }, 'officers'],
    ['a lead nobody explains', { why: undefined }, 'why'],
  ])('%s is refused and said where', async (_, more, path) => {
    const before = await w.deps.store.read.$count(visits)
    const answer = await urgent('scjg', more)
    expect(answer.status).toBe(422)
    expect((await fields(answer)).map((field) => field.path)).toContain(path)
    expect(await w.deps.store.read.$count(visits)).toBe(before)
  })
  test.each(['handler', 'scjg-legal', 'admin'])('is not %s’s to register', async (login) => {
    expect((await urgent(login)).status).toBe(403)
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accesses, announcements } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { AFTER, crew, DOOR, DURING, DUTY, duties, NEXT, NOW, REPORT } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await crew(w)
})
afterAll(() => w.close())
beforeEach(() => w.at(NOW))
const { ask, good, made, invite, seen, own, step, self, part, code } = duties(() => w)

describe('a task', () => {
  test('is asked, accepted, come to, reported and confirmed', async () => {
    const { id } = await made()
    expect(await good(invite(id))).toEqual({ invited: 3, before: 0, recused: 0, outside: 0 })
    const line = await good<{ items: { id: string }[]; waiting: number }>(ask('supervisor1', '/api/duties?when=coming'))
    expect(line.items.map((one) => one.id)).toContain(id)
    expect((await own('supervisor1', id)).part.allowed.map(({ action }) => action)).toEqual(['accept', 'decline'])
    await good(self('supervisor1', id, 'accept'))
    w.at(DOOR)
    const { code: shown } = await seen(id)
    expect(shown).toMatch(/^\d{6}$/)
    expect(JSON.stringify(await own('supervisor1', id))).not.toContain(shown)
    await good(self('supervisor1', id, 'checkIn', { code: shown }))
    w.at(AFTER)
    expect(await code(await part(id, 'supervisor1', 'confirm', { minutes: 150 }))).toBe('duty_report')
    await good(self('supervisor1', id, 'report', REPORT))
    await good(part(id, 'supervisor1', 'return', { reason: '请写明是哪两家。' }))
    expect((await own('supervisor1', id)).part.returned).toBe('请写明是哪两家。')
    await good(self('supervisor1', id, 'report', { ...REPORT, findings: `${REPORT.findings}第一家在路口。` }))
    await good(part(id, 'supervisor1', 'confirm', { minutes: 150 }))
    expect((await own('supervisor1', id)).part).toMatchObject({ state: 'confirmed', minutes: 150, allowed: [] })
    await good(step(id, 'hold'))
    expect((await seen(id)).state).toBe('held')
  })

  test('of training needs no report, and counts as the bureau confirms it', async () => {
    const { id } = await made({ kind: 'training', title: '行政执法监督基础培训', reportBy: undefined })
    await good(invite(id, { people: ['s-supervisor1'] }))
    await good(self('supervisor1', id, 'accept'))
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    expect(await code(await part(id, 'supervisor1', 'confirm', { minutes: 120 }))).toBe('duty_lasts')
    w.at(NEXT)
    expect((await part(id, 'supervisor1', 'confirm', { minutes: 391 })).status).toBe(422)
    await good(part(id, 'supervisor1', 'confirm', { minutes: 390 }))
  })

  test('that has begun cannot be asked for afterwards, nor moved into the past', async () => {
    const old = await ask('handler', '/api/desk/duties', { ...DUTY, on: '2026-06-14' })
    expect(old.status).toBe(422)
    const { id } = await made()
    const { kind: _kind, ...said } = DUTY
    expect((await step(id, 'change', { ...said, on: '2026-06-14', reportBy: undefined })).status).toBe(422)
    await good(step(id, 'change', { ...said, on: '2026-06-18' }))
    w.at('2026-06-18T09:00:00+08:00')
    expect(await code(await step(id, 'change', { ...said, on: '2026-06-20' }))).toBe('duty_begun')
  })

  test('takes all mistakes of its form at once', async () => {
    const answer = await ask('handler', '/api/desk/duties', {
      kind: 'party',
      title: '',
      on: '2026-02-30',
      starts: '25:00',
    })
    const { fields } = (await answer.json()) as { fields: { path: string }[] }
    expect(answer.status).toBe(422)
    expect(fields.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['kind', 'title', 'on', 'starts', 'brief', 'place', 'ends']),
    )
  })

  test('called off is told to whoever was asked, and stands still', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1', 's-supervisor2'] }))
    await good(self('supervisor1', id, 'accept'))
    await good(self('supervisor2', id, 'decline', { why: 'ill' }))
    const before = await w.deps.store.read.$count(announcements)
    await good(step(id, 'cancel', { reason: '场地停电。' }))
    expect((await w.deps.store.read.$count(announcements)) - before).toBe(1)
    expect(await code(await self('supervisor1', id, 'decline', { why: 'time' }))).toBe('duty_shut')
    w.at(DURING)
    expect(await code(await part(id, 'supervisor1', 'mark'))).toBe('duty_shut')
    expect(await code(await invite(id))).toBe('duty_shut')
  })

  test('is not done with before everybody who came is confirmed', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    await good(self('supervisor1', id, 'accept'))
    w.at(NEXT)
    expect(await code(await step(id, 'hold'))).toBe('duty_unsettled')
    await good(part(id, 'supervisor1', 'absent'))
    await good(step(id, 'hold'))
  })
})

describe('nobody else', () => {
  test('reads or takes a part that is not theirs', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    expect((await ask('supervisor2', `/api/duties/${id}`)).status).toBe(404)
    expect((await ask('supervisor2', `/api/duties/${id}/calendar.ics`)).status).toBe(404)
    expect((await ask('supervisor2', `/api/duties/${id}/steps`, { action: 'accept', n: 1 })).status).toBe(404)
    expect((await ask('supervisor1', '/api/duties/RW-0000000000')).status).toBe(404)
    expect((await ask('handler', `/api/desk/duties/${id}/parts/s-supervisor2`)).status).toBe(404)
  })
  test.each([
    ['supervisor4', 403],
    ['contact1', 403],
    ['handler', 403],
    ['zfj', 403],
    [null, 401],
  ])('has tasks of their own: %s', async (who, status) => {
    expect((await ask(who, '/api/duties')).status).toBe(status)
  })
  test.each([
    ['chief', 200, 403],
    ['scjg', 403, 403],
    ['stats', 403, 403],
    ['admin', 403, 403],
    ['supervisor1', 403, 403],
    [null, 401, 401],
  ])('makes tasks: %s reads %i and makes %i', async (who, reads, makes) => {
    expect((await ask(who, '/api/desk/duties')).status).toBe(reads)
    expect((await ask(who, '/api/desk/duties', DUTY)).status).toBe(makes)
  })
  test('finds what was reported in the database, a log or a list, and whoever opens it is written down', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    await good(self('supervisor1', id, 'accept'))
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    const words = '摊主王某某当场说被多收了三百元'
    await good(self('supervisor1', id, 'report', { ...REPORT, findings: `${words}，请核实。` }))
    const rows = await w.deps.store.heavy.rows<{ data: string }>('select data from events')
    expect(JSON.stringify(rows)).not.toContain(words)
    expect(w.log.join()).not.toContain(words)
    expect(JSON.stringify(await seen(id))).not.toContain(words)
    const before = await w.deps.store.read.$count(accesses)
    const report = await good<{ findings: string }>(ask('chief', `/api/desk/duties/${id}/parts/s-supervisor1`))
    expect(report.findings).toContain(words)
    expect((await w.deps.store.read.$count(accesses)) - before).toBe(1)
  })
})

test('calendars name title, place and time, say what was called off, and have one event a task', async () => {
  const { id } = await made({ title: '案卷评查，第三组' })
  await good(invite(id, { people: ['s-supervisor1'] }))
  const all = async () => (await ask('supervisor1', '/api/duties/calendar.ics')).text()
  expect(await all()).not.toContain(id)
  await good(self('supervisor1', id, 'accept'))
  const file = await all()
  expect(file).toContain(`UID:duty-${id}@yangguang`)
  expect(file).toContain('DTSTART:20260617T010000Z')
  expect(file).toContain('案卷评查，第三组')
  expect(file).not.toContain('亮证')
  await good(step(id, 'cancel', { reason: '场地停电。' }))
  expect(await (await ask('supervisor1', `/api/duties/${id}/calendar.ics`)).text()).toContain('STATUS:CANCELLED')
})

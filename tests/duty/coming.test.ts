import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dutyParts } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { AFTER, crew, DOOR, DURING, duties, NEXT, NOW, REPORT, serving } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await crew(w)
})
afterAll(() => w.close())
beforeEach(() => w.at(NOW))
const { good, made, invite, seen, own, self, part, code } = duties(() => w)

describe('coming', () => {
  const coming = async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1', 's-supervisor2'] }))
    await good(self('supervisor1', id, 'accept'))
    return { id, shown: (await seen(id)).code }
  }
  test.each([
    ['before the door opens', '2026-06-17T07:59:00+08:00'],
    ['the day before', '2026-06-16T09:30:00+08:00'],
    ['when it is over', '2026-06-17T11:30:00+08:00'],
    ['the day after', NEXT],
  ])('is refused %s', async (_when, at) => {
    const { id, shown } = await coming()
    w.at(at)
    expect(await code(await self('supervisor1', id, 'checkIn', { code: shown }))).toBe('duty_day')
  })
  test('is said by the bureau on the day alone', async () => {
    const { id } = await coming()
    w.at(NEXT)
    expect(await code(await part(id, 'supervisor1', 'mark'))).toBe('duty_day')
    w.at(AFTER)
    await good(part(id, 'supervisor1', 'mark'))
  })
  test('takes the code of this very task and day, and no moment that somebody sends', async () => {
    const { id, shown } = await coming()
    const other = await coming()
    w.at(DOOR)
    for (const wrong of [other.shown, String((Number(shown) + 1) % 1_000_000).padStart(6, '0')]) {
      const answer = await self('supervisor1', id, 'checkIn', { code: wrong })
      expect(answer.status).toBe(422)
    }
    expect((await self('supervisor1', id, 'checkIn', { code: shown, cameAt: '2026-06-16T09:00:00Z' })).status).toBe(422)
    await good(self('supervisor1', id, 'checkIn', { code: shown }))
    const row = await w.deps.store.read.select().from(dutyParts).where(eq(dutyParts.duty, id))
    expect(row.find(({ supervisor }) => supervisor === 's-supervisor1')?.cameAt).toBe(Date.parse(DOOR))
  })
  test('is needed before a report, and a report after its day is late, even mended', async () => {
    const { id } = await coming()
    w.at(DURING)
    expect(await code(await self('supervisor1', id, 'report', REPORT))).toBe('not_now')
    await good(part(id, 'supervisor1', 'mark'))
    w.at('2026-06-20T23:00:00+08:00')
    await good(self('supervisor1', id, 'report', REPORT))
    expect((await own('supervisor1', id)).part.late).toBe(false)
    w.at('2026-06-22T09:00:00+08:00')
    await good(self('supervisor1', id, 'report', REPORT))
    expect((await own('supervisor1', id)).part.late).toBe(false)
  })
  test('late is late', async () => {
    const { id } = await coming()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    w.at('2026-06-21T00:00:00+08:00')
    await good(self('supervisor1', id, 'report', REPORT))
    expect((await own('supervisor1', id)).part.late).toBe(true)
    expect((await self('supervisor1', id, 'report', { ...REPORT, minutes: 400 })).status).toBe(422)
  })
})

test('codes of the door cannot be tried out', async () => {
  const strict = await makeWorld({ now: NOW, env: { LIMITS: 'on' } })
  await serving(strict, 'supervisor1')
  const other = duties(() => strict)
  const { id } = await other.made()
  await other.good(other.invite(id))
  await other.good(other.self('supervisor1', id, 'accept'))
  strict.at(DOOR)
  const tried: number[] = []
  const { code: shown } = await other.seen(id)
  for (let i = 0; i < 11; i++) {
    const guess = String((Number(shown) + 1 + i) % 1_000_000).padStart(6, '0')
    tried.push((await other.self('supervisor1', id, 'checkIn', { code: guess })).status)
  }
  expect(tried.at(0)).toBe(422)
  expect(tried.at(-1)).toBe(429)
  await strict.close()
})

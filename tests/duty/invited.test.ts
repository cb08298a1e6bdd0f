import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rulebook } from '../../api/case/rulebook.ts'
import { familyOf } from '../../api/duty/found.ts'
import { insert } from '../../db/row.ts'
import { events, interests } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { as, crew, DURING, duties, NOW } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await crew(w)
})
afterAll(() => w.close())
beforeEach(() => w.at(NOW))
const { ask, good, made, invite, seen, own, self, part, code } = duties(() => w)

describe('who is asked', () => {
  test('goes by areas and sectors, where none is all', async () => {
    const { id } = await made()
    expect(await good(invite(id, { areas: ['371900001'] }))).toEqual({ invited: 2, before: 0, recused: 0, outside: 0 })
    expect(await good(invite(id, { sectors: ['H62'] }))).toEqual({ invited: 0, before: 2, recused: 0, outside: 0 })
    expect(await good(invite(id, { areas: ['371900002'], sectors: ['E47'] }))).toEqual({
      invited: 1,
      before: 1,
      recused: 0,
      outside: 0,
    })
    expect((await invite(id, {})).status).toBe(422)
    expect((await invite(id, { all: true, people: ['s-supervisor1'] })).status).toBe(422)
  })
  test('is nobody who declared an interest in that body, in what it belongs to or in what belongs to it', async () => {
    const declared = (person: string, subject: string) =>
      insert(interests, { person, kind: 'department', subject, whose: 'own', why: '在那里工作', at: 0, settled: true })
    const book = await rulebook(w.deps.store, w.deps.now())
    const child = [...book.departments].find(([, one]) => one.parent)
    const parent = child?.[1].parent ?? ''
    expect(familyOf(book, parent)).toContain(child?.[0])
    await w.deps.store.writes.commit([declared('supervisor1', parent), declared('supervisor2', child?.[0] ?? '')])
    const of = async (department?: string) => {
      const { id } = await made({ department })
      return { id, ...(await good<object>(invite(id))) }
    }
    expect(await of(parent)).toMatchObject({ invited: 1, recused: 2 })
    expect(await of(child?.[0])).toMatchObject({ invited: 1, recused: 2 })
    // Who has to do with others is asked.
    expect(await of()).toMatchObject({ invited: 3, recused: 0 })
    await w.deps.store.writes.commit(['delete from interests'])
    // Declared after they were asked.
    const { id } = await of(parent)
    await w.deps.store.writes.commit([declared('supervisor1', parent)])
    expect(await code(await self('supervisor1', id, 'accept'))).toBe('duty_interest')
    w.at(DURING)
    expect(await code(await part(id, 'supervisor1', 'mark'))).toBe('duty_interest')
    await w.deps.store.writes.commit(['delete from interests'])
    await good(self('supervisor1', id, 'accept'))
  })
  test('is asked once, however many ask at once', async () => {
    const { id } = await made()
    const answers = await Promise.all(Array.from({ length: 6 }, () => good<{ invited: number }>(invite(id))))
    expect(answers.reduce((sum, { invited }) => sum + invited, 0)).toBe(3)
    expect((await seen(id)).parts).toHaveLength(3)
    const log = await w.deps.store.read
      .select()
      .from(events)
      .where(eq(events.stream, `duty-part/${id}/s-supervisor1`))
    expect(log).toHaveLength(1)
  })
})

describe('of several at once one wins', () => {
  test('both answers, both hands at the desk, and a task called off meanwhile', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    const { n } = (await own('supervisor1', id)).part
    const send = (action: string, more = {}) => ask('supervisor1', `/api/duties/${id}/steps`, { action, n, ...more })
    const both = await Promise.all([send('accept'), send('decline', { why: 'time' })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    w.at(DURING)
    const [line] = (await seen(id)).parts
    const marks = await Promise.all(
      [1, 2, 3].map(() =>
        ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1/steps`, { action: 'mark', n: line?.n }),
      ),
    )
    expect(marks.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })
  test('called off or accepted, never both told', async () => {
    const { id, n } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    const [off, yes] = await Promise.all([
      ask('handler', `/api/desk/duties/${id}/steps`, { action: 'cancel', n, reason: '场地停电。' }),
      ask('supervisor1', `/api/duties/${id}/steps`, { action: 'accept', n: 1 }),
    ])
    expect(off.status).toBe(200)
    const { part: mine } = await own('supervisor1', id)
    expect(mine.state).toBe(yes.status === 200 ? 'accepted' : 'invited')
  })
  test('a step sent twice with its key is one step', async () => {
    const { id } = await made()
    await good(invite(id, { people: ['s-supervisor1'] }))
    const send = () => {
      const init = json('POST', { action: 'accept', n: 1 })
      return asking(w, as('supervisor1'))(`/api/duties/${id}/steps`, {
        ...init,
        headers: { ...init.headers, 'idempotency-key': 'accept-once-0001' },
      })
    }
    expect([(await send()).status, (await send()).status]).toEqual([200, 200])
    expect((await own('supervisor1', id)).part.n).toBe(2)
  })
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rulebook } from '../../api/case/rulebook.ts'
import { familyOf } from '../../api/duty/found.ts'
import { insert } from '../../db/row.ts'
import { accesses, announcements, dutyParts, events, interests } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { AFTER, as, DOOR, DURING, DUTY, duties, NEXT, NOW, serving } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2', { areas: ['371900001'], sectors: ['H62'] })
  await serving(w, 'supervisor3', { areas: ['371900002'], sectors: ['E47'] })
  await serving(w, 'supervisor4', { state: 'suspended' })
})
afterAll(() => w.close())
beforeEach(() => w.at(NOW))
const { ask, good, made, invite, seen, own, step, self, part, code } = duties(() => w)

const REPORT = {
  findings: '两名执法人员都亮了证，告知了陈述申辩的权利。',
  suggestion: '请把检查单字号印大一些。',
  minutes: 200,
}

describe('a task', () => {
  test('is asked, accepted, come to, reported and confirmed', async () => {
    const { id } = await made()
    expect(await good(invite(id))).toEqual({ invited: 3, before: 0, recused: 0 })
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

describe('who is asked', () => {
  test('goes by areas and sectors, where none is all', async () => {
    const { id } = await made()
    expect(await good(invite(id, { areas: ['371900001'] }))).toEqual({ invited: 2, before: 0, recused: 0 })
    expect(await good(invite(id, { sectors: ['H62'] }))).toEqual({ invited: 0, before: 2, recused: 0 })
    expect(await good(invite(id, { areas: ['371900002'], sectors: ['E47'] }))).toEqual({
      invited: 1,
      before: 1,
      recused: 0,
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

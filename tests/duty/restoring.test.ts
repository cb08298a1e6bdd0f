import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dutyTurn } from '../../api/duty/turn.ts'
import { insert } from '../../db/row.ts'
import { appraisals, events, interests } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { duties, NOW, serving } from './made.ts'

const DAY_AFTER = '2026-06-18T11:30:00+08:00'
const LATER = '2026-06-19T09:00:00+08:00'
const WHY = { reason: '现场照片里有他，同去的两位工作人员也证明。' }

let w: World
beforeEach(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1')
})
afterEach(() => w.close())
const { ask, good, made, invite, seen, own, step, self, part, code } = duties(() => w)

/** A task whose only supervisor was counted absent by the clock. */
async function missed() {
  const { id } = await made({ reportBy: undefined, department: 'ZFJ' })
  await good(invite(id))
  await good(self('supervisor1', id, 'accept'))
  w.at(DAY_AFTER)
  await dutyTurn(w.deps, new Date(DAY_AFTER))
  expect((await seen(id)).parts[0]?.state).toBe('absent')
  w.at(LATER)
  return id
}
/** The year as a chief has closed it. */
const closed = () =>
  w.deps.store.writes.commit([
    insert(appraisals, {
      supervisor: 's-supervisor1',
      year: '2026',
      score: 'SUPERVISOR',
      version: 1,
      parts: [],
      points: 0,
      grade: 'unqualified',
      by: 'chief',
      at: 0,
    }),
  ])

test('counted absent by mistake is put right by a clerk with a reason, told, and counted', async () => {
  const id = await missed()
  // Marking at the door is over: nobody came yesterday.
  expect(await code(await part(id, 'supervisor1', 'mark'))).toBe('duty_day')
  expect((await part(id, 'supervisor1', 'restore')).status).toBe(422)
  expect((await part(id, 'supervisor1', 'restore', WHY, 'chief')).status).toBe(403)
  await good(part(id, 'supervisor1', 'restore', WHY))
  expect((await seen(id)).parts[0]?.state).toBe('came')
  const read = await good<{ restored: string; history: { label: string; by: string }[] }>(
    ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1`),
  )
  expect(read.restored).toBe(WHY.reason)
  expect(read.history.map(({ label }) => label).slice(0, 2)).toEqual(['更正为到场', '没有到场'])
  expect(read.history[0]?.by).not.toBe('')
  const told = await good<{ items: { title: string }[] }>(ask('supervisor1', '/api/announcements'))
  expect(told.items[0]?.title).toBe('更正：餐饮店执法检查跟随观察')
  await good(part(id, 'supervisor1', 'confirm', { minutes: 150 }))
  expect((await own('supervisor1', id)).part).toMatchObject({ state: 'confirmed', minutes: 150 })
})

test('the words lie sealed: in no event, and the supervisor does not read them', async () => {
  const id = await missed()
  await good(part(id, 'supervisor1', 'restore', WHY))
  const log = await w.deps.store.read
    .select({ data: events.data })
    .from(events)
    .where(eq(events.stream, `duty-part/${id}/s-supervisor1`))
  expect(JSON.stringify(log)).not.toContain('现场照片')
  expect(JSON.stringify(await own('supervisor1', id))).not.toContain('现场照片')
})

test('a task that was done with is open again until they are confirmed', async () => {
  const id = await missed()
  await good(step(id, 'hold'))
  await good(part(id, 'supervisor1', 'restore', WHY))
  const open = await good<{ state: string; history: { label: string }[] }>(ask('handler', `/api/desk/duties/${id}`))
  expect(open).toMatchObject({ state: 'open', history: [{ label: '有更正，重新办理' }, { label: '办结' }, {}] })
  expect(await code(await step(id, 'hold'))).toBe('duty_unsettled')
  await good(part(id, 'supervisor1', 'confirm', { minutes: 90 }))
  await good(step(id, 'hold'))
})

test('a year that is closed stays as it is; the one after it is open', async () => {
  const id = await missed()
  await closed()
  expect(await code(await part(id, 'supervisor1', 'restore', WHY))).toBe('year_closed')
  expect((await seen(id)).parts[0]?.state).toBe('absent')
  expect((await seen(id)).parts[0]).toMatchObject({ allowed: [] })
})

test.each<[string, (id: string) => Promise<unknown>, string]>([
  [
    'who ought to keep away from it',
    () =>
      w.deps.store.writes.commit([
        insert(interests, {
          person: 'supervisor1',
          kind: 'department',
          subject: 'ZFJ',
          whose: 'own',
          why: '在那里工作',
          at: 0,
          settled: true,
        }),
      ]),
    'duty_interest',
  ],
  ['who was put right already', (id) => good(part(id, 'supervisor1', 'restore', WHY)), 'not_now'],
])('nobody is put right %s', async (_who, first, why) => {
  const id = await missed()
  await first(id)
  expect(await code(await part(id, 'supervisor1', 'restore', WHY))).toBe(why)
})

test('two clerks at once put it right once', async () => {
  const id = await missed()
  await good(step(id, 'hold'))
  const n = (await seen(id)).parts[0]?.n
  const one = () => ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1/steps`, { action: 'restore', n, ...WHY })
  const answers = await Promise.all([one(), one(), one()])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dutyTurn } from '../../api/duty/turn.ts'
import { insert } from '../../db/row.ts'
import { appraisals } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { AFTER, DOOR, DURING, duties, NOW, REPORT, serving } from './made.ts'

/** The last day for the report, and the one after it. */
const LAST = '2026-06-20T23:50:00+08:00'
const PAST = '2026-06-21T00:10:00+08:00'
const WHY = { reason: '签错了人，现场没有见到他。' }

let w: World
beforeEach(async () => {
  w = await makeWorld({ now: NOW })
  await team(w)
  await serving(w, 'supervisor1')
})
afterEach(() => w.close())
const { ask, good, made, invite, seen, own, step, self, part, code } = duties(() => w)

/** Invited and accepted, or only invited. */
async function expected(answers = true, more: object = {}) {
  const { id } = await made(more)
  await good(invite(id))
  if (answers) await good(self('supervisor1', id, 'accept'))
  return id
}
const state = async (id: string) => (await seen(id)).parts[0]?.state
const titles = async () =>
  (await good<{ items: { title: string }[] }>(ask('supervisor1', '/api/announcements'))).items.map(({ title }) => title)

describe('whoever came and never reports', () => {
  test('is confirmed without a report once its last day has passed; it counts as late, and the task ends', async () => {
    const id = await expected()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    w.at(LAST)
    expect(await code(await part(id, 'supervisor1', 'confirm', { minutes: 150 }))).toBe('duty_report')
    // Not even the end of their term keeps it open.
    await w.deps.store.writes.commit([
      { sql: "update supervisors set state = 'expired', \"to\" = '2026-06-19' where login = 'supervisor1'", args: [] },
    ])
    w.at(PAST)
    expect(await code(await step(id, 'hold'))).toBe('duty_unsettled')
    const [line] = (await good<{ parts: { allowed: { label: string }[] }[] }>(ask('handler', `/api/desk/duties/${id}`)))
      .parts
    expect(line?.allowed.map(({ label }) => label)).toContain('确认（未交报告）')
    await good(part(id, 'supervisor1', 'confirm', { minutes: 150 }))
    const read = await good<object>(ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1`))
    expect(read).toMatchObject({
      state: 'confirmed',
      minutes: 150,
      unreported: true,
      history: [{ note: '未交报告' }, {}, {}, {}],
    })
    expect(await (await ask('handler', `/api/desk/duties/${id}/parts.csv`)).text()).toContain('未交')
    await good(step(id, 'hold'))
    const sheet = await good<{ items: { id: string; points: number; hours: number }[] }>(
      ask('handler', '/api/desk/appraisals?year=2026'),
    )
    expect(sheet.items.find((one) => one.id === 's-supervisor1')).toMatchObject({ points: 2 - 1, hours: 2.5 })
  })

  test('who reported is confirmed as before, and nobody calls it missing', async () => {
    const id = await expected()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    w.at(PAST)
    await good(self('supervisor1', id, 'report', REPORT))
    await good(part(id, 'supervisor1', 'confirm', { minutes: 150 }))
    expect((await seen(id)).parts[0]).toMatchObject({ state: 'confirmed', unreported: false, late: true })
  })
})

describe('somebody signed in by mistake', () => {
  test.each<[string, boolean, string]>([
    ['who had accepted is expected again', true, 'accepted'],
    ['who had never answered is asked again', false, 'invited'],
  ])('%s', async (_who, answers, before) => {
    const id = await expected(answers)
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    expect((await part(id, 'supervisor1', 'unmark')).status).toBe(422)
    expect((await part(id, 'supervisor1', 'unmark', WHY, 'chief')).status).toBe(403)
    await good(part(id, 'supervisor1', 'unmark', WHY))
    expect(await state(id)).toBe(before)
    const read = await good<object>(ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1`))
    expect(read).toMatchObject({ unmarked: WHY.reason, cameAt: null })
    expect((await titles())[0]).toBe('到场记录已撤回：餐饮店执法检查跟随观察')
    expect(JSON.stringify(await own('supervisor1', id))).not.toContain('签错了人')
    const log = await w.deps.store.heavy.rows("select data from events where action = 'unmark'")
    expect(JSON.stringify(log)).not.toContain('签错了人')
  })

  test('days later too, as long as it is not confirmed; then they are absent', async () => {
    const id = await expected()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    w.at(PAST)
    await good(part(id, 'supervisor1', 'unmark', WHY))
    await dutyTurn(w.deps, new Date(PAST))
    expect(await state(id)).toBe('absent')
  })

  test('who was put right by mistake is absent again', async () => {
    const id = await expected()
    w.at(PAST)
    await dutyTurn(w.deps, new Date(PAST))
    await good(part(id, 'supervisor1', 'restore', { reason: '同行人员说他在。' }))
    await good(part(id, 'supervisor1', 'unmark', WHY))
    expect(await state(id)).toBe('absent')
  })

  test('what they said themselves is not taken back, nor what is confirmed', async () => {
    const id = await expected(true, { reportBy: undefined })
    w.at(DOOR)
    const { code: shown } = await seen(id)
    await good(self('supervisor1', id, 'checkIn', { code: shown }))
    expect(await code(await part(id, 'supervisor1', 'unmark', WHY))).toBe('not_now')
    w.at(AFTER)
    await good(part(id, 'supervisor1', 'confirm', { minutes: 90 }))
    expect(await code(await part(id, 'supervisor1', 'unmark', WHY))).toBe('not_now')
  })

  test('a report of theirs says that they came', async () => {
    const id = await expected()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    await good(self('supervisor1', id, 'report', REPORT))
    await good(part(id, 'supervisor1', 'return', { reason: '请写明是哪两家。' }))
    expect(await code(await part(id, 'supervisor1', 'unmark', WHY))).toBe('not_now')
  })

  test('of two clerks one takes it back; of a closed year nobody', async () => {
    const id = await expected()
    w.at(DURING)
    await good(part(id, 'supervisor1', 'mark'))
    const n = (await seen(id)).parts[0]?.n
    const one = () =>
      ask('handler', `/api/desk/duties/${id}/parts/s-supervisor1/steps`, { action: 'unmark', n, ...WHY })
    expect((await Promise.all([one(), one()])).map(({ status }) => status).sort()).toEqual([200, 409])
    await good(part(id, 'supervisor1', 'mark'))
    await w.deps.store.writes.commit([
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
    expect(await code(await part(id, 'supervisor1', 'unmark', WHY))).toBe('year_closed')
  })
})

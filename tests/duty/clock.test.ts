import { afterEach, beforeEach, expect, test } from 'vitest'
import { dutyTurn } from '../../api/duty/turn.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { smsSink } from '../notice/sinks.ts'
import { makeWorld, type World } from '../support/world.ts'
import { AFTER, DURING, duties, NOW, serving } from './made.ts'

/** A day before the task begins, and a day after it ended, to the minute. */
const EVE = '2026-06-16T09:00:00+08:00'
const DAY_AFTER = '2026-06-18T11:30:00+08:00'

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let outbox: Outbox
beforeEach(async () => {
  sms = await smsSink()
  w = await makeWorld({ now: NOW, env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2', { areas: ['379981002'] })
  outbox = new Outbox(w.deps)
  await outbox.begin()
})
afterEach(() => Promise.all([w.close(), sms.close()]))
const { ask, good, made, invite, seen, self, part } = duties(() => w)

const turn = async (when: string) => {
  w.at(new Date(when))
  await dutyTurn(w.deps, new Date(when))
}
const heard = async () => {
  await outbox.turn(w.deps.now())
  return sms.taken.splice(0).length
}
const titles = async (login: string) =>
  (await good<{ items: { title: string }[] }>(ask(login, '/api/announcements'))).items.map(({ title }) => title)
const states = async (id: string) => (await seen(id)).parts.map(({ state }) => state)

test('an invitation and an announcement each say once, to those they are for, that there is news', async () => {
  const { id } = await made()
  expect(await heard()).toBe(0)
  await good(invite(id))
  await outbox.turn(w.deps.now())
  expect(sms.taken).toHaveLength(2)
  expect(sms.taken[0]?.body).not.toContain('餐饮')
  expect(sms.taken.splice(0)[0]?.body).toContain('有新消息')
  expect(await heard()).toBe(0)
  const told = { title: '培训改期', text: '培训改到下周三上午，地点不变。', areas: ['379981003'] }
  await good(ask('handler', '/api/desk/announcements', told), 201)
  expect(await heard()).toBe(1)
})
test('several things at once are one message, and a gateway that fails is asked again', async () => {
  const { id } = await made()
  await good(invite(id, { people: ['s-supervisor1'] }))
  const changed = {
    title: '改了名称',
    brief: '跟随检查两家餐饮店，看是否亮证。',
    place: '示例路9号',
    on: '2026-06-18',
    starts: '09:00',
    ends: '11:30',
  }
  await good(ask('handler', `/api/desk/duties/${id}/steps`, { action: 'change', n: (await seen(id)).n, ...changed }))
  sms.next.push(500)
  expect(await heard()).toBe(1)
  w.at(new Date(Date.parse(NOW) + 90_000))
  expect(await heard()).toBe(1)
  expect(await heard()).toBe(0)
})
test('who does not serve any more hears nothing', async () => {
  const { id } = await made()
  await good(invite(id))
  await w.deps.store.writes.commit([
    { sql: "update supervisors set state = 'suspended' where login = ?", args: ['supervisor2'] },
  ])
  expect(await heard()).toBe(1)
})
test('a day before, whoever was asked is reminded once; who said no is not', async () => {
  const { id } = await made()
  await good(invite(id))
  await good(self('supervisor1', id, 'accept'))
  await good(self('supervisor2', id, 'decline', { why: 'time' }))
  await heard()
  await turn('2026-06-16T08:59:00+08:00')
  expect(await heard()).toBe(0)
  await turn(EVE)
  await turn(EVE)
  await turn('2026-06-16T20:00:00+08:00')
  expect(await heard()).toBe(1)
  expect((await titles('supervisor1')).filter((title) => title.startsWith('活动快到了'))).toHaveLength(1)
  expect((await titles('supervisor2')).some((title) => title.startsWith('活动快到了'))).toBe(false)
  expect(await states(id)).toEqual(['accepted', 'declined'])
})
test('who was asked within the last day is not reminded of it', async () => {
  const { id } = await made()
  await turn('2026-06-16T15:00:00+08:00')
  await good(invite(id))
  await turn('2026-06-16T16:00:00+08:00')
  expect((await titles('supervisor1')).some((title) => title.startsWith('活动快到了'))).toBe(false)
})
test('who accepted and never came is absent a day after; who came, or was never sure, is not', async () => {
  const { id } = await made()
  await good(invite(id))
  await good(self('supervisor1', id, 'accept'))
  await good(self('supervisor2', id, 'accept'))
  w.at(new Date(DURING))
  await good(part(id, 'supervisor2', 'mark'))
  await turn(AFTER)
  await turn('2026-06-18T11:29:00+08:00')
  expect(await states(id)).toEqual(['accepted', 'came'])
  await heard()
  await turn(DAY_AFTER)
  await turn(DAY_AFTER)
  expect(await states(id)).toEqual(['absent', 'came'])
  expect((await titles('supervisor1'))[0]).toContain('没有签到')
  expect(await heard()).toBe(1)
})
test('of a task that was cancelled nobody is absent', async () => {
  const { id } = await made()
  await good(invite(id))
  await good(self('supervisor1', id, 'accept'))
  await good(
    ask('handler', `/api/desk/duties/${id}/steps`, { action: 'cancel', n: (await seen(id)).n, reason: '下雨' }),
  )
  await turn(EVE)
  await turn(DAY_AFTER)
  expect(await states(id)).toEqual(['accepted', 'invited'])
  expect((await titles('supervisor1')).some((title) => title.startsWith('活动快到了'))).toBe(false)
})

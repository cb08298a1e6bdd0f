import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byId } from '../../api/open-day/found.ts'
import { leave } from '../../api/open-day/steps.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World, world } from '../support/world.ts'
import { problem } from './asked.ts'
import { acted, browser, make, type Phone, pairing, phone, registered } from './doors.ts'
import { amiss, held, NOW, openDay } from './made.ts'

const OPEN = '2026-06-24T08:50:00+08:00'
const STARTED = '2026-06-24T09:10:00+08:00'
const AFTER = '2026-06-24T13:30:00+08:00'

let w: World
let one: Phone
let two: Phone
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await held(w, openDay('KF-DOOR', { resident: 20, media: 2 }, { approval: ['media'] }))
  await held(w, openDay('KF-OTHER', { resident: 9 }))
  w.at(OPEN)
  one = await phone(w, 'KF-DOOR', '1号门')
  two = await phone(w, 'KF-DOOR', '2号门')
})
afterAll(() => w.close())

describe('a door', () => {
  test('is made by the organiser alone', async () => {
    const statuses = await Promise.all(
      ['zfj', 'scjg', 'handler', 'editor', 'admin', 'supervisor1'].map(async (login) => {
        return (await make(w, 'KF-OTHER', '9号门', login)).status
      }),
    )
    expect(statuses).toEqual([201, 404, 404, 403, 403, 403])
    expect((await make(w, 'KF-NONE', '1号门')).status).toBe(404)
    expect((await problem(await make(w, 'KF-DOOR', ' '))).paths).toEqual(['label'])
  })

  test('pairs one telephone, within half an hour', async () => {
    const code = async () => ((await (await make(w, 'KF-OTHER', '2号门')).json()) as { code: string }).code
    const first = await code()
    const both = await Promise.all([pairing(w, first), pairing(w, first.toLowerCase())])
    expect(both.map((a) => a.status).sort()).toEqual([200, 404])
    const late = await code()
    w.at('2026-06-24T09:20:00+08:00')
    expect(await problem(await pairing(w, late))).toMatchObject({ status: 404, code: 'no_such_pairing' })
    w.at(OPEN)
  })

  test('gets a cookie no script reads, and a list without a whole name or a telephone', async () => {
    const person = await registered(w, 'KF-DOOR', {
      name: '王小芳（示例）',
      phone: '19900007711',
      unit: '青禾社区',
      needs: '坐轮椅，找李雷',
      companions: 1,
    })
    const answer = await one.ask('/api/door')
    const text = await answer.text()
    for (const secret of ['小芳', '19900007711', '青禾', '李雷', person.ticket]) expect(text).not.toContain(secret)
    const told = JSON.parse(text) as { list: object[]; sessions: object[]; door: object; event: object }
    expect(told.list).toContainEqual({
      id: person.id,
      number: person.number,
      name: '王*芳',
      group: 'resident',
      groupLabel: '群众',
      session: 'am',
      size: 2,
      state: 'confirmed',
      needs: ['其他（请问本人）'],
      noPhoto: true,
    })
    expect(told.sessions).toMatchObject([{ id: 'am', checkIn: '2026-06-24T08:45:00+08:00', seats: 22 }])
    expect(told.event).toEqual({ code: 'KF-DOOR', name: '走近执法（示例）', phase: 'running' })
    expect(told.door).toMatchObject({ label: '1号门', until: '2026-06-24T05:30:00.000Z' })
    // From the last session's end on it is numbers alone, with which whoever leaves late is checked out.
    const before = w.deps.now()
    w.at('2026-06-24T11:30:00+08:00')
    const late = (await (await one.ask('/api/door')).json()) as { list: { id: string }[] }
    const bare = { number: person.number, name: '', needs: [], noPhoto: true }
    expect(late.list.find(({ id }) => id === person.id)).toMatchObject(bare)
    expect(JSON.stringify(late)).not.toMatch(/王|请问本人/)
    w.at(before)
    const made = (await (await make(w, 'KF-OTHER', '3号门')).json()) as { code: string }
    const cookie = (await pairing(w, made.code)).headers.getSetCookie().join()
    expect(cookie).toMatch(/^door=[\w-]{32}; Max-Age=16800; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  test('that is none, forged, left, taken back or over is let in no further', async () => {
    const asks = (cookie: string) => browser(w, cookie)('/api/door')
    expect((await problem(await w.app.request('/api/door'))).code).toBe('no_door')
    expect((await problem(await asks(`door=${'A'.repeat(32)}`))).code).toBe('no_door')
    const gone = await phone(w, 'KF-DOOR', '4号门')
    const left = await gone.ask('/api/door/leave', { method: 'POST' })
    expect(left.headers.get('clear-site-data')).toBe('"storage"')
    expect((await problem(await asks(gone.cookie))).code).toBe('no_door')
    const back = await phone(w, 'KF-DOOR', '5号门')
    const revoke = (code: string) =>
      asking(w, 'zfj')(`/api/desk/open-days/${code}/doors/${back.id}/revoke`, { method: 'POST' })
    expect((await revoke('KF-OTHER')).status).toBe(404)
    expect((await asks(back.cookie)).status).toBe(200)
    expect((await revoke('KF-DOOR')).status).toBe(200)
    expect(await problem(await asks(back.cookie))).toMatchObject({ status: 410, code: 'door_over' })
    w.at(AFTER)
    expect((await problem(await one.ask('/api/door/live'))).status).toBe(410)
    expect((await problem(await make(w, 'KF-DOOR', '6号门'))).status).toBe(410)
    w.at(OPEN)
    // A page of somebody else's must not check anybody in.
    const forged = await one.ask('/api/door/acts', {
      ...json('POST', { acts: [] }),
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    })
    expect((await problem(forged)).code).toBe('wrong_origin')
  })

  test('pairing codes cannot be tried out', async () => {
    const strict = await world({ now: NOW, env: { LIMITS: 'on' } })
    const statuses = []
    for (let i = 0; i < 22; i++) statuses.push((await pairing(strict, '7K3M9QXZ')).status)
    expect(statuses).toEqual([...Array(20).fill(404), 429, 429])
  })
})

describe('at the door', () => {
  test('the first wins; the second is told where and when; told again nothing changes', async () => {
    const { id, number } = await registered(w, 'KF-DOOR', { companions: 1 })
    const act = acted(w, { act: 'in', registration: id })
    const [first] = await one.tell(act)
    expect(first).toEqual({ id: act.id, outcome: 'in', good: true, say: '签到成功，2人', registration: id, number })
    const before = await byId(w.deps, id)
    expect(await one.tell(act)).toEqual([first])
    expect(await two.does({ act: 'in', number: `KF-DOOR ${number.toLowerCase()}` })).toMatchObject({
      outcome: 'already',
      good: false,
      say: '已由1号门在8:50签到（2人）',
      before: { door: '1号门', at: '2026-06-24T00:50:00.000Z' },
    })
    expect(await byId(w.deps, id)).toEqual(before)
    expect(before).toMatchObject({ state: 'attended', came: 2, cameAt: Date.parse(OPEN), leftAt: null })
    expect(await one.does({ act: 'out', registration: id })).toMatchObject({ outcome: 'out', good: true })
    w.at('2026-06-24T08:55:00+08:00')
    // Who went out for a moment comes back.
    expect(await two.does({ act: 'in', registration: id })).toMatchObject({ outcome: 'in' })
    expect(await two.does({ act: 'undo', registration: id })).toMatchObject({ outcome: 'undone' })
    expect(await byId(w.deps, id)).toMatchObject({ state: 'confirmed', came: null, cameAt: null, leftAt: null })
    expect(await two.does({ act: 'undo', registration: id })).toMatchObject({ outcome: 'not-in', good: false })
    w.at(OPEN)
  })

  test('who has no seat here is told why', async () => {
    const other = await registered(w, 'KF-OTHER')
    const gone = await registered(w, 'KF-DOOR')
    w.at(NOW)
    await leave(w.deps, gone, 'cancel', undefined, w.deps.now())
    w.at(OPEN)
    const judged = await registered(w, 'KF-DOOR', { group: 'media' })
    const outcomes = async (said: object[]) =>
      (await one.tell(...said.map((s) => acted(w, { act: 'in', ...s })))).map(({ outcome, say }) => [outcome, say])
    expect(
      await outcomes([
        { number: other.number },
        { number: `KF-OTHER ${other.number}` },
        { number: '7K3M9QXZ' },
        { number: '钥匙' },
        { registration: 'nobody' },
        { registration: gone.id },
        { registration: judged.id },
      ]),
    ).toEqual([
      ['other-event', '这是另一场开放日（KF-OTHER）的报名，不能在这里签到'],
      ['other-event', '这是另一场开放日（KF-OTHER）的报名，不能在这里签到'],
      ['unknown', '没有这个编号的报名。请核对8位编号；没有报名的，可以现场登记'],
      ['unknown', '没有这个编号的报名。请核对8位编号；没有报名的，可以现场登记'],
      ['unknown', '没有这个编号的报名。请核对8位编号；没有报名的，可以现场登记'],
      ['cancelled', '这个报名已取消，不能签到。有空位时可以现场登记'],
      ['pending', '这个报名还在审核，请联系主办单位'],
    ])
    expect((await byId(w.deps, other.id))?.state).toBe('confirmed')
  })

  test('half an hour before check-in the door is open, and not earlier; wrong clocks keep nobody out', async () => {
    const [a, b, c] = [await registered(w, 'KF-DOOR'), await registered(w, 'KF-DOOR'), await registered(w, 'KF-DOOR')]
    w.at('2026-06-24T08:14:59+08:00')
    expect(await one.does({ act: 'in', registration: a.id })).toMatchObject({
      outcome: 'early',
      say: '还没到签到时间，8:15起可以签到',
    })
    w.at('2026-06-24T08:15:00+08:00')
    expect(await one.does({ act: 'in', registration: a.id })).toMatchObject({ outcome: 'in', say: '签到成功，1人' })
    for (const [who, at, kept] of [
      [b, '2031-01-01T00:00:00Z', '2026-06-24T08:15:00+08:00'],
      [c, '1970-01-01T00:00:00Z', '2026-06-24T08:15:00+08:00'],
    ] as const) {
      expect(await one.does({ act: 'in', registration: who.id, at })).toMatchObject({
        outcome: 'in',
        say: '签到成功，1人。这部手机的时间不准，请校准',
      })
      expect((await byId(w.deps, who.id))?.cameAt).toBe(Date.parse(kept))
    }
    w.at(OPEN)
  })

  test.each([
    [{ acts: [] }, 'acts'],
    [{ acts: [{ id: 'x', act: 'in', number: '1', at: '' }] }, 'acts.0.id'],
    [{ acts: [{ id: randomUUID(), act: 'fly', number: '1', at: '' }] }, 'acts.0.act'],
    [{ acts: [{ id: randomUUID(), act: 'in', at: '' }] }, 'acts.0.number'],
    [{ acts: [{ id: randomUUID(), act: 'walk-in', party: 0, at: '' }] }, 'acts.0.party'],
    [{ acts: [{ id: randomUUID(), act: 'walk-in', name: '张三', at: '' }] }, 'acts.0.name'],
  ])('%j is refused with its place', async (body, path) => {
    const answer = await one.ask('/api/door/acts', json('POST', body))
    expect(await problem(answer)).toEqual({ status: 422, code: 'invalid', paths: [path] })
  })

  test('two hundred at once are answered in their order', async () => {
    const acts = Array.from({ length: 200 }, () => acted(w, { act: 'in', number: '7K3M9QXZ' }))
    expect((await one.tell(...acts)).map(({ id }) => id)).toEqual(acts.map(({ id }) => id))
    w.at(STARTED)
    expect(await amiss(w, 'KF-DOOR')).toEqual([])
    w.at(OPEN)
  })
})

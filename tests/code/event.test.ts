import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byId } from '../../api/open-day/found.ts'
import { problem } from '../open-day/asked.ts'
import { phone, registered } from '../open-day/doors.ts'
import { held, NOW, openDay } from '../open-day/made.ts'
import { asking, form, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World, world } from '../support/world.ts'

const OPEN = '2026-06-24T08:50:00+08:00'
const COMMON = { type: 'EVENT', issuedTo: '办公室', validFrom: '2026-06-01' }

let w: World
let id: string
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render })
  await held(w, openDay('KF-CODE', { resident: 9 }))
  await held(w, openDay('KF-ELSE', { resident: 9 }))
  const answer = await issue({ event: 'kf-code' })
  expect(answer.status, await answer.clone().text()).toBe(201)
  id = ((await answer.json()) as { id: string }).id
})
afterAll(() => w.close())

const issue = (said: object) => asking(w, 'handler')('/api/desk/codes', json('POST', { ...COMMON, ...said }))
const arrive = (said: object, headers = {}) => {
  const init = json('POST', said)
  return w.app.request(`/api/codes/${id}/arrivals`, { ...init, headers: { ...init.headers, ...headers } })
}
const page = async () => (await w.app.request(`/q/${id}`)).text()

describe('a code of an open day', () => {
  test('takes its words from the publication, and only from one that is there and of that body', async () => {
    const told = (await (await w.app.request(`/api/codes/${id}`)).json()) as Record<string, unknown>
    expect(told).toMatchObject({ title: '走近执法（示例）', department: { code: 'ZFJ' }, openDay: { code: 'KF-CODE' } })
    expect(told.facts).toEqual([{ title: '地点', text: '指挥中心，示例路8号' }])
    expect((await problem(await issue({ event: 'KF-2020-001' }))).paths).toEqual(['event'])
    expect((await problem(await issue({ event: 'KF-CODE', department: 'SCJG' }))).paths).toEqual(['department'])
    expect((await problem(await issue({ label: '街头宣传' }))).paths).toEqual(['department', 'place'])
    const plain = await issue({ department: 'ZFJ', label: '街头宣传', place: '示例广场' })
    const code = ((await plain.json()) as { id: string }).id
    expect(await (await w.app.request(`/api/codes/${code}`)).json()).not.toHaveProperty('openDay')
  })

  test('is printed, scanned, checks its holder in, and the desk counts them', async () => {
    const label = await asking(w, 'handler')(`/api/desk/codes/${id}/label`)
    expect(await label.json()).toMatchObject({ openDay: true })
    const person = await registered(w, 'KF-CODE', { phone: '19900008811', companions: 1 })
    expect(await page()).toMatch(/还没到签到时间/)
    w.at(OPEN)
    const shown = await page()
    expect(shown).toContain(`action="/q/${id}/arrive"`)
    expect(shown).toContain('href="/open-days/KF-CODE"')
    expect(Buffer.byteLength(shown)).toBeLessThan(30 * 1024)
    const said = { number: person.number, phone: '19900008811' }
    const sent = await form(w, `/q/${id}/arrive`, said)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/q/${id}`])
    expect(sent.headers.getSetCookie().join()).toContain('flash=arrive-in')
    expect(await byId(w.deps, person.id)).toMatchObject({ state: 'attended', came: 2 })
    const counts = await asking(w, 'zfj')('/api/desk/open-days/KF-CODE/arrivals')
    expect(await counts.json()).toMatchObject({ counts: { am: { came: 2 } }, items: [{ door: '本人扫码' }] })
    const desk = await (await asking(w, 'zfj')('/desk/open-days/KF-CODE/doors')).text()
    expect(desk).toContain('本人扫码')
    const door = await phone(w, 'KF-CODE', '1号门')
    expect(await door.does({ act: 'in', registration: person.id })).toMatchObject({
      outcome: 'already',
      say: '已由本人扫码在8:50签到（2人）',
    })
    w.at('2026-06-24T12:00:00+08:00')
    expect(await page()).toMatch(/活动已经结束.*\/registrations/)
    expect((await problem(await arrive(said))).code).toBe('not_now')
    w.at(NOW)
  })

  test('knows the ticket this device holds', async () => {
    const person = await registered(w, 'KF-CODE')
    const other = await registered(w, 'KF-ELSE')
    w.at(OPEN)
    expect((await problem(await arrive({}, { 'x-ticket': other.ticket }))).code).toBe('no_such_arrival')
    expect(await (await arrive({}, { 'x-ticket': person.ticket })).json()).toMatchObject({ outcome: 'in' })
    w.at(NOW)
  })

  test('says the same of a wrong number, a wrong telephone and another open day', async () => {
    const person = await registered(w, 'KF-CODE', { phone: '19900008822' })
    const other = await registered(w, 'KF-ELSE', { phone: '19900008833' })
    w.at(OPEN)
    const answers = await Promise.all(
      [
        { number: '7K3M9QXZ', phone: '19900008822' },
        { number: person.number, phone: '19900008833' },
        { number: other.number, phone: '19900008833' },
      ].map(async (said) => (await arrive(said)).text()),
    )
    w.at(NOW)
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('no_such_arrival')
    expect((await byId(w.deps, person.id))?.state).toBe('confirmed')
  })

  test('cannot be used to try out numbers', async () => {
    const strict = await world({ now: OPEN, like: w, env: { LIMITS: 'on' } })
    const guess = () =>
      strict.app.request(`/api/codes/${id}/arrivals`, json('POST', { number: '7K3M9QXZ', phone: '19900008822' }))
    const statuses = []
    for (let i = 0; i < 22; i++) statuses.push((await guess()).status)
    expect(statuses).toEqual([...Array(20).fill(404), 429, 429])
  })
})

test('badges hold names, so that looking is written down; nobody else gets them', async () => {
  const person = await registered(w, 'KF-CODE', { name: '赵小北（示例）', unit: '青禾社区' })
  const sheet = await (await asking(w, 'zfj')('/desk/open-days/KF-CODE/badges')).text()
  expect(sheet).toContain('赵小北（示例）')
  expect(sheet).toContain(person.number.replace(/^(.{4})/, '$1-'))
  const log = await w.deps.store.heavy.rows<{ person: string; why: string }>(
    "select person, why from accesses where what = 'open-day-badges'",
  )
  expect(log).toEqual([{ person: 'zfj', why: 'KF-CODE' }])
  // And found where one looks for the open day.
  const audit = await asking(w, 'stats')('/api/desk/audit?no=KF-CODE')
  expect(await audit.text()).toContain('打印开放日胸牌')
  for (const [login, status] of [
    ['scjg', 404],
    ['handler', 404],
    ['editor', 403],
    ['stats', 403],
  ] as const)
    expect((await asking(w, login)('/api/desk/open-days/KF-CODE/badges')).status, login).toBe(status)
})

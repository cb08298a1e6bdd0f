import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepScans } from '../../api/code/scans.ts'
import { arise, beginNotices } from '../../api/notice/staff.ts'
import { JUDGINGS, judging, STANDS, type Standing } from '../../api/visit/judging.ts'
import { cases, visitAlarms } from '../../db/schema.ts'
import { json } from '../support/ask.ts'
import { complaint, makeWorld, post as send, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { type AlarmSeen, company, inspecting } from './inspecting.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
  await beginNotices(w.deps.store)
})
afterAll(() => w.close())
const { ask, planned, past, alarms } = inspecting(() => w)

/** An alarm: somebody entered without a task. */
const raised = async (): Promise<AlarmSeen> => {
  const uscc = company()
  expect((await past('scjg', { uscc })).status).toBe(201)
  const [alarm] = await alarms(uscc)
  if (!alarm) throw new Error('nothing was noticed')
  return (await (await ask('handler')(`/api/desk/visit-alarms/${alarm.id}`)).json()) as AlarmSeen
}
const judge = (login: string | null, { id, n }: AlarmSeen, action: string, note = '已请单位说明，平台当天确有故障') =>
  ask(login)(`/api/desk/visit-alarms/${id}/steps`, json('POST', { action, n, note }))
const account = '入企检查预警：事先没有检查任务。请核实当时平台是不是真的有故障。'
const refer = (login: string | null, { id, n }: AlarmSeen, more: object = {}) =>
  ask(login)(
    `/api/desk/visit-alarms/${id}/steps`,
    json('POST', { action: 'refer', n, category: 'T13', account, ...more }),
  )

describe('an alarm', () => {
  test.each(Object.keys(STANDS) as Standing[])('from %s only what the table says', async (status) => {
    for (const action of JUDGINGS) {
      const alarm = await raised()
      const { read, writes } = w.deps.store
      await writes.commit([read.update(visitAlarms).set({ status }).where(eq(visitAlarms.id, alarm.id))])
      const answer = await (action === 'refer' ? refer('handler', alarm) : judge('handler', alarm, action))
      expect(answer.status, `${action} from ${status}`).toBe(judging(action).from.includes(status) ? 200 : 409)
    }
  })

  test('is the bureau’s to read, and its handler’s to judge', async () => {
    const alarm = await raised()
    const statuses = async (login: string | null) => [
      (await ask(login)(`/api/desk/visit-alarms/${alarm.id}`)).status,
      (await ask(login)('/api/desk/visit-alarms')).status,
      (await judge(login, alarm, 'note')).status,
    ]
    expect(await statuses('stats')).toEqual([200, 200, 403])
    expect(await statuses('chief')).toEqual([200, 200, 403])
    for (const login of ['scjg', 'zfj', 'scjg-legal', 'admin', 'intake'])
      expect(await statuses(login)).toEqual([403, 403, 403])
    expect(await statuses(null)).toEqual([401, 401, 401])
    // The body whose inspection it is hears nothing of it.
    const own = await (await ask('scjg')(`/api/desk/visits/${alarm.visit}`)).text()
    expect(own).not.toContain(alarm.id)
    expect(await (await ask('handler')(`/api/desk/visits/${alarm.visit}`)).text()).toContain(alarm.id)
  })

  test('of two who judge at once one wins', async () => {
    const alarm = await raised()
    const answers = await Promise.all([judge('handler', alarm, 'look'), judge('handler', alarm, 'close')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('is closed with a conclusion only, and holds nobody', async () => {
    const alarm = await raised()
    expect((await judge('handler', alarm, 'close', '')).status).toBe(422)
    const [row] = await w.deps.store.heavy.rows<Record<string, unknown>>({
      sql: 'select * from visit_alarms where id = ?',
      args: [alarm.id],
    })
    expect(Object.keys(row ?? {}).sort()).toEqual(
      [
        'id',
        'visit',
        'kind',
        'about',
        'uscc',
        'department',
        'facts',
        'status',
        'case_no',
        'raised_at',
        'demo',
        'n',
      ].sort(),
    )
    expect(JSON.stringify(row)).not.toMatch(/RY-|scjg|郑和平/)
  })

  test('is told to the handler until it is closed, and to nobody else', async () => {
    const alarm = await raised()
    await arise(w.deps.store, w.deps.now())
    const told = async (login: string) =>
      (await (await ask(login)('/api/desk/notices')).text()).includes(`/desk/visits/alarms/${alarm.id}`)
    expect([await told('handler'), await told('scjg'), await told('stats'), await told('admin')]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect((await judge('handler', alarm, 'close')).status).toBe(200)
    expect(await told('handler')).toBe(false)
  })

  test.each(['YJ-0000000000', 'yj', '%', "' or 1=1 --", 'JC-0000000000'])('%s is none', async (id) => {
    expect((await ask('handler')(`/api/desk/visit-alarms/${encodeURIComponent(id)}`)).status).toBe(404)
    expect((await ask('handler')(`/api/desk/visits/${encodeURIComponent(id)}`)).status).toBe(404)
  })
})

describe('a case of an alarm', () => {
  const alarmOf = async (login: string, id: string) =>
    (await (await ask(login)(`/api/desk/visit-alarms/${id}`)).json()) as Omit<AlarmSeen, 'allowed'> & {
      referred: boolean
      caseNo: string | null
      allowed: { action: string; values: Record<string, string>; fields: { name: string; options?: object[] }[] }[]
    }
  const made = async (more: object = {}) => {
    const alarm = await raised()
    const answer = await refer('handler', alarm, more)
    expect(answer.status, await answer.clone().text()).toBe(200)
    const seen = await alarmOf('handler', alarm.id)
    return { alarm, seen, no: seen.caseNo ?? '' }
  }

  test('begins with body, items and reason written down', async () => {
    const alarm = await raised()
    const step = (await alarmOf('handler', alarm.id)).allowed.find(({ action }) => action === 'refer')
    expect(step?.values.account).toMatch(/事先没有检查任务。\n.*市场监督管理局进入示例小馆检查.*食品经营/)
    expect(step?.values.account).toContain(alarm.visit)
    expect(step?.values.category).toBe('T13')
    expect(step?.fields.find(({ name }) => name === 'category')?.options).toContainEqual({
      value: 'T14',
      label: '重复检查',
    })
  })

  test('is a real one: its channel is named, each says the other, and there is one only', async () => {
    const { alarm, seen, no } = await made()
    expect(seen).toMatchObject({ status: 'looking', referred: true })
    const found = (await (await ask('handler')(`/api/desk/cases/${no}`)).json()) as Record<string, unknown>
    expect(found).toMatchObject({ channel: 'ALARM', account, about: { code: 'SCJG' }, lane: { code: 'enterprise' } })
    expect(found.links).toContainEqual(expect.objectContaining({ no: alarm.id, kind: 'alarm' }))
    expect(seen.allowed.map(({ action }) => action)).not.toContain('refer')
    expect((await refer('handler', { ...alarm, n: seen.n })).status).toBe(409)
    // The case goes the way of every other.
    const steps = `/api/desk/cases/${no}/steps`
    expect((await ask('intake')(steps, json('POST', { action: 'accept', n: 1 }))).status).toBe(200)
  })

  test('of two who make one at once one wins, and one case is there', async () => {
    const alarm = await raised()
    const before = await w.deps.store.read.$count(cases)
    const answers = await Promise.all([refer('handler', alarm), refer('handler', alarm)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await w.deps.store.read.$count(cases)).toBe(before + 1)
  })

  test('is not there for the body, nor for who may not judge; whoever may not read it reads no number', async () => {
    const { alarm, no } = await made()
    for (const login of ['scjg', 'zfj']) {
      const text = await (await ask(login)('/api/desk/cases')).text()
      expect(text, login).not.toContain(no)
      expect((await ask(login)(`/api/desk/cases/${no}`)).status, login).toBeGreaterThanOrEqual(403)
    }
    expect(await (await ask('scjg')(`/api/desk/visits/${alarm.visit}`)).text()).not.toContain(no)
    const { caseNo, referred } = await alarmOf('stats', alarm.id)
    expect([caseNo, referred]).toEqual([null, true])
    // Negative control: the number is there for who may read it.
    expect((await alarmOf('handler', alarm.id)).caseNo).toBe(no)
    const next = await raised()
    for (const login of ['stats', 'chief', 'scjg', 'intake']) expect((await refer(login, next)).status).toBe(403)
    expect((await refer(null, next)).status).toBe(401)
  })

  test.each([
    ['a category there is none of', { category: 'T99' }, 'category'],
    ['nothing said', { account: '' }, 'account'],
    ['a query code in it', { account: `查询码 ${'ABCD '.repeat(6)}` }, 'account'],
  ])('with %s is none', async (_, more, path) => {
    const answer = await refer('handler', await raised(), more)
    const { fields } = (await answer.json()) as { fields: { path: string }[] }
    expect([answer.status, fields.map((field) => field.path)]).toEqual([422, [path]])
  })
})

describe('the numbers of codes', () => {
  const numbers = async (login: string, query = '') => ask(login)(`/api/desk/codes/numbers${query}`)
  test('lead from scans to what was sent, by body and day; what nobody scanned is listed', async () => {
    const met = await planned()
    const silent = await planned('zfj')
    for (let i = 0; i < 4; i++) await w.app.request(`/api/codes/${met.code?.id}`)
    await keepScans(w.deps.store)
    expect((await send(w, '/api/complaints', complaint({ code: met.code?.id }))).status).toBe(201)
    const told = (await (await numbers('stats', '?type=TASK')).json()) as {
      departments: { department: { code: string }; scans: number; complaints: number; met: number }[]
      days: object[]
      silent: { id: string }[]
    }
    expect(told.departments.find(({ department }) => department.code === 'SCJG')).toMatchObject({
      met: 1,
      scans: 4,
      complaints: 1,
    })
    expect(told.days).toEqual([{ day: '2026-06-16', scans: 4, sent: 1 }])
    expect(told.silent.map(({ id }) => id)).toContain(silent.code?.id)
    expect(told.silent.map(({ id }) => id)).not.toContain(met.code?.id)
  })
  test('are the bureau’s alone', async () => {
    for (const login of ['scjg', 'zfj', 'intake', 'admin']) expect((await numbers(login)).status, login).toBe(403)
    expect((await numbers('handler', '?type=NONE')).status).toBe(422)
    expect((await numbers('handler', '?from=never')).status).toBe(422)
  })
})

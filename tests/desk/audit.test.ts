import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople } from '../../api/staff/people.ts'
import { insert } from '../../db/row.ts'
import { caseBlind } from '../../db/schema.ts'
import { writing } from '../directive/made.ts'
import { asking, json, LOGINS, person, type Sent, sent } from '../support/ask.ts'
import { CANARY, moving, singing, sungThrough } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'
import { company, inspecting } from '../visit/inspecting.ts'

interface Page {
  items: { at: string; who: string; what: { code: string; label: string }; about: string; why: string | null }[]
  total: number
}
let w: World
let open: Sent
let sealed: Sent
let above: Sent
beforeAll(async () => {
  w = await makeWorld()
  open = await sungThrough(w, 'bureau', {})
  sealed = await sent(w, singing({ category: 'T27' }))
  above = await sungThrough(w, 'superior', { category: 'T31', about: { department: 'SFJ' } })
  await asking(w, 'sealed1')(`/api/desk/cases/${sealed.no}`)
  await asking(w, 'handler')(`/api/desk/cases/${open.no}`)
  await asking(w, 'superior')(`/api/desk/cases/${above.no}`)
  await addPeople(
    w.deps.store,
    [{ login: 'newcomer', name: '新来', roles: ['intake'], department: 'SFJ', post: '岗' }],
    'x',
    w.deps.now(),
  )
})
afterAll(() => w.close())

const ask = (login: string, query = '') => asking(w, login)(`/api/desk/audit?${query}`)
const page = async (login: string, query = '') => (await (await ask(login, query)).json()) as Page
const abouts = async (login: string, query = '') => new Set((await page(login, query)).items.map((i) => i.about))

describe('the audit', () => {
  test.each(LOGINS)('is open to %s or is not', async (login) => {
    const may = person(login).roles.some((r) => ['stats', 'sealed', 'admin'].includes(r))
    expect((await ask(login)).status).toBe(may ? 200 : 403)
    expect((await asking(w, login)('/api/desk/audit/table.csv')).status).toBe(may ? 200 : 403)
  })
  test('tells the auditor who saw and did what, when and why, by ids', async () => {
    const { items } = await page('stats', `no=${open.no}`)
    expect(items.map(({ who, what }) => `${who} ${what.label}`)).toEqual(
      expect.arrayContaining([
        'handler 看办件',
        'intake 受理',
        '来件人 提交',
        'zfj 看函询',
        'zfj 答复函询',
        'handler 答复',
      ]),
    )
    expect(new Set(items.map((i) => i.about))).toEqual(new Set([open.no]))
    expect((await page('stats', 'person=zfj')).items.every((i) => i.who === 'zfj')).toBe(true)
    expect((await page('stats', 'what=case&person=handler')).items[0]).toMatchObject({
      what: { code: 'case' },
      about: open.no,
    })
    expect((await page('stats', 'from=2026-06-16')).total).toBe(0)
    expect((await page('stats', 'to=2026-06-15&what=step')).total).toBeGreaterThan(0)
  })
  test('of a sealed case is nothing, by no row, count or number asked for, but for the sealed desk', async () => {
    for (const login of ['stats', 'admin']) {
      expect([...(await abouts(login))].join()).not.toContain(sealed.no)
      const asked = await ask(login, `no=${sealed.no}`)
      const unknown = await ask(login, 'no=2026-00000000A')
      expect([asked.status, await asked.text()]).toEqual([unknown.status, await unknown.text()])
    }
    expect(await abouts('sealed1')).toEqual(new Set([sealed.no]))
    // Negative control: what is looked for is there.
    expect((await page('sealed2', `no=${sealed.no}&what=case`)).items[0]).toMatchObject({ who: 'sealed1' })
  })
  test('of a case that is sealed later goes, rows and counts', async () => {
    const later = await sent(w)
    expect((await page('stats', `no=${later.no}`)).total).toBe(1)
    await moving(() => w).step('intake', later.no, 'seal', { note: '里面说到有人索贿。' })
    expect((await page('stats', `no=${later.no}`)).total).toBe(0)
    expect((await page('sealed1', `no=${later.no}`)).total).toBeGreaterThan(1)
  })
  test('of a case or document the auditor themself must not know is nothing', async () => {
    const one = await sent(w)
    const { made, read } = writing(() => w)
    const { id } = await made({ cases: [one.no] })
    await read('review', id)
    expect((await page('stats', `no=${one.no}`)).total).toBeGreaterThan(0)
    expect(
      (await page('stats', `no=${id}`)).items.map(({ who, what, about }) => `${who} ${what.label} ${about}`),
    ).toEqual(expect.arrayContaining([`review 看监督文书 ${id}`, `handler 拟稿 ${id}`]))
    expect((await page('stats', 'what=directing')).total).toBeGreaterThan(0)
    for (const login of ['admin', 'sealed1']) {
      expect(await (await ask(login)).text(), login).not.toContain(id)
      for (const query of ['what=directing', 'what=directive', `no=${id}`])
        expect((await page(login, query)).total, `${login} ${query}`).toBe(0)
    }
    await w.deps.store.writes.commit([insert(caseBlind, { no: one.no, department: '@stats' })])
    for (const asked of [one.no, id]) expect((await page('stats', `no=${asked}`)).total, asked).toBe(0)
    expect(await (await ask('stats')).text()).not.toContain(id)
  })
  test('of a case about the auditor’s own body is nothing', async () => {
    expect([...(await abouts('stats'))].join()).not.toContain(above.no)
    expect((await page('stats', `no=${above.no}`)).total).toBe(0)
  })
  test('shows the administrator accounts and no case', async () => {
    const { items } = await page('admin')
    expect(items.map((i) => i.what.label)).toContain('建立账号')
    for (const { no } of [open, sealed, above]) expect(JSON.stringify(items)).not.toContain(no)
    for (const what of ['case', 'enquiry', 'step', 'asked'])
      expect((await page('admin', `what=${what}`)).total, what).toBe(0)
  })
  test('holds no word of a case and no identity', async () => {
    for (const login of ['stats', 'sealed1', 'admin']) {
      const text = `${await (await ask(login)).text()}${await (await asking(w, login)('/api/desk/audit/table.csv')).text()}`
      for (const [name, bird] of Object.entries(CANARY)) expect(text, `${login} ${name}`).not.toContain(bird)
    }
  })
  test('masks numbers and plates in a reason, and a formula in the table is text', async () => {
    await w.deps.store.writes.commit([
      {
        sql: 'insert into accesses (at, person, no, what, why) values (?, ?, ?, ?, ?)',
        args: [w.deps.now().getTime(), '=1+1', open.no, 'original/1', '核对13911112222和鲁A12345'],
      },
    ])
    const { items } = await page('stats', `no=${open.no}&what=original`)
    expect(items[0]?.why).toMatch(/^核对\s+和\s*$/)
    const table = await (await asking(w, 'stats')('/api/desk/audit/table.csv?what=original')).text()
    expect(table).toContain('"\'=1+1"')
    expect(table.startsWith('"时间","谁"')).toBe(true)
  })
  test('is itself in the log, before it answers, without the number asked for', async () => {
    await ask('stats', `no=${sealed.no}&person=sealed1`)
    const { items } = await page('admin', 'what=audit&person=stats')
    expect(items).toContainEqual(expect.objectContaining({ about: '', why: '谁：sealed1；按编号' }))
    const { commit } = w.deps.store.writes
    w.deps.store.writes.commit = () => Promise.reject(new Error('the disk is gone'))
    expect((await ask('stats')).status).toBe(500)
    w.deps.store.writes.commit = commit
  })
  test('cannot be changed: neither log lets a row be altered or taken out', async () => {
    for (const sql of [
      "update accesses set person = 'nobody'",
      'delete from accesses',
      "update events set actor = '{}'",
      'delete from events',
    ])
      await expect(w.deps.store.writes.commit([{ sql, args: [] }]), sql).rejects.toThrow(/append-only/)
    // Negative control: it is the trigger that refuses.
    const before = (await page('stats')).total
    await w.deps.store.writes.commit([
      { sql: 'drop trigger accesses_no_update', args: [] },
      { sql: "update accesses set why = 'x' where what = 'case'", args: [] },
    ])
    expect((await page('stats', 'what=case')).items[0]?.why).toBe('x')
    expect(before).toBeGreaterThan(0)
  })
  test('tells the auditor what was done to codes, inspections and alarms, by their own words', async () => {
    const { ask, entered, past, alarms } = inspecting(() => w)
    const visit = await entered()
    const uscc = company()
    expect((await past('scjg', { uscc })).status).toBe(201)
    const [alarm] = await alarms(uscc)
    const account = '入企检查预警：事先没有检查任务，请核实。'
    const refer = json('POST', { action: 'refer', n: 1, category: 'T13', account })
    expect((await ask('handler')(`/api/desk/visit-alarms/${alarm?.id}/steps`, refer)).status).toBe(200)
    const { caseNo } = (await (await ask('handler')(`/api/desk/visit-alarms/${alarm?.id}`)).json()) as {
      caseNo: string
    }
    const shown = async (no: string | undefined) =>
      (await page('stats', `no=${no}`)).items.map(({ who, what, about }) => `${who} ${what.label} ${about}`)
    expect(await shown(visit.no)).toEqual([`scjg 进门登记 ${visit.no}`, `scjg 安排检查 ${visit.no}`])
    expect(await shown(visit.code?.id)).toEqual([`scjg 签发 ${visit.code?.id}`])
    expect(await shown(alarm?.id)).toEqual(
      expect.arrayContaining([`handler 转为投诉件 ${alarm?.id}`, `系统 发出预警 ${alarm?.id}`]),
    )
    expect((await page('stats', 'what=coding')).items.map(({ what }) => what.label)).toContain('签发')
    expect((await page('stats', 'what=visiting')).total).toBe(3)
    expect((await page('stats', 'what=warning')).total).toBeGreaterThan(1)
    // The log of an alarm names no case; the words of the case stand in neither.
    const text = await (await ask('stats')(`/api/desk/audit?no=${alarm?.id}`)).text()
    expect(text).not.toContain(caseNo)
    expect(text).not.toContain('请核实')
    // Who may read none of them at the desk reads none here, by no row, count or number.
    for (const login of ['admin', 'sealed1'])
      for (const query of [
        `no=${visit.no}`,
        `no=${visit.code?.id}`,
        `no=${alarm?.id}`,
        'what=coding',
        'what=visiting',
        'what=warning',
      ])
        expect((await page(login, query)).total, `${login} ${query}`).toBe(0)
    expect([...(await abouts('admin'))].join()).not.toMatch(/JC-|YJ-/)
  })
})

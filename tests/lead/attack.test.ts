import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { find } from '../../api/case/found.ts'
import { guarded, reading, tells } from '../../api/case/guarded.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { asking, json, LOGINS, person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { appointed, lead, sending, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())

const declares = (who: string, department: string) =>
  asking(w, who)('/api/desk/interests', json('POST', { kind: 'department', department, whose: 'own', why: '工作单位' }))

describe('an interest that was taken back', () => {
  test('a moment before a lead still counts; a year later it does not', async () => {
    expect((await declares('supervisor1', 'ZFJ')).status).toBe(201)
    const back = await asking(w, 'supervisor1')(
      '/api/desk/interests/end',
      json('POST', { kind: 'department', subject: 'ZFJ', reason: '已经不在那里工作' }),
    )
    expect(back.status, await back.clone().text()).toBe(200)
    expect(await sentLead(w, 'supervisor1')).toMatchObject({ conflict: 'known', way: 'known', status: 'received' })
    // Of another body nothing is known.
    expect(await sentLead(w, 'supervisor1', { about: { department: 'SCJG' } })).toMatchObject({ conflict: 'none' })
    w.at('2027-06-15T10:24:01+08:00')
    expect(await sentLead(w, 'supervisor1')).toMatchObject({ conflict: 'none' })
    w.at('2026-06-15T10:24:00+08:00')
  })
})

describe('following a lead without its code', () => {
  test('is for its sender alone, with whatever else somebody is', async () => {
    const { no, queryCode } = await sentLead(w, 'supervisor2', { protect: true, phone: '13812345678' })
    const paths = ['', '/copy', '/attachments/1']
    const steps = ['withdraw', 'messages', 'supplement', 'rating', 'recheck', 'code', 'edit']
    for (const who of [null, ...LOGINS.filter((one) => one !== 'supervisor2')]) {
      for (const path of paths) expect((await asking(w, who, `${who}`)(`/api/track/${no}${path}`)).status).toBe(404)
      for (const step of steps)
        expect(
          (await asking(w, who, `${who}`)(`/api/track/${no}/${step}`, json('POST', { text: '不是我的线索' }))).status,
          `${who} ${step}`,
        ).toBe(404)
    }
    const both = { ...person('handler'), roles: ['handler', 'supervisor'] as ('handler' | 'supervisor')[] }
    expect((await asking(w, both)(`/api/track/${no}`)).status).toBe(404)
    const me = asking(w, 'supervisor2')
    expect((await me(`/api/track/${no}`)).status).toBe(200)
    // A wrong code is not made right by being somebody.
    const wrong = `${queryCode.slice(0, -1)}${queryCode.endsWith('0') ? '1' : '0'}`
    expect((await me(`/api/track/${no}`, { headers: { 'x-query-code': wrong } })).status).toBe(404)
  })

  test('says nothing of its sender to anybody of the desk who may not open the identity', async () => {
    const { no } = await sentLead(w, 'supervisor2', { protect: true, phone: '13812345679', callback: true })
    const who = /supervisor2|13812345679|sup-supervisor2/
    const name = person('supervisor2').name.replace(/（示例）$/, '')
    for (const login of LOGINS.filter((one) => one !== 'supervisor2'))
      for (const path of [
        `/api/desk/cases/${no}`,
        '/api/desk/cases?limit=100',
        `/api/desk/cases?q=${encodeURIComponent(name)}`,
        `/api/desk/cases/${no}/preview`,
      ]) {
        const text = await (await asking(w, login)(path)).text()
        expect(text, `${login} ${path}`).not.toMatch(who)
        expect(text.includes(name), `${login} ${path}`).toBe(false)
      }
    const events = await w.deps.store.heavy.rows<{ text: string }>(
      `select coalesce(actor,'') || coalesce(data,'') || coalesce(state,'') as text from events where stream = 'case/${no}'`,
    )
    expect(events.length).toBeGreaterThan(1)
    expect(JSON.stringify(events)).not.toMatch(who)
    expect(JSON.stringify(events)).not.toContain(name)
    expect(w.log.join('\n')).not.toMatch(/13812345679/)
  })
})

test('what somebody has to do with a body is in no digest that leaves the bureau', async () => {
  const { no } = await sentLead(w, 'supervisor1', { conflict: true, conflictWhy: '我妻子在那里的窗口做出纳' })
  const [found, book] = [await find(w.deps, no), await rulebook(w.deps.store, w.deps.now())]
  if (!found) throw new Error('there is no such case')
  const says = (text: string) => tells(reading(text, book), guarded(found, w.deps.secrets, found.identity, book))
  expect(says('反映人的妻子在那里的窗口做出纳，称有人被罚。')).toHaveLength(1)
  expect(says('反映当班的人态度欠佳。')).toHaveLength(0)
})

test('a lead about a body is in nothing its people read', async () => {
  const reads = async () =>
    Promise.all(
      ['/api/desk/cases?limit=100', '/api/desk/enquiries', '/api/desk/supervisors', '/api/leads'].map(async (path) =>
        (await asking(w, 'zfj')(path)).text(),
      ),
    )
  const before = await reads()
  expect((await sending(w, 'supervisor1', lead({ about: { department: 'ZFJ' } }))).status).toBe(201)
  expect(await reads()).toEqual(before)
})

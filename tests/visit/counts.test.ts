import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadContent } from '../../api/publication/load.ts'
import { readContent } from '../../content/load.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting } from './inspecting.ts'

const NOON = '2026-06-16T09:41:00+08:00'
let w: World
beforeAll(async () => {
  w = await makeWorld()
  // From September on food is inspected once a year.
  const content = readContent('content')
  const last = content.publications.filter(({ code }) => code === 'JC-SCJG-H62').at(-1)!
  const next = { ...last, from: '2026-09-01', data: { ...last.data, cap: 1 } } as typeof last
  await loadContent(w.deps.store, { ...content, publications: [...content.publications, next] }, w.deps.now())
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, planned, entered, kinds, alarms, scan } = inspecting(() => w)

describe('caps', () => {
  const at = async (day: string, login: string, uscc: string, more = {}) => {
    w.at(`${day}T10:00:00+08:00`)
    const visit = await entered(login, { uscc, ...more })
    w.at(NOON)
    return visit
  }
  test('are counted by company, body and year', async () => {
    const uscc = company()
    const days = ['2026-10-01', '2026-11-05', '2027-01-02', '2027-02-20', '2027-03-28']
    const counts = []
    for (const day of days) counts.push((await at(day, 'zfj', uscc)).bodies[0]?.n)
    expect(counts).toEqual([1, 2, 1, 2, 3])
    await at('2026-12-16', 'scjg', uscc)
    expect((await alarms(uscc)).map(({ kind, count, department }) => [kind, count, department.code])).toEqual([
      ['cap', 3, 'ZFJ'],
    ])
  })
  test('what a lead, an order or the company itself brings takes none of them', async () => {
    const uscc = company()
    for (const day of ['2026-06-16', '2026-08-16']) await at(day, 'scjg', uscc)
    const lead = await at('2026-08-31', 'scjg', uscc, { cause: 'report', why: '线索编号示例001' })
    expect(lead.counted).toBe(false)
    expect(await kinds(uscc)).toEqual([])
    const told = await scan(lead.code?.id)
    expect(told.visit).toMatchObject({ counted: false })
    // Who told of it is nobody's at the door, nor what brought it.
    expect(JSON.stringify(told)).not.toMatch(/线索编号|report/)
  })
  test('go by the version of the item in force on the day', async () => {
    const uscc = company()
    const seen = []
    for (const day of ['2026-06-16', '2026-08-20', '2026-10-16']) seen.push((await at(day, 'scjg', uscc)).bodies[0])
    expect(seen.map((one) => [one?.n, one?.cap])).toEqual([
      [1, 2],
      [2, 2],
      [3, 1],
    ])
    const other = company()
    for (const day of ['2026-08-31', '2026-09-01']) await at(day, 'scjg', other)
    expect(await kinds(other)).toEqual(['cap'])
  })
  test('two alone in a month where one would do', async () => {
    const uscc = company()
    await at('2026-06-16', 'scjg', uscc)
    await at('2026-06-17', 'zfj', uscc)
    expect(await kinds(uscc)).toEqual(['joint'])
  })
  test('the numbers of companies, for the bureau alone', async () => {
    const uscc = company()
    for (const day of ['2026-06-16', '2026-08-16', '2026-08-31']) await at(day, 'scjg', uscc)
    const numbers = async (login: string, query = '') => ask(login)(`/api/desk/visits/companies?q=${uscc}${query}`)
    expect(((await (await numbers('stats')).json()) as { items: object[] }).items).toMatchObject([
      { uscc, visits: 3, alarms: 1, open: 1, bodies: [{ code: 'SCJG', n: 3, cap: 2 }] },
    ])
    expect(((await (await numbers('stats', '&year=2025')).json()) as { total: number }).total).toBe(0)
    expect((await numbers('scjg')).status).toBe(403)
  })
})

test('the code of a company tells its inspections of the year, and of nobody in them', async () => {
  const uscc = company()
  const issued = await ask('handler')(
    '/api/desk/codes',
    json('POST', {
      type: 'ENT',
      label: '示例小馆',
      subject: uscc,
      industry: 'H62',
      place: '城东街道示例路8号',
      issuedTo: '店主',
      validFrom: '2026-06-01',
    }),
  )
  const { id } = (await issued.json()) as { id: string }
  await planned('zfj', { uscc })
  const visit = await entered('scjg', { uscc })
  const told = await scan(id)
  expect(told.company).toMatchObject({
    year: '2026',
    total: 1,
    visits: [{ day: '2026-06-16', bodies: ['澄河市市场监督管理局'], counted: true }],
    bodies: expect.arrayContaining([{ name: '澄河市市场监督管理局', n: 1, cap: 2 }]),
  })
  expect(told.actions.map(({ label }) => label)).toContain('有人来查，没有出示任务码')
  expect(JSON.stringify(told)).not.toMatch(/RY-|尾号|JC-[0-9A-Z]{10}/)
  const task = JSON.stringify(await scan(visit.code?.id))
  const officers = await (await import('../../api/visit/published.ts'))
    .published(w.deps.store, '2026-06-16')
    .then((book) => book.officersOf(['SCJG']))
  for (const { certificate, name, code } of officers) {
    expect(task).not.toContain(certificate)
    expect(task).not.toContain(name)
    expect(task).not.toContain(code)
  }
  expect(task).not.toMatch(/店主|郑和平/)
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Inspections } from '../../api/enterprise/inspection.ts'
import { BUDGETS, Limits } from '../../api/limits.ts'
import { asking, form, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting, type Seen } from '../visit/inspecting.ts'

const NOON = '2026-06-16T09:41:00+08:00'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
})
beforeEach(() => {
  w.at(NOON)
  w.deps.limits = new Limits(false)
})
afterAll(() => w.close())
const { ask, planned, entered, take, past } = inspecting(() => w)

const PATH = '/api/enterprise/inspections'
const told = (uscc: string, ...codes: string[]) => w.app.request(PATH, json('POST', { uscc, codes }))
const read = async (answer: Response) => {
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as Inspections
}
const codeOf = ({ code }: Seen) => code?.id ?? ''
/** A company's own code, as it hangs on its wall. */
const wall = async (uscc: string, more: object = {}) => {
  const said = {
    type: 'ENT',
    label: '示例小馆',
    subject: uscc,
    industry: 'H62',
    place: '城东街道示例路8号',
    issuedTo: '示例小馆店主',
    validFrom: '2026-06-01',
    ...more,
  }
  const answer = await ask('handler')('/api/desk/codes', json('POST', said))
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as { id: string; n: number }
}

describe('a company that brings its number and a code of its own', () => {
  test('is told each visit by day, body and matter, and how often each may still come', async () => {
    const uscc = company()
    const first = await entered('scjg', { uscc })
    await entered('zfj', { uscc, items: ['JC-ZFJ-H62'] })
    const seen = await read(await told(uscc, codeOf(first)))
    expect(seen).toMatchObject({ uscc, from: '2025-06-16', to: '2026-06-16', year: '2026' })
    expect(seen.visits.map(({ day, bodies, counted }) => [day, bodies.length, counted])).toEqual([
      ['2026-06-16', 1, true],
      ['2026-06-16', 1, true],
    ])
    expect(seen.visits.flatMap(({ items }) => items.map(({ code }) => code)).sort()).toEqual([
      'JC-SCJG-H62',
      'JC-ZFJ-H62',
    ])
    expect(seen.bodies.find(({ name }) => name.includes('市场监督'))).toMatchObject({ n: 1, cap: 2 })
  })

  test('is told nothing of who came, why, or on whose word', async () => {
    const uscc = company()
    const visit = await entered('scjg', { uscc, cause: 'report', why: '线索编号示例007，隔壁小吃店说的' })
    const text = await (await told(uscc, codeOf(visit))).text()
    expect(text).not.toMatch(/线索|隔壁|officers|certificate|RY-|why|cause|place|城东/)
    expect(JSON.parse(text)).toMatchObject({ visits: [{ counted: false }] })
  })

  test('with the code on its wall, with several, and however they are written', async () => {
    const uscc = company()
    const visit = await entered('scjg', { uscc })
    const { id } = await wall(uscc)
    const spelled = `${id.slice(0, 4)}-${id.slice(4, 8)} ${id.slice(8).toLowerCase()}`
    for (const codes of [[id], [id, codeOf(visit)], [spelled], [`https://example.cn/q/${id}`]])
      expect((await read(await told(uscc, ...codes))).visits).toHaveLength(1)
    expect((await read(await told(` ${uscc.toLowerCase()} `, id))).uscc).toBe(uscc)
  })

  test('twelve months back and no further; what is only planned is no visit', async () => {
    const uscc = company()
    const old = await entered('scjg', { uscc })
    w.at('2027-06-15T09:00:00+08:00')
    expect((await read(await told(uscc, codeOf(old)))).visits).toHaveLength(1)
    // This year's count begins anew with the year.
    expect((await read(await told(uscc, codeOf(old)))).bodies).toMatchObject([{ n: 0 }])
    w.at('2027-06-17T09:00:00+08:00')
    expect((await read(await told(uscc, codeOf(old)))).visits).toEqual([])
    w.at(NOON)
    const other = company()
    const ahead = await planned('scjg', { uscc: other, on: '2026-06-20' })
    expect((await read(await told(other, codeOf(ahead)))).visits).toEqual([])
  })

  test('is never told of another company', async () => {
    const [one, two] = [company(), company()]
    const mine = await entered('scjg', { uscc: one })
    expect((await past('zfj', { uscc: two, items: ['JC-ZFJ-H62'] })).status).toBe(201)
    const seen = await read(await told(one, codeOf(mine)))
    expect(seen.visits).toHaveLength(1)
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${two}|JC-ZFJ`))
  })
})

describe('number and code that do not belong together', () => {
  test('are answered with the same bytes, whatever is wrong', async () => {
    const [mine, other] = [company(), company()]
    const own = await entered('scjg', { uscc: mine })
    const foreign = await entered('scjg', { uscc: other })
    const cancelled = await planned('scjg', { uscc: mine, on: '2026-06-18' })
    expect((await take('scjg', cancelled, 'cancel', { note: '企业歇业，改期' })).status).toBe(200)
    const lost = await wall(mine)
    const step = { action: 'lose', n: lost.n, note: '门口的牌子被人撕走了' }
    const taken = await ask('handler')(`/api/desk/codes/${lost.id}/steps`, json('POST', step))
    expect(taken.status, await taken.clone().text()).toBe(200)
    const expired = await wall(mine, { validTo: '2026-06-15' })
    const org = await ask('handler')(
      '/api/desk/codes',
      json('POST', {
        type: 'ORG',
        department: 'SCJG',
        label: '一号窗口',
        place: '示例路1号一楼',
        issuedTo: '办公室',
        validFrom: '2026-06-01',
      }),
    )
    const { id: window } = (await org.json()) as { id: string }
    const wrong: [string, string[]][] = [
      [mine, [codeOf(foreign)]],
      [other, [codeOf(own)]],
      [mine, [codeOf(own), codeOf(foreign)]],
      [mine, [codeOf(own), '222222222222']],
      [mine, ['222222222222']],
      [mine, ['不是码']],
      [mine, ["' or 1=1 --"]],
      [mine, [codeOf(cancelled)]],
      [mine, [lost.id]],
      [mine, [expired.id]],
      [mine, [window]],
      [company(), [codeOf(own)]],
      [company(), ['222222222222']],
    ]
    const answers = await Promise.all(wrong.map(([uscc, codes]) => told(uscc, ...codes)))
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 404))
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(texts.map((text) => text.replace(/"request_?[iI]d":"[^"]*"/, ''))).size).toBe(1)
    expect(texts[0]).not.toContain(mine)
    // Negative control: the same number with its own code is answered.
    expect((await told(mine, codeOf(own))).status).toBe(200)
  })

  test.each([
    ['a number with a wrong check', { uscc: '91379981MADEM0011C', codes: ['222222222222'] }, 'uscc'],
    ['no number', { codes: ['222222222222'] }, 'uscc'],
    ['no code', { uscc: '91379981MADEM0011B', codes: [] }, 'codes'],
    ['codes that are none', { uscc: '91379981MADEM0011B', codes: 'x' }, 'codes'],
    ['too many codes', { uscc: '91379981MADEM0011B', codes: Array(11).fill('222222222222') }, 'codes'],
    ['more than is asked', { uscc: '91379981MADEM0011B', codes: ['222222222222'], all: true }, 'all'],
  ])('%s is 422 before anything is looked up', async (_what, body, path) => {
    const answer = await w.app.request(PATH, json('POST', body))
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields.map((f) => f.path)).toContain(path)
  })

  test('are counted by source; whoever is right is not, and others go on', async () => {
    w.deps.limits = new Limits(true)
    const uscc = company()
    const visit = await entered('scjg', { uscc })
    const send = (address: string, codes: string[]) => asking(w, null, address)(PATH, json('POST', { uscc, codes }))
    for (let i = 0; i < 30; i++) expect((await send('203.0.113.9', [codeOf(visit)])).status).toBe(200)
    const tries = await Promise.all(
      Array.from({ length: 60 }, (_, i) => send('203.0.113.9', [String(i).padStart(12, '4')])),
    )
    expect(tries.filter(({ status }) => status === 404)).toHaveLength(BUDGETS.company_miss.each)
    expect((await send('203.0.113.9', [codeOf(visit)])).status).toBe(429)
    expect((await send('198.51.100.7', [codeOf(visit)])).status).toBe(200)
    expect(w.log.join('\n')).not.toContain(uscc)
  })
})

describe('the page without a script', () => {
  test('tells it once, keeps nothing, and asks again with what was typed when it does not fit', async () => {
    const uscc = company()
    const visit = await entered('scjg', { uscc })
    const answer = await form(w, '/enterprise/inspections', { uscc, codes: ` ${codeOf(visit)}\n` })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, expect.stringContaining('no-store')])
    const html = await answer.text()
    expect(html).toContain('2026年各来了几次')
    expect(html).toContain('还可以查1次')
    const refused = await form(w, '/enterprise/inspections', { uscc, codes: '2222-2222-2222' })
    expect(refused.status).toBe(404)
    expect(await refused.text()).toMatch(new RegExp(`代码和监督码对不上.*${uscc}`, 's'))
  })

  test('an answer somebody else made up is not shown', async () => {
    const made = JSON.stringify({
      uscc: 'X',
      from: '2026-01-01',
      to: '2026-02-01',
      year: '2026',
      visits: [],
      bodies: [],
    })
    const answer = await form(w, '/enterprise/inspections', { uscc: company(), codes: '2222-2222-2222', told: made })
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('登记进门的检查0次')
  })
})

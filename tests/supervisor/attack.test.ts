import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../api/app.ts'
import { metrics } from '../../api/health.ts'
import { Limits } from '../../api/limits.ts'
import { certificateNo } from '../../api/supervisor/number.ts'
import { asking, form, json, person } from '../support/ask.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import {
  APPLY,
  applicant,
  brought,
  does,
  inPublicity,
  NOW,
  problem,
  rowsOf,
  see,
  serving,
  ticketOf,
} from './applied.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())

/** The same portal with its limits on. */
const limited = () =>
  createApp({ ...w.deps, limits: new Limits(true) }, { canary: { ready: true }, metrics: metrics(w.deps) })

describe('whoever makes things up', () => {
  test('waits after some tickets, and keeps no neighbour from theirs', async () => {
    const { ticket } = await brought(w, {})
    const app = limited()
    const ask = async (typed: string) => (await app.request(APPLY, { headers: { 'x-ticket': typed } })).status
    const made = await Promise.all(Array.from({ length: 40 }, () => ask('K7MQ2W9XK7MQ2W9XK7MQ2W9X')))
    expect(made.filter((status) => status === 429)).toHaveLength(20)
    expect(await ask(ticket)).toBe(200)
  })

  test('reads the roster of numbers by trying no further than some', async () => {
    const app = limited()
    const ask = async (n: number) => {
      const answer = await app.request('/api/supervisors/verify', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number: certificateNo('2026', n) }),
      })
      return answer.status
    }
    const all = await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)))
    expect(all.filter((status) => status === 429)).toHaveLength(30)
  })

  test('gets nowhere with a ticket one sign off, in another alphabet, or as long as a book', async () => {
    const { ticket } = await brought(w, {})
    const off = `${ticket.slice(0, -1)}${ticket.endsWith('0') ? '1' : '0'}`
    for (const typed of [off, '%00', "' or 1=1 --", 'K'.repeat(5000)]) expect((await see(w, typed)).status).toBe(404)
    expect((await does(w, off, 'withdraw')).status).toBe(404)
    expect((await see(w, ticket)).status).toBe(200)
  })
})

describe('whoever sends too much', () => {
  test('is refused before anything is kept', async () => {
    const before = (await rowsOf(w)).length
    expect((await post(w, APPLY, applicant({ statement: '长'.repeat(200_000) }))).status).toBe(413)
    const many = Array.from({ length: 400 }, (_, i) => `37998${i}`)
    expect(await problem(post(w, APPLY, applicant({ areas: many })))).toMatchObject({ status: 422, paths: ['areas'] })
    expect((await post(w, APPLY, '[1]')).status).toBe(400)
    expect((await post(w, APPLY, '{"__proto__":{"state":"serving"}}')).status).toBe(422)
    expect(await rowsOf(w)).toHaveLength(before)
  })

  test('becomes nothing by saying so: state, number and account are none of theirs', async () => {
    for (const more of [
      { state: 'serving' },
      { number: 'JD20260001A' },
      { login: 'admin' },
      { type: 'special' },
      { from: '2026-01-01' },
    ])
      expect(await problem(post(w, APPLY, { ...applicant(), ...more }))).toMatchObject({ status: 422 })
  })
})

describe('a form', () => {
  const filled = () => {
    const { name, phone, birth, education, group, statement } = applicant()
    return { name, phone, birth, education, group, statement, declared: 'true', consent: 'true' }
  }
  test('pressed twice is one application; without its token none', async () => {
    const values = filled()
    const _token = w.deps.secrets.ticket('form', { id: 'pressed-twice-0001', at: 0 }, w.deps.now().getTime() + 60_000)
    const both = await Promise.all([1, 2].map(() => form(w, '/supervisors/apply', { ...values, _token })))
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect(both[0]!.headers.get('location')).toBe('/supervisors/application')
    expect(await rowsOf(w, values.phone)).toHaveLength(1)
    const held = both[0]!.headers.getSetCookie().find((cookie) => cookie.startsWith('held='))
    expect(held).toMatch(/Path=\/supervisors\/application; HttpOnly; SameSite=Strict/)
    expect(both[0]!.headers.get('location')).not.toMatch(/[0-9A-Z]{24}/)
  })

  test('of somebody else moves nothing: the ticket is in the cookie of its holder alone', async () => {
    const { ticket } = await brought(w, {})
    await form(w, '/supervisors/application/withdraw', { ticket })
    expect((await (await see(w, ticket)).json()) as object).toMatchObject({ state: 'applied' })
  })
})

describe('everything at once', () => {
  test('withdrawing and being passed: one of them, and the log has no gap', async () => {
    const { ticket, id } = await brought(w, {})
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        i % 2 ? does(w, ticket, 'withdraw') : does(w, ticket, 'listed', { listed: i % 4 === 0 }),
      ),
    )
    expect(all.every(({ status }) => [200, 409].includes(status))).toBe(true)
    const row = (await rowsOf(w)).find((one) => one.id === id)
    const log = await w.deps.store.heavy.rows<{ n: number }>({
      sql: 'select n from events where stream = ? order by n',
      args: [`supervisor/${id}`],
    })
    expect(log.map(({ n }) => n)).toEqual(Array.from({ length: row!.n }, (_, i) => i + 1))
  })

  test('nothing of who applied is in any public answer or in the log of the server', async () => {
    const { asked } = await brought(w, {}, { name: '郁金岚（示例）', phone: '19900007777' })
    await serving(w, 'JD20260071C', { listed: false }, { name: '隐名甲（示例）', phone: '19900007778' })
    await inPublicity(w, { name: '公示人（示例）', phone: '19900007779' })
    await ticketOf(post(w, APPLY, { ...asked }))
    const pages = [
      '/api/supervisors',
      '/api/supervisors/publicity',
      '/api/supervisors/calls',
      '/api/search?q=郁金岚',
      '/api/openapi.json',
    ]
    const texts = await Promise.all(pages.map(async (path) => (await w.app.request(path)).text()))
    expect(/郁金岚|隐名甲|1990000777/.test(texts.join('\n'))).toBe(false)
    expect(w.log.join('\n')).not.toMatch(/郁金岚|隐名甲|公示人|1990000777/)
  })
})

describe('whoever opens who somebody is', () => {
  interface Log {
    items: { who: string; what: { code: string; label: string }; about: string; why: string | null }[]
  }
  const log = async (who: string, query: string) =>
    ((await (await asking(w, who)(`/api/desk/audit?${query}`)).json()) as Log).items

  test('stands in the log for the auditor, with the reason and its numbers masked', async () => {
    const { id } = await brought(w, {})
    const opened = await asking(w, 'handler')(
      `/api/desk/supervisors/${id}/application`,
      json('POST', { why: '电话13912345678通知面谈' }),
    )
    expect(opened.status, await opened.clone().text()).toBe(200)
    const found = (await log('stats', 'what=supervisor-application')).find(({ about }) => about === id)
    expect(found).toMatchObject({ who: 'handler', what: { label: '打开监督员的报名表' } })
    expect(found?.why).toContain('通知面谈')
    expect(found?.why).not.toContain('13912345678')
  })

  test('what happens to supervisors is called by its name, and is the bureau’s to read', async () => {
    const { id } = await brought(w, {}, { name: '审计见', phone: '19900007771' })
    const passed = { action: 'pass', n: 1, remark: '材料齐全' }
    const step = await asking(w, 'handler')(`/api/desk/supervisors/${id}/steps`, json('POST', passed))
    expect(step.status, await step.clone().text()).toBe(200)
    const told = await log('stats', 'what=appointing')
    expect(told.filter(({ about }) => about === id).map(({ what }) => what.label)).toContain('资格审核通过，公示')
    expect(JSON.stringify(await log('stats', ''))).not.toContain('"supervisor/')
    const elsewhere = { ...person('stats'), department: 'SCJG' }
    const text = await (await asking(w, elsewhere)('/api/desk/audit')).text()
    expect(text).not.toContain(id)
  })
})

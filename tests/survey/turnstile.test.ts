import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { LEAST } from '../../api/antibot/posted.ts'
import { today } from '../../api/case/deadline.ts'
import { BUDGETS, Limits } from '../../api/limits.ts'
import { unseal } from '../../api/survey/box.ts'
import { surveyBox } from '../../db/schema.ts'
import { send, solved, why } from '../antibot/solved.ts'
import { fakeRender, form, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, START, type World } from '../support/world.ts'
import { GOOD, invite, openSurvey } from './fixture.ts'
import { respond } from './voter.ts'

const KEYS = {
  ANTIBOT: 'turnstile',
  TURNSTILE_SITE_KEY: 'site',
  TURNSTILE_SECRET_KEY: 'secret',
}
const FULL = { success: true, hostname: 'localhost', action: 'survey' }
const TOKEN = 'a token of Cloudflare'

/** Cloudflare, as far as we speak to it: knows one token, once. */
let heard: string[] = []
let says: unknown = FULL
let isAway = false
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  heard.push(body)
  if (isAway) return void response.destroy()
  const isSpent = heard.filter((one) => one === body).length > 1
  response.end(JSON.stringify(isSpent ? { success: false, 'error-codes': ['timeout-or-duplicate'] } : says))
})

/** Proofs are checked by the real clock too, so this world lives today. */
let w: World
let code = ''
let n = 0
const inBox = async () =>
  (await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()).map(({ sealed }) =>
    unseal(w.deps.secrets, code, sealed),
  )
const answered = (antibot?: string) => respond(w, code, { answers: GOOD, ...(antibot && { antibot }) })
const FIELDS = { _at: '.check', version: '1', 'answers.met': 'no', 'answers.whole': '4' }
const key = async () =>
  ((await (await w.app.request(`/api/surveys/${code}`)).json()) as { turnstile: string }).turnstile
let chosen: World['deps']['env']['turnstile']

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  w = await makeWorld({ now: new Date().toISOString(), since: START, env: KEYS, render: fakeRender })
  const siteverify = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`
  chosen = { ...w.deps.env.turnstile!, siteverify }
})
afterAll(async () => {
  await w.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  heard = []
  says = FULL
  isAway = false
  w.deps.env.turnstile = chosen
  const day = (days: number) => today(new Date(w.deps.now().getTime() + days * 86_400_000))
  code = await openSurvey(w.deps, { code: `CP-${++n}`, entry: 'both', opensOn: day(-1), closesOn: day(9) })
})

describe('an open survey where Turnstile is chosen', () => {
  test('asks Cloudflare about no flood of made-up tokens, and lets nobody in by them', async () => {
    const before = w.deps.limits
    const limits = new Limits(true)
    w.deps.limits = limits
    try {
      const count = vi.spyOn(limits, 'count')
      says = { success: false }
      expect((await answered('made up')).status).toBe(422)
      expect(heard).toHaveLength(1)
      const [, who, when] = count.mock.calls.find(([budget]) => budget === 'challenge')!
      limits.count('challenge', who, when, BUDGETS.challenge.each)
      says = FULL
      expect((await answered('made up too')).status).toBe(422)
      expect([heard.length, await inBox()]).toEqual([1, []])
    } finally {
      w.deps.limits = before
    }
  })
  test('takes its token, asked about once with the secret and nothing of the visitor; the same one again is refused', async () => {
    expect(await key()).toBe('site')
    expect((await answered(TOKEN)).status).toBe(201)
    expect(heard).toEqual(['secret=secret&response=a+token+of+Cloudflare'])
    expect(await why(await answered(TOKEN))).toContain('验证没有通过')
    expect((await inBox()).map(({ marks }) => marks)).toEqual([[]])
  })
  test.each([
    ['of another form', { ...FULL, action: 'login' }],
    ['of another site', { ...FULL, hostname: 'evil.example' }],
    ['nobody gave', { success: false }],
  ])('a token %s is refused, and nothing is kept', async (_, verdict) => {
    says = verdict
    expect(await why(await answered(TOKEN))).toContain('验证没有通过')
    expect(await inBox()).toEqual([])
  })
  test('takes a proof of work as well, without asking anybody', async () => {
    expect((await answered(await solved(w))).status).toBe(201)
    expect(heard).toEqual([])
  })
  test('with Cloudflare away no token lets anybody in; a form goes the slower way, and is marked', async () => {
    isAway = true
    expect((await answered(TOKEN)).status).toBe(422)
    expect(await inBox()).toEqual([])
    const _token = pageToken(w, 7 * 86_400_000)
    w.at(new Date(w.deps.now().getTime() + LEAST))
    await form(w, `/surveys/${code}`, { _token, ...FIELDS, antibot: TOKEN })
    expect((await inBox()).map(({ marks }) => marks.includes('bare'))).toEqual([true])
  })
  test('without anything a program is refused, and an invitation needs neither', async () => {
    expect((await answered()).status).toBe(422)
    const [token] = await invite(w.deps, code, 1)
    expect((await respond(w, code, { answers: GOOD, token })).status).toBe(201)
    expect(heard).toEqual([])
  })
  test('a complaint never takes it', async () => {
    await why(await send(w, TOKEN))
    expect(heard).toEqual([])
  })
})

test('where it is not chosen its token is nothing, and nobody is asked', async () => {
  w.deps.env.turnstile = undefined
  expect(await key()).toBeNull()
  expect((await answered(TOKEN)).status).toBe(422)
  expect(heard).toEqual([])
})

describe('the page before sending', () => {
  beforeAll(() => {
    w.deps.render = render
  })
  const drawn = async (more: Record<string, string> = {}) => {
    const answer = await form(w, `/surveys/${code}`, { ...FIELDS, _at: 'say', ...more })
    const [csp, html] = [answer.headers.get('content-security-policy') ?? '', await answer.text()]
    const other = (await w.app.request('/complaint')).headers.get('content-security-policy') ?? ''
    return { csp, html, other }
  }
  const ELSEWHERE = 'https://challenges.cloudflare.com'
  test('lets Cloudflare in where it is chosen, says so, and no other page does', async () => {
    const { csp, html, other } = await drawn()
    expect(html).toContain('这一步由Cloudflare公司验证')
    expect(csp).toMatch(new RegExp(`script-src[^;]*'self'[^;]*${ELSEWHERE}`))
    expect(csp).toContain(`frame-src ${ELSEWHERE}`)
    expect(other).not.toContain('cloudflare')
  })
  test('knows of no other site where it is not chosen, nor for who was invited', async () => {
    for (const [widget, more] of [
      [undefined, {}],
      [chosen, { 'ask.ballot': 'on' }],
    ] as const) {
      w.deps.env.turnstile = widget
      const { csp, html } = await drawn(more)
      expect(html).toContain('再交卷')
      expect(csp + html).not.toMatch(/cloudflare/i)
    }
  })
})

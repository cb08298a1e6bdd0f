import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LEAST } from '../../api/antibot/posted.ts'
import { today } from '../../api/case/deadline.ts'
import { unseal } from '../../api/survey/box.ts'
import { surveyBox } from '../../db/schema.ts'
import { guarded, send, solved, why } from '../antibot/solved.ts'
import { makePublishing } from '../draft/people.ts'
import { form, pageToken } from '../support/ask.ts'
import type { World } from '../support/world.ts'
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

/** A world with Turnstile before its open surveys, asking the stand-in. */
async function widget(env: Record<string, string> = KEYS): Promise<World> {
  const w = await guarded(env)
  const siteverify = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`
  if (w.deps.env.turnstile) w.deps.env.turnstile = { ...w.deps.env.turnstile, siteverify }
  const day = (days: number) => today(new Date(w.deps.now().getTime() + days * 86_400_000))
  await openSurvey(w.deps, { code: 'CP-1', entry: 'both', opensOn: day(-1), closesOn: day(9) })
  return w
}
const inBox = async (w: World) =>
  (await w.deps.store.read.select().from(surveyBox).all()).map(({ sealed }) => unseal(w.deps.secrets, 'CP-1', sealed))
const answered = (w: World, antibot?: string) => respond(w, 'CP-1', { answers: GOOD, ...(antibot && { antibot }) })
const FIELDS = { _at: '.check', version: '1', 'answers.met': 'no', 'answers.whole': '4' }

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  heard = []
  says = FULL
  isAway = false
})

describe('an open survey where Turnstile is chosen', () => {
  test('takes its token, asked about once with the secret and nothing of the visitor; the same one again is refused', async () => {
    const w = await widget()
    expect(((await (await w.app.request('/api/surveys/CP-1')).json()) as { turnstile: string }).turnstile).toBe('site')
    expect((await answered(w, TOKEN)).status).toBe(201)
    expect(heard).toEqual(['secret=secret&response=a+token+of+Cloudflare'])
    expect(await why(await answered(w, TOKEN))).toContain('验证没有通过')
    expect((await inBox(w)).map(({ marks }) => marks)).toEqual([[]])
  })
  test.each([
    ['of another form', { ...FULL, action: 'login' }],
    ['of another site', { ...FULL, hostname: 'evil.example' }],
    ['nobody gave', { success: false }],
  ])('a token %s is refused, and nothing is kept', async (_, verdict) => {
    const w = await widget()
    says = verdict
    expect(await why(await answered(w, TOKEN))).toContain('验证没有通过')
    expect(await inBox(w)).toEqual([])
  })
  test('takes a proof of work as well, without asking anybody', async () => {
    const w = await widget()
    expect((await answered(w, await solved(w))).status).toBe(201)
    expect(heard).toEqual([])
  })
  test('with Cloudflare away no token lets anybody in; a proof does, and a form goes the slower way, marked', async () => {
    const w = await widget()
    isAway = true
    expect((await answered(w, TOKEN)).status).toBe(422)
    expect(await inBox(w)).toEqual([])
    const _token = pageToken(w, 7 * 86_400_000)
    w.at(new Date(w.deps.now().getTime() + LEAST))
    expect((await form(w, '/surveys/CP-1', { _token, ...FIELDS, antibot: TOKEN })).status).toBeLessThan(400)
    expect((await inBox(w)).map(({ marks }) => marks.includes('bare'))).toEqual([true])
  })
  test('without anything a program is refused, and an invitation needs neither', async () => {
    const w = await widget()
    expect((await answered(w)).status).toBe(422)
    const [token] = await invite(w.deps, 'CP-1', 1)
    expect((await respond(w, 'CP-1', { answers: GOOD, token })).status).toBe(201)
    expect(heard).toEqual([])
  })
})

test('where it is not chosen its token is nothing, and nobody is asked', async () => {
  const w = await widget({ ANTIBOT: 'altcha' })
  expect(((await (await w.app.request('/api/surveys/CP-1')).json()) as { turnstile: null }).turnstile).toBeNull()
  expect((await answered(w, TOKEN)).status).toBe(422)
  expect(heard).toEqual([])
})

test('a complaint never takes it, whatever was chosen', async () => {
  const w = await widget()
  await why(await send(w, TOKEN))
  expect(heard).toEqual([])
})

describe('the page before sending', () => {
  const drawn = async (env: Record<string, string>, more: Record<string, string> = {}) => {
    const w = await makePublishing({ env })
    await openSurvey(w.deps, { code: 'CP-1', entry: 'both' })
    const answer = await form(w, '/surveys/CP-1', { ...FIELDS, _at: 'say', ...more })
    const [csp, html] = [answer.headers.get('content-security-policy') ?? '', await answer.text()]
    const other = (await w.app.request('/complaint')).headers.get('content-security-policy') ?? ''
    await w.close()
    return { csp, html, other }
  }
  const ELSEWHERE = 'https://challenges.cloudflare.com'
  test('lets Cloudflare in where it is chosen, says so, and no other page does', async () => {
    const { csp, html, other } = await drawn(KEYS)
    expect(html).toContain('这一步由Cloudflare公司验证')
    expect(csp).toMatch(new RegExp(`script-src[^;]*'self'[^;]*${ELSEWHERE}`))
    expect(csp).toContain(`frame-src ${ELSEWHERE}`)
    expect(other).not.toContain('cloudflare')
  })
  test('knows of no other site where it is not chosen, nor for who was invited', async () => {
    for (const [env, more] of [
      [{ ANTIBOT: 'altcha' }, {}],
      [KEYS, { 'ask.ballot': 'on' }],
    ] as const) {
      const { csp, html } = await drawn(env, more)
      expect(html).toContain('再交卷')
      expect(csp + html).not.toMatch(/cloudflare/i)
    }
  })
})

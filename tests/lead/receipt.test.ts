import { afterAll, beforeAll, expect, test } from 'vitest'
import { leads } from '../../db/schema.ts'
import { asking, form, pageToken, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ACCOUNT, appointed, declared } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())

const SAID = {
  category: 'T05',
  'about.department': 'ZFJ',
  account: ACCOUNT,
  source: 'witnessed',
  consent: 'on',
}
/** Sent by the page’s form, without a script. */
const send = (login: string, more: Record<string, string> = {}) =>
  asking(w, login)('/lead', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...SAID, ...more }).toString(),
  })
const cookieOf = (answer: Response) => answer.headers.getSetCookie().find((one) => one.startsWith('receipt=')) ?? ''
/** What the receipt page has to show. */
const shown = (answer: Response, at = w.deps.now()) =>
  w.deps.secrets.redeem<{ no: string; queryCode: string; way: string }>(
    'receipt',
    decodeURIComponent(/^receipt=([^;]+);/.exec(cookieOf(answer))?.[1] ?? ''),
    at.getTime(),
  )

test('without script a lead leads to a receipt with number and query code, for ten minutes and that page alone', async () => {
  const answer = await send('supervisor1')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/complaint/receipt'])
  expect(cookieOf(answer)).toMatch(/^receipt=[^;]+; Max-Age=600; Path=\/complaint\/receipt; HttpOnly; SameSite=Strict$/)
  const { no = '', queryCode = '', way } = shown(answer) ?? {}
  expect([no, queryCode, way]).toEqual([
    expect.stringMatching(/^2026-\w{9}$/),
    expect.stringMatching(/^[0-9A-Z]{24}$/),
    'direct',
  ])
  expect(cookieOf(answer)).not.toContain(queryCode)
  expect(shown(answer, new Date(w.deps.now().getTime() + 600_001))).toBeUndefined()
})

test('whoever is suspended later follows it by the code, and by signing in no more', async () => {
  const { no = '', queryCode = '' } = shown(await send('supervisor2')) ?? {}
  expect((await asking(w, 'supervisor2')('/api/leads')).status).toBe(200)
  await w.deps.store.writes.commit([
    { sql: "update supervisors set state = 'suspended' where login = 'supervisor2'", args: [] },
  ])
  expect((await asking(w, 'supervisor2')('/api/leads')).status).toBe(403)
  expect((await track(w, no, queryCode)).status).toBe(200)
  // The control: another code of the right form opens nothing.
  const [first = ''] = queryCode
  expect((await track(w, no, `${first === '2' ? '3' : '2'}${queryCode.slice(1)}`)).status).not.toBe(200)
})

test('sent twice it is one lead with one receipt; with a conflict the receipt says how it is dealt with', async () => {
  const _token = pageToken(w)
  const [one, two] = [await send('supervisor1', { _token }), await send('supervisor1', { _token })]
  expect(shown(one)).toEqual(shown(two))
  const before = await w.deps.store.read.$count(leads)
  await declared(w, 'supervisor1', 'department', 'ZFJ')
  expect(shown(await send('supervisor1'))).toMatchObject({ way: 'known' })
  expect(await w.deps.store.read.$count(leads)).toBe(before + 1)
})

test('of a complaint the receipt says nothing of a way', async () => {
  const answer = await form(w, '/complaint', {
    category: 'T05',
    'about.department': 'ZFJ',
    account: ACCOUNT,
    consent: 'on',
    appears: 'anonymous',
  })
  expect(answer.status).toBe(303)
  expect(shown(answer)).toMatchObject({ no: expect.any(String) })
  expect(shown(answer)).not.toHaveProperty('way')
})

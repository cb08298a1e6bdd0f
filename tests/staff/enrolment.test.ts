import { describe, expect, test } from 'vitest'
import { fakeRender } from '../support/ask.ts'
import { Browser, codeAt, enrol, PASSWORD, signedIn, staffed } from './people.ts'

/** A real installation: `DEMO=off`. */
async function real(demo: 'on' | 'off' = 'off') {
  const w = await staffed({ render: fakeRender })
  Object.assign(w.deps.env, { demo })
  return w
}
const code = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code]

describe('somebody signed in without a second factor, in a real installation', () => {
  test.each([
    ['handler', 'GET', '/api/desk/cases'],
    ['handler', 'POST', '/api/desk/cases/2026-00000000A/steps'],
    ['admin', 'GET', '/api/desk/staff'],
    ['admin', 'POST', '/api/desk/staff'],
    ['admin', 'PATCH', '/api/desk/staff/handler'],
    ['admin', 'POST', '/api/desk/staff/handler/factor'],
    ['admin', 'GET', '/api/desk/anything-new'],
  ])('%s is refused %s %s', async (login, method, path) => {
    const browser = await signedIn(await real(), login)
    const answer = await browser.send(method, path, method === 'GET' ? undefined : {})
    expect(await code(answer)).toEqual([403, 'factor_first'])
  })
  test.each(['/desk', '/desk/cases/2026-00000000A', '/desk/staff', '/desk/staff/new', '/desk/anything-new'])(
    'is led from %s to their account',
    async (path) => {
      const browser = await signedIn(await real(), 'admin')
      for (const answer of [await browser.get(path), await browser.form(path, { action: 'accept' })])
        expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/account'])
    },
  )
  test('sees to their own account, and works as soon as the factor is on', async () => {
    const w = await real()
    const browser = await signedIn(w, 'admin')
    for (const path of ['/desk/account', '/api/session', '/api/session/list', '/', '/api/departments'])
      expect((await browser.get(path)).status, path).toBe(200)
    const { secret } = await enrol(browser)
    expect([(await browser.get('/api/desk/staff')).status, (await browser.get('/desk/staff')).status]).toEqual([
      200, 200,
    ])
    w.at(new Date(w.deps.now().getTime() + 30_000))
    const again = new Browser(w)
    expect((await again.signIn('admin', PASSWORD, codeAt(secret, w.deps.now()))).status).toBe(200)
    expect((await again.get('/api/desk/staff')).status).toBe(200)
    await again.post('/api/session/factor/remove', { password: PASSWORD })
    expect(await code(await again.get('/api/desk/staff'))).toEqual([403, 'factor_first'])
  })
  test('may leave', async () => {
    const w = await real()
    const browser = await signedIn(w, 'handler')
    expect((await browser.form('/desk/sign-out', {})).headers.get('location')).toBe('/desk/sign-in')
    expect((await browser.get('/desk/sign-in')).status).toBe(200)
    const other = await signedIn(w, 'handler')
    expect((await other.send('DELETE', '/api/session')).status).toBe(204)
  })
  test('a factor begun and not confirmed is none', async () => {
    const browser = await signedIn(await real(), 'handler')
    await browser.post('/api/session/factor', { password: PASSWORD })
    expect(await code(await browser.get('/api/desk/cases'))).toEqual([403, 'factor_first'])
  })
  test('negative control: in a demonstration nobody needs one', async () => {
    const browser = await signedIn(await real('on'), 'handler')
    expect((await browser.get('/api/desk/cases')).status).toBe(200)
  })
})

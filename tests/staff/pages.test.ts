import { describe, expect, test } from 'vitest'
import { render } from '../support/render.ts'
import { Browser, codeAt, enrol, PASSWORD, signedIn, staffed } from './people.ts'

const drawn = () => staffed({ render })
const text = async (answer: Response | Promise<Response>) => (await answer).text()

describe('a page of the desk', () => {
  test.each(['/desk/account', '/desk/staff', '/desk/staff/new', '/desk/staff/handler'])(
    '%s asks a stranger to sign in and remembers where to',
    async (path) => {
      const w = await drawn()
      const answer = await new Browser(w).get(path)
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        `/desk/sign-in?next=${encodeURIComponent(path)}`,
      ])
      expect(await text(new Browser(w).get(`/desk/sign-in?next=${encodeURIComponent(path)}`))).toContain(
        `name="next" value="${path}"`,
      )
    },
  )

  test.each(['/desk/staff', '/desk/staff/new', '/desk/staff/admin'])(
    '%s tells somebody without the role so',
    async (path) => {
      const w = await drawn()
      const answer = await (await signedIn(w, 'handler')).get(path)
      expect(answer.status).toBe(403)
      expect(await answer.text()).toContain('您没有权限')
    },
  )

  test.each(['/desk/account/factor', '/desk/staff/invitation'])('%s holds nothing when merely typed', async (path) => {
    const answer = await (await signedIn(await drawn(), 'admin')).get(path)
    expect(answer.status).toBe(303)
  })

  test('is never kept by anybody', async () => {
    const browser = await signedIn(await drawn(), 'admin')
    for (const path of ['/desk/account', '/desk/staff', '/desk/sign-in'])
      expect((await browser.get(path)).headers.get('cache-control'), path).toBe('no-store')
  })

  test('speaks our words and escapes what people are called', async () => {
    const w = await drawn()
    await w.deps.store.writes.commit([
      { sql: "update people set name = '<img src=x>', post = '\"><b>' where login = 'handler'", args: [] },
    ])
    const admin = await signedIn(w, 'admin')
    for (const path of ['/desk/staff', '/desk/staff/handler']) {
      const html = await text(admin.get(path))
      expect(html).toContain('&lt;img src=x&gt;')
      expect(html).not.toContain('<img src=x>')
    }
    const account = await text(admin.get('/desk/account'))
    for (const words of ['我的账号', '动态验证码', '改密码', '在哪里登录着', '就是这里'])
      expect(account).toContain(words)
  })
})

describe('without a script', () => {
  test('a wrong sign-in comes back with the account kept and the password gone', async () => {
    const browser = new Browser(await drawn())
    const answer = await browser.form('/desk/sign-in', {
      login: 'handler',
      password: 'a wrong one',
      otp: '123456',
      next: '/desk/account',
    })
    const html = await answer.text()
    expect(answer.status).toBe(401)
    expect(html).toContain('账号、密码或动态验证码不对')
    expect(html).toContain('value="handler"')
    expect(html).toContain('name="next" value="/desk/account"')
    for (const gone of ['a wrong one', '123456']) expect(html).not.toContain(gone)
  })

  test('a person turns the second factor on, sees secret and recovery codes once, and turns it off', async () => {
    const w = await drawn()
    const browser = await signedIn(w, 'handler')
    const wrong = await browser.form('/desk/account/factor', { password: 'no' })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('现在的密码不对')])
    const first = await text(browser.form('/desk/account/factor', { password: PASSWORD }))
    expect(first).toContain('class="qr"')
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(first)?.[1]?.replaceAll(' ', '') ?? ''
    const missed = await browser.form('/desk/account/factor/confirm', { otp: '000000' })
    expect([missed.status, await missed.text()]).toEqual([422, expect.stringContaining('验证码不对')])
    const codes = await text(browser.form('/desk/account/factor/confirm', { otp: codeAt(secret, w.deps.now()) }))
    expect(codes.match(/<code>[0-9A-Z]{5}-[0-9A-Z]{5}<\/code>/g)).toHaveLength(10)
    const account = await text(browser.get('/desk/account'))
    expect(account).toContain('还有10个恢复码没有用过')
    expect(account).not.toContain(secret)
    const off = await browser.form('/desk/account/factor/remove', { password: PASSWORD })
    expect([off.status, off.headers.get('location')]).toEqual([303, '/desk/account'])
    expect(await text(browser.get('/desk/account'))).toContain('动态验证码已关闭')
  })

  test('an administrator makes an account, its holder sets a password and signs in', async () => {
    const w = await drawn()
    const admin = await signedIn(w, 'admin')
    const missing = await admin.form('/desk/staff', { login: 'newcomer', name: '新来', post: '受理岗' })
    const again = await missing.text()
    expect(missing.status).toBe(422)
    expect(again).toContain('请至少选一个岗位')
    expect(again).toContain('value="newcomer"')
    const told = await text(
      admin.form('/desk/staff', {
        login: 'newcomer',
        name: '新来',
        post: '受理岗',
        department: 'SFJ',
        'role-intake': 'on',
      }),
    )
    const token = /<p class="code">(.*?)<\/p>/.exec(told)?.[1]?.replace(/<[^>]+>/g, ' ') ?? ''
    const browser = new Browser(w)
    const weak = await browser.form('/set-up', { token, password: '12345678' })
    expect([weak.status, await weak.text()]).toEqual([422, expect.stringContaining('太常见')])
    const set = await browser.form('/set-up', { token, password: 'a sentence of my own' })
    expect([set.status, set.headers.get('location')]).toEqual([303, '/desk/sign-in'])
    expect(await text(browser.get('/desk/sign-in'))).toContain('密码已设好')
    expect((await browser.form('/desk/sign-in', { login: 'newcomer', password: 'a sentence of my own' })).status).toBe(
      303,
    )
    expect(await browser.me()).toBe(200)
    expect(await text(admin.get('/desk/staff/newcomer'))).toContain('用设置码设定密码')
  })

  test('an administrator changes and disables an account', async () => {
    const w = await drawn()
    const admin = await signedIn(w, 'admin')
    const page = await text(admin.get('/desk/staff/handler'))
    expect(page).toMatch(/name="role-handler"[^>]*checked/)
    const changed = await admin.form('/desk/staff/handler', {
      post: '科长',
      department: 'SFJ',
      'role-handler': 'on',
      'role-review': 'on',
    })
    expect([changed.status, changed.headers.get('location')]).toEqual([303, '/desk/staff/handler'])
    expect(await text(admin.get('/desk/staff/handler'))).toMatch(/name="role-review"[^>]*checked/)
    await admin.form('/desk/staff/handler', { active: 'false' })
    expect(await text(admin.get('/desk/staff/handler'))).toContain('已停用')
    expect((await new Browser(w).signIn('handler')).status).toBe(401)
    const own = await admin.form('/desk/staff/admin', { active: 'false' })
    expect(own.status).toBe(409)
  })

  test('an administrator takes off the second factor somebody lost', async () => {
    const w = await drawn()
    const [admin, handler] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    const path = '/desk/staff/handler'
    expect(await text(admin.get(path))).not.toContain(`action="${path}/factor"`)
    await enrol(handler)
    expect(await text(admin.get(path))).toContain(`action="${path}/factor"`)
    const short = await admin.form(`${path}/factor`, { reason: '丢了' })
    expect([short.status, await short.text()]).toEqual([422, expect.stringContaining('原因太短')])
    const done = await admin.form(`${path}/factor`, { reason: '本人当面申请，手机已丢失' })
    expect([done.status, done.headers.get('location')]).toEqual([303, path])
    expect(await text(admin.get(path))).toContain('动态验证码已取消')
    expect(await handler.me()).toBe(401)
  })

  test('a page left open too long comes back whole and goes through at the second press', async () => {
    const w = await drawn()
    const admin = await signedIn(w, 'admin')
    const filled = { login: 'newcomer', name: '新来', post: '受理岗', department: 'SFJ', 'role-intake': 'on' }
    const stale = await admin.form('/desk/staff', { ...filled, _token: 'over' })
    const html = await stale.text()
    expect([stale.status, html]).toEqual([422, expect.stringContaining('页面放得太久了')])
    expect(html).toContain('value="newcomer"')
    const _token = /name="_token" value="([^"]+)"/.exec(html.slice(html.indexOf('action="/desk/staff"')))?.[1] ?? ''
    expect((await admin.form('/desk/staff', { ...filled, _token })).status).toBe(200)
  })

  test('a person ends the sessions elsewhere', async () => {
    const w = await drawn()
    const [here, there] = [await signedIn(w, 'handler'), await signedIn(w, 'handler')]
    expect(await text(here.get('/desk/account'))).toContain('结束别处的全部登录')
    await here.form('/desk/account/revoke', { id: 'others' })
    expect([await here.me(), await there.me()]).toEqual([200, 401])
    await enrol(here)
    expect(await text(here.get('/desk/account'))).toContain('关闭动态验证码')
  })
})

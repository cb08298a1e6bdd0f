import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { picture } from '../file/made.ts'
import { type Browser, PASSWORD, signedIn } from '../staff/people.ts'
import { asking, pageToken, person, written } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())

/** A colleague at the next window. */
const BESIDE = { ...person('intake'), login: 'intake2', name: '宋平（示例）' }

describe('the page of the window, without a script', () => {
  const FORM = {
    channel: 'CALL',
    receivedOn: '2026-06-15',
    category: 'T05',
    'about.department': 'ZFJ',
    account: '来电人说两名执法人员没有出示证件就扣了三轮车，也没有给扣押清单。',
    appears: 'named',
    'person.name': '周女士',
    told: 'true',
  }
  const post = (values: Record<string, string>) =>
    asking(w, 'intake')('/desk/cases/new', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
    })
  const page = async (path: string, who: string) => {
    const answer = await asking(w, who)(path)
    return { status: answer.status, html: await answer.text() }
  }

  test('is reached from the list by those who may, and says to others that they may not', async () => {
    expect((await page('/desk', 'intake')).html).toContain('href="/desk/cases/new"')
    expect((await page('/desk', 'sfs-chengdong')).html).toContain('href="/desk/cases/new"')
    expect((await page('/desk/cases/new', 'sfs-chengdong')).status).toBe(200)
    expect((await page('/desk', 'handler')).html).not.toContain('href="/desk/cases/new"')
    const refused = await page('/desk/cases/new', 'handler')
    expect([refused.status, refused.html.includes('您的岗位不登记来件')]).toEqual([403, true])
  })
  test('comes back with every mistake and everything typed', async () => {
    const answer = await post({
      ...FORM,
      account: '太短',
      receivedOn: '2026-06-16',
      told: '',
      'about.place': '文昌路口',
    })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toMatch(/有2处需要改正/)
    for (const words of [
      '经过太短',
      '请先告诉来件人',
      '太短</textarea>',
      'value="文昌路口"',
      'value="周女士"',
      'value="2026-06-16"',
    ])
      expect(html).toContain(words)
  })
  test('takes what was brought along, and keeps it while something else is mended', async () => {
    const send = (values: Record<string, string>, ...files: File[]) => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ _token: pageToken(w), ...values })) body.append(name, value)
      for (const file of files) body.append('file', file)
      return asking(w, 'intake')('/desk/cases/new', { method: 'POST', body })
    }
    const before = (await written(w)).cases ?? 0
    const refused = await send(
      { ...FORM, account: '太短' },
      new File([new Uint8Array(await picture('jpg'))], '来信第1页.jpg'),
    )
    const html = await refused.text()
    expect([refused.status, html.includes('已经收下1个文件')]).toEqual([422, true])
    const attachments = /name="attachments" value="([^"]+)"/.exec(html)?.[1] ?? ''
    expect((await send({ ...FORM, attachments })).status).toBe(303)
    expect((await written(w)).cases).toBe(before + 1)
    const held = await w.deps.store.heavy.rows<{ n: number }>({
      sql: "select count(*) as n from attachments where no is not null and state <> 'refused'",
      args: [],
    })
    expect(held[0]?.n).toBe(1)
  })
  test('gives back what was typed to whoever was signed out meanwhile', async () => {
    const answer = await asking(w, null)('/desk/cases/new', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), ...FORM }).toString(),
    })
    const html = await answer.text()
    expect(answer.status).toBe(401)
    for (const words of ['离开太久，已退出', FORM.account, '周女士', '来电']) expect(html).toContain(words)
  })
  test('looks up a matter and a body on the way, and sends nothing', async () => {
    const before = await written(w)
    const answer = await post({
      ...FORM,
      'about.department': '',
      account: '城管没有出示证件就扣了三轮车。',
      'ask.matter': '占道经营',
      _go: 'look',
    })
    const html = await answer.text()
    expect([
      answer.status,
      html.includes('name="matter" value="CH-'),
      html.includes('综合行政执法局（城市管理局）（把握'),
    ]).toEqual([200, true, true])
    expect(html).toContain('value="周女士"')
    expect(await written(w)).toEqual(before)
  })
  describe('its receipt', () => {
    const RECEIPT = '/desk/cases/receipt'
    const shown = async (browser: Browser) => (await browser.get(RECEIPT)).text()
    let clerk: Browser
    beforeAll(async () => {
      await addPeople(w.deps.store, [person('intake'), BESIDE], await hashPassword(PASSWORD), w.deps.now())
      clerk = await signedIn(w, 'intake')
    })
    const code = (html: string) => /<p class="code"[^>]*>(.*?)<\/p>/.exec(html)?.[1]?.replace(/<[^>]+>/g, '')

    test('is shown to whoever entered it, ten minutes, until it is handed over', async () => {
      const answer = await clerk.form('/desk/cases/new', FORM)
      expect([answer.status, answer.headers.get('location')]).toEqual([303, RECEIPT])
      const cookie = clerk.setCookies.find((one) => one.startsWith('entered='))
      expect(cookie).toMatch(/Path=\/desk\/cases\/receipt; HttpOnly; SameSite=Strict/)
      expect(code(await shown(clerk))).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)
      expect(await shown(clerk)).toMatch(/href="\/desk\/cases\/2026-/)
      // The same device in the hands of a colleague.
      const beside = await signedIn(w, BESIDE.login)
      beside.jar.set('entered', clerk.jar.get('entered') ?? '')
      expect(code(await shown(beside))).toBeUndefined()
      w.at('2026-06-15T10:35:00+08:00')
      expect(await shown(clerk)).toContain('凭证已经收起来了')
      w.at('2026-06-15T10:24:00+08:00')
      expect(code(await shown(clerk))).toBeDefined()
      await clerk.form(RECEIPT, {})
      expect(clerk.jar.has('entered')).toBe(false)
      expect(await shown(clerk)).toContain('凭证已经收起来了')
    })
    test('of a bribe says that it will not be seen again, and links to nothing', async () => {
      await clerk.form('/desk/cases/new', { ...FORM, category: 'T28' })
      const html = await shown(clerk)
      expect(code(html)).toBeDefined()
      expect(html).toContain('您以后看不到它')
      expect(html).not.toMatch(/href="\/desk\/cases\/2026/)
    })
  })
})

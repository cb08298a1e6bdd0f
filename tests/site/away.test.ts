import { expect, test } from 'vitest'
import { form } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld } from '../support/world.ts'
import { controlsOf } from './controls.ts'

const TYPED = {
  family: 'manner',
  'category-manner': 'T05',
  'about.department': 'ZFJ',
  'about.place': '文昌路与河滨路路口东侧',
  account: '前天上午两名执法人员没有出示证件，把我的三轮车拉走了。',
  appears: 'named',
  'person.name': '周女士',
  consent: 'on',
}

test('while nothing can be read, a form that was sent comes back with all that was typed', async () => {
  const w = await makeWorld({ render })
  await w.deps.store.writes.commit([{ sql: 'drop table publications', args: [] }])
  const answer = await form(w, '/complaint', TYPED)
  expect(answer.status).toBeGreaterThanOrEqual(500)
  const html = await answer.text()
  for (const said of [TYPED.account, TYPED['about.place'], TYPED['person.name']]) expect(html).toContain(said)
  const { consent: _again, ...kept } = TYPED
  expect(controlsOf(html)).toMatchObject(kept)
  expect(html).toContain('您刚才选的还在')
  expect(html).toContain('确认提交')

  const fresh = await w.app.request('/complaint', { headers: { accept: 'text/html' } })
  expect(fresh.status).toBe(503)
  expect(await fresh.text()).toContain('现在暂时不能填写')
  await w.close()
})

const submitted = async () => {
  const w = await makeWorld({ render })
  const answer = await form(w, '/complaint', { ...TYPED, appears: 'anonymous' })
  const [cookie = ''] = (answer.headers.getSetCookie().find((c) => c.startsWith('receipt=')) ?? '').split(';')
  const ticket = decodeURIComponent(cookie.slice('receipt='.length))
  const sent = w.deps.secrets.redeem<{ no: string; queryCode: string }>('receipt', ticket, w.deps.now().getTime())
  const receipt = async () =>
    (await w.app.request('/complaint/receipt', { headers: { cookie, accept: 'text/html' } })).text()
  return { w, no: sent?.no ?? 'none', queryCode: sent?.queryCode ?? 'none', receipt }
}
/** The code as a page shows it, in groups. */
const shows = (html: string, code: string) => html.replace(/<[^>]*>|\s/g, '').includes(code)

test('a receipt shows number and code whatever becomes of the look-up behind it', async () => {
  const { w, no, queryCode, receipt } = await submitted()
  const whole = await receipt()
  expect(whole).toContain('接下来')
  await w.deps.store.writes.commit([{ sql: 'drop table case_texts', args: [] }])
  const bare = await receipt()
  for (const html of [whole, bare]) {
    expect(html).toContain(no)
    expect(shows(html, queryCode)).toBe(true)
    expect(html).toContain('已收到您的反映')
  }
  expect(bare).toContain('现在读不到办理期限')
  await w.close()
})

test('the receipt of a case that was taken back does not say that it was received', async () => {
  const { w, no, queryCode, receipt } = await submitted()
  await w.app.request(`/api/track/${no}/withdraw`, { method: 'POST', headers: { 'x-query-code': queryCode } })
  const html = await receipt()
  expect(html).toContain('您已撤回这件反映')
  expect(html).not.toContain('已收到您的反映')
  await w.close()
})

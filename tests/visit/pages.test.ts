import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deps } from '../../api/context.ts'
import { asking, pageToken } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting } from './inspecting.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
})
afterAll(() => w.close())
const { body, planned, take, past, every } = inspecting(() => w)

const read = async (login: string | null, path: string) => {
  const answer = await asking(w, login)(path)
  const html = await answer.text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return { status: answer.status, html, text: main.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') }
}
const send = (login: string, path: string, values: Record<string, string>) =>
  asking(w, login)(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
  })

test('at the door: verdict, who, what, how often, which officers, rights, what can be done', async () => {
  const visit = await planned()
  const { status, text, html } = await read(null, `/q/${visit.code?.id}`)
  expect(status).toBe(200)
  for (const words of [
    '真实有效',
    '检查任务码',
    '食品经营（餐饮）日常监督检查',
    '本年第1次',
    '上限2次',
    '证号尾号',
    '还没有。应当先登记',
    '检查时您的权利',
    '投诉这次检查',
  ])
    expect(text, words).toContain(words)
  expect(text.indexOf('真实有效')).toBeLessThan(text.indexOf('这次检查'))
  expect(html).toContain('href="tel:')
  expect(html).toContain(`/complaint?code=${visit.code?.id}`)
  expect(html).toContain('/inspections/JC-SCJG-H62')
  await take('scjg', visit, 'cancel', { note: '改期' })
  const after = await read(null, `/q/${visit.code?.id}`)
  expect(after.text).toContain('已作废')
  expect(after.text).not.toContain('真实有效')
  // What to do and whom to tell stands before what the code was for.
  expect(after.text.indexOf('可以不接受检查')).toBeLessThan(after.text.indexOf('反映假码'))
  expect(after.text.indexOf('反映假码')).toBeLessThan(after.text.indexOf('这次检查'))
})

test('the complaint that begins there names the body', async () => {
  const visit = await planned()
  const { html } = await read(null, `/complaint?code=${visit.code?.id}&category=T13`)
  expect(html).toContain(`value="${visit.code?.id}"`)
  expect(html).toContain('SCJG')
})

test('planning by forms alone: the company first, then the rest; what is wrong comes back with everything kept', async () => {
  const uscc = company()
  const wrong = await read('scjg', '/desk/visits/new?uscc=91370000MA3XXXXX00')
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('校验位不对')
  const path = `/desk/visits/new?uscc=${uscc}&with.XF=on`
  const second = await read('scjg', path)
  expect(second.html).toContain('name="partners.XF"')
  expect(second.html).toContain('name="items.JC-XF-H62"')
  const said = (await body('scjg')) as unknown as { officers: string[]; on: string }
  const typed = {
    uscc,
    company: '示例面馆',
    industry: 'H62',
    place: '示例路9号',
    cause: 'plan',
    on: said.on,
    'items.JC-SCJG-H62': 'on',
  }
  const alone = await send('scjg', `/desk/visits/new?uscc=${uscc}`, typed)
  const html = await alone.text()
  expect(alone.status).toBe(422)
  expect(html).toContain('value="示例面馆"')
  expect(html).toContain('请选择执法人员')
  const officers = Object.fromEntries(said.officers.map((code) => [`officers.${code}`, 'on']))
  const done = await send('scjg', `/desk/visits/new?uscc=${uscc}`, { ...typed, ...officers })
  expect(done.status).toBe(303)
  const page = await read('scjg', done.headers.get('location') ?? '')
  for (const words of ['检查任务码', '示例面馆', '去登记进门', '进门登记', '补录', '取消']) expect(page.text).toContain(words)
})

test.each([
  ['scjg', '/desk/visits', 200],
  ['scjg', '/desk/visits/past', 200],
  ['handler', '/desk/visits', 200],
  ['handler', '/desk/visits/new', 403],
  ['handler', '/desk/visits/companies', 200],
  ['handler', '/desk/codes/numbers', 200],
  ['stats', '/desk/visits/alarms', 200],
  ['scjg', '/desk/visits/alarms', 403],
  ['scjg', '/desk/visits/companies', 403],
  ['scjg', '/desk/codes/numbers', 403],
  ['intake', '/desk/visits', 403],
  ['handler', '/desk/visits?status=nothing', 422],
  ['handler', '/desk/visits/JC-0000000000', 404],
  ['handler', '/desk/visits/alarms/YJ-0000000000', 404],
])('%s opens %s: %i', async (login, path, status) => {
  const page = await read(login, path)
  expect(page.status).toBe(status)
  expect(page.text).toMatch(/\p{Script=Han}/u)
})

test('an alarm is looked into and closed by forms alone', async () => {
  await past('scjg', { uscc: company() })
  const [alarm] = await every()
  const path = `/desk/visits/alarms/${alarm?.id}`
  expect((await read('handler', path)).text).toContain('事先没有检查任务')
  const short = await send('handler', path, { action: 'close', n: '1', note: '' })
  expect([short.status, await short.text()]).toEqual([422, expect.stringContaining('结论')])
  const done = await send('handler', path, { action: 'close', n: '1', note: '已核实平台当天故障，不成立' })
  expect(done.status).toBe(303)
  expect((await read('handler', path)).text).toContain('已办结')
})

test('the foot of a notice has the code, its address in letters and what to hold it against', async () => {
  const visit = await planned()
  const { text } = await read('scjg', `/desk/visits/${visit.no}/sheet`)
  expect(text).toContain(`/q/${visit.code?.id}`)
  expect(text).toContain('监督电话')
  expect((await read('zfj', `/desk/visits/${visit.no}/sheet`)).status).toBe(404)
})

test('a company’s name is never markup', async () => {
  const visit = await planned('scjg', { company: '<script>alert(1)</script>小馆' })
  for (const [login, path] of [
    [null, `/q/${visit.code?.id}`],
    ['scjg', `/desk/visits/${visit.no}`],
    ['handler', '/desk/visits'],
  ] as const) {
    const { html } = await read(login, path)
    expect(html, path).toContain('&lt;script&gt;alert(1)')
    expect(html, path).not.toContain('<script>alert(1)')
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting } from './inspecting.ts'

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
  const uscc = company()
  const visit = await planned('scjg', { uscc })
  const { status, text, html } = await read(null, `/q/${visit.code?.id}`)
  expect(status).toBe(200)
  for (const words of [
    // Another’s number would take another’s times: only who is inspected can tell.
    uscc,
    '真实有效',
    '检查任务码',
    '食品经营（餐饮）日常监督检查',
    '本年第1次',
    '上限2次',
    '证号尾号',
    '检查依据',
    '《中华人民共和国',
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
  const said = await body('scjg')
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
  for (const words of ['检查任务码', '示例面馆', '去登记进门', '进门登记', '补录', '取消'])
    expect(page.text).toContain(words)
})

test('on the second step who joins is changed or taken away, and nothing typed is lost', async () => {
  const uscc = company()
  const said = await body('scjg')
  const officers = Object.fromEntries(said.officers.map((code) => [`officers.${code}`, 'on']))
  const typed = {
    uscc,
    company: '示例茶楼',
    industry: 'H62',
    place: '示例路77号',
    cause: 'plan',
    on: said.on,
    ...officers,
  }
  const items = { 'items.JC-SCJG-H62': 'on' }
  const path = `/desk/visits/new?uscc=${uscc}`
  const anew = async (values: Record<string, string>) => {
    const answer = await send('scjg', path, { ...values, _go: 'again' })
    expect(answer.status).toBe(200)
    return answer.text()
  }
  const kept = (html: string) => {
    for (const words of ['value="示例茶楼"', 'value="示例路77号"']) expect(html).toContain(words)
    for (const code of said.officers) expect(html).toMatch(new RegExp(`name="officers.${code}" value="on" checked`))
    expect(html).toMatch(/name="items.JC-SCJG-H62" value="on" checked/)
  }
  expect((await read('scjg', path)).html).not.toContain('items.JC-XF-H62')
  const joined = await anew({ ...typed, ...items, 'partners.XF': 'on' })
  kept(joined)
  expect(joined).toContain('name="items.JC-XF-H62"')
  expect(joined).toMatch(/name="partners.XF" value="on" checked/)
  const alone = await anew({ ...typed, ...items, 'items.JC-XF-H62': 'on' })
  kept(alone)
  expect(alone).not.toContain('items.JC-XF-H62')
  // Whoever forgets to press it is told what is missing, on a page that offers it.
  const forgot = await send('scjg', path, { ...typed, ...items, 'partners.XF': 'on' })
  const html = await forgot.text()
  expect([forgot.status, html.includes('没有选澄河市消防救援大队的检查事项')]).toEqual([422, true])
  kept(html)
  expect(html).toContain('name="items.JC-XF-H62"')
  expect((await send('scjg', path, { ...typed, ...items })).status).toBe(303)
})

test('an urgent inspection is registered by forms alone, and its code is there to be shown', async () => {
  const uscc = company()
  const { officers } = await body('scjg')
  expect((await read('scjg', '/desk/visits')).html).toContain('/desk/visits/urgent')
  const typed = {
    uscc,
    company: '示例加气站',
    industry: 'H62',
    place: '示例路5号',
    cause: 'report',
    why: '线索编号示例002',
    'items.JC-SCJG-H62': 'on',
    ...Object.fromEntries(officers.map((code) => [`officers.${code}`, 'on'])),
    clock: '09:00',
    reason: '有人报燃气泄漏，等不及',
  }
  const path = `/desk/visits/urgent?uscc=${uscc}`
  expect((await read('scjg', path)).text).toContain('离开企业以前登记')
  const wrong = await send('scjg', path, typed)
  const html = await wrong.text()
  expect([wrong.status, html.includes('谁批准的'), html.includes('有人报燃气泄漏')]).toEqual([422, true, true])
  const done = await send('scjg', path, { ...typed, approver: '副局长示例' })
  expect(done.status).toBe(303)
  const page = await read('scjg', done.headers.get('location') ?? '')
  for (const words of ['检查任务码', '紧急，离开前登记', '批准：副局长示例']) expect(page.text).toContain(words)
  expect((await read('handler', '/desk/visits?way=urgent')).text).toContain('示例加气站')
  const id = /\/q\/([0-9A-Z]{12})/.exec(page.html)?.[1]
  expect((await read(null, `/q/${id}`)).text).toContain('情况紧急，先进门、后登记')
})

test('what is written down afterwards begins with its day, and is chosen from what was in force then', async () => {
  const uscc = company()
  expect((await read('scjg', '/desk/visits/past')).text).toContain('实际哪天进的门')
  const wrong = await read('scjg', `/desk/visits/past?uscc=${uscc}&on=2026-06-31`)
  expect([wrong.status, wrong.html.includes(`value="${uscc}"`)]).toEqual([422, true])
  const second = await read('scjg', `/desk/visits/past?uscc=${uscc}&on=2026-06-12`)
  expect(second.status).toBe(200)
  expect(second.html).toMatch(/name="enteredOn"[^>]*value="2026-06-12"/)
})

test('an alarm leads on to a case and from there to a document, by forms alone', async () => {
  const uscc = company()
  await past('scjg', { uscc })
  const alarm = (await every(`&uscc=${uscc}`))[0]
  const path = `/desk/visits/alarms/${alarm?.id}`
  const page = await read('handler', path)
  const account = /<textarea[^>]*name="account"[^>]*>([^<]*)</.exec(page.html)?.[1] ?? ''
  expect(account).toContain('事先没有检查任务')
  const wrong = await send('handler', path, { action: 'refer', n: '1', category: '', account })
  expect([wrong.status, (await wrong.text()).includes('事先没有检查任务。')]).toEqual([422, true])
  expect((await send('handler', path, { action: 'refer', n: '1', category: 'T13', account })).status).toBe(303)
  const after = await read('handler', path)
  const no = /\/desk\/cases\/([0-9]{4}-[0-9]{8}[A-Z])/.exec(after.html)?.[1]
  expect(after.html).toContain(`/desk/directives/new?case=${no}`)
  const made = await read('handler', `/desk/cases/${no}`)
  expect(made.text).toContain('入企检查预警，')
  expect(made.html).toContain(`href="${path}"`)
  expect((await read('stats', path)).html).not.toContain(String(no))
})

test.each([
  ['scjg', '/desk/visits', 200],
  ['scjg', '/desk/visits/urgent', 200],
  ['handler', '/desk/visits/urgent', 403],
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
  const [alarm] = await every('&kind=untasked')
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

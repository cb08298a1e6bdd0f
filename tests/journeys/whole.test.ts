import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { film, picture } from '../file/made.ts'
import { smsSink } from '../notice/sinks.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { keyboard } from './keys.ts'
import { ACCOUNT, act, at, fill, main, open, press, slip, submit, told } from './people.ts'
import { desk, portal } from './portal.ts'
import { faults, overflow } from './sound.ts'
import { trail, unheard } from './trail.ts'

/** Five people, each from the first click to the rating, with every protection on that is on where it serves. */
let sms: Awaited<ReturnType<typeof smsSink>>
const city = portal(async () => {
  sms = await smsSink()
  return { LOG_LEVEL: 'trace', ANTIBOT: 'altcha', SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' }
})
const { facing, acts, does, noise } = desk(city)
afterAll(() => sms?.close())

const SMALL = { width: 320, height: 640 }
const GROUPS = /.{4}/g
const LEFT = /今天.*还有\d+(天|个工作日)/
const received = (page: Page) => page.waitForURL('**/complaint/receipt')
const heading = (page: Page) => page.textContent('h1')

const HEADING: Record<string, string> = {
  triage: '投诉举报',
  door: '先看这里',
  what: '是哪一类问题',
  whom: '您要反映谁',
  where: '在哪里、什么时候',
  account: '发生了什么',
  evidence: '有照片、录像或文件吗',
  you: '要不要留姓名',
  check: '请核对，再提交',
}
const looked = new Set<string>()
/** Every page fits its window and says what it is; each that is new to these journeys is looked at by an instrument too. */
async function look(page: Page, where: string) {
  expect(await overflow(page), `${where} is wider than the window`).toBeLessThanOrEqual(0)
  if (HEADING[where]) expect(await heading(page)).toBe(HEADING[where])
  if (looked.has(where)) return
  looked.add(where)
  expect(await faults(page), where).toEqual([])
}

/** The size of the smallest letters on a page. */
const smallest = (page: Page) =>
  page.locator('main').evaluate((main) => {
    const spoken = [...main.querySelectorAll('*')].filter(
      (e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim()),
    )
    return Math.min(...spoken.map((e) => Number.parseFloat(getComputedStyle(e).fontSize)))
  })

/** Screened, assigned, signed for and answered. */
async function answered(no: string, note: string) {
  await does('intake', no, 'accept')
  await does('assign', no, 'assign')
  await does('handler', no, 'sign')
  await does('handler', no, 'answer', { outcome: 'upheld', note })
}
/** What the desk reads of the sender's judgement. */
async function judgement(login: string, no: string) {
  const page = await facing(login, `/desk/cases/${no}`)
  await look(page, 'case')
  return page.locator('h3:has-text("来件人的评价") + p').innerText()
}

test('a market trader on a small phone without script', async () => {
  const trader = await city.visit({ size: SMALL, script: false })
  const { page } = trader
  const ways = [trail(trader)]
  const onward = async (from: string, to: string) => {
    await look(page, from)
    await submit(page)
    await at(page, to)
  }
  await page.goto('/')
  await look(page, 'home')
  await page.click('main .task[data-first]')
  await page.check('[name="ask.about"][value=authority]')
  await page.check('[name=relation][value=own]')
  await page.check('[name="ask.before"][value=court]')
  await onward('triage', 'door')
  expect(await main(page)).toMatch(/正在打官司[\s\S]*12348[\s\S]*15日内上诉/)
  await onward('door', 'what')
  await page.check('[name=family][value=money]')
  await submit(page)
  expect(await page.title()).toMatch(/^有1处需要改正：/)
  expect(await page.locator('.errors a').allTextContents()).toEqual(['请填写类别'])
  await page.check('[name=category-money][value=T19]')
  await onward('what', 'whom')
  // Whom, she does not know: what she saw finds a candidate.
  await page.fill('[name="about.text"]', '城管的车')
  await page.click('text=按我写的找单位')
  await page.click('button[name=_pick][value=ZFJ]')
  expect(await page.inputValue('[name="about.department"]')).toBe('ZFJ')
  await onward('whom', 'where')
  await page.selectOption('[name="about.township"]', { label: '滨河街道' })
  await page.fill('[name="about.place"]', '文昌路口')
  await onward('where', 'account')
  await page.fill('[name=account]', ACCOUNT)
  await page.click('button[value=back]')
  expect(await page.inputValue('[name="about.place"]')).toBe('文昌路口')
  await page.goBack()
  expect(await page.inputValue('[name=account]')).toBe(ACCOUNT)
  await onward('account', 'evidence')
  const photo = { name: '周女士的照片.jpg', mimeType: 'image/jpeg', buffer: await picture('jpg', 600, 400) }
  await page.setInputFiles('#file', photo)
  await onward('evidence', 'you')
  await page.check('[name=appears][value=confidential]')
  await page.fill('[name="person.name"]', '周女士')
  await page.fill('[name="person.phone"]', '12345')
  await submit(page)
  expect(await page.locator('.errors a').allTextContents()).toEqual(['手机号码应为11位数字，固定电话请加区号'])
  await page.click('.errors a')
  expect(await page.locator('[name="person.phone"]').getAttribute('aria-invalid')).toBe('true')
  expect(await page.inputValue('[name="person.name"]')).toBe('周女士')
  await page.fill('[name="person.phone"]', '19900001234')
  await onward('you', 'check')
  expect(await page.textContent('.answers')).toMatch(/乱查封[\s\S]*综合行政执法局[\s\S]*滨河街道[\s\S]*1个文件/)
  expect(await main(page)).toMatch(/谁来办[\s\S]*澄河市司法局[\s\S]*不会告诉谁[\s\S]*综合行政执法局/)
  // One answer put right from the summary.
  await page.click('button[name=_go][value=whom]')
  await page.fill('[name="about.officer"]', '李某')
  await submit(page)
  expect(await page.textContent('.answers')).toContain('李某')
  await page.check('[name=consent]')
  await look(page, 'check')
  await submit(page)
  await received(page)
  const kept = await slip(page)
  expect(await heading(page)).toBe('已收到您的反映')
  expect([kept.no, kept.groups.length]).toEqual([expect.stringMatching(/^\d{4}-\d{8}[A-Z]$/), 6])
  await look(page, 'receipt')

  // Another day, from the paper: a wrong letter first, then as it stands there.
  const later = await city.visit({ size: SMALL, script: false })
  ways.push(trail(later))
  const { page: paper } = later
  await paper.goto('/')
  await paper.click('.menu summary')
  await paper.click('.menu a[href="/track"]')
  await paper.click('main [name=no]')
  await paper.keyboard.type(kept.no)
  await paper.click('main [name=code]')
  await paper.keyboard.type('ZZZZ '.repeat(6))
  await press(paper, '查询')
  expect(await paper.textContent('.errors')).toContain('编号或查询码不对')
  expect(await paper.inputValue('main [name=no]')).toBe(kept.no)
  await look(paper, 'track with mistakes')
  await paper.fill('main [name=code]', '')
  await paper.click('main [name=code]')
  await paper.keyboard.type(kept.groups.join(' ').toLowerCase())
  await press(paper, '查询')
  expect(await heading(paper)).toBe('办理进度')
  expect(await main(paper)).toContain('待受理')
  expect(await paper.textContent('.clock')).toMatch(/最迟告诉您是否受理/)
  expect(await paper.textContent('.clock')).toMatch(LEFT)
  await look(paper, 'track')

  // Through the desk: screened, assigned, the body asked about it, answered.
  const screening = await facing('intake', `/desk/cases/${kept.no}`)
  expect(await main(screening)).toContain(ACCOUNT)
  expect(await screening.content()).not.toMatch(/19900001234|周女士/)
  expect(await screening.textContent('details:has([value=accept])')).toMatch(/答复期限将是\d+月\d+日/)
  await act(screening, 'accept')
  expect(await told(screening)).toContain('已办：受理')
  await acts('assign', kept.no, 'assign')
  await acts('handler', kept.no, 'sign')
  await acts('handler', kept.no, 'enquire', { digest: '请说明这一时期扣押车辆的依据、程序和清单交付情况。' })
  const body = await facing('zfj', '/desk/enquiries')
  await body.click('main tr:has-text("扣押车辆") a')
  for (const hidden of [kept.no, '三轮车', '周女士']) expect(await body.content()).not.toContain(hidden)
  await body.fill('[name=note]', '经核实，当日没有交付清单，车辆已经退还。')
  await body.click('main form .actions button')
  expect(await told(body)).toContain('已反馈')
  await paper.reload()
  expect(await paper.textContent('.clock')).toMatch(/最迟答复日期/)
  expect(await paper.textContent('.clock')).toMatch(LEFT)
  await acts('handler', kept.no, 'answer', { outcome: 'upheld', note: '经查，当时没有出示证件，情况属实，车辆已经退还。' })

  await paper.reload()
  expect(await main(paper)).toContain('车辆已经退还')
  await look(paper, 'answered')
  await paper.check('[name=grade][value="1"]')
  await paper.check('[name="bad.slow"]')
  await press(paper, '提交评价')
  expect(await told(paper)).toContain('您的评价已经收到')
  expect(await main(paper)).toContain('非常不满意（办得太慢）')
  expect(await paper.locator('[name=grade]').count()).toBe(0)
  await press(paper, '查另一件')
  expect(await heading(paper)).toBe('查办理进度')
  await look(paper, 'ask')
  expect(await judgement('handler', kept.no)).toContain('非常不满意：办得太慢')
  const { code, groups } = kept
  await unheard(city.site, ways, [code, code.toLowerCase(), groups.join(' '), 'ZZZZZZ', '19900001234', '周女士'])
  expect([...trader.noise, ...later.noise]).toEqual([])
})

test('a company with a video that breaks off on the way', async () => {
  const company = await city.visit({ size: DESKTOP })
  const { page } = company
  const ways = [trail(company)]
  const uscc = `91379900MA3C12345${usccCheck('91379900MA3C12345')}`
  const { bytes, kept: pictures } = film({ size: 6_000_000 })
  const offsets: number[] = []
  await page.route('**/api/uploads/*', async (route) => {
    const request = route.request()
    if (request.method() !== 'PATCH') return route.continue()
    const offset = Number(request.headers()['upload-offset'])
    offsets.push(offset)
    if (offset === 0 || offsets.filter((one) => one === offset).length > 1) return route.continue()
    // The line goes away once two thirds are there.
    await page.waitForSelector('text=/正在传，[67]\\d%/')
    expect(await page.getAttribute('progress', 'aria-label')).toBe('经过.mp4的进度')
    return route.abort('connectionreset')
  })
  await page.goto('/')
  await page.click('main .task[data-first]')
  await page.check('[name="ask.mine"][value=enterprise]')
  const onStep: Record<string, () => Promise<void>> = {
    evidence: async () => {
      await page.waitForSelector('astro-island:not([ssr]) #evidence')
      await page.setInputFiles('#evidence', { name: '经过.mp4', mimeType: 'video/mp4', buffer: bytes })
      await page.waitForSelector('text=已经收下1个文件')
      expect(offsets).toEqual([0, 4_194_304, 4_194_304])
    },
    you: async () => {
      await page.fill('[name="person.phone"]', '19900005678')
      await page.fill('[name="enterprise.name"]', '澄河示例小吃店')
      await page.fill('[name="enterprise.uscc"]', `${uscc.slice(0, 17)}${uscc.endsWith('0') ? '1' : '0'}`)
      await page.selectOption('[name="enterprise.industry"]', 'H62')
      await page.selectOption('[name="enterprise.effect"]', 'some')
      await submit(page)
      await page.waitForSelector('.errors >> text=统一社会信用代码不对')
      await page.fill('[name="enterprise.uscc"]', uscc)
    },
  }
  await fill(page, {
    department: 'SCJG',
    category: ['inspection', 'T14'],
    appears: 'named',
    account: '一个月里来了四次，每次都查同样的台账，没有出示检查通知书。',
    look: async (step) => {
      await look(page, step)
      await onStep[step]?.()
    },
  })
  expect(await page.textContent('.answers')).toMatch(/重复检查[\s\S]*1个文件[\s\S]*澄河示例小吃店/)
  expect(await main(page)).toMatch(/不会告诉谁[\s\S]*市场监督管理局/)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/小吃店|周女士/)
  await submit(page)
  await received(page)
  const { no, code } = await slip(page)
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('text=保存成图片')])
  expect(saved.suggestedFilename()).toBe(`阳光执法凭证${no}.png`)

  // The handler reads who the company is, and the copy of the film without what the telephone had written into it.
  await does('intake', no, 'accept')
  await does('assign', no, 'assign')
  await does('handler', no, 'sign')
  const handler = await facing('handler', `/desk/cases/${no}`)
  for (const said of ['涉企快道', '澄河示例小吃店', uscc, '重复检查']) expect(await main(handler)).toContain(said)
  expect(await handler.content()).not.toMatch(/周女士|19900005678|经过\.mp4/)
  await expect.poll(async () => (await handler.reload()) && handler.locator('a[href$="/attachments/1"]').count()).toBe(1)
  await handler.click('a[href$="/attachments/1"]')
  const [copy] = await Promise.all([handler.waitForEvent('download'), handler.click('text=下载副本')])
  const cleaned = readFileSync(await copy.path())
  expect(bytes.includes('CANARY')).toBe(true)
  expect(cleaned.includes('CANARY')).toBe(false)
  for (const part of pictures) expect(cleaned.includes(part)).toBe(true)

  // On the telephone of somebody else there, from the picture of the slip.
  const later = await city.visit({ size: PHONE })
  ways.push(trail(later))
  const { page: phone } = later
  await phone.goto('/')
  await phone.click('.menu summary')
  await phone.click('.menu a[href="/track"]')
  await phone.setInputFiles('[data-scan] input', await saved.path())
  await phone.waitForSelector('text=已经读出')
  await press(phone, '查询')
  await phone.waitForSelector('.clock')
  expect(await phone.textContent('.clock')).toMatch(/最迟答复日期[\s\S]*还有\d个工作日/)
  expect(await main(phone)).toContain('有进展时发短信')
  await phone.fill('#messages-text', '请尽快。')
  await press(phone, '发送')
  expect(await told(phone)).toContain('留言已经送到')
  await does('handler', no, 'answer', { outcome: 'upheld', note: '经查，四次检查没有合并进行，已经责令改正。' })
  await phone.click('text=看和下载我的全部内容')
  expect(await main(phone)).toContain('19900005678')
  await look(phone, 'copy')
  await phone.click('main .back')
  expect(await main(phone)).toContain('已经责令改正')
  await phone.check('[name=grade][value="4"]')
  await phone.check('[name="good.clear"]')
  await press(phone, '提交评价')
  expect(await main(phone)).toContain('满意（说得清楚）')
  expect(await judgement('handler', no)).toContain('满意：说得清楚')

  // The slip has been in two hands: a new code, and the old one opens nothing.
  await open(phone, '换一个查询码')
  await press(phone, '换查询码')
  const renewed = await slip(phone)
  await look(phone, 'new code')
  await phone.click('text=保存好了')
  expect(await main(phone)).toContain('您换了查询码')
  await expect.poll(() => sms.taken.filter(({ body }) => body.includes(no)).length, { timeout: 15_000 }).toBeGreaterThan(0)
  await unheard(city.site, ways, [code, renewed.code, '19900005678', '周女士', '小吃店'])
  for (const { body } of sms.taken) expect(body).not.toMatch(new RegExp(`${code}|${renewed.code}|小吃店|周女士`))
  expect([...company.noise, ...later.noise].filter((line) => !/ERR_CONNECTION_RESET/.test(line))).toEqual([])
})

test('an anonymous report of bribery', async () => {
  const account = '示例事项：一名执法人员查完以后索要两条烟，说给了就不罚。'
  const person = await city.visit({ size: PHONE })
  const { page } = person
  const ways = [trail(person)]
  await page.goto('/')
  await page.click('main .task[data-first]')
  await fill(page, { about: 'integrity', category: ['integrity', 'T28'], account, look: (step) => look(page, step) })
  expect(await main(page)).toMatch(/专门人员[\s\S]*不会告诉谁[\s\S]*综合行政执法局[\s\S]*谁也不知道您是谁/)
  await submit(page)
  await received(page)
  const { no, code } = await slip(page)

  // Two people read it. For everybody else it is not there.
  for (const login of ['intake', 'assign', 'handler', 'review', 'chief', 'superior', 'zfj', 'admin']) {
    const other = await facing(login, `/desk/cases/${no}`)
    expect([login, (await main(other))?.includes(account)]).toEqual([login, false])
    const list = await facing(login, `/desk?view=all&q=${no}`)
    expect([login, await list.locator('.queue tbody th a').count()]).toEqual([login, 0])
  }
  await acts('sealed1', no, 'accept')
  const sealed = await acts('sealed1', no, 'message', { note: '材料已经收到，正在核对。请不要告诉别人您写过这封信。' })
  expect(await main(sealed)).toContain(account)
  expect(await main(sealed)).toContain('来件人没有留姓名和联系方式')
  await acts('sealed1', no, 'transfer', { note: '移送市纪委监委，示例文号2026第1号。' })

  const later = await city.visit({ size: PHONE })
  ways.push(trail(later))
  const { page: other } = later
  await other.goto('/')
  await other.click('.menu summary')
  await other.click('.menu a[href="/track"]')
  // The whole slip, as copied from a picture.
  await other.fill('main [name=no]', `编号\n${no}\n查询码\n${code.match(GROUPS)?.join(' ')}\n没有字母I、L、O、U。`)
  await press(other, '查询')
  expect(await main(other)).toMatch(/已依法处理[\s\S]*请不要告诉别人您写过这封信/)
  expect(await main(other)).toContain('不发短信和邮件')
  expect(await main(other)).not.toMatch(/纪委|移送/)
  await look(other, 'sealed, dealt with')
  expect(await main(other)).toContain('您对这次办理满意吗')
  await other.check('[name=grade][value="5"]')
  await other.check('[name="good.quick"]')
  await press(other, '提交评价')
  expect(await main(other)).toContain('非常满意（办得快）')
  expect(await judgement('sealed2', no)).toContain('非常满意：办得快')
  expect(await main(await facing('chief', `/desk/cases/${no}`))).not.toContain('非常满意')
  expect(sms.taken.filter(({ body }) => body.includes(no))).toEqual([])
  await unheard(city.site, ways, [code, account])
  expect([...person.noise, ...later.noise]).toEqual([])
})

test('in elder mode, switched on by its link and still on at the end', async () => {
  const elder = await city.visit({ size: PHONE })
  const { page } = elder
  const ways = [trail(elder)]
  await page.goto('/')
  const usual = await smallest(page)
  await page.click('.menu summary')
  await page.click('.menu >> text=长者模式')
  expect(new URL(page.url()).pathname).toBe('/')
  const enlarged = async (of: Page, where: string) => {
    expect(await of.textContent('.mode')).toContain('现在是长者模式')
    expect(await smallest(of), where).toBeGreaterThanOrEqual(Math.max(20, usual * 1.3))
    await look(of, where)
  }
  await enlarged(page, 'home')
  expect(await main(page)).toMatch(/打电话反映[\s\S]*工作人员替您填写/)
  await page.click('main .task[data-first]')
  await fill(page, { appears: 'named', look: (step) => enlarged(page, step) })
  await submit(page)
  await received(page)
  await enlarged(page, 'receipt')
  const { no, groups, code } = await slip(page)
  await answered(no, '经查，情况属实，已经批评教育，三轮车可以取回。')
  await page.close()

  // Weeks later on the same telephone, typed from the paper into the home page.
  const again = await elder.context.newPage()
  await again.goto('/')
  await again.fill('main [name=no]', no)
  await again.fill('main [name=code]', groups.join(' ').toLowerCase())
  await press(again, '查询')
  expect(await heading(again)).toBe('办理进度')
  await enlarged(again, 'answered')
  expect(await main(again)).toMatch(/给您的答复[\s\S]*三轮车可以取回/)
  await again.check('[name=grade][value="3"]')
  await press(again, '提交评价')
  expect(await main(again)).toContain('您的评价：基本满意')
  await enlarged(again, 'rated')
  expect(await judgement('handler', no)).toContain('基本满意')
  await unheard(city.site, ways, [code, groups.join(' ').toLowerCase(), '周女士'])
  expect(elder.noise).toEqual([])
})

test('with the keyboard alone', async () => {
  const typist = await city.visit({ size: DESKTOP })
  const { page } = typist
  const ways = [trail(typist)]
  const { enter, type, pick, reach } = keyboard(page)
  await page.goto('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
  await page.keyboard.press('Enter')
  await enter('main .task[data-first]')
  await at(page, 'triage')
  const onward = async (step: string) => {
    await enter('#complaint .actions button:not([formnovalidate])')
    await at(page, step)
  }
  await pick('[name="ask.about"]')
  await onward('what')
  await pick('[name=family]')
  await pick('[name=category-manner]', 1)
  await onward('whom')
  await reach('[name="about.department"]')
  await page.keyboard.press('ArrowDown')
  await type('[name="about.officer"]', '李某')
  // Enter in a field goes on, never back.
  await page.keyboard.press('Enter')
  await at(page, 'where')
  await onward('account')
  await type('[name=account]', ACCOUNT)
  await onward('evidence')
  await onward('you')
  await pick('[name=appears]')
  await onward('check')
  expect(await page.textContent('.answers')).toMatch(/运动式执法[\s\S]*李某/)
  await pick('[name=consent]')
  await enter('#complaint .actions button:not([formnovalidate])')
  await received(page)
  const { no, code } = await slip(page)
  await answered(no, '经查，当天的集中检查没有批准，已经责令改正。')

  await enter('a[href="/"]')
  await page.waitForURL('**/')
  await type('main [name=no]', no)
  await type('main [name=code]', code)
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("办理进度")')
  expect(await main(page)).toContain('已经责令改正')
  await pick('[name=grade]', 1)
  await type('#rating-text', '说清楚了。')
  await enter('form[action="/track/rating"] button')
  await page.waitForSelector('[role=status] >> text=您的评价已经收到')
  expect(await main(page)).toContain('您的评价：满意')
  expect(await judgement('handler', no)).toContain('满意')
  expect(await main(await facing('handler', `/desk/cases/${no}`))).toContain('说清楚了。')
  await unheard(city.site, ways, [code, '李某', '说清楚了'])
  expect(typist.noise).toEqual([])
})

test('the desk had nothing to complain about', async () => expect(await noise()).toEqual([]))

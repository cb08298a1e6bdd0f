import { expect } from 'vitest'
import { picture } from '../../file/made.ts'
import { ACCOUNT, act, at, main, press, slip, submit, told } from '../people.ts'
import { trail, unheard } from '../trail.ts'
import { acts, city, facing, heading, judgement, LEFT, look, received } from './city.ts'

const SMALL = { width: 320, height: 640 }

/** A market trader on a small phone without script, who knows nobody and mends her mistakes. */
export async function trader() {
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
  await page.check('[name=before][value=court]')
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
  expect(await main(screening)).toContain('来件人称正在诉讼')
  expect(await screening.textContent('details:has([value=refuse])')).toMatch(/可以告诉来件人找哪里[\s\S]*12315/)
  expect(await screening.content()).not.toMatch(/19900001234|周女士/)
  expect(await screening.textContent('details:has([value=accept])')).toMatch(/答复期限将是(\d{4}年)?\d+月\d+日/)
  await act(screening, 'accept')
  expect(await told(screening)).toContain('已办：受理')
  await acts('assign', kept.no, 'assign')
  await acts('handler', kept.no, 'sign')
  await acts('handler', kept.no, 'enquire', { digest: '请说明这一时期扣押车辆的依据、程序和清单交付情况。' })
  const body = await facing('zfj', '/desk/enquiries')
  await body.click('main tr:has-text("扣押车辆") a')
  for (const hidden of [kept.no, '三轮车', '周女士']) expect(await body.content()).not.toContain(hidden)
  await act(body, 'answer', { note: '经核实，当日没有交付清单，车辆已经退还。' })
  expect(await told(body)).toContain('已反馈')
  await paper.reload()
  expect(await paper.textContent('.clock')).toMatch(/最迟答复日期/)
  expect(await paper.textContent('.clock')).toMatch(LEFT)
  await acts('handler', kept.no, 'answer', {
    outcome: 'upheld',
    note: '经查，当时没有出示证件，情况属实，车辆已经退还。',
  })

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
}

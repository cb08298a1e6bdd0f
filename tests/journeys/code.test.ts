import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { ACCOUNT, act, at, day, main, press, slip, submit } from './people.ts'
import { desk, portal } from './portal.ts'
import { printed, read, WECHAT } from './scan.ts'

const city = portal()
const { facing, noise } = desk(city)
const PLACE = '城东街道示例路1号政务大厅二楼'

const heading = (page: Page) => page.textContent('main h1')
const idIn = (address: string) => new URL(address).pathname.split('/').at(-1) ?? ''

/** What everybody who holds the picture before a camera is led to. */
let address: string
beforeAll(async () => {
  const page = await facing('handler', '/desk')
  await page.click('nav summary:has-text("更多")')
  await page.click('nav a:has-text("监督码"):visible')
  await page.click('text=签发一个码')
  await page.click('main a:has-text("窗口、站所码")')
  await page.selectOption('[name=department]', 'SCJG')
  await page.fill('[name=label]', '政务大厅7号窗口')
  await page.fill('[name=place]', PLACE)
  await page.fill('[name=issuedTo]', '市场监管局办公室')
  await page.fill('[name=validFrom]', day(0))
  await press(page, '签发')
  await page.click('main a:has-text("打印")')
  await page.waitForURL('**/print')
  address = await printed(page, 'svg.label')
})

/** Through the form somebody was led to, saying only what nobody knows for them. */
async function complain(page: Page, { known = true } = {}) {
  const onward = async (step: string) => {
    await submit(page)
    await at(page, step)
  }
  expect(await page.isChecked('[name="ask.about"][value=authority]')).toBe(true)
  await onward('what')
  if (!(await page.locator('[name=family]:checked').count())) {
    await page.check('[name=family][value=manner]')
    await page.check('[name=category-manner][value=T05]')
  }
  await onward('whom')
  if (known) expect(await page.inputValue('[name="about.department"]')).toBe('SCJG')
  await onward('where')
  if (known) expect(await page.inputValue('[name="about.place"]')).toBe(PLACE)
  await onward('account')
  await page.fill('[name=account]', `${await page.inputValue('[name=account]')}${ACCOUNT}`)
  await onward('evidence')
  await onward('you')
  await page.check('[name=appears][value=anonymous]')
  await onward('check')
  await page.check('[name=consent]')
  await submit(page)
  await page.waitForSelector('.ticket')
  return slip(page)
}

/** How often the body’s codes were scanned, and how many complaints and how much praise came of it. */
async function numbers(): Promise<number[]> {
  const page = await facing('handler', '/desk/codes')
  await page.click('main a:has-text("用得怎样")')
  const row = page.locator('table:has(caption:has-text("各单位")) tbody tr', { hasText: '市场监督管理局' })
  const cells = await row.locator('td').allTextContents()
  return cells.slice(2, 5).map(Number)
}

describe('a sign on a counter', () => {
  test('is the same on paper and from the print shop, and neither says what it stands for', async () => {
    const page = await facing('handler', `/desk/codes/${idIn(address)}/print`)
    expect(address).toMatch(new RegExp(`^${city.site.url}/q/[0-9A-Z]{12}$`))
    const [href] = await page
      .locator('main a:has-text("SVG")')
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))
    const svg = await (await page.request.get(href ?? '')).body()
    expect(await read(sharp(svg, { density: 150 }))).toBe(address)
    expect(idIn(address)).not.toContain('SCJG')
  })

  test('is scanned, complained from, praised from; the desk sees both and counts them', async () => {
    const before = await numbers()
    const { page, noise } = await city.visit(WECHAT)
    const foreign: string[] = []
    page.on('request', (r) => !r.url().startsWith(city.site.url) && foreign.push(r.url()))
    await page.goto(address)
    expect(await heading(page)).toBe('真实有效')
    expect((await main(page))?.trim()).toMatch(/^真实有效/)
    // Seen without a touch.
    const box = await page.locator('main h1').boundingBox()
    expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThan(WECHAT.size.height / 2)
    expect(await main(page)).toMatch(/政务大厅7号窗口[\s\S]*市场监督管理局[\s\S]*政务大厅二楼/)
    await page.click('main a:has-text("投诉、反映问题")')
    const { no } = await complain(page)

    await page.goto(address)
    await page.click('main a:text-is("表扬")')
    await at(page, 'whom')
    expect(await page.inputValue('[name="about.department"]')).toBe('SCJG')
    await submit(page)
    await at(page, 'account')
    await page.fill('[name=account]', '七号窗口的同志耐心讲了三遍，材料一次就办好了，没有让我再跑。')
    await submit(page)
    await at(page, 'you')
    await page.check('[name=appears][value=anonymous]')
    await submit(page)
    await at(page, 'check')
    await page.check('[name=consent]')
    await submit(page)
    await page.waitForSelector('.ticket')
    const praise = await slip(page)

    for (const one of [no, praise.no]) {
      const said = await main(await facing('intake', `/desk/cases/${one}`))
      expect(said).toMatch(/渠道\s*扫码/)
      expect(said).toContain(idIn(address))
    }
    // Two scans: whoever goes on to the form has not scanned again.
    const [scans = 0, complaints = 0, praised = 0] = before
    expect(await numbers()).toEqual([scans + 2, complaints + 1, praised + 1])
    expect(foreign).toEqual([])
    expect(noise).toEqual([])
  })

  test.each([
    { how: 'without script', script: false },
    { how: 'in elder mode', elder: true },
  ])('is complained from $how', async (how) => {
    const { page, noise } = await city.visit({ ...WECHAT, ...how })
    await page.goto(address)
    expect(await heading(page)).toBe('真实有效')
    await page.click('main a:has-text("投诉、反映问题")')
    const { no } = await complain(page)
    expect(await main(await facing('intake', `/desk/cases/${no}`))).toContain(idIn(address))
    expect(noise).toEqual([])
  })

  test.each([
    { how: 'with script', script: true },
    { how: 'without', script: false },
  ])(
    'is rated in two taps $how; a bad grade leads on to a complaint that does not say from where',
    async ({ script }) => {
      const rated = async () => {
        const page = await facing('handler', '/desk/codes/numbers')
        const told = await page.textContent('dt:has-text("窗口、站所码") + dd')
        return Number.parseInt(told ?? '', 10)
      }
      const before = await rated()
      const { page, noise } = await city.visit({ ...WECHAT, script })
      await page.goto(address)
      await page.click('#rate label:has-text("非常不满意")')
      await press(page, '提交评价')
      await page.waitForSelector('h1:has-text("收下了")')
      expect(await rated()).toBe(before + 1)
      await page.click('main button:has-text("去反映")')
      await page.waitForSelector('#complaint')
      expect(await page.inputValue('#complaint [name="about.department"]')).toBe('SCJG')
      expect(await page.content()).not.toContain(idIn(address))
      expect(noise).toEqual([])
    },
  )

  test('is typed where it cannot be scanned, as people type', async () => {
    const { page } = await city.visit({ ...WECHAT, script: false })
    const id = idIn(address)
    const spaced = id.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').match(/.{3}/g)?.join(' ') ?? ''
    for (const typed of [spaced, id.match(/.{4}/g)?.join('-') ?? '', ` ${address}?from=timeline `]) {
      await page.goto('/')
      await page.click('footer a:has-text("核验监督码")')
      await page.fill('main [name=code]', typed)
      await press(page, '核验')
      await page.waitForURL(`**/q/${id}`)
      expect(await heading(page), typed).toBe('真实有效')
    }
    // The control: forgiving is not guessing.
    await page.goto('/q')
    await page.fill('main [name=code]', `${id.slice(0, -1)}`)
    await press(page, '核验')
    expect(await main(page)).toContain('查不到这个码')
    expect(await page.inputValue('main [name=code]')).toBe(id.slice(0, -1))
  })
})

test('a forged code is said to be none, and reporting it opens a case that names it', async () => {
  const id = idIn(address)
  const forged = `${id.slice(0, -1)}${id.endsWith('Z') ? 'Y' : 'Z'}`
  const { page, noise } = await city.visit(WECHAT)
  const answer = await page.goto(`/q/${forged}`)
  expect(answer?.status()).toBe(404)
  expect(await heading(page)).toBe('查不到这个码')
  expect(await main(page)).not.toContain('政务大厅7号窗口')
  await page.click('text=反映假码、冒用的码')
  const { no } = await complain(page, { known: false })
  const said = await main(await facing('intake', `/desk/cases/${no}`))
  expect(said).toContain('T24')
  expect(said).toContain(forged)
  expect(noise).toEqual([])
})

test('a batch that was swapped is replaced; pictures of the old one say so, one reported lost says that', async () => {
  const page = await facing('handler', '/desk/codes/batch')
  await page.click('main a:has-text("窗口、站所码")')
  await page.selectOption('[name=department]', 'SCJG')
  await page.fill('[name=validFrom]', day(0))
  await page.fill('[name=list]', '一号窗口\t示例路1号二楼\t办公室\n二号窗口\t示例路1号三楼\t办公室')
  await press(page, '检查名单')
  await press(page, '签发这2个')
  const pictures = async () => {
    await page.click('text=打印有效的2个')
    await page.waitForURL('**/print')
    return [await printed(page, 'svg.label >> nth=0'), await printed(page, 'svg.label >> nth=1')]
  }
  const old = await pictures()
  await page.goBack()
  await page.click('summary:has-text("整批换发")')
  await page.fill('[name=note]', '运送途中被人调包，整批收回。')
  await press(page, '换发2个码')
  await page.waitForSelector('text=已整批换发')
  const renewed = await pictures()
  expect(new Set([...old, ...renewed]).size).toBe(4)

  const scanner = await city.visit(WECHAT)
  const says = async (picture: string) => {
    await scanner.page.goto(picture)
    return heading(scanner.page)
  }
  for (const picture of old) expect(await says(picture)).toBe('已换发，这一张不能再用')
  for (const picture of renewed) expect(await says(picture)).toBe('真实有效')

  // Whose it is finds it gone and says so; who meets it elsewhere reports it.
  const [gone = ''] = renewed
  const holder = await facing('scjg', `/desk/codes/${idIn(gone)}`)
  await act(holder, 'lose', { note: '早上开门时发现台牌不见了。' })
  await holder.waitForSelector('[role=status] >> text=已挂失')
  expect(await says(gone)).toBe('已挂失')
  await scanner.page.click('text=反映假码、冒用的码')
  await at(scanner.page, 'triage')
  expect(await scanner.page.inputValue('#complaint [name=code]')).toBe(idIn(gone))
  expect(scanner.noise).toEqual([])
  expect(await noise()).toEqual([])
})

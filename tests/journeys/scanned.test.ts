import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { TYPES } from '../../api/code/code.ts'
import { DESKTOP } from './browser.ts'
import { keyboard } from './keys.ts'
import { at, day, press, signIn } from './people.ts'
import { desk, portal } from './portal.ts'
import { WECHAT } from './scan.ts'
import { faults, overflow, weighing } from './sound.ts'

const city = portal()
const { facing } = desk(city)
const SMALL = { width: 320, height: 640 }
const FORGED = '/q/ZZZZZZZZZZZZ'

/** One line of a list of the desk. */
interface Line {
  id: string
  type: string
  status: string
  validFrom: string
}
async function listed<T>(login: string, path: string): Promise<T[]> {
  const { request } = await facing(login, '/desk/account')
  return ((await (await request.get(path)).json()) as { items: T[] }).items
}

/** What scans of the demonstration’s codes lead to: every type, and every way not to be good. */
async function scans(): Promise<{ title: string; path: string }[]> {
  const lines = await listed<Line>('handler', '/api/desk/codes?limit=100')
  const one = (title: string, fits: (line: Line) => boolean) => {
    const found = lines.find(fits)
    if (!found) throw new Error(`the demonstration has no code that is ${title}`)
    return { title, path: `/q/${found.id}` }
  }
  return [
    ...TYPES.map((type) =>
      one(
        type,
        (line) => line.type === type && line.status === 'active' && (type !== 'TASK' || line.validFrom === day(0)),
      ),
    ),
    one('early', (line) => line.validFrom > day(0)),
    one('lost', ({ status }) => status === 'lost'),
    one('replaced', ({ status }) => status === 'replaced'),
    { title: 'forged', path: FORGED },
  ]
}

/** A batch of the desk, made once. */
let made: Promise<string> | undefined
const batch = () => {
  made ??= (async () => {
    const { request } = await facing('handler', '/desk/account')
    const answer = await request.post('/api/desk/codes/batches', {
      headers: { origin: city.site.url },
      data: {
        type: 'ORG',
        department: 'SCJG',
        validFrom: day(0),
        list: '一号窗口\t示例路1号二楼\t办公室\n二号窗口\t示例路1号三楼\t办公室',
      },
    })
    return ((await answer.json()) as { batch: string }).batch
  })()
  return made
}

/** Every page of codes and inspections: first as the public, then as the bureau, then as a body. */
async function everywhere(page: Page, look: (where: string) => Promise<void>) {
  const visit = async (path: string) => {
    await page.goto(path)
    await look(path)
  }
  /** Sent as it is, whatever the browser would say first. */
  const mistaken = async (button: string) => {
    await page.evaluate(() => {
      for (const form of document.forms) form.noValidate = true
    })
    await press(page, button)
    await page.waitForSelector('.errors')
    await look(`${button}, with mistakes`)
  }
  for (const { path } of await scans()) {
    await page.goto(path)
    for (const fold of await page.locator('main details').all())
      await fold.evaluate((d: HTMLDetailsElement) => d.setAttribute('open', ''))
    await look(path)
  }
  await visit('/q')
  await page.fill('main [name=code]', 'ZZZZZZZZZZZZ')
  await press(page, '核验')
  await look('a code that is none')

  const [alarm] = await listed<{ id: string }>('handler', '/api/desk/visit-alarms')
  const [code] = await listed<Line>('handler', '/api/desk/codes?type=ORG&status=active')
  const together = await batch()
  await signIn(page, 'handler', '/desk/codes')
  await page.waitForSelector('.queue')
  await look('/desk/codes')
  for (const path of [
    '/desk/codes?q=没有这样的码',
    '/desk/codes/new',
    '/desk/codes/new?type=ENT',
    '/desk/codes/batch',
    `/desk/codes/batches/${together}`,
    `/desk/codes/batches/${together}/print`,
    `/desk/codes/${code?.id}`,
    ...['sign', 'footer'].map((size) => `/desk/codes/${code?.id}/print?size=${size}`),
    '/desk/codes/numbers',
    '/desk/visits',
    '/desk/visits/alarms',
    `/desk/visits/alarms/${alarm?.id}`,
    '/desk/visits/companies',
  ])
    await visit(path)
  await page.goto('/desk/codes/batch?type=ORG')
  await page.fill('[name=list]', '一号窗口')
  await mistaken('检查名单')

  await page.context().clearCookies({ name: 'session' })
  const [inspection] = await listed<{ no: string; status: string }>('scjg', '/api/desk/visits?status=planned')
  await signIn(page, 'scjg', `/desk/visits/${inspection?.no}`)
  await page.waitForSelector('.task-code')
  await look('an inspection')
  for (const path of [
    `/desk/visits/${inspection?.no}/sheet`,
    '/desk/visits/new',
    '/desk/visits/new?uscc=91379981MADEM0011B&with.XF=on',
    '/desk/visits/past?uscc=91379981MADEM0011B',
  ])
    await visit(path)
  await mistaken('补录')
}

test.each([
  { how: 'on the smallest phone in elder mode', size: SMALL, elder: true },
  { how: 'at a desk', size: DESKTOP, elder: false },
])('every page of codes and inspections is accessible $how', { timeout: 240_000 }, async ({ size, elder }) => {
  const { page, noise } = await city.visit({ size, elder })
  const found: string[] = []
  let looked = 0
  await everywhere(page, async (where) => {
    looked++
    found.push(...(await faults(page)))
    // One load is measured at both widths.
    for (const width of new Set([size, SMALL])) {
      await page.setViewportSize(width)
      if ((await overflow(page)) > 0) found.push(`${where}: wider than ${width.width} pixels`)
    }
    await page.setViewportSize(size)
  })
  expect(found).toEqual([])
  expect(looked).toBeGreaterThan(35)
  expect(noise).toEqual([])
})

test('with a keyboard alone a code is typed, read and complained from, and an inspection is planned', async () => {
  const { path = '' } = (await scans()).find(({ title }) => title === 'TASK') ?? {}
  const { page } = await city.visit({ size: DESKTOP })
  const { enter, type, pick, reach } = keyboard(page)
  await page.goto('/q')
  await type('main [name=code]', path.slice('/q/'.length).toLowerCase())
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${path}`)
  expect(await page.textContent('main h1')).toBe('真实有效')
  await enter('main details.more > summary')
  expect(await page.isVisible('text=只查通知书上写明的事项')).toBe(true)
  await enter(`main a[href^="/complaint"]`)
  await at(page, 'triage')
  await enter('#complaint .actions button:not([formnovalidate])')
  await at(page, 'what')

  await signIn(page, 'scjg', '/desk/visits/new')
  await page.waitForURL('**/desk/visits/new')
  await type('[name=uscc]', '91379981MADEM0011B')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[name=company]')
  await pick('[name="items.JC-SCJG-H62"]')
  await reach('[name^="officers."]')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await enter('main form .actions button')
  await page.waitForSelector('.task-code')
  await enter('#step-cancel > summary')
  await type('#step-cancel [name=note]', '企业当天停业。')
  await enter('#step-cancel button')
  await page.waitForSelector('[role=status] >> text=已取消')
})

test('what a scan leads to weighs at most 30 kB at the first look, everything included', async () => {
  const { page } = await city.visit(WECHAT)
  const weighed = await weighing(page)
  for (const { title, path } of await scans()) {
    weighed.bytes = 0
    await page.goto(path, { waitUntil: 'networkidle' })
    console.info(`${title}: ${weighed.bytes} bytes`)
    expect(weighed.bytes, title).toBeGreaterThan(5_000)
    expect(weighed.bytes, title).toBeLessThanOrEqual(30_000)
  }
})

/** A cheap telephone on 2G: 300 ms there and back, 250 kbit/s down, 50 up, a processor four times slower. */
test('on a slow telephone the verdict is there without a script ever arriving', async () => {
  const { page } = await city.visit(WECHAT)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 300,
    downloadThroughput: 250_000 / 8,
    uploadThroughput: 50_000 / 8,
  })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.route('**/*.js', (route) => route.abort())
  await page.addInitScript(() => {
    // Nothing is drawn before the style sheet is there: the first frame with both is what is seen.
    const look = () => {
      const painted = performance.getEntriesByName('first-contentful-paint').length > 0
      if (painted && document.querySelector('main h1')) Object.assign(globalThis, { seen: performance.now() })
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const times: string[] = []
  for (const { title, path } of await scans()) {
    await page.goto(path, { waitUntil: 'commit' })
    const seen = await page.waitForFunction(() => (globalThis as { seen?: number }).seen)
    expect(await page.textContent('main h1'), title).toMatch(/\p{Script=Han}/u)
    times.push(`${title} ${Math.round(Number(await seen.jsonValue()))} ms`)
  }
  console.info(`verdict on a slow telephone: ${times.join(', ')}`)
  // One of every type, and every way not to be good: none was left out.
  expect(times.map((time) => time.split(' ')[0])).toEqual([...TYPES, 'early', 'lost', 'replaced', 'forged'])
})

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { film } from '../file/made.ts'
import { gradedIn, WAYS as SURVEYS, timed } from './answering.ts'
import { say } from './figure.ts'
import { Hand, SECONDS, timeOf } from './keystroke.ts'
import { serving } from './server.ts'

/** What the portal promises: a complaint in three minutes on a telephone. */
const MOST = 180
const step = (name: string) => `#complaint[data-step=${name}]`

/** The shortest way of three people who know what they want to say. */
const WAYS: Record<string, (hand: Hand, page: Page) => Promise<void>> = {
  'a market trader': async (hand) => {
    await hand.choose('[name="ask.about"][value=authority]')
    await hand.on(step('what'))
    await hand.choose('[name=family][value=money]')
    await hand.choose('[name=category-money][value=T19]')
    await hand.on(step('whom'))
    await hand.pick('[name="about.department"]', 'ZFJ')
    await hand.on(step('where'))
    await hand.on(step('account'))
    await hand.type('[name=account]', '前天上午城管没亮证件就把我的三轮车拉走了，没给扣押清单，也没说去哪里处理。')
    await hand.on(step('evidence'))
    await hand.on(step('you'))
    await hand.choose('[name=appears][value=confidential]')
    await hand.type('[name="person.phone"]', '19900001234')
    await hand.on(step('check'))
  },
  'a company with a video': async (hand, page) => {
    await hand.choose('[name="ask.about"][value=authority]')
    await hand.choose('[name="ask.mine"][value=enterprise]')
    await hand.on(step('what'))
    await hand.choose('[name=family][value=inspection]')
    await hand.choose('[name=category-inspection][value=T14]')
    await hand.on(step('whom'))
    await hand.pick('[name="about.department"]', 'SCJG')
    await hand.on(step('where'))
    await hand.on(step('account'))
    await hand.type(
      '[name=account]',
      '这个月市场监管局来店里检查了四次，每次都是同样的内容，没有出示检查通知书，耽误做生意。',
    )
    await hand.on(step('evidence'))
    // The button, the film among those of the telephone, and done.
    hand.count.tap += 3
    hand.count.decision++
    await page.setInputFiles('#evidence', { name: '检查.mp4', mimeType: 'video/mp4', buffer: film().bytes })
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=attachments]')?.value)
    await hand.on(step('you'))
    await hand.choose('[name=appears][value=named]')
    await hand.type('[name="person.name"]', '周某')
    await hand.type('[name="person.phone"]', '19900001234')
    await hand.type('[name="enterprise.name"]', '澄河示例小吃店')
    await hand.on(step('check'))
  },
  'a bribe, anonymously': async (hand) => {
    await hand.choose('[name="ask.about"][value=integrity]')
    await hand.on(step('what'))
    await hand.choose('[name=category-integrity][value=T28]')
    await hand.on(step('whom'))
    await hand.pick('[name="about.department"]', 'ZFJ')
    await hand.on(step('where'))
    await hand.on(step('account'))
    await hand.type('[name=account]', '一名执法人员查完以后索要两条烟，说给了就不罚，店里好几个人都听见了。')
    await hand.on(step('evidence'))
    await hand.on(step('you'))
    await hand.choose('[name=appears][value=anonymous]')
    await hand.on(step('check'))
  },
}

/** What a survey promises, by the demonstration's own: two minutes for what is needed, a minute more for each further body. */
async function surveys(browser: Browser, url: string) {
  const at = url.replace('127.0.0.1', 'localhost')
  const { items } = (await (await fetch(`${at}/api/surveys`)).json()) as { items: { code: string }[] }
  for (const [who, way] of Object.entries(SURVEYS).filter(([, { code }]) => code === 'WJ-QZ')) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, baseURL: at })
    const { seconds, count } = await timed(await context.newPage(), items[0]?.code ?? '', way)
    const most = 60 * (1 + Math.max(1, gradedIn(way.says)))
    say({
      name: `a survey, ${who}: on a telephone`,
      value: seconds,
      unit: 's',
      ...(way.enough && { bound: { of: 'value' as const, at: 'most' as const, is: most } }),
    })
    say({ name: '  pages', value: count.page, unit: '' })
    say({ name: '  taps', value: count.tap, unit: '' })
    await context.close()
  }
}

/** Counts what three people do, really does it in a browser, and works out how long it takes a person. */
export async function run() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!executablePath) throw new Error('no Chromium on this machine: apt-get install chromium')
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: dir })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const [who, walk] of Object.entries(WAYS)) {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
      const page = await context.newPage()
      const hand = new Hand(page)
      await page.goto(`${server.url.replace('127.0.0.1', 'localhost')}/complaint`)
      await hand.arrive()
      await walk(hand, page)
      // Before sending: who has it, who does not learn of it, and what is confirmed. One’s own words are looked over.
      await hand.look('.panel dt, .panel strong, #complaint label.choice:has([name=consent])')
      await hand.choose('[name=consent]')
      await hand.tap('#complaint .actions button:visible >> nth=0')
      await page.waitForURL(/receipt$/)
      hand.count.page++
      say({
        name: `${who}: on a telephone`,
        value: timeOf(hand.count),
        unit: 's',
        bound: { of: 'value', at: 'most', is: MOST },
      })
      for (const [what, n] of Object.entries(hand.count))
        say({ name: `  ${what}, ${SECONDS[what as keyof typeof SECONDS].toFixed(2)} s each`, value: n, unit: '' })
      await context.close()
    }
    await surveys(browser, server.url)
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

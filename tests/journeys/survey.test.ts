import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { Secrets } from '../../api/secrets.ts'
import { unseal } from '../../api/survey/box.ts'
import { openStore } from '../../db/open.ts'
import { surveyBox } from '../../db/schema.ts'
import { answer, gradedIn, timed, WAYS } from '../bench/answering.ts'
import { Hand, timeOf } from '../bench/keystroke.ts'
import { ASKED, invite, openSurvey } from '../survey/fixture.ts'
import { ready } from '../survey/made.ts'
import { awake } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const dir = mkdtempSync(join(tmpdir(), 'yangguang-survey-'))
const ALWAYS = { opensOn: '2020-01-01', closesOn: '2099-12-31' }
let tokens: string[] = []

/** The folder of the portal, while it does not run. */
async function inside<T>(
  work: (place: { store: Awaited<ReturnType<typeof openStore>>; secrets: Secrets }) => Promise<T>,
) {
  const store = await openStore({ url: `file:${join(dir, 'yangguang.db')}` })
  try {
    return await work({ store, secrets: new Secrets(readFileSync(join(dir, 'demo.key'), 'utf8').trim()) })
  } finally {
    await store.close()
  }
}

// Looks into the box when the portal has stopped: what is said last is run first.
afterAll(async () => {
  const left = await inside(async ({ store, secrets }) =>
    (await store.read.select().from(surveyBox).all()).map((b) => unseal(secrets, b.survey, b.sealed)),
  )
  rmSync(dir, { recursive: true, force: true })
  // Three were invited; the volunteer without script came by the slower way, and somebody looks at that one.
  expect(left.map((b) => b.marks.includes('bare')).sort()).toEqual([false, false, false, true])
  expect(left.filter((b) => b.marks.length === 0)).toHaveLength(3)
})

const city = portal(async () => {
  cpSync(inject('city')!, dir, { recursive: true })
  await inside(async (place) => {
    await openSurvey(place, { code: 'CP-QZ', entry: 'invited', ...ALWAYS }, 'WJ-QZ')
    await openSurvey(place, { code: 'CP-SHORT', entry: 'both', ...ALWAYS }, ASKED)
    for (const code of new Set(Object.values(WAYS).map((way) => way.code)))
      await openSurvey(place, { code: `CP-OF-${code}`, entry: 'open', ...ALWAYS }, code)
    tokens = [...(await invite(place, 'CP-QZ', 2)), ...(await invite(place, 'CP-SHORT', 2))]
  })
  return { DATA_DIR: dir, ANTIBOT: 'altcha' }
})
const at = (page: Page, id: string) => page.waitForSelector(`[name=_at][value="${id}"]`, { state: 'attached' })
const next = (page: Page) => page.click('main .actions button >> nth=0')

describe('a citizen with an invitation on a telephone', () => {
  test('answers within two minutes, and the invitation is in no request but those for the ballot', async () => {
    const { page, noise } = await city.visit()
    const token = tokens[0]!
    const asked: { where: string; what: string }[] = []
    const lengths: number[] = []
    page.on('request', (r) => {
      asked.push({
        where: `${r.method()} ${new URL(r.url()).pathname}`,
        what: `${r.url()} ${JSON.stringify(r.headers())} ${r.postData() ?? ''}`,
      })
      if (r.postData()?.includes('_at=')) lengths.push(r.postData()!.length)
    })
    const hand = new Hand(page)
    await page.goto(`/surveys/CP-QZ#${token}`)
    await page.waitForFunction(() => location.hash === '')
    expect(await page.inputValue('#token')).toBe(token)
    await sound(page)
    await hand.arrive()
    await hand.tap('main .actions button')
    await at(page, 'contact')
    hand.count.page++
    await answer(hand, page, WAYS['one body, what is needed']!.says, true, async () => {
      await awake(page)
      await sound(page)
    })
    await awake(page)
    await sound(page)
    expect(await page.textContent('.answers')).toContain('公开透明：满意')
    await hand.tap('main .actions button >> nth=0')
    await page.waitForSelector('text=收下了')
    await sound(page)
    // Every question leaves in whole steps, whatever was said; the ballot is as long as every other.
    const [, ...questions] = lengths
    const BALLOT = 43 + 342
    expect(questions.map((length) => length % 4096)).toEqual([...questions.slice(1).map(() => 0), BALLOT])
    const seconds = timeOf(hand.count)
    expect(seconds, JSON.stringify(hand.count)).toBeLessThanOrEqual(120)

    const plain = token.replaceAll('-', '')
    const carrying = asked.filter(({ what }) => what.includes(token) || what.includes(plain))
    expect(new Set(carrying.map(({ where }) => where))).toEqual(new Set(['POST /api/surveys/CP-QZ/ballots']))
    // The answers came with the ballot, and once they were in nothing stayed behind.
    expect(asked.at(-1)?.where).toBeDefined()
    expect(asked.filter(({ what }) => what.includes('ballot.signature')).map(({ where }) => where)).toEqual([
      'POST /surveys/CP-QZ',
    ])
    await page.waitForFunction(() => localStorage.length === 0 && sessionStorage.length === 0)
    expect(noise).toEqual([])

    await page.goto('/surveys')
    await page.goto(`/surveys/CP-QZ#${token}`)
    await page.waitForFunction(() => location.hash === '')
    await page.click('main .actions button')
    await page.waitForSelector('[role=alert] >> text=已经用过')
  })

  test('loses no vote to a browser that dies in the middle of it', async () => {
    const { page, context } = await city.visit()
    await page.goto(`/surveys/CP-SHORT#${tokens[2]}`)
    await page.waitForFunction(() => location.hash === '')
    await page.click('main .actions button')
    await at(page, 'met')
    await page.check('[value="no"]')
    await next(page)
    await at(page, 'whole')
    await page.check('[name="answers.whole"][value="2"]')
    await next(page)
    await at(page, 'say')
    await next(page)
    await at(page, '.check')
    await awake(page)
    // The ballot was signed, the answer lost on its way.
    await page.route('**/surveys/CP-SHORT', (route) => route.abort())
    const lost = page.waitForEvent('requestfailed')
    await page.click('main .actions button >> nth=0')
    await lost
    await page.close()

    const again = await context.newPage()
    await again.goto('/surveys/CP-SHORT')
    const kept = await again.evaluate(() => localStorage.getItem('survey-held/CP-SHORT'))
    expect(kept).toContain('signature')
    expect(kept).not.toContain('token')
    await again.click('text=接着答')
    await at(again, '.check')
    expect(await again.textContent('.answers')).toContain('不满意')
    await awake(again)
    await again.click('main .actions button >> nth=0')
    await again.waitForSelector('text=收下了')
    await again.waitForFunction(() => localStorage.length === 0)
  })
})

describe('how long it takes on a telephone', () => {
  test.each(Object.entries(WAYS).filter(([, { enough }]) => enough))('%s: as long as its page says', async (_, way) => {
    const { page } = await city.visit()
    const { seconds, count } = await timed(page, `CP-OF-${way.code}`, way)
    // Each further body is a wish of one’s own, and a minute more: so it says where it is picked.
    const minutes = ready(way.code).minutes + Math.max(0, gradedIn(way.says) - 1)
    expect(seconds, JSON.stringify(count)).toBeLessThanOrEqual(60 * minutes)
  })
})

describe('an enterprise without script', () => {
  test('answers openly, is told its mistakes at the question, goes back and forth, and reports what it met', async () => {
    const { page, noise } = await city.visit({ script: false, size: { width: 320, height: 640 }, elder: true })
    await page.goto('/')
    await page.click('main >> text=满意度测评')
    await sound(page)
    await page.click('main a[href="/surveys/CP-SHORT"]')
    await sound(page)
    await next(page)
    await at(page, 'met')
    // The browser would not let it go empty; a program might.
    await page.evaluate(() => document.querySelector('form#survey')?.setAttribute('novalidate', ''))
    await next(page)
    await page.waitForSelector('[role=alert] >> text=这一题需要回答')
    await sound(page)
    await page.check('[value=yes]')
    await next(page)
    await at(page, 'body')
    await page.selectOption('[id="answers.body"]', 'ZFJ')
    await page.click('main .more > summary')
    await page.selectOption('[id="answers.body-2"]', 'SCJG')
    await next(page)
    await at(page, 'fair')
    await sound(page)
    await page.check('[name="answers.fair.ZFJ"][value="1"]')
    await page.check('[name="answers.fair.SCJG"][value="5"]')
    await page.click('text=上一题')
    await at(page, 'body')
    expect(await page.inputValue('[id="answers.body-2"]')).toBe('SCJG')
    await next(page)
    expect(await page.isChecked('[name="answers.fair.ZFJ"][value="1"]')).toBe(true)
    await next(page)
    await at(page, 'clean')
    await page.check('[value=gift]')
    await page.check('[value=fee]')
    await page.fill('[name="answers.clean.other"]', '会费')
    await next(page)
    await at(page, 'whole')
    await page.check('[name="answers.whole"][value="2"]')
    await next(page)
    await at(page, 'say')
    await page.fill('[name="answers.say"]', '窗口\n多开一个')
    await next(page)
    await at(page, '.check')
    const said = await page.textContent('.answers')
    for (const words of ['打过交道', '非常不满意', '吃拿卡要', '会费', '多开一个']) expect(said).toContain(words)
    await sound(page)
    await page.click('button[value=whole]')
    await at(page, 'whole')
    await page.check('[name="answers.whole"][value="1"]')
    await next(page)
    await at(page, '.check')
    // Without a script whoever is quicker than a person is asked to wait.
    await page.waitForTimeout(4000)
    await next(page)
    await page.waitForSelector('text=收下了')
    await sound(page)
    const [request] = await Promise.all([
      page.waitForRequest((r) => r.method() === 'POST' && new URL(r.url()).pathname === '/complaint'),
      page.click('button:has-text("去反映") >> nth=1'),
    ])
    await page.waitForSelector('h1 >> text=投诉举报')
    // Whom it is about goes along, and that it came after some survey: no answer, no name of one, no word that was written.
    expect(Object.fromEntries(new URLSearchParams(request.postData() ?? ''))).toEqual({
      _step: 'triage',
      _go: 'again',
      via: 'survey',
      'ask.about': 'authority',
      'about.department': 'ZFJ',
    })
    const { referer = '', cookie = '' } = await request.allHeaders()
    expect(referer === '' ? '/surveys/CP-SHORT' : new URL(referer).href.replace(city.site.url, '')).toBe(
      '/surveys/CP-SHORT',
    )
    expect(cookie).toBe('mode=elder')
    expect(await page.isChecked('[name="ask.about"][value=authority]')).toBe(true)
    expect(await page.getAttribute('[name="about.department"]', 'value')).toBe('ZFJ')
    expect(new URL(page.url()).href).toBe(`${city.site.url}/complaint`)
    // All of it may be changed, and what happened is told anew.
    await page.click('#complaint .actions button >> nth=0')
    await page.waitForSelector('#complaint[data-step=what]')
    await page.check('[name=family][value=money]')
    await page.check('[name=category-money][value=T19]')
    await page.click('#complaint .actions button >> nth=0')
    await page.waitForSelector('#complaint[data-step=whom]')
    expect(await page.inputValue('[name="about.department"]')).toBe('ZFJ')
    await page.selectOption('[name="about.department"]', 'SCJG')
    await page.click('#complaint .actions button >> nth=0')
    await page.waitForSelector('#complaint[data-step=where]')
    expect(await page.getAttribute('[name="about.department"]', 'value')).toBe('SCJG')
    const carried = await page
      .locator('#complaint input')
      .evaluateAll((all) => all.map((i) => (i as HTMLInputElement).value))
    expect(carried.join()).not.toMatch(/窗口|会费|CP-SHORT/)
    expect(noise).toEqual([])
  })

  test('types an invitation, which goes along with the answers, and is told so', async () => {
    const { page } = await city.visit({ script: false })
    await page.goto('/surveys/CP-SHORT')
    await page.fill('#token', 'AAAA-AAAA')
    await next(page)
    await page.waitForSelector('text=没有这个邀请码')
    await page.fill('#token', tokens[3]!.toLowerCase())
    await next(page)
    await at(page, 'met')
    await page.check('[value="no"]')
    await next(page)
    await page.check('[name="answers.whole"][value="3"]')
    await next(page)
    await next(page)
    await at(page, '.check')
    expect(await page.textContent('main')).toContain('邀请码和答卷会一起送来')
    await next(page)
    await page.waitForSelector('text=收下了')
  })
})

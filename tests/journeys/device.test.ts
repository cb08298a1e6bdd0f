import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { fill, press, slip, submit, track } from './people.ts'
import { desk } from './portal.ts'
import { type Site, serve } from './server.ts'

let site: Site
let browser: Browser
let sink: Server
/** What came to somebody who lures senders: addresses of a host that is not ours. */
let lured: string[] = []
/** The page as it would be without the defence, which that host serves with and without our policy. */
const undefended = { url: '', html: '', policy: '' }
beforeAll(async () => {
  sink = createServer((request, answer) => {
    if (request.headers.host?.endsWith('.example')) lured.push(`${request.headers.host}${request.url}`)
    else if (request.url === '/guarded') answer.setHeader('content-security-policy', undefended.policy)
    if (/^\/(guarded|bare)$/.test(request.url ?? ''))
      answer.setHeader('content-type', 'text/html; charset=utf-8').write(undefended.html)
    answer.end()
  }).listen(0, '127.0.0.1')
  await once(sink, 'listening')
  const { port } = sink.address() as AddressInfo
  undefended.url = `http://127.0.0.1:${port}`
  ;[site, browser] = await Promise.all([serve(), launch(`--host-resolver-rules=MAP *.example 127.0.0.1:${port}`)])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  sink?.close()
})

const ADDRESSES = ['http://lure.example/', '//lure.example/', 'http://xn--fiqs8s.example/']
const LURES = [
  (u: string) => `请看 ${u} 。`,
  (u: string) => `![图](${u})`,
  (u: string) => `[点这里](${u})`,
  (u: string) => `<a href="${u}">点这里</a>`,
  (u: string) => `<img src="${u}">`,
  (u: string) => `<img srcset="${u} 1x">`,
  (u: string) => `<link rel="stylesheet" href="${u}">`,
  (u: string) => `<style>@import url(${u});</style>`,
  (u: string) => `<i style="background:url(${u})">看</i>`,
  (u: string) => `<iframe src="${u}"></iframe>`,
  (u: string) => `<object data="${u}"></object>`,
  (u: string) => `<embed src="${u}">`,
  (u: string) => `<video src="${u}" autoplay></video>`,
  (u: string) => `<audio src="${u}" autoplay></audio>`,
  (u: string) => `<script src="${u}"></script>`,
  (u: string) => `<svg><image href="${u}" /></svg>`,
  (u: string) => `<input type="image" src="${u}">`,
  (u: string) => `<form action="${u}"><button>好</button></form>`,
  (u: string) => `<picture><source srcset="${u}"><img></picture>`,
  (u: string) => `<link rel="preload" as="image" href="${u}">`,
]

/** A complaint that arrived, as a program sends it. */
async function sent() {
  const answer = await fetch(`${site.url}/api/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      category: 'T05',
      about: { department: 'ZFJ' },
      account: '没有给扣押清单，也没有出示证件。',
      consent: true,
    }),
  })
  const { no, queryCode } = (await answer.json()) as { no: string; queryCode: string }
  return { no, code: queryCode }
}

/** Where the links of a page lead that are not ours; a telephone is no address. */
const links = (page: Page) =>
  page.evaluate(() =>
    [...document.links].filter((a) => a.protocol !== 'tel:' && a.host !== location.host).map((a) => a.href),
  )

// I-12: what a handler writes makes the sender’s device ask nobody but us.
test('sixty lures in replies are words: nothing is asked for, nothing can be pressed', async () => {
  const of = await sent()
  const seats = desk({ site, stay: (how) => visit(browser, site, how) })
  await seats.does('intake', of.no, 'accept')
  for (const address of ADDRESSES)
    await seats.does('handler', of.no, 'message', { note: LURES.map((lure) => lure(address)).join('\n') })
  await seats.does('handler', of.no, 'answer', {
    outcome: 'upheld',
    note: LURES.map((lure) => lure(ADDRESSES[0] ?? '')).join('\n'),
  })

  const { page, noise } = await visit(browser, site)
  lured = []
  await track(page, of)
  await page.waitForLoadState('networkidle')
  const said = await page.textContent('main')
  for (const lure of LURES) for (const address of ADDRESSES) expect(said).toContain(lure(address))
  expect(await links(page)).toEqual([])
  await page.goto('/track/copy')
  await page.waitForLoadState('networkidle')
  expect(await links(page)).toEqual([])
  expect([lured, noise]).toEqual([[], []])

  // Negative control: were the words drawn as they stand, there would be links, and the policy alone would keep the rest in.
  const answer = await page.request.get('/track')
  undefended.html = (await answer.text())
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/&(quot|#34);/g, '"')
  undefended.policy = answer.headers()['content-security-policy'] ?? ''
  await page.goto(`${undefended.url}/guarded`)
  await page.waitForLoadState('networkidle')
  expect((await links(page)).join()).toContain('lure.example')
  expect(lured).toEqual([])
  await page.goto(`${undefended.url}/bare`)
  await page.waitForLoadState('networkidle')
  for (const host of ['lure.example', 'xn--fiqs8s.example'])
    expect(lured.filter((at) => at === `${host}/`).length).toBeGreaterThan(5)
})

const ACCOUNT = '雀在经过：两名执法人员没有出示证件，把三轮车拉走了，没有给扣押清单。'
const UNSENT = '雀在草稿：还没有写完的另一件，先放在这里。'

/** Everything a browser keeps of a site, as text. */
const kept = async ({ page, context }: Visit) => {
  const stored = await page.evaluate(async () => {
    const bases = await indexedDB.databases()
    const boxes = await Promise.all(
      (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)),
    )
    const workers = await navigator.serviceWorker.getRegistrations()
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, bases, boxes, workers.length])
  })
  const cookies = (await context.cookies()).map(({ name }) => name)
  return { stored, cookies }
}

/** A page that cannot be had again is put in its place by the browser a moment later. */
async function content(page: Page): Promise<string> {
  const shown = await page.content().catch(() => undefined)
  if (shown !== undefined) return shown
  await page.waitForTimeout(100)
  return content(page)
}

// I-19: somebody else’s device keeps nothing once its user has left.
test('after a complaint and a look at it, leaving clears the device', async () => {
  const visitor = await visit(browser, site)
  const { page, noise } = visitor
  const titles: string[] = []
  const title = async () => void titles.push(await page.title())
  await page.goto('/complaint')
  await fill(page, { account: ACCOUNT, appears: 'named' })
  await submit(page)
  await page.waitForSelector('.ticket')
  await title()
  const of = await slip(page)
  // What was sent is not kept as a draft any more.
  await page.waitForFunction(() => localStorage.getItem('complaint') === null)
  await press(page, '查看办理进度')
  await page.waitForSelector('h1:has-text("办理进度")')
  await title()
  for (const path of ['/track/copy', '/track/edit']) {
    await page.goto(path)
    await title()
  }
  expect(await page.content()).toContain(ACCOUNT)
  // Another one is begun and left.
  await page.goto('/complaint?category=T93')
  await page.waitForSelector('text=已写0字')
  await page.fill('[name=account]', UNSENT)
  await page.waitForFunction(() => localStorage.getItem('complaint') !== null)
  // Negative control: the device does hold something now, in its storage, its cookies and behind its back button.
  const before = await kept(visitor)
  expect(before.stored).toContain('雀在草稿')
  expect(before.cookies).toEqual(expect.arrayContaining(['track', 'receipt', 'sent']))
  await page.goBack()
  expect(await page.content()).toContain(ACCOUNT)

  await page.goto('/track')
  await press(page, '离开并清除')
  await page.waitForSelector('text=已经清除')
  await title()
  const after = await kept(visitor)
  expect(after.stored).toBe(JSON.stringify([{}, {}, [], [], 0]))
  expect(after.cookies.filter((name) => name !== 'mode')).toEqual([])
  for (let back = await page.evaluate(() => history.length); back > 0; back--) {
    // A page that is not kept any more is an error of the browser's.
    await page.goBack().catch(() => undefined)
    const shown = await content(page)
    for (const canary of ['雀在', of.no, of.code, of.groups.join(' '), '周女士'])
      expect(shown, page.url()).not.toContain(canary)
  }
  // Nor do the titles its history lists.
  expect(titles.length).toBe(5)
  for (const canary of ['雀在', of.no, of.code]) expect(titles.join()).not.toContain(canary)
  expect(noise).toEqual([])
})

import { chromium } from 'playwright-core'
const base = process.env.BASE ?? 'http://localhost:4471'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const js = process.argv[2] !== 'nojs'
const c = await b.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: js })
const p = await c.newPage()
let i = 0
const shot = async () => { await p.screenshot({ path: `/tmp/shots-form/${js ? '' : 'nojs-'}${++i}.png`, fullPage: true }); console.log(i, await p.title(), (await p.locator('main').innerText()).length) }
await p.goto(base + '/complaint'); await shot()
await p.check('input[value=authority]'); await p.check('input[name="ask.danger"]'); await p.check('input[name="ask.before"][value=court]'); await p.check('input[name="ask.mine"][value=enterprise]')
const go = async () => { await Promise.all([p.waitForNavigation(), p.click('.actions button[value=next]:visible')]) ; await p.waitForTimeout(300); await shot() }
await go(); await go()
await p.check('input[name=family][value=inspection]'); await p.check('input[name="category-inspection"] >> nth=1'); await go()
await p.selectOption('[name="about.department"]', 'SCJG'); await go()
await p.fill('[name=happenedOn]', '2026-01-05'); await go()
await p.fill('[name=account]', '市场监管所的人一个月来了三次，每次都说例行检查，没有出示检查通知书，影响生意。'); await go()
await go()
await p.check('input[value=anonymous]'); await go()
await b.close()

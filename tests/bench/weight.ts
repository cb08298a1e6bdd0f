import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { say } from './figure.ts'
import { serving } from './server.ts'

/** People read these on a telephone, on the street: each must come in a moment. */
const LIGHT = [
  '/complaint',
  '/matters',
  '/matters/CH-SCJG-CF-001',
  '/guides/ZY-H62',
  '/guides/ZY-H62/checklist',
  '/search',
  '/tools/benchmark',
]

/** What Chromium transfers for a first visit, compressed, headers included, until nothing more comes. */
export async function run() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!executablePath) throw new Error('no Chromium on this machine: apt-get install chromium')
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: dir })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const path of [...LIGHT, '/', '/track', '/departments']) {
      const { bytes, requests } = await firstLoad(browser, server.url.replace('127.0.0.1', 'localhost') + path)
      const bound = LIGHT.includes(path) ? { bound: { of: 'value', at: 'most', is: 60 } as const } : {}
      say({ name: `first load of ${path}, ${requests} requests`, value: bytes / 1000, unit: 'kB', ...bound })
    }
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function firstLoad(browser: Browser, url: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  let bytes = 0
  let requests = 0
  await devtools.send('Network.enable')
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests++
  })
  const answer = await page.goto(url, { waitUntil: 'networkidle' })
  if (answer?.status() !== 200) throw new Error(`${url} answered ${answer?.status()}`)
  await context.close()
  return { bytes, requests }
}

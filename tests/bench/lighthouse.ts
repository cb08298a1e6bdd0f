import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { say } from './figure.ts'
import { serving } from './server.ts'

/** The first step, and two later ones that a link leads straight to: whom to praise, and what is wrong with a page. */
const PAGES = ['/complaint', '/complaint?category=T90', '/complaint?category=T93']
/** Fetched when asked for: too heavy for everybody who installs the portal. */
const LIGHTHOUSE = 'lighthouse@13'

interface Report {
  categories: Record<string, { title: string; score: number; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, { title: string; score: number | null }>
}

/** What Lighthouse says of the form on a slow telephone, and what it finds wanting. */
export async function run() {
  const CHROME_PATH = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!CHROME_PATH) throw new Error('no Chromium on this machine: apt-get install chromium')
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: join(dir, 'data') })
  try {
    for (const path of PAGES) {
      const out = join(dir, 'report.json')
      const url = server.url.replace('127.0.0.1', 'localhost') + path
      const only = '--only-categories=performance,accessibility,best-practices'
      const more = ['--quiet', '--output=json', `--output-path=${out}`, '--chrome-flags=--headless=new --no-sandbox']
      await promisify(execFile)('npx', ['--yes', LIGHTHOUSE, url, only, ...more], {
        env: { ...process.env, CHROME_PATH },
      })
      const { categories, audits } = JSON.parse(readFileSync(out, 'utf8')) as Report
      for (const { title, score, auditRefs } of Object.values(categories)) {
        const bound = { of: 'value', at: 'least', is: 90 } as const
        say({ name: `${path}: ${title}`, value: score * 100, unit: 'of 100', bound })
        for (const { id, weight } of auditRefs)
          if (weight > 0 && (audits[id]?.score ?? 1) < 0.9) console.log(`  ${id}: ${audits[id]?.title}`)
      }
    }
  } finally {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

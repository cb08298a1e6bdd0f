import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const ASTRO = 'node_modules/astro/bin/astro.mjs'

/** Style, pages with every type they and the rest lean on, components; each tool reads the whole tree. */
const CHECKS: [what: string, file: string, ...args: string[]][] = [
  ['style and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['types and pages', ASTRO, 'check', '--minimumFailingSeverity', 'warning'],
  ['islands', 'node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings', '--threshold', 'warning'],
]

/** Types that Astro writes from the pages and that the others read. */
const WRITTEN = '.astro/types.d.ts'

/** True when every check passes; each says what it found. */
export async function check(): Promise<boolean> {
  if (!existsSync(WRITTEN) && !(await passes(['types of pages', ASTRO, 'sync']))) return false
  return (await Promise.all(CHECKS.map(passes))).every(Boolean)
}

async function passes([what, file, ...args]: (typeof CHECKS)[number]): Promise<boolean> {
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' }
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const [said, more, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  console.log(`— ${what}\n${said}${more}`)
  return status === 0
}

if (import.meta.main) process.exit((await check()) ? 0 : 1)

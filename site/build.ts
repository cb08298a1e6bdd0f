import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const STAMP = 'dist/.built'
const ASTRO = 'node_modules/astro/bin/astro.mjs'

/** Everything the pages are made of. */
const SOURCES = ['site/**/*', 'content/pages/*', 'content/*.ts', 'api/**/*.ts', 'astro.config.mjs', 'package-lock.json']

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: root, exclude: ['**/node_modules/**'] }).sort()) {
    const path = `${root}/${file}`
    try {
      hash.update(file).update(readFileSync(path))
    } catch {
      // A folder: its files are listed themselves.
    }
  }
  return hash.digest('hex')
}

/** Builds the pages when they are missing or older than what they are made of. */
export function ensureBuilt() {
  const now = fingerprint()
  const stamp = `${root}/${STAMP}`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  const fresh = `${root}/dist.new`
  rmSync(fresh, { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [ASTRO, 'build', '--silent', '--outDir', 'dist.new'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error('页面没有生成成功，原因见上')
  writeFileSync(`${fresh}/.built`, now)
  // Whole or not at all: whoever serves the old files has read them.
  rmSync(`${root}/dist`, { recursive: true, force: true })
  renameSync(fresh, `${root}/dist`)
}

if (import.meta.main) ensureBuilt()

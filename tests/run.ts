import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../site/build.ts'
import { check } from './check.ts'

/** `npm test`: what the tests need is installed, then types and style, then every test; the last line counts. */
provide('chromium', existsSync('/usr/bin/chromium'))
provide('fonts-wqy-microhei', hasChineseFont())
// A second opinion on what cleaned files still tell.
provide('libimage-exiftool-perl', existsSync('/usr/bin/exiftool'))
ensureBuilt()
const clean = await check()

const report = join(mkdtempSync(join(tmpdir(), 'yangguang-report-')), 'report.json')
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/vitest.config.ts']
const named = process.argv.slice(2)
spawnSync(
  process.execPath,
  [...vitest, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...named],
  { stdio: 'inherit' },
)
const { numPassedTests, numFailedTests, numTotalTestSuites, numFailedTestSuites } = read(report)

// A suite that could not even start counts as failed, and so do types and style.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 || numTotalTestSuites === 0 ? 1 : 0) + (clean ? 0 : 1)
console.log(`${numPassedTests + (clean ? 1 : 0)} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/** Installs a Debian package where that may be done; without it the tests that need it fail and say so. */
function provide(name: string, present: boolean) {
  if (present || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log(`正在安装测试需要的 ${name}……`)
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status
  if (apt('install', '-y', '--no-install-recommends', name) !== 0) {
    apt('update')
    apt('install', '-y', '--no-install-recommends', name)
  }
}

function hasChineseFont(): boolean {
  return (
    ['wqy', 'noto'].some((name) => existsSync(`/usr/share/fonts/truetype/${name}`)) ||
    existsSync('/usr/share/fonts/opentype/noto')
  )
}

function read(
  file: string,
): Record<'numPassedTests' | 'numFailedTests' | 'numTotalTestSuites' | 'numFailedTestSuites', number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numTotalTestSuites: 0, numFailedTestSuites: 0 }
  }
}

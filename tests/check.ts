import { spawnSync } from 'node:child_process'

/** Types, components and style; each tool reads the whole tree. */
const CHECKS: [what: string, file: string, ...args: string[]][] = [
  ['style and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['pages', 'node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning'],
  ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
  ['islands', 'node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings', '--threshold', 'warning'],
]

/** True when every check passes; each says what it found. */
export function check(): boolean {
  return CHECKS.map(([what, file, ...args]) => {
    console.log(`— ${what}`)
    const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' }
    return spawnSync(process.execPath, [file, ...args], { stdio: 'inherit', env }).status === 0
  }).every(Boolean)
}

if (import.meta.main) process.exit(check() ? 0 : 1)

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BOUNDS, CONFINED, drawn } from '../../api/file/easel.ts'
import { blown, nested, paper, photo } from './drawable.ts'

async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
const draw = async (kind: 'heic' | 'pdf', bytes: Buffer, bounds: Partial<typeof BOUNDS> = {}) => {
  const pages: Buffer[] = []
  for await (const page of drawn(kind, pieces(bytes), { ...BOUNDS, ...bounds })) pages.push(page)
  return pages.length
}

describe('a drawing ends when it takes too much', () => {
  // Each with its control: the same paper within a wider bound is drawn.
  test('pages', async () => {
    await expect(draw('pdf', paper({ pages: 5 }), { pages: 4 })).rejects.toThrow('not drawn')
    expect(await draw('pdf', paper({ pages: 5 }), { pages: 5 })).toBe(5)
  })
  test('time', async () => {
    await expect(draw('heic', photo(), { seconds: 0.02 })).rejects.toThrow('SIGKILL')
    expect(await draw('heic', photo(), { seconds: 20 })).toBe(1)
  })
  test('memory, which the readers take where Node does not count it', async () => {
    await expect(draw('pdf', blown(), { megabytes: 100 })).rejects.toThrow('SIGKILL')
    expect(await draw('pdf', blown())).toBe(1)
    const before = process.memoryUsage().rss
    await expect(draw('pdf', nested())).rejects.toThrow('SIGKILL')
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })
})

/** Painters this process has started and that still run. */
const painters = () =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('painter.ts')
    } catch {
      return false
    }
  }).length

test('whoever stops looking leaves no process behind', async () => {
  for await (const page of drawn('pdf', pieces(paper({ pages: 50 })))) {
    expect(page.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    expect(painters()).toBe(1)
    break
  }
  expect(painters()).toBe(0)
})

test('whatever a file made of its reader, it could read nothing here and start nothing', () => {
  const run = (script: string) =>
    execFileSync(process.execPath, [...CONFINED, '-e', script], { encoding: 'utf8', stdio: 'pipe', env: {} })
  for (const script of [
    `require('fs').readFileSync('/etc/hostname')`,
    `require('fs').readFileSync(${JSON.stringify(new URL('../../db/open.ts', import.meta.url).pathname)})`,
    `require('fs').writeFileSync('/tmp/x', '')`,
    `require('child_process').execFileSync('true')`,
  ])
    expect(() => run(script)).toThrow('ERR_ACCESS_DENIED')
  expect(run(`console.log(require('fs').readFileSync(${JSON.stringify(CONFINED[2]?.split('=')[1])}).length > 0)`)).toBe(
    'true\n',
  )
})

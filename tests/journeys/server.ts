import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'

export const PASSWORD = 'demo-password-1'

/** The portal as an operator starts it: a process of its own, a folder of its own, the demonstration city. */
export interface Site {
  url: string
  /** What it has printed so far, log included. */
  said(): string
  close(): Promise<void>
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}

export async function serve(more: Record<string, string> = {}): Promise<Site> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-journey-'))
  const city = inject('city')
  if (city) cpSync(city, dir, { recursive: true })
  const port = await freePort()
  // Not ours: what the test runner sets (MODE, DEV, NODE_ENV) would make the build a development one.
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    DATA_DIR: dir,
    PORT: String(port),
    DEMO_PASSWORD: PASSWORD,
    LIMITS: 'off',
    ANTIBOT: 'off',
    LOG_LEVEL: 'error',
    // As `npm start` sets it: what was compiled once is not compiled again.
    NODE_COMPILE_CACHE: 'node_modules/.cache/compile',
    ...more,
  }
  const child = spawn(process.execPath, ['api/server.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => said.push(chunk))
  const url = `http://localhost:${port}`
  await ready(child, url, () => said.join(''))
  return {
    url,
    said: () => said.join(''),
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([ended, wait(12_000).then(() => child.kill('SIGKILL'))])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess, url: string, said: () => string) {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${said()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await wait(200)
  }
  throw new Error(`the server was not ready in time:\n${said()}`)
}

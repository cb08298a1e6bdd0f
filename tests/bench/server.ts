import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The real server in a process of its own. */
export interface Running {
  url: string
  port: number
  child: ChildProcess
  /** Milliseconds from the start of the process to the first 200 of `/readyz`. */
  readyAfter: number
  /** What it has printed so far, log included. */
  said(): string
  /** Sends a signal and waits for the end; the exit code, or null when it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** What every start of a bench or test sets; nothing of the caller's own configuration gets in. */
const environment = (env: Record<string, string>) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PORT: '0',
  LOG_LEVEL: 'warn',
  LIMITS: 'off',
  ANTIBOT: 'off',
  DEMO_PASSWORD: 'demo-password-1',
  // As `npm start` sets it: what was compiled once is not compiled again.
  NODE_COMPILE_CACHE: 'node_modules/.cache/compile',
  ...env,
})

/**
 * Starts `api/server.ts` and gives up after a minute. `under` puts another command in front, `prlimit` for one. With
 * `log` its lines go to a file, as where it serves: whoever loads it has no time to read them.
 */
export function launch(
  env: Record<string, string>,
  { flags = [], under = [], log }: { flags?: string[]; under?: string[]; log?: string } = {},
) {
  const [command = '', ...args] = [...under, process.execPath, ...flags, 'api/server.ts']
  const child = spawn(command, args, {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', 'pipe', log ? openSync(log, 'w') : 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  return { child, said: () => said }
}

/** Starts the server and waits until it says that it is ready. */
export async function serving(env: Record<string, string>, more: Parameters<typeof launch>[1] = {}): Promise<Running> {
  const began = performance.now()
  const { child, said } = launch(env, more)
  const until = Date.now() + 60_000
  const port = async (): Promise<number> => {
    for (;;) {
      const found = /网址：http:\/\/localhost:(\d+)/.exec(said())
      if (found) return Number(found[1])
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
        child.kill('SIGKILL')
        throw new Error(`the server did not start:\n${said()}`)
      }
      await new Promise((done) => setTimeout(done, 5))
    }
  }
  const at = await port()
  const url = `http://127.0.0.1:${at}`
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (Date.now() > until) throw new Error(`the server did not become ready:\n${said()}`)
    await new Promise((done) => setTimeout(done, 20))
  }
  const readyAfter = performance.now() - began
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  return { url, port: at, child, readyAfter, said, stop }
}

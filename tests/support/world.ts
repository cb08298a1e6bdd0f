import { copyFileSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import { createApp } from '../../api/app.ts'
import { PageCache } from '../../api/cache.ts'
import type { Deps } from '../../api/context.ts'
import { readEnv } from '../../api/env.ts'
import { metrics } from '../../api/health.ts'
import { Limits } from '../../api/limits.ts'
import { loadContent } from '../../api/publication/load.ts'
import { Secrets } from '../../api/secrets.ts'
import { Tally } from '../../api/tally.ts'
import { readContent } from '../../content/load.ts'
import { openStore, type Place } from '../../db/open.ts'

export const SECRET = 'a secret only for tests, long enough to be one'
const content = readContent('content')

export interface World {
  app: ReturnType<typeof createApp>
  deps: Deps
  /** Every line the log wrote, as text, with what was counted until now. */
  readonly log: string[]
  /** Moves the clock the application sees. */
  at(instant: string | Date): void
  dir: string
  close(): Promise<void>
}

/** A database with the content published at an instant, made once a run and copied for each world. */
const templates = new Map<string, Promise<string>>()
function filled(at: Date): Promise<string> {
  const file = join(inject('templates'), `${at.getTime()}.db`)
  const made = templates.get(file) ?? (existsSync(file) ? Promise.resolve(file) : fill(file, at))
  templates.set(file, made)
  return made
}

async function fill(file: string, at: Date): Promise<string> {
  // Other processes may be making the same one: whole or not at all.
  const own = `${file}.${process.pid}`
  const store = await openStore({ url: `file:${own}` })
  await loadContent(store, content, at)
  await store.close()
  renameSync(own, file)
  return file
}

/** The moment it is where nobody says another. */
export const START = '2026-06-15T10:24:00+08:00'

/** The real application on a real database in a folder of its own, with the demonstration content and a set clock. */
export async function makeWorld(
  options: {
    now?: string
    /** When its content was published, where that was earlier. */
    since?: string
    place?: Place
    env?: Record<string, string>
    render?: Deps['render']
    /** A world to be like, in database and files. */
    like?: Pick<World, 'dir'>
  } = {},
): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-'))
  let now = new Date(options.now ?? START)
  const log: string[] = []
  if (options.like) cpSync(options.like.dir, dir, { recursive: true })
  else if (!options.place)
    copyFileSync(await filled(options.since ? new Date(options.since) : now), join(dir, 'test.db'))
  const store = await openStore(options.place ?? { url: `file:${join(dir, 'test.db')}` })
  const env = {
    ...readEnv({ DATA_DIR: dir, LIMITS: 'off', ANTIBOT: 'off', DEMO: 'on', SECRET_KEY: SECRET, ...options.env }),
    demo: 'on' as const,
  }
  const out = pino({ level: 'info', base: null }, { write: (line: string) => void log.push(line) })
  const deps: Deps = {
    env,
    store,
    secrets: new Secrets(SECRET),
    limits: new Limits(env.limits),
    cache: new PageCache(),
    log: out,
    tally: new Tally(out),
    now: () => now,
    ...(options.render && { render: options.render }),
  }
  if (options.place) await loadContent(store, content, now)
  const app = createApp(deps, { canary: { ready: true }, metrics: metrics(deps) })
  const close = async () => {
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return {
    app,
    deps,
    get log() {
      deps.tally.hand()
      return log
    },
    dir,
    close,
    at(instant) {
      now = new Date(instant)
    },
  }
}

/** A world that goes when the test ends. */
export async function world(options: Parameters<typeof makeWorld>[0] = {}): Promise<World> {
  const made = await makeWorld(options)
  onTestFinished(made.close)
  return made
}

/** A JSON request as a program without cookies sends it. */
export const post = (w: World, path: string, body: unknown, headers: Record<string, string> = {}) =>
  w.app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

export const complaint = (more: Record<string, unknown> = {}) => ({
  category: 'T05',
  about: { department: 'ZFJ' },
  account: '两名执法人员没有出示证件就扣了我的三轮车，也没有给扣押清单。',
  consent: true,
  ...more,
})

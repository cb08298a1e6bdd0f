import { astro, FetchState } from 'astro/fetch'
import { pino } from 'pino'
import { createApp } from '../api/app.ts'
import { PageCache } from '../api/cache.ts'
import type { Deps } from '../api/context.ts'
import { readEnv } from '../api/env.ts'
import { Canary, metrics } from '../api/health.ts'
import { Limits } from '../api/limits.ts'
import { start } from '../api/start.ts'
import { Tally } from '../api/tally.ts'

/** The application of production, drawing its pages through Vite. Nothing is cached: an edit must show. */
class NothingKept extends PageCache {
  override get() {
    return undefined
  }
}

/** Hot reloading loads this file again; the database is opened once. */
const kept = globalThis as { yangguang?: ReturnType<typeof open> }

async function open() {
  const env = readEnv(process.env)
  const { store, secrets, demo, say } = await start(env, new Date())
  console.log(say.join('\n'))
  const canary = new Canary(store)
  await canary.start((failing) => console.error(failing ?? 'the canary write works'))
  return { env, store, secrets, demo, canary }
}

export async function frontDoor() {
  kept.yangguang ??= open()
  const { env, store, secrets, demo, canary } = await kept.yangguang
  const log = pino({ level: 'warn', base: null })
  const deps: Deps = {
    env: { ...env, demo: demo ? 'on' : 'off' },
    store,
    secrets,
    cache: new NothingKept(),
    limits: new Limits(env.limits),
    log,
    tally: new Tally(log),
    now: () => new Date(),
    render(request, locals) {
      const state = new FetchState(request)
      Object.assign(state.locals, locals)
      return astro(state)
    },
  }
  const app = createApp(deps, { canary, metrics: metrics(deps) })
  return (request: Request) => app.fetch(request, {})
}

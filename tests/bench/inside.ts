import { pino } from 'pino'
import { createApp } from '../../api/app.ts'
import { PageCache } from '../../api/cache.ts'
import type { Deps } from '../../api/context.ts'
import { readEnv } from '../../api/env.ts'
import { metrics } from '../../api/health.ts'
import { Limits } from '../../api/limits.ts'
import { Secrets } from '../../api/secrets.ts'
import { Tally } from '../../api/tally.ts'
import type { Store } from '../../db/open.ts'

export const SECRET = 'a secret only for measuring, long enough to be one'

/** The application on a store in this very process, asking for no proof and counting nobody. */
export function inside(store: Store, dir: string) {
  const env = readEnv({ DATA_DIR: dir, LIMITS: 'off', ANTIBOT: 'off', DEMO: 'on', SECRET_KEY: SECRET })
  const log = pino({ level: 'silent' })
  const deps: Deps = {
    env: { ...env, demo: 'on' },
    store,
    secrets: new Secrets(SECRET),
    limits: new Limits(false),
    cache: new PageCache(),
    log,
    tally: new Tally(log),
    now: () => new Date(),
  }
  return { deps, app: createApp(deps, { canary: { ready: true }, metrics: metrics(deps) }) }
}

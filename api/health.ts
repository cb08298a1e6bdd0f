import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Store } from '../db/open.ts'
import type { AppEnv, Deps } from './context.ts'
import { isLoopback } from './env.ts'
import { noticeMetrics } from './notice/metrics.ts'
import { Refusal } from './refusal.ts'

const EVERY = 5000
/** A canary older than this means writes do not get through. */
const TOO_OLD = 12_000

/** Writes one row every five seconds: readiness is a write that came back, not a promise (rulings.md 30). */
export class Canary {
  #store: Store
  #timer: NodeJS.Timeout | undefined
  #last = 0
  #failing: string | undefined

  constructor(store: Store) {
    this.#store = store
  }

  async start(onChange: (failing: string | undefined) => void) {
    const beat = async () => {
      const before = this.#failing
      try {
        await this.#store.writes.commit([
          {
            sql: 'insert into canary (id, at) values (1, ?) on conflict do update set at = excluded.at',
            args: [Date.now()],
          },
        ])
        this.#last = Date.now()
        this.#failing = undefined
      } catch (error) {
        this.#failing = String(error instanceof Error ? (error.cause ?? error) : error)
      }
      if (before !== this.#failing) onChange(this.#failing)
    }
    await beat()
    this.#timer = setInterval(beat, EVERY)
    this.#timer.unref()
  }

  stop() {
    clearInterval(this.#timer)
  }

  get ready() {
    return this.#failing === undefined && Date.now() - this.#last < TOO_OLD
  }
}

/** Counters for operators. No path, address or text of a person is ever a label. */
export function metrics(deps: Pick<Deps, 'store' | 'cache'>) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'refusals_total',
    help: 'Refusals by code',
    labelNames: ['code'],
    registers: [registry],
  })
  new Gauge({
    name: 'write_queue_length',
    help: 'Jobs waiting for a commit',
    registers: [registry],
    collect() {
      this.set(deps.store.writes.length)
    },
  })
  new Gauge({
    name: 'page_cache_hits',
    help: 'Pages answered from the cache',
    registers: [registry],
    collect() {
      this.set(deps.cache.hits)
    },
  })
  new Gauge({
    name: 'page_cache_misses',
    help: 'Pages drawn',
    registers: [registry],
    collect() {
      this.set(deps.cache.misses)
    },
  })
  noticeMetrics(registry, deps.store)
  return { registry, requests, refusals }
}
export type Metrics = ReturnType<typeof metrics>

/** Equal in a time that tells nothing of where they differ. */
const same = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

export const health = (canary: { ready: boolean }, numbers: Metrics) =>
  new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', (c) =>
      canary.ready
        ? c.json({ status: 'ready' })
        : c.json({ status: 'not ready', reasons: ['写入数据库没有成功，原因见日志'] }, 503, { 'retry-after': '5' }),
    )
    .get('/metrics', async (c) => {
      const token = c.var.deps.env.metricsToken
      const near = c.env.incoming?.socket.remoteAddress?.replace(/^::ffff:/, '')
      // Behind a proxy everybody comes from loopback: a public portal needs the token, and so does what was forwarded.
      const local =
        !c.var.deps.env.beyond &&
        near !== undefined &&
        isLoopback(near) &&
        !c.req.header('x-forwarded-for') &&
        !c.req.header('forwarded')
      const allowed = token ? same(c.req.header('authorization') ?? '', `Bearer ${token}`) : local
      if (!allowed) throw new Refusal('not_found')
      return c.body(await numbers.registry.metrics(), 200, { 'content-type': numbers.registry.contentType })
    })

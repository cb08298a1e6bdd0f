import type { Context } from 'hono'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { Refusal } from '../refusal.ts'
import type { Incoming } from './transfer.ts'

/** So many files come in at once, in all and from one source; more wait a moment (security.md F-13). */
const MOST_AT_ONCE = 100
const MOST_A_SOURCE = 40
/** A transfer that brings less than a kilobyte a second is let go; what came is kept. */
const LOOK_EVERY = 15_000
const LEAST = 15 * 1024

const under = new Map<string, number>()
let all = 0

/** The bytes of a request as they come, stoppable from outside, and given up on when they trickle. */
export function bytesOf(c: Context<AppEnv>): Incoming {
  const { incoming } = c.env ?? {}
  const reader = incoming ? undefined : (c.req.raw.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>)
  const stop = () => {
    incoming?.destroy()
    reader?.cancel().catch(() => undefined)
  }
  const source: AsyncIterable<Uint8Array> =
    (incoming?.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array> | undefined) ?? read(reader)
  return { chunks: steady(source, stop), stop }
}

async function* read(reader: ReadableStreamDefaultReader<Uint8Array> | undefined) {
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) yield next.value
}

async function* steady(chunks: AsyncIterable<Uint8Array>, stop: () => void) {
  let since = 0
  const clock = setInterval(() => {
    if (since < LEAST) stop()
    since = 0
  }, LOOK_EVERY)
  clock.unref()
  try {
    for await (const chunk of chunks) {
      since += chunk.byteLength
      yield chunk
    }
  } finally {
    clearInterval(clock)
  }
}

/** Refuses a source that has announced more than its share of the room. */
export function demandBudget(c: Context<AppEnv>, size: number) {
  const wait = c.var.deps.limits.wait('upload_bytes', source(c), c.var.now.getTime(), size)
  if (wait > 0) throw new Refusal('file_budget', { retryAfter: Math.ceil(wait / 1000) })
}

/** A place among those that send at the same time. */
export async function inTurn<T>(source: string, work: () => Promise<T>): Promise<T> {
  const own = under.get(source) ?? 0
  if (all >= MOST_AT_ONCE || own >= MOST_A_SOURCE) throw new Refusal('too_many', { retryAfter: 5 })
  all++
  under.set(source, own + 1)
  try {
    return await work()
  } finally {
    all--
    const left = (under.get(source) ?? 1) - 1
    if (left > 0) under.set(source, left)
    else under.delete(source)
  }
}

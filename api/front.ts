import type { Context } from 'hono'
import type { Page } from './cache.ts'
import { today } from './case/deadline.ts'
import type { AppEnv, Deps } from './context.ts'
import { guard } from './door.ts'
import { always } from './headers.ts'
import { revisionAtHand } from './publication/revision.ts'
import { bytes, encodingFor, has, headersOf } from './send.ts'

interface Ready {
  body: Uint8Array<ArrayBuffer>
  headers: Record<string, string>
}

/** The answers a cached page can have, made at its first request; they go when the page goes. */
const made = new WeakMap<Page, Map<string, Ready>>()

/**
 * A page that lies ready, answered before the chain: the same checks, headers, log line and metric, but nothing waited
 * for and nothing built anew. Whatever is not plain (a cookie beyond the display mode, a failed check, a page not there)
 * gives undefined and goes the long way, which knows what to say.
 */
export function atHand(c: Context<AppEnv>, deps: Deps, id: string): Response | undefined {
  const { store, cache, env } = deps
  const mode = modeAlone(c.req.header('cookie'))
  const revision = revisionAtHand(store)
  if (c.req.method !== 'GET' || mode === undefined || revision === undefined || !passes(c, env.publicUrl))
    return undefined
  const { url } = c.req
  const page = cache.get({ path: url.slice(url.indexOf('/', 8)), mode, day: today(deps.now()), revision })
  if (!page) return undefined
  const unchanged = has(c, page.etag)
  const { body, headers } = answer(page, unchanged ? 'unchanged' : (encodingFor(c) ?? 'raw'), env.https)
  return new Response(unchanged ? null : body, {
    status: unchanged ? 304 : 200,
    headers: { ...headers, 'x-request-id': id },
  })
}

function answer(page: Page, form: 'raw' | 'br' | 'gzip' | 'unchanged', https: boolean): Ready {
  const known = made.get(page) ?? new Map<string, Ready>()
  made.set(page, known)
  const found = known.get(form)
  if (found) return found
  const coding = form === 'br' || form === 'gzip' ? form : undefined
  const ready = {
    body: bytes(page[coding ?? 'raw']),
    headers: { ...always(https), ...headersOf(page), ...(coding && { 'content-encoding': coding }) },
  }
  known.set(form, ready)
  return ready
}

/** The display mode when the cookies say nothing else; undefined when they do. */
function modeAlone(cookie: string | undefined) {
  if (cookie === undefined || cookie === 'mode=standard') return 'standard'
  return cookie === 'mode=elder' ? 'elder' : undefined
}

function passes(c: Context<AppEnv>, publicUrl: string | undefined) {
  try {
    guard(c, publicUrl)
    return true
  } catch {
    return false
  }
}

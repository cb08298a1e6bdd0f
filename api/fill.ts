import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'

/** Answers about one case leave in whole steps of so many bytes: encrypted lengths tell what is said (security.md I-17). */
export const STEP = 4096

/** Blanks after a text: neither JSON nor HTML minds them. They must not be compressed away, here or in front of us. */
export const filled = (text: string) => text + ' '.repeat(-Buffer.byteLength(text) & (STEP - 1))
export const UNTOUCHED = 'no-store, no-transform'

/** Fills what a route answers, refusals too. A file is as long as it is. */
export const fill: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  if (c.env.inside || !/\bjson\b/.test(c.res.headers.get('content-type') ?? '')) return
  c.res = new Response(filled(await c.res.text()), c.res)
  c.res.headers.set('cache-control', UNTOUCHED)
}

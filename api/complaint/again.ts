import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sorted } from '../case/event.ts'
import type { AppEnv } from '../context.ts'

/** What this browser sent last: a keyed digest of it, and the key it was sent under. Sealed; opens nothing. */
interface Sent {
  digest: string
  key: string
}
const NAME = 'sent'
const PATH = '/complaint'
const SECONDS = 600

const digestOf = (c: Context<AppEnv>, body: unknown) =>
  c.var.deps.secrets.digest('idempotency', JSON.stringify(sorted(body)))

/**
 * Somebody who goes back and sends the very same again means the same case, but the page they went back to has a
 * fresh token. For ten minutes the same words from the same browser go under the first token’s key.
 */
export function sentBefore(c: Context<AppEnv>, body: unknown): Record<string, string> {
  const sent = c.var.deps.secrets.redeem<Sent>('cookie', getCookie(c, NAME), c.var.now.getTime())
  return sent?.key && sent.digest === digestOf(c, body) ? { 'idempotency-key': sent.key } : {}
}

export function rememberSent(c: Context<AppEnv>, body: unknown, token: string | undefined) {
  const { secrets, env } = c.var.deps
  const now = c.var.now.getTime()
  const key = sentBefore(c, body)['idempotency-key'] ?? keyOf(secrets.redeem<{ id: string }>('form', token, now))
  if (!key) return
  const sealed = secrets.ticket('cookie', { digest: digestOf(c, body), key } satisfies Sent, now + SECONDS * 1000)
  const secure = env.publicUrl?.startsWith('https:') ?? false
  setCookie(c, NAME, sealed, { path: PATH, httpOnly: true, sameSite: 'Strict', secure, maxAge: SECONDS })
}

/** Whoever took a case back may send the same again and means a new one. */
export const forgetSent = (c: Context<AppEnv>) => deleteCookie(c, NAME, { path: PATH })

const keyOf = (token: { id: string } | undefined) => token && `form-${token.id}`

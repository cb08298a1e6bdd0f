import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sorted } from '../case/event.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { formKey, KEY_HEADER } from '../once.ts'

/** What this browser sent last: a keyed digest of it, and the key it was sent under. Sealed; opens nothing. */
interface Sent {
  digest: string
  key: string
}
const NAME = 'sent'
const PATH = '/complaint'
const SECONDS = 600

/** Without the proof of work, which is a new one each time. */
const digestOf = (c: Context<AppEnv>, { antibot: _proof, ...said }: Record<string, unknown>) =>
  c.var.deps.secrets.digest('idempotency', JSON.stringify(sorted(said)))

/**
 * Somebody who goes back and sends the very same again means the same case, but the page they went back to has a
 * fresh token. For ten minutes the same words from the same browser go under the first token’s key.
 */
export function sentBefore(c: Context<AppEnv>, body: Record<string, unknown>): Record<string, string> {
  const sent = c.var.deps.secrets.redeem<Sent>('sent', getCookie(c, NAME), c.var.now.getTime())
  return sent?.key && sent.digest === digestOf(c, body) ? { [KEY_HEADER]: sent.key } : {}
}

export function rememberSent(c: Context<AppEnv>, body: Record<string, unknown>, token: string | undefined) {
  const key = sentBefore(c, body)[KEY_HEADER] ?? formKey(c, token)
  if (!key) return
  const until = c.var.now.getTime() + SECONDS * 1000
  const sealed = c.var.deps.secrets.ticket('sent', { digest: digestOf(c, body), key } satisfies Sent, until)
  setCookie(c, NAME, sealed, { ...flags(c, PATH), maxAge: SECONDS })
}

/** Whoever took a case back may send the same again and means a new one. */
export const forgetSent = (c: Context<AppEnv>) => deleteCookie(c, NAME, { path: PATH })

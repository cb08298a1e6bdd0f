import type { Context } from 'hono'
import type { AppEnv } from './context.ts'

/** Every cookie of ours that says more than the display mode: not for scripts, not for other sites, over TLS where there is TLS. */
export const flags = (c: Context<AppEnv>, path = '/') =>
  ({ path, httpOnly: true, secure: c.var.deps.env.https, sameSite: 'Strict' }) as const

import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import type { Secrets } from '../secrets.ts'
import type { Role } from '../staff/role.ts'

/** Tells on a device whose draft lies there; it opens nothing and leads to no lead. */
export const markOf = (secrets: Secrets, login: string) =>
  secrets.digest('owner', `device\n${login}`).split('.')[1]?.slice(0, 22) ?? ''

/** Read by the page of leads where there is no network; it must tell one person of a device from the next. */
const NAME = 'lead-owner'
const MONTH = 30 * 86_400

/** Whose drafts may lie on this device from now on; those of whoever had it before go. */
export function markDevice(c: Context<AppEnv>, { login, roles }: { login: string; roles: readonly string[] }) {
  const sends: readonly Role[] = ['supervisor', 'contact']
  const mark = sends.some((role) => roles.includes(role)) ? markOf(c.var.deps.secrets, login) : ''
  const before = getCookie(c, NAME)
  if (before && before !== mark) c.header('clear-site-data', '"storage"')
  if (mark || before) setCookie(c, NAME, mark, { ...flags(c), httpOnly: false, maxAge: mark ? MONTH : 0 })
}

/** Nobody’s any more. */
export const unmarkDevice = (c: Context<AppEnv>) => {
  if (getCookie(c, NAME)) setCookie(c, NAME, '', { ...flags(c), httpOnly: false, maxAge: 0 })
}

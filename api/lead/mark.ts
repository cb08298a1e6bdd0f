import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'

/** Who has an account now: after a change of hands its name is another, and what was the predecessor’s opens nothing. */
export type Hand = Pick<Actor, 'login' | 'name'>
export const handOf = ({ login, name }: Hand) => `${login}\n${name}`

/** Tells on a device whose draft lies there; it opens nothing and leads to no lead. */
export const markOf = (secrets: Secrets, hand: Hand) =>
  secrets
    .digest('owner', `device\n${handOf(hand)}`)
    .split('.')[1]
    ?.slice(0, 22) ?? ''

/** Read by the page of leads where there is no network; it must tell one person of a device from the next. */
const NAME = 'lead-owner'
/** Whether they signed in here within a day: without a network nothing else tells. */
const LATELY = 'lead-day'
const DAY = 86_400
const MONTH = 30 * DAY

/** Whose drafts may lie on this device from now on; those of whoever had it before go. */
export function markDevice(c: Context<AppEnv>, { roles, ...hand }: Hand & { roles: readonly string[] }) {
  const sends: readonly Role[] = ['supervisor', 'contact']
  const mark = sends.some((role) => roles.includes(role)) ? markOf(c.var.deps.secrets, hand) : ''
  const before = getCookie(c, NAME)
  if (before && before !== mark) c.header('clear-site-data', '"storage"')
  if (!mark && !before) return
  setCookie(c, NAME, mark, { ...flags(c), httpOnly: false, maxAge: mark ? MONTH : 0 })
  setCookie(c, LATELY, mark && '1', { ...flags(c), httpOnly: false, maxAge: mark ? DAY : 0 })
}

/** Nobody’s any more. */
export const unmarkDevice = (c: Context<AppEnv>) => {
  for (const name of [NAME, LATELY])
    if (getCookie(c, name)) setCookie(c, name, '', { ...flags(c), httpOnly: false, maxAge: 0 })
}

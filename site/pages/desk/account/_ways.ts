import { type Actor, has } from '../../../../api/staff/actor.ts'
import type { Link } from '../../../layouts/links.ts'
import { deskLinks } from '../_links.ts'

const STAFF: Link = { href: '/desk/staff', label: '人员账号', icon: 'people' }
const ACCOUNT: Link = { href: '/desk/account', label: '我的账号', icon: 'key' }

/** The desk’s ways with those to accounts; the API decides again at each of them. */
export const waysOf = (actor: Actor | null): Link[] => {
  const ways = deskLinks(actor)
  const mine = actor ? [...(has(actor, 'admin') ? [STAFF] : []), ACCOUNT] : []
  return [...ways, ...mine.filter(({ href }) => !ways.some((way) => way.href === href))]
}

/** Signing in first, then back here. */
export const signInFirst = (url: URL): string => `/desk/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`

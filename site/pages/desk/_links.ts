import { type Actor, has } from '../../../api/staff/actor.ts'
import type { Link } from '../../layouts/links.ts'

/** The desk’s ways by role; the API decides again at each of them. The system administrator reads no case (rulings.md 3). */
export function deskLinks(actor: Actor | null): Link[] {
  if (!actor) return []
  const work: Link = has(actor, 'admin')
    ? { href: '/desk/staff', label: '人员账号', icon: 'people' }
    : { href: '/desk', label: '办件', icon: 'list' }
  return [work, { href: '/desk/account', label: '我的账号', icon: 'key' }]
}

/** Signing in first, then back here. */
export const signInFirst = (url: URL): string => `/desk/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`

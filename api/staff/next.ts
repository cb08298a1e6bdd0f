import type { Role } from './role.ts'

/** Where the work of those lies who have pages of their own: they see nothing of the desk. */
const OWN: Partial<Record<Role, string>> = { supervisor: '/supervisor', contact: '/contact' }

/** Where somebody begins: at the desk, or at the page of their own when that is all they do here. */
export const homeOf = (roles: readonly string[]): string => {
  const [first, ...more] = roles
  return (first !== undefined && more.length === 0 && OWN[first as Role]) || '/desk'
}

/** Pages for people who are signed in. */
const INSIDE = /^\/(desk|supervisor|contact|lead|duty)(\/|$)/
export const isInside = (path: string): boolean => INSIDE.test(path)

/** Where to go after signing in: a page of theirs on this site, whatever was asked for. */
export function safeNext(asked: string | undefined, home = '/desk'): string {
  if (!asked || asked.length > 512 || !asked.startsWith('/') || !/^[\x21-\x7e]+$/.test(asked) || asked.includes('\\'))
    return home
  const url = URL.canParse(asked, 'http://desk.invalid') ? new URL(asked, 'http://desk.invalid') : undefined
  const inside =
    url?.host === 'desk.invalid' && isInside(url.pathname) && !/^\/desk\/sign-(in|out)(\/|$)/.test(url.pathname)
  return inside && url ? url.pathname + url.search : home
}

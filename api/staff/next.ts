/** The desk, and what supervisors and contact points have of their own. */
const INSIDE = /^\/(desk|contact|supervisor|lead|duty)(\/|$)/

/** Where to go after signing in: a page of the desk on this site, whatever was asked for. */
export function safeNext(asked: string | undefined, home = '/desk'): string {
  if (
    !asked ||
    asked.length > 512 ||
    !/^\/(desk|contact|supervisor|lead|duty)/.test(asked) ||
    !/^[\x21-\x7e]+$/.test(asked) ||
    asked.includes('\\')
  )
    return home
  const url = URL.canParse(asked, 'http://desk.invalid') ? new URL(asked, 'http://desk.invalid') : undefined
  const inside =
    url?.host === 'desk.invalid' && INSIDE.test(url.pathname) && !/^\/desk\/sign-(in|out)(\/|$)/.test(url.pathname)
  return inside && url ? url.pathname + url.search : home
}

import { Elsewhere } from '../pages.ts'
import { Refusal } from '../refusal.ts'

/** What somebody without a second factor may still do in a real installation: see to their own account, and leave. */
const OWN = /^\/(api\/session|desk\/account|desk\/sign-(in|out))(\/|$)/

/**
 * Whether a path is one's own account. The desk is refused, or leads to where the second factor is turned on; for all
 * the rest of the site somebody without it is nobody yet, so a route that is new is closed too.
 */
export function admits(path: string): boolean {
  if (OWN.test(path)) return true
  if (/^\/api\/(desk|contact)(\/|$)/.test(path)) throw new Refusal('factor_first')
  if (/^\/(desk|contact|supervisor|lead|duty)(\/|$)/.test(path)) throw new Elsewhere('/desk/account')
  return false
}

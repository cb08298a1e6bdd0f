import * as z from 'zod'

/** The widget of this site. */
export interface Turnstile {
  siteKey: string
  secretKey: string
  hostname: string
  /** Cloudflare’s, or a stand-in of the tests. */
  siteverify?: string
}
/** And for which form it is shown. */
type Widget = Omit<Turnstile, 'siteKey'> & { action: string }

const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
/** Cloudflare says so; anything longer is none. */
const LONGEST = 2048
const PATIENCE = 3000

const Verdict = z.object({ success: z.boolean(), hostname: z.string().optional(), action: z.string().optional() })

/**
 * Asks Cloudflare about a token. Only for open surveys (and whatever else rulings.md 15 allows), never where
 * somebody complains or follows a case. The visitor’s address is not passed on. `away` means that nobody
 * could be asked: then a proof of work is asked for instead, and never nothing.
 */
export async function askTurnstile(token: string, widget: Widget): Promise<'passed' | 'refused' | 'away'> {
  if (token === '' || token.length > LONGEST) return 'refused'
  try {
    const answer = await fetch(widget.siteverify ?? SITEVERIFY, {
      method: 'POST',
      body: new URLSearchParams({ secret: widget.secretKey, response: token }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    })
    const { success, data } = Verdict.safeParse(await answer.json())
    if (!answer.ok || !success) return 'away'
    return data.success && data.hostname === widget.hostname && data.action === widget.action ? 'passed' : 'refused'
  } catch {
    return 'away'
  }
}

import * as z from 'zod'

/** Where and for what a widget of ours is shown. */
interface Widget {
  secretKey: string
  hostname: string
  action: string
  /** Cloudflare’s, or a stand-in of the tests. */
  siteverify?: string
}

const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
/** Cloudflare says so; anything longer is none. */
const LONGEST = 2048
const PATIENCE = 3000

const Verdict = z.object({ success: z.boolean(), hostname: z.string().optional(), action: z.string().optional() })

/**
 * Asks Cloudflare about a token. Only for open-day registration, open surveys and supervisors’ applications, never where
 * somebody complains or follows a case (rulings.md 15). The visitor’s address is not passed on. `away` means that nobody
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

/** For everything that is not a page of ours: nothing may be loaded, framed or sent from it. */
export const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** A service worker is ruled by the policy it comes with: this one fetches from here, and nothing else. */
export const WORKER = "default-src 'none'; connect-src 'self'"

const ALWAYS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Own forms need their Origin (no-referrer would make it null); other sites learn nothing.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
}

const OVER_HTTPS = { ...ALWAYS, 'strict-transport-security': 'max-age=63072000; includeSubDomains' }

/** The headers that every answer has with one value. */
export const always = (secureOrigin: boolean): Readonly<Record<string, string>> => (secureOrigin ? OVER_HTTPS : ALWAYS)

/** The security headers of every answer, whatever its status. A page brings the hashes of its own scripts. */
export function secure(headers: Headers, secureOrigin: boolean) {
  for (const [name, value] of Object.entries(always(secureOrigin))) headers.set(name, value)
  // An empty policy would allow everything, so it counts as none.
  if (!headers.get('content-security-policy')) headers.set('content-security-policy', NOTHING)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  headers.delete('server')
}

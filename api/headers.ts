/** For everything that is not a page of ours: nothing may be loaded, framed or sent from it. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const ALWAYS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Own forms need their Origin (no-referrer would make it null); other sites learn nothing.
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Origin-Agent-Cluster': '?1',
  'X-DNS-Prefetch-Control': 'off',
  'X-Permitted-Cross-Domain-Policies': 'none',
}

/** The security headers of every answer, whatever its status. A page brings the hashes of its own scripts. */
export function secure(headers: Headers, secureOrigin: boolean) {
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value)
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', NOTHING)
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  if (secureOrigin) headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')
  headers.delete('Server')
}

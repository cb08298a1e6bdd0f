import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'
import { isLoopback } from './env.ts'
import { Refusal } from './refusal.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const PROBES = new Set(['/healthz', '/readyz', '/metrics'])
const LONGEST_URL = 4096
/** Encoded separators, dots and NUL have no honest use in a path of ours, nor do doubled slashes. */
const TRICK = /%(?:00|2e|2f|5c|25)|\\|\/\/|\/\.{1,2}(?:\/|$)|;/i

/** Refuses what is not addressed to us, not in a form we speak, or not sent from our own pages. */
export function guard(c: Context<AppEnv>, publicUrl: string | undefined) {
  const raw = c.env.incoming
  if (!METHODS.has(c.req.method)) throw new Refusal('method')
  if ((raw?.url ?? c.req.url).length > LONGEST_URL) throw new Refusal('uri_too_long')
  if (raw && hosts(raw.rawHeaders) !== 1) throw new Refusal('host')
  // A line without a version is HTTP/0.9, which nobody has spoken for thirty years.
  if (raw && raw.httpVersionMajor < 1) throw new Refusal('malformed')
  // The target as it came, before URL parsing folds `..` and the like; absolute-form requests are proxies' business.
  if (raw?.url && !raw.url.startsWith('/')) throw new Refusal('malformed')
  const path = raw?.url?.split('?')[0] ?? new URL(c.req.url).pathname
  if (TRICK.test(path) || !decodes(path)) throw new Refusal('not_found')
  const own = ownOrigin(c, publicUrl)
  if (!SAFE.has(c.req.method)) sameOrigin(c, own)
}

/** Node keeps the first of two Host headers; somebody in front of us may believe the second. */
function hosts(raw: readonly string[]) {
  let n = 0
  for (let i = 0; i < raw.length; i += 2) if (raw[i]?.length === 4 && raw[i]?.toLowerCase() === 'host') n++
  return n
}

/** The origin this request was addressed to, if it is one of ours. */
function ownOrigin(c: Context<AppEnv>, publicUrl: string | undefined): string {
  const host = (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase()
  if (publicUrl) {
    // Probes and counters are asked for on the machine itself, by its own name.
    if (host !== publicUrl.slice(publicUrl.indexOf('//') + 2) && !(PROBES.has(c.req.path) && isOwnMachine(host)))
      throw new Refusal('host')
    return publicUrl
  }
  if (!isOwnMachine(host)) throw new Refusal('host')
  return `http://${host}`
}

const isOwnMachine = (host: string) => /^[\w.:[\]-]+$/.test(host) && isLoopback(host.replace(/:\d+$/, ''))

/** A browser says where a write comes from. With a cookie it must; a program without one has nothing to abuse. */
function sameOrigin(c: Context<AppEnv>, own: string) {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  if (site && site !== 'same-origin' && site !== 'none') throw new Refusal('wrong_origin')
  if (origin !== undefined ? origin !== own : c.req.header('cookie') !== undefined) throw new Refusal('wrong_origin')
}

function decodes(path: string) {
  try {
    return decodeURIComponent(path).isWellFormed()
  } catch {
    return false
  }
}

/** Where a request comes from, coarse: /24 or /48, for limits only. A proxy is believed only when it is ours. */
export function source(c: Context<AppEnv>): string {
  if (c.env.inside) return c.env.inside.source
  if (!c.env.incoming) return 'in-process'
  const near = getConnInfo(c).remote.address ?? ''
  const trusted = c.var.deps.env.trustProxy.includes(plain(near))
  const far = trusted ? c.req.header('x-forwarded-for')?.split(',').at(-1) : undefined
  return networkOf(addressIn(far) ?? plain(near))
}

/** The address in a proxy's word, without port and brackets; nothing if there is none in it. */
function addressIn(word: string | undefined): string | undefined {
  const bare = (word ?? '')
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
  return isIP(plain(bare)) ? plain(bare) : undefined
}

const plain = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/i, '')

/** The /24 or /48 an address lies in. `::` is written out first, or one network would have many names. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address.split('.').slice(0, 3).join('.')
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail ? tail.split(':') : []
  while (tail !== undefined && groups.length + behind.length < 8) groups.push('0')
  const first = [...groups, ...behind].slice(0, 3)
  return first.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}

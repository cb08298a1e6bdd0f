import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { PageCache } from './cache.ts'
import type { AppEnv, Asset } from './context.ts'

const br = promisify(brotliCompress)
const gz = promisify(gzip)
export const bytes = (buffer: Buffer) =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) as Uint8Array<ArrayBuffer>

type Encoding = 'br' | 'gzip' | undefined
export const encodingFor = (c: Context<AppEnv>): Encoding => {
  const accepts = c.req.header('accept-encoding') ?? ''
  return BROTLI.test(accepts) ? 'br' : GZIP.test(accepts) ? 'gzip' : undefined
}
// Named, and not with weight nought, which refuses it.
const BROTLI = /\bbr\b(?!\s*;\s*q=0(?:\.0+)?(?![.\d]))/
const GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?(?![.\d]))/

/** Whether the browser has these bytes already; a proxy may have marked the tag as weak, and may know several. */
export const has = (c: Context<AppEnv>, etag: string): boolean => {
  const known = c.req.header('if-none-match')
  return known === etag || (known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false)
}

type Cached = NonNullable<ReturnType<PageCache['get']>>

/** What is said about a cached page, whatever the coding. */
export const headersOf = (page: Cached) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': page.csp,
  'cache-control': 'public, max-age=0, must-revalidate',
  etag: page.etag,
  vary: 'Cookie, Accept-Encoding',
})

/** A cached page: 304 if the browser has it, else the bytes as they lie. */
export function sendBytes(c: Context<AppEnv>, page: Cached): Response {
  const headers = headersOf(page)
  if (has(c, page.etag)) return new Response(null, { status: 304, headers })
  return encoded(c, page, headers)
}

export function sendAsset(c: Context<AppEnv>, asset: Asset): Response {
  const headers = {
    'content-type': asset.type,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    etag: asset.etag,
    vary: 'Accept-Encoding',
    ...(asset.csp && { 'content-security-policy': asset.csp }),
  }
  if (has(c, asset.etag)) return new Response(null, { status: 304, headers })
  return encoded(c, asset, headers)
}

function encoded(
  c: Context<AppEnv>,
  from: { raw: Buffer; br?: Buffer; gzip?: Buffer },
  headers: Record<string, string>,
) {
  const encoding = encodingFor(c)
  const body = encoding && from[encoding]
  return new Response(bytes(body ?? from.raw), {
    headers: { ...headers, ...(body && encoding && { 'content-encoding': encoding }) },
  })
}

/** Compresses what is drawn for one visitor, quickly. */
export async function compress(
  c: Context<AppEnv>,
  html: string,
): Promise<{ body: string | Uint8Array<ArrayBuffer>; encoding: Encoding }> {
  const encoding = encodingFor(c)
  if (encoding === 'br')
    return { body: bytes(await br(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })), encoding }
  if (encoding === 'gzip') return { body: bytes(await gz(html, { level: 6 })), encoding }
  return { body: html, encoding }
}

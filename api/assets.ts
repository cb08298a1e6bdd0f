import { createHash } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Asset } from './context.ts'
import { WORKER } from './headers.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const PACKED = new Set(['.css', '.js', '.svg', '.txt', '.json', '.webmanifest'])

/** The built files, held in memory with their compressed forms: they are few and small. */
export function readAssets(folder: string): Map<string, Asset> {
  const files = globSync('**/*', { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile())
  return new Map(
    files.map((name) => [`/${name.replaceAll('\\', '/')}`, assetOf(name, readFileSync(join(folder, name)))]),
  )
}

function assetOf(name: string, raw: Buffer): Asset {
  const packed = PACKED.has(extname(name))
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    raw,
    ...(packed && {
      br: brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      gzip: gzipSync(raw, { level: 9 }),
    }),
    etag: `"${createHash('sha256').update(raw).digest('base64url').slice(0, 22)}"`,
    immutable: name.startsWith('_assets'),
    ...(/-worker\.js$/.test(name) && { csp: WORKER }),
  }
}

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const br = promisify(brotliCompress)
const gz = promisify(gzip)

export interface Page {
  raw: Buffer
  br: Buffer
  gzip: Buffer
  etag: string
  csp: string
}

/** What a page may vary with, besides its address: nothing else may enter a cached page. */
interface PageKey {
  path: string
  mode: string
  /** The civil day: what is in force changes at midnight. */
  day: string
  /** Raised by every publishing commit. */
  revision: number
}

const MOST_BYTES = 64 * 1024 * 1024

/** Pages as bytes at the front door: rendered once, compressed once, thrown away when anything published changes. */
export class PageCache {
  #pages = new Map<string, Page>()
  /** The last good version by address, whatever the revision: what the site shows while the database is away. */
  #last = new Map<string, Page>()
  #bytes = 0
  #lastBytes = 0
  hits = 0
  misses = 0

  get(key: PageKey): Page | undefined {
    const page = this.#pages.get(name(key))
    if (page) this.hits++
    return page
  }

  lastGood(key: PageKey): Page | undefined {
    return this.#last.get(`${key.mode} ${key.path}`)
  }

  async put(key: PageKey, html: string, csp: string): Promise<Page> {
    const raw = Buffer.from(html)
    const [small, smaller] = await Promise.all([
      gz(raw, { level: 9 }),
      br(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }),
    ])
    const etag = `"${createHash('sha256').update(raw).digest('base64url').slice(0, 22)}"`
    const page = { raw, br: smaller, gzip: small, etag, csp }
    const old = this.#pages.get(name(key))
    this.#bytes += size(page) - (old ? size(old) : 0)
    this.#pages.set(name(key), page)
    this.#keepLast(`${key.mode} ${key.path}`, page)
    // The oldest go first; what the site shows while the database is away stays.
    for (const [oldest, leaving] of this.#pages) {
      if (this.#bytes <= MOST_BYTES) break
      this.#pages.delete(oldest)
      this.#bytes -= size(leaving)
    }
    return page
  }

  /** First come, first kept, the pages drawn at start before all others: who asks for every address must not fill the memory. */
  #keepLast(at: string, page: Page) {
    const before = this.#last.get(at)
    if (!before && this.#lastBytes > MOST_BYTES) return
    this.#lastBytes += size(page) - (before ? size(before) : 0)
    this.#last.set(at, page)
  }
}

const name = (key: PageKey) => `${key.revision} ${key.day} ${key.mode} ${key.path}`
const size = (page: Page) => page.raw.length + page.br.length + page.gzip.length

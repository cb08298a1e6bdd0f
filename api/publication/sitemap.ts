import { dayEnd, dayStart } from './force.ts'
import { PLURAL, pageOf, SEARCHED } from './publication.ts'
import type { Known, Register } from './register.ts'
import { element, xmlDocument } from './xml.ts'

/** Kinds with pages of their own. Officers are not among them: nothing tells anybody that somebody joined or left. */
export const ADDRESSED = SEARCHED.filter((kind) => kind !== 'category')
/** Pages beside the entries: the lists, the tools, the prose. */
const PAGES = [
  '/',
  '/complaint',
  ...[...ADDRESSED, 'officer' as const].map((kind) => `/${PLURAL[kind]}`),
  '/search',
  '/tools',
  '/tools/benchmark',
  '/tools/leniency',
  '/tools/inspection',
  '/tools/remedy',
  '/data',
  '/api',
  '/surveys',
  '/help',
  '/about',
  '/privacy',
  '/accessibility',
  '/sitemap',
  '/q',
]
/** The protocol allows 50,000 addresses a file; a fifth keeps each file small enough to answer at once. */
export const PIECE = 10_000

/** Since when an entry says what it says: published, and in effect. */
export const since = (k: Known) => Math.max(k.publishedAt, dayStart(k.from))
export const instant = (ms: number) => new Date(ms).toISOString()

const SITEMAP = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' }
const address = (loc: string, at?: number) =>
  element('url', {}, [element('loc', {}, loc), ...(at === undefined ? [] : [element('lastmod', {}, instant(at))])])

/** The files the index names: one for the pages, and for each kind as many as its entries need. */
function pieces(book: Register, on: string): string[] {
  const by = dayEnd(on)
  const kinds = ADDRESSED.flatMap((kind) =>
    Array.from({ length: Math.ceil(book.inForce(kind, on, by).length / PIECE) }, (_, i) => `${PLURAL[kind]}-${i + 1}`),
  )
  return ['pages-1', ...kinds].map((name) => `/sitemap-${name}.xml`)
}

export const sitemapIndex = (book: Register, origin: string, on: string) =>
  xmlDocument(
    element(
      'sitemapindex',
      SITEMAP,
      pieces(book, on).map((path) => element('sitemap', {}, [element('loc', {}, origin + path)])),
    ),
  )

/** One file of the index; undefined when the index names none such. */
export function sitemapPiece(book: Register, origin: string, on: string, path: string): string | undefined {
  if (!pieces(book, on).includes(path)) return undefined
  const [, plural, n] = /^\/sitemap-([a-z-]+)-(\d+)\.xml$/.exec(path) ?? []
  const kind = ADDRESSED.find((k) => PLURAL[k] === plural)
  const from = (Number(n) - 1) * PIECE
  const listed = kind
    ? book
        .inForce(kind, on, dayEnd(on))
        .slice(from, from + PIECE)
        .map((k) => address(origin + pageOf(kind, k.code), since(k)))
    : PAGES.map((page) => address(origin + page))
  return xmlDocument(element('urlset', SITEMAP, listed))
}

/** Nothing here is anybody's own; the desk, what a slip opens and the switch of display are nothing to find. */
export const robots = (origin: string) =>
  ['User-agent: *', ...['/desk', '/track', '/q/', '/mode/'].map((path) => `Disallow: ${path}`)].join('\n') +
  `\n\nSitemap: ${origin}/sitemap.xml\n`

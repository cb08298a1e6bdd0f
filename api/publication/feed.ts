import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { KINDS } from '../../content/schema.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { NOTHING } from '../headers.ts'
import { originOf } from '../pages.ts'
import { Refusal } from '../refusal.ts'
import { compress, has } from '../send.ts'
import { dayEnd, dayStart } from './force.ts'
import { type Kind, pageOf } from './publication.ts'
import { type Known, type Register, register, rowsOf } from './register.ts'
import { ADDRESSED, instant, robots, since, sitemapIndex, sitemapPiece } from './sitemap.ts'
import { element, xmlDocument } from './xml.ts'

export const MOST_ENTRIES = 50

const newer = (a: Known, b: Known) =>
  since(b) - since(a) ||
  (a.summary.on === b.summary.on ? (a.code < b.code ? 1 : -1) : a.summary.on < b.summary.on ? 1 : -1)

/** The newest of everything, without sorting the tens of thousands that are not. */
function newest(book: Register, on: string, by: number): Known[] {
  const top: Known[] = []
  for (const known of ADDRESSED.flatMap((kind) => book.inForce(kind, on, by))) {
    const last = top.at(-1)
    if (last && top.length === MOST_ENTRIES && newer(known, last) > 0) continue
    const at = top.findIndex((k) => newer(known, k) < 0)
    top.splice(at < 0 ? top.length : at, 0, known)
    if (top.length > MOST_ENTRIES) top.pop()
  }
  return top
}

/** The field of a kind that says in a sentence what an entry is. */
const GIST: Partial<Record<Kind, string>> = {
  matter: 'plain',
  benchmark: 'note',
  leniency: 'education',
  inspection: 'target',
  guide: 'summary',
  exemplar: 'meaning',
  bulletin: 'summary',
  device: 'place',
  department: 'duties',
  'open-day': 'summary',
  questionnaire: 'intro',
}
async function atom(store: Store, book: Register, origin: string, on: string): Promise<string> {
  const by = dayEnd(on)
  const list = newest(book, on, by)
  const rows = new Map((await rowsOf(store, list)).map((row) => [row.id, row.data]))
  // RFC 4151: an identity that outlives moves of the page, one for each version.
  const tag = (specific: string) => `tag:${new URL(origin).hostname},2026:${specific}`
  const entries = list.map((k) => {
    const said = rows.get(k.id)?.[GIST[k.kind] ?? '']
    const standing = k.cancelled ? `自${k.from}起取消。` : `自${k.from}起施行。`
    return element('entry', {}, [
      element('id', {}, tag(`${k.kind}/${k.code}/${k.version}`)),
      element('title', {}, `${k.cancelled ? '已取消：' : ''}${k.summary.title}`),
      element('link', { rel: 'alternate', type: 'text/html', href: origin + pageOf(k.kind, k.code) }),
      element('category', { term: k.kind, label: KINDS[k.kind].title }),
      element('published', {}, instant(dayStart(k.summary.on))),
      element('updated', {}, instant(since(k))),
      element(
        'summary',
        {},
        `${KINDS[k.kind].title}，${standing}${typeof said === 'string' ? said.slice(0, 200) : ''}`,
      ),
    ])
  })
  const head = [
    element('id', {}, tag('feed')),
    element('title', {}, '阳光执法：最新公开'),
    element('subtitle', {}, '执法事项、裁量权基准、清单、检查事项、指引、案例和公告的最新变化。'),
    element('link', { rel: 'self', type: 'application/atom+xml', href: `${origin}/feed.xml` }),
    element('link', { rel: 'alternate', type: 'text/html', href: `${origin}/` }),
    element('author', {}, [element('name', {}, '澄河市司法局')]),
    element('updated', {}, instant(list[0] ? since(list[0]) : 0)),
  ]
  return xmlDocument(
    element('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'zh-CN' }, [...head, ...entries]),
  )
}

interface Kept {
  text: string
  etag: string
}
const kept = new WeakMap<Store, { key: string; texts: Map<string, Kept> }>()

/** Written once a revision and day; the next publishing, or midnight, throws them all away. */
async function file(
  c: Context<AppEnv>,
  type: string,
  make: (book: Register, origin: string, on: string) => string | undefined | Promise<string>,
): Promise<Response> {
  const { store, env } = c.var.deps
  const book = await register(store)
  const origin = originOf(env)
  const key = `${book.revision} ${today(c.var.now)}`
  const at = kept.get(store)
  const texts = at?.key === key ? at.texts : new Map<string, Kept>()
  if (at?.key !== key) kept.set(store, { key, texts })
  let found = texts.get(c.req.path)
  if (!found) {
    const text = await make(book, origin, today(c.var.now))
    if (text === undefined) throw new Refusal('not_found')
    found = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
    texts.set(c.req.path, found)
  }
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': NOTHING,
    'cache-control': 'public, max-age=0, must-revalidate',
    etag: found.etag,
    vary: 'Accept-Encoding',
  }
  if (has(c, found.etag)) return new Response(null, { status: 304, headers })
  const { body, encoding } = await compress(c, found.text)
  return new Response(body, { headers: { ...headers, ...(encoding && { 'content-encoding': encoding }) } })
}

/** What readers and search engines subscribe to. */
export const feeds = new Hono<AppEnv>()
  .get('/feed.xml', (c) => file(c, 'application/atom+xml', (...asked) => atom(c.var.deps.store, ...asked)))
  .get('/sitemap.xml', (c) => file(c, 'application/xml', sitemapIndex))
  .get('/:piece{sitemap-[a-z-]+-[0-9]+\\.xml}', (c) =>
    file(c, 'application/xml', (...asked) => sitemapPiece(...asked, c.req.path)),
  )
  .get('/robots.txt', (c) => file(c, 'text/plain', (_, origin) => robots(origin)))

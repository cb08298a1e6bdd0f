import { describe, expect, test } from 'vitest'
import { MOST_ENTRIES } from '../../api/publication/feed.ts'
import { PIECE } from '../../api/publication/sitemap.ts'
import { publish } from '../../api/publication/store.ts'
import { element, xmlText } from '../../api/publication/xml.ts'
import { type World, world } from '../support/world.ts'

interface Node {
  name: string
  attributes: Record<string, string>
  children: Node[]
  text: string
}

/** A strict reader of the XML we write: one root, everything closed, attributes quoted, no bare sign. Throws otherwise. */
function parse(xml: string): Node {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
  if (!xml.startsWith(head)) throw new Error('no declaration')
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(xml)) throw new Error('a forbidden sign')
  const open: Node[] = []
  let root: Node | undefined
  const plain = (text: string) => {
    if (/&(?!(amp|lt|gt|quot|apos);)/.test(text) || text.includes('<')) throw new Error(`bare sign in ${text}`)
    return text.replace(
      /&(amp|lt|gt|quot|apos);/g,
      (_, n: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[n]!,
    )
  }
  const token = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)(\/?)>|([^<]+)/gy
  token.lastIndex = head.length
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const found = token.exec(xml)
    if (!found) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`)
    const [, end, name, attributes = '', alone, text] = found
    if (text !== undefined) {
      const last = open.at(-1)
      if (last) last.text += plain(text)
      else if (text.trim()) throw new Error('text outside the root')
    } else if (end) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another`)
    } else {
      const pairs = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(
        ([, key, value]) => [key!, plain(value!)] as const,
      )
      if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error('an attribute twice')
      const node: Node = { name: name!, attributes: Object.fromEntries(pairs), children: [], text: '' }
      const parent = open.at(-1)
      if (parent) parent.children.push(node)
      else if (root) throw new Error('two roots')
      else root = node
      if (!alone) open.push(node)
    }
  }
  if (open.length || !root) throw new Error('something is not closed')
  return root
}

const get = async (w: World, path: string, headers: Record<string, string> = {}) => w.app.request(path, { headers })
const read = async (w: World, path: string) => parse(await (await get(w, path)).text())
const all = (node: Node, name: string) => node.children.filter((c) => c.name === name)
const one = (node: Node, name: string) => {
  const [found, more] = all(node, name)
  if (!found || more) throw new Error(`${all(node, name).length} × ${name}`)
  return found
}
const by = { proposed: 'editor', published: 'publisher' }
const bulletin = (code: string, name: string, more: Record<string, unknown> = {}) => ({
  kind: 'bulletin' as const,
  code,
  from: '2026-06-15',
  data: {
    code,
    name,
    type: 'notice',
    docNo: '示例〔2026〕9号',
    issuer: 'SFJ',
    issuedOn: '2026-06-15',
    summary: '摘要',
    body: '正文',
    departments: [],
    matters: [],
    ...more,
  },
})

describe('the feed', () => {
  test('is valid Atom: what RFC 4287 asks for stands there once, identities differ', async () => {
    const w = await world({ env: { PUBLIC_URL: 'https://zf.example.gov.cn' } })
    const answer = await get(w, '/feed.xml', { host: 'zf.example.gov.cn' })
    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const feed = parse(await answer.text())
    expect([feed.name, feed.attributes.xmlns]).toEqual(['feed', 'http://www.w3.org/2005/Atom'])
    expect(one(feed, 'id').text).toBe('tag:zf.example.gov.cn,2026:feed')
    expect(one(one(feed, 'author'), 'name').text).toBe('澄河市司法局')
    const links = all(feed, 'link').map((l) => [l.attributes.rel, l.attributes.href])
    expect(links).toContainEqual(['self', 'https://zf.example.gov.cn/feed.xml'])
    const entries = all(feed, 'entry')
    expect(entries).toHaveLength(MOST_ENTRIES)
    for (const entry of entries) {
      expect(one(entry, 'title').text).not.toBe('')
      expect(one(entry, 'summary').text).not.toBe('')
      expect(one(entry, 'link').attributes.href).toMatch(/^https:\/\/zf\.example\.gov\.cn\/[a-z-]+\/[A-Z0-9-]+$/)
      for (const name of ['updated', 'published'])
        expect(new Date(one(entry, name).text).toISOString()).toBe(one(entry, name).text)
    }
    expect(new Set(entries.map((e) => one(e, 'id').text)).size).toBe(entries.length)
    expect(one(feed, 'updated').text).toBe(one(entries[0]!, 'updated').text)
  })

  test('the newest stands first within the second, and identities stay', async () => {
    const w = await world()
    const before = await get(w, '/feed.xml')
    const known = new Set(all(parse(await before.text()), 'entry').map((e) => one(e, 'id').text))
    w.at('2026-06-15T12:00:00+08:00')
    await publish(w.deps.store, [bulletin('GG-2026-901', '刚刚发布')], by, w.deps.now())
    const after = await get(w, '/feed.xml')
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
    const [first, ...rest] = all(parse(await after.text()), 'entry')
    expect(one(first!, 'title').text).toBe('刚刚发布')
    expect(one(first!, 'id').text).toBe('tag:localhost,2026:bulletin/GG-2026-901/1')
    expect(rest.every((e) => known.has(one(e, 'id').text))).toBe(true)
    expect((await get(w, '/feed.xml', { 'if-none-match': after.headers.get('etag')! })).status).toBe(304)
  })

  test('what begins on a day appears on that day; a withdrawal says so', async () => {
    const w = await world()
    await publish(w.deps.store, [{ ...bulletin('GG-2026-902', '七月的公告'), from: '2026-07-03' }], by, w.deps.now())
    const titles = async () => all(await read(w, '/feed.xml'), 'entry').map((e) => one(e, 'title').text)
    expect(await titles()).not.toContain('七月的公告')
    w.at('2026-07-03T00:00:01+08:00')
    expect((await titles())[0]).toBe('七月的公告')
    w.at('2026-07-04T09:00:00+08:00')
    await publish(
      w.deps.store,
      [{ ...bulletin('GG-2026-902', '七月的公告'), from: '2026-07-04', cancelled: true }],
      by,
      w.deps.now(),
    )
    expect((await titles())[0]).toBe('已取消：七月的公告')
  })

  test('hostile titles and texts stay text', async () => {
    const w = await world()
    const titles = [
      '</title><script>alert(1)</script>',
      ']]><entry/>&lt;&amp;&#x3c;',
      `"'><link href="http://evil.example"/>`,
      '半个字\ud83d和\u0000\u0008\uffff控制符',
      '&copy;&nbsp;',
    ]
    w.at('2026-06-15T12:00:00+08:00')
    await publish(
      w.deps.store,
      titles.map((name, i) => bulletin(`GG-2026-91${i}`, name, { summary: name })),
      by,
      w.deps.now(),
    )
    const feed = await read(w, '/feed.xml')
    const said = all(feed, 'entry').map((e) => one(e, 'title').text)
    expect(said).toEqual(expect.arrayContaining([titles[0], titles[1], titles[2], titles[4]]))
    expect(said.some((t) => t.startsWith('半个字') && t.endsWith('和控制符'))).toBe(true)
    expect(all(feed, 'entry').every((e) => all(e, 'entry').length === 0)).toBe(true)
    // Negative control: the reader does see what is not escaped.
    expect(() => parse('<?xml version="1.0" encoding="UTF-8"?>\n<a>&copy;</a>')).toThrow('bare sign')
    expect(() => parse('<?xml version="1.0" encoding="UTF-8"?>\n<a><b></a>')).toThrow('closes another')
    expect(() => parse(`<?xml version="1.0" encoding="UTF-8"?>\n<a>${titles[0]}</a>`)).toThrow()
  })

  test('attributes and text are escaped alike', () => {
    expect(element('a', { b: '"<&>\'' }, '<&>')).toBe('<a b="&quot;&lt;&amp;&gt;&apos;">&lt;&amp;&gt;</a>')
    expect(xmlText('a\u0000b\ud800c\ufffed')).toBe('ab\ufffdcd')
  })
})

describe('the site map', () => {
  test('names files that are there, and they name every entry once', async () => {
    const w = await world()
    const index = await read(w, '/sitemap.xml')
    expect(index.name).toBe('sitemapindex')
    const files = all(index, 'sitemap').map((s) => new URL(one(s, 'loc').text).pathname)
    const addresses: string[] = []
    for (const path of files) {
      const piece = await read(w, path)
      expect(piece.name).toBe('urlset')
      addresses.push(...all(piece, 'url').map((u) => new URL(one(u, 'loc').text).pathname))
    }
    expect(new Set(addresses).size).toBe(addresses.length)
    const matters = (await (await get(w, '/api/matters.json')).json()) as { code: string }[]
    for (const { code } of matters) expect(addresses).toContain(`/matters/${code}`)
    expect(addresses).toEqual(expect.arrayContaining(['/', '/guides', '/officers', '/data']))
    expect(addresses.filter((a) => /^\/(officers\/|desk|track)/.test(a))).toEqual([])
  })
  test.each([
    '/sitemap-matters-2.xml',
    '/sitemap-matters-0.xml',
    '/sitemap-officers-1.xml',
    '/sitemap-rules-1.xml',
    '/sitemap-x-1.xml',
    '/sitemap-matters-99999999999.xml',
  ])('%s is none of them', async (path) => {
    const w = await world()
    expect((await get(w, path)).status).toBe(404)
  })
  test('a kind too large for one file has several', async () => {
    const w = await world()
    // The register lists what the table holds; the texts do not matter here.
    await w.deps.store.writes.commit([
      `insert into publications (kind, code, version, state, "from", published_at, data, proposed_by, published_by, id, summary, changed)
       with recursive n(i) as (select 1 union all select i + 1 from n where i < ${PIECE + 5})
       select 'matter', 'CH-XX-CF-' || i, 1, 'published', '2026-01-01', 1, '{}', 'e', 'p', 1000000 + i,
         '{"title":"事项","on":"2026-01-01"}', (select n + 1 from revision where id = 1) from n`,
      'update revision set n = n + 1 where id = 1',
    ])
    await new Promise((done) => setTimeout(done, 600))
    const files = all(await read(w, '/sitemap.xml'), 'sitemap').map((s) => one(s, 'loc').text)
    expect(files.filter((f) => f.includes('matters')).map((f) => f.split('/').at(-1))).toEqual([
      'sitemap-matters-1.xml',
      'sitemap-matters-2.xml',
    ])
    expect(all(await read(w, '/sitemap-matters-1.xml'), 'url')).toHaveLength(PIECE)
    expect(all(await read(w, '/sitemap-matters-2.xml'), 'url').length).toBeGreaterThan(4)
  })
  test('robots.txt leads to it and keeps them out of what is somebody’s own', async () => {
    const w = await world()
    const text = await (await get(w, '/robots.txt')).text()
    expect(text).toMatch(/^User-agent: \*\nDisallow: \/desk\nDisallow: \/track\n/)
    expect(text).toMatch(/\nSitemap: http:\/\/localhost:4321\/sitemap\.xml\n$/)
  })
})

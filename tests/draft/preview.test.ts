import { describe, expect, test, vi } from 'vitest'
import { type Kind, pageOf } from '../../api/publication/publication.ts'
import type { World } from '../support/world.ts'
import { desk, publishing, stranger, text } from './people.ts'

const PAGES = [
  ['matter', 'CH-GAJ-CF-001'],
  ['benchmark', 'JZ-JTJ-001'],
  ['leniency', 'QD-BQ-001'],
  ['inspection', 'JC-GAJ-H61'],
  ['guide', 'ZY-E47'],
  ['exemplar', 'AL-2026-001'],
  ['bulletin', 'GG-2026-001'],
  ['device', 'SB-HBFJ-001'],
  ['department', 'ZFJ'],
  ['questionnaire', 'WJ-QZ'],
] as const satisfies [Kind, string][]
const at = (kind: Kind, code: string) => `/desk/publications/${kind}/${code}`
interface Record {
  draft: { n: number; data: { name: string } }
  published: { from: string }
}

/** A draft of a published entry; its name ends in a word of its own where one is given. */
async function drafting(w: World, kind: Kind, code: string, word = '') {
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  await editor!.form(at(kind, code), { action: 'begin', n: '0', intent: 'publish' })
  const record = (await (await editor!.get(`/api${at(kind, code)}`)).json()) as Record
  const { n, data } = record.draft
  const changed = { ...data, name: data.name + word }
  await editor!.post(`/api${at(kind, code)}`, { n, from: record.published.from, reason: '更正', data: changed })
  return { editor: editor!, publisher: publisher!, preview: `${at(kind, code)}/preview` }
}

/** What a page says of the entry itself: without how it stands, where it came from, and who may see it. */
const body = (html: string) =>
  html
    .slice(html.indexOf('<main'), html.indexOf('</main>'))
    .replace(/^[\s\S]*?(?=<nav class="crumbs")/, '')
    .replace(/<p class="row mt3">[\s\S]*?<\/p>/, '')
    .replace(/<section class="imprint"[\s\S]*?<\/section>/, '')

describe('the preview', () => {
  test.each(PAGES)('of a %s is drawn by its public page', async (kind, code) => {
    const w = await publishing()
    const { publisher, preview } = await drafting(w, kind, code)
    const [seen, out] = await Promise.all([preview, pageOf(kind, code)].map((path) => text(publisher.get(path))))
    expect(body(out!).length).toBeGreaterThan(500)
    expect(body(seen!)).toBe(body(out!))
    expect(seen).toContain('预览，尚未公布')
    expect(out).not.toContain('预览，尚未公布')
  })
  test('shows what is not published, and nobody but the desk gets any of it', async () => {
    const w = await publishing()
    const [kind, code] = PAGES[0]
    const { editor, publisher, preview } = await drafting(w, kind, code, '（只在草稿里）')
    const [intake] = await desk(w, 'intake')
    const put = vi.spyOn(w.deps.cache, 'put')
    for (const browser of [editor, publisher]) {
      const answer = await browser.get(preview)
      const html = await answer.text()
      expect(html).toMatch(/<h1>[^<]*（只在草稿里）<\/h1>/)
      expect(html).toContain(`/mode/elder?to=${encodeURIComponent(preview)}`)
      expect(html).toContain('<meta name="robots" content="noindex, nofollow">')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    expect(put).not.toHaveBeenCalled()
    for (const [browser, path] of [
      [stranger(w), preview],
      [stranger(w), pageOf(kind, code)],
      [stranger(w), `${pageOf(kind, code)}?preview=1`],
      [intake!, preview],
      [editor, pageOf(kind, code)],
    ] as const) {
      const answer = await browser.get(path)
      expect(await answer.text(), path).not.toContain('只在草稿里')
    }
    expect((await stranger(w).get(preview)).status).toBe(303)
    expect((await intake!.get(preview)).status).toBe(403)
    expect(put).toHaveBeenCalledTimes(1)
  })
  test('of an entry nobody has published yet is there, its public page is not', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const known = (await (await w.app.request('/api/matters/CH-GAJ-CF-001')).json()) as { data: object }
    const fresh = at('matter', 'CH-GAJ-CF-990')
    await editor!.post(`/api${fresh}`, { n: 0, data: { ...known.data, name: '新的事项' } })
    const html = await text(editor!.get(`${fresh}/preview`))
    expect(html).toContain('<h1>新的事项</h1>')
    expect(html).toContain('还没有写生效日期，先按今天显示')
    expect(html).not.toContain('/matters/CH-GAJ-CF-990/history')
    expect((await stranger(w).get('/matters/CH-GAJ-CF-990')).status).toBe(404)
  })
  test('of a withdrawal says from when it is withdrawn, though that day is to come', async () => {
    const w = await publishing()
    const page = at('matter', 'CH-GAJ-CF-001')
    const [editor] = await desk(w, 'editor')
    await editor!.form(page, { action: 'begin', n: '0', intent: 'withdraw' })
    const { draft } = (await (await editor!.get(`/api${page}`)).json()) as Record
    await editor!.post(`/api${page}`, { n: draft.n, from: '2026-12-01', reason: '职责已经划转', data: draft.data })
    const html = await text(editor!.get(`${page}/preview`))
    expect(html).toContain('起已取消，不能再作为执法的依据')
    expect(html).toContain('取消的原因：职责已经划转')
  })
  test('of what is not whole yet is a sheet that says what to do', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const page = at('matter', 'CH-GAJ-CF-991')
    await editor!.post(`/api${page}`, { n: 0, data: { name: '写了一半' } })
    const answer = await editor!.get(`${page}/preview`)
    const html = await answer.text()
    expect([answer.status, html]).toEqual([200, expect.stringContaining('写了一半')])
    expect(html).toContain(`href="${page}/edit?check=1#faults"`)
  })
})

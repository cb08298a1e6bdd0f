import { expect, test } from 'vitest'
import { takingBack } from '../../api/import/schedule.ts'
import { settle } from '../../api/publication/settling.ts'
import { desk, publishing, text } from '../draft/people.ts'
import { rows } from '../staff/people.ts'
import { csv, HEAD, settled, taken } from './handed.ts'

const CODES = ['TYC-900', 'TYC-901', 'TYC-902']
const BOOK = csv(HEAD, ...CODES.map((code) => [code, '2026-06-01', '城管队', '综合行政执法局']))
const n = (html: string) => /name="n" value="(\d+)"/.exec(html)?.[1] ?? ''
const AFTER = '2026-07-01T00:00:30+08:00'

/** A workbook of three, to be published at the midnight of 1 July; it is 15 June. */
async function scheduled() {
  const w = await publishing()
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  const page = await taken(editor!, BOOK)
  await editor!.form(page, { action: 'submit', n: n(await text(editor!.get(page))) })
  const goesLive = { action: 'publish', n: n(await text(publisher!.get(page))), goesLive: '2026-07-01' }
  await publisher!.form(page, goesLive)
  await settled()
  const out = () => Promise.all(CODES.map(async (code) => (await w.app.request(`/api/synonyms/${code}`)).status))
  const back = async (remark = '文件要等市里定稿') =>
    publisher!.form(page, { action: 'unschedule', n: n(await text(publisher!.get(page))), remark })
  return { w, editor: editor!, publisher: publisher!, page, id: page.split('/').at(-1)!, out, back }
}

test('it says which day it shows, and shows then', async () => {
  const { w, editor, publisher, page, out } = await scheduled()
  const html = await text(publisher.get(page))
  expect(html).toContain('定时发布')
  expect(html).toMatch(/3条将在<time datetime="2026-07-01">7月1日<\/time>.{0,40}（周三）.{0,20}零点一起公布/)
  expect(html).toContain('撤回定时发布')
  expect(await text(editor.get(page))).not.toContain('value="unschedule"')
  expect(await text(editor.get('/desk/imports'))).toContain('定时发布')
  expect(await out()).toEqual([404, 404, 404])
  w.at(AFTER)
  await settle(w.deps.store, w.deps.now())
  await publisher.signIn('publisher')
  expect(await out()).toEqual([200, 200, 200])
  expect(await text(publisher.get(page))).toMatch(/已发布3条，定在<time[^>]*>7月1日<\/time>零点公布/)
})

test('it is taken back whole, with a reason, in one step, and its day brings nothing', async () => {
  const { w, editor, publisher, page, id, out, back } = await scheduled()
  const silent = await back(' ')
  expect([silent.status, await silent.text()]).toEqual([422, expect.stringContaining('撤回的理由')])
  expect((await back()).status).toBe(303)
  const html = await text(publisher.get(page))
  for (const words of ['已整批撤回', '定时发布已撤回', '撤回的理由：文件要等市里定稿', '零点公布的已经撤回'])
    expect(html).toContain(words)
  expect(html).not.toContain('value="unschedule"')
  expect(await text(editor.get('/desk/imports'))).toContain('定时发布已撤回')
  expect(await text(editor.get('/desk/publications?view=scheduled'))).not.toContain('TYC-900')
  const told = await rows(w, "select action, data, state from events where stream = ? and action = 'unschedule'", [
    `import/${id}`,
  ])
  expect(told.map(({ data, state }) => [JSON.parse(String(data)), JSON.parse(String(state))])).toEqual([
    [{ remark: '文件要等市里定稿' }, { state: 'revoked' }],
  ])
  w.at(AFTER)
  await settle(w.deps.store, w.deps.now())
  await publisher.signIn('publisher')
  expect(await out()).toEqual([404, 404, 404])
  expect(await text(publisher.get(page))).toContain('定时发布已撤回')
})

test('what was taken back can be handed in again and gets numbers of its own', async () => {
  const { w, editor, publisher, back, out } = await scheduled()
  await back()
  const page = await taken(editor, BOOK)
  await editor.form(page, { action: 'submit', n: n(await text(editor.get(page))) })
  await publisher.form(page, { action: 'publish', n: n(await text(publisher.get(page))) })
  await settled()
  expect(await out()).toEqual([200, 200, 200])
  const { version } = (await (await w.app.request('/api/synonyms/TYC-900')).json()) as { version: number }
  expect(version).toBe(2)
})

test('only a publisher, and only once', async () => {
  const { editor, publisher, page } = await scheduled()
  const at = n(await text(publisher.get(page)))
  const step = (who: typeof editor) => who.form(page, { action: 'unschedule', n: at, remark: '要等定稿' })
  expect((await step(editor)).status).toBe(403)
  const both = await Promise.all([step(publisher), step(publisher)])
  expect(both.map((r) => r.status).sort()).toEqual([303, 409])
  const again = await publisher.form(page, { action: 'unschedule', n: String(Number(at) + 1), remark: '要等定稿' })
  expect(again.status).toBe(409)
})

test('not once its midnight has come, though nobody has looked yet', async () => {
  const { w, publisher, page, id, out } = await scheduled()
  const at = n(await text(publisher.get(page)))
  w.at(AFTER)
  await publisher.signIn('publisher')
  expect((await publisher.form(page, { action: 'unschedule', n: at, remark: '要等定稿' })).status).toBe(409)
  // By hand, past what the page offers: the commit itself refuses.
  const { condition } = takingBack(w.deps.store, id, w.deps.now())
  expect(await rows(w, `select id from imports where id = ? and ${condition.sql}`, [id, ...condition.args])).toEqual([])
  expect(await out()).toEqual([200, 200, 200])
})

test('not while one of its rows is still being written', async () => {
  const { w, publisher, page, id } = await scheduled()
  const at = n(await text(publisher.get(page)))
  const step = () => publisher.form(page, { action: 'unschedule', n: at, remark: '要等定稿' })
  const columns = 'kind, code, version, state, "from", data, proposed_by, batch'
  const staged = `'synonym', 'TYC-903', 1, 'staged', '2026-06-01', '{}', 'editor', ?`
  // As before the clock has settled it; nothing joins a batch that has been shown otherwise.
  await rows(w, 'drop trigger publications_no_joining')
  await rows(w, `insert into publications (${columns}) values (${staged})`, [id])
  expect(await text(publisher.get(page))).not.toContain('value="unschedule"')
  expect((await step()).status).toBe(409)
  const { condition } = takingBack(w.deps.store, id, w.deps.now())
  expect(await rows(w, `select id from imports where id = ? and ${condition.sql}`, [id, ...condition.args])).toEqual([])
  await rows(w, `delete from publications where code = 'TYC-903'`)
  expect((await step()).status).toBe(303)
})

test('one entry taken back by itself stays so, the others go with the import', async () => {
  const { w, publisher, page, id, back } = await scheduled()
  await publisher.form('/desk/publications/synonym/TYC-900', { action: 'unschedule', n: '0' })
  expect(await text(publisher.get(page))).toContain('2条将在')
  expect((await back()).status).toBe(303)
  const left = await rows(w, "select count(*) as n from publications where batch = ? and state <> 'revoked'", [id])
  expect(left[0]?.n).toBe(0)
})

test('it is taken back by a program that has looked at nothing since it was published', async () => {
  const w = await publishing()
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  const page = await taken(editor!, BOOK)
  await editor!.form(page, { action: 'submit', n: n(await text(editor!.get(page))) })
  const at = Number(n(await text(publisher!.get(page))))
  await publisher!.form(page, { action: 'publish', n: String(at), goesLive: '2026-07-01' })
  await settled()
  const back = await publisher!.post(`/api${page}/steps`, { action: 'unschedule', n: at + 2, remark: '要等定稿' })
  expect(back.status).toBe(200)
  w.at(AFTER)
  await settle(w.deps.store, w.deps.now())
  const out = await Promise.all(CODES.map(async (code) => (await w.app.request(`/api/synonyms/${code}`)).status))
  expect(out).toEqual([404, 404, 404])
})

test('a request to take it back that is all here only after its midnight comes too late', async () => {
  const { w, publisher, page, out } = await scheduled()
  const at = Number(n(await text(publisher.get(page))))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      w.at(AFTER)
      controller.enqueue(new TextEncoder().encode(JSON.stringify({ action: 'unschedule', n: at, remark: '太晚了' })))
      controller.close()
    },
  })
  const late = await w.app.request(`${publisher.origin}/api${page}/steps`, {
    method: 'POST',
    headers: {
      host: new URL(publisher.origin).host,
      origin: publisher.origin,
      cookie: [...publisher.jar].map(([k, v]) => `${k}=${v}`).join('; '),
      'content-type': 'application/json',
    },
    body,
    duplex: 'half',
  } as RequestInit)
  expect(late.status).toBe(409)
  expect(await out()).toEqual([200, 200, 200])
})

test('taken back entry by entry, it does not say afterwards that it was published', async () => {
  const { w, publisher, page } = await scheduled()
  for (const code of CODES) {
    const path = `/api/desk/publications/synonym/${code}/steps`
    expect((await publisher.post(path, { action: 'unschedule', n: 0 })).status).toBe(200)
  }
  w.at(AFTER)
  await settle(w.deps.store, w.deps.now())
  await publisher.signIn('publisher')
  const html = await text(publisher.get(page))
  expect(html).toContain('定时发布已撤回')
  expect(html).not.toContain('已发布3条')
})

import { describe, expect, test } from 'vitest'
import { recoverImports } from '../../api/import/taking.ts'
import { dropStaged } from '../../api/publication/settling.ts'
import { SHEETED } from '../../content/schema.ts'
import { desk, publishing, stranger, text } from '../draft/people.ts'
import { csv, HEAD, handIn, settled, taken } from './handed.ts'

type World = Awaited<ReturnType<typeof publishing>>
const GOOD = csv(
  HEAD,
  ['TYC-900', '2026-06-01', '城管队', '综合行政执法局'],
  ['TYC-901', '2026-06-01', '贴条', '违法停车'],
)
const FAULTY = csv(HEAD, ['TYC-900', '2026-06-01', '城管队', '综合行政执法局'], ['tyc 901', '不知道', '贴条', ''])
const out = async (w: World) =>
  Promise.all(['TYC-900', 'TYC-901'].map(async (code) => (await w.app.request(`/api/synonyms/${code}`)).status))
const n = (html: string) => /name="n" value="(\d+)"/.exec(html)?.[1] ?? ''

test('the whole way: mistakes shown, mended, looked at, reviewed, published together by somebody else', async () => {
  const w = await publishing()
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  const faulty = await taken(editor!, FAULTY)
  const wrong = await text(editor!.get(faulty))
  expect(wrong).toContain('一条也没有发布')
  expect(wrong).toContain('第3行')
  expect(wrong).toContain('生效日期')
  expect(wrong).not.toContain('提交审核</button>')
  // By hand nothing gets past it either.
  for (const action of ['submit', 'publish']) {
    const forced = await editor!.form(faulty, { action, n: '2' })
    expect(forced.status, action).toBeGreaterThanOrEqual(400)
  }
  expect(await out(w)).toEqual([404, 404])

  const mended = await taken(editor!, GOOD)
  const plan = await text(editor!.get(mended))
  for (const words of ['没有错误', '新增 2', '有改动 0', 'TYC-900', 'TYC-901', '提交审核'])
    expect(plan).toContain(words)
  expect((await editor!.form(mended, { action: 'submit', n: n(plan) })).status).toBe(303)
  const waiting = await text(editor!.get(mended))
  expect(waiting).toContain('自己上传的不能自己发布')
  expect((await editor!.form(mended, { action: 'publish', n: '3' })).status).toBe(403)
  expect(await out(w)).toEqual([404, 404])

  const review = await text(publisher!.get(mended))
  expect(review).toContain('要么全部公布，要么一条也不公布')
  expect((await publisher!.form(mended, { action: 'publish', n: n(review) })).status).toBe(303)
  await settled()
  expect(await text(publisher!.get(mended))).toContain('已发布2条')
  expect(await out(w)).toEqual([200, 200])
})

test('what changes is shown word by word, what is no longer listed is withdrawn only when asked', async () => {
  const w = await publishing()
  const [editor] = await desk(w, 'editor')
  const { items } = (await (await w.app.request('/api/synonyms?limit=2')).json()) as {
    items: { code: string; from: string; data: { words: string[]; means: string[] } }[]
  }
  const [first] = items
  const line = [first!.code, '2026-06-10', first!.data.words.join('\n'), `${first!.data.means.join('\n')}\n新的说法`]
  const page = await taken(editor!, csv(HEAD, line))
  const html = await text(editor!.get(`${page}?change=changed`))
  expect(html).toMatch(/<ins>[\s\S]*新的说法/)
  expect(html).toContain('取消 0')
  const whole = await taken(editor!, csv(HEAD, line), { kind: 'synonym', whole: 'true' })
  expect(await text(editor!.get(whole))).toMatch(/取消 [1-9]/)
})

describe('the upload form', () => {
  test('says what is missing and keeps what was chosen', async () => {
    const [editor] = await desk(await publishing(), 'editor')
    const none = await handIn(editor!, undefined, { kind: 'synonym', whole: 'true' })
    const html = await none.text()
    expect([none.status, html]).toEqual([422, expect.stringContaining('请选择一个 .xlsx 或 .csv 文件')])
    expect(html).toMatch(/value="synonym" selected/)
    expect(html).toMatch(/name="whole"[^>]*checked/)
    const kind = await handIn(editor!, { name: 'a.csv', body: GOOD }, { kind: 'nothing' })
    expect([kind.status, await kind.text()]).toEqual([422, expect.stringContaining('没有这一类内容')])
  })
  test("is nobody else's, and needs the token of its page", async () => {
    const w = await publishing()
    const [publisher, intake, editor] = await desk(w, 'publisher', 'intake', 'editor')
    const file = { name: 'a.csv', body: GOOD }
    expect((await handIn(publisher!, file)).status).toBe(403)
    expect((await handIn(intake!, file)).status).toBe(403)
    expect((await handIn(stranger(w), file)).status).toBe(401)
    const stale = await handIn(editor!, file, { kind: 'synonym', _token: 'over' })
    expect([stale.status, await stale.text()]).toEqual([422, expect.stringContaining('页面放得太久了')])
    expect(await text(editor!.get('/desk/imports'))).toContain('没有上传过')
    expect(await text(publisher!.get('/desk/imports'))).not.toContain('type="file"')
  })
  test('refuses what is no form with a file, and what is larger than allowed', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    expect((await editor!.form('/desk/imports', { kind: 'synonym' })).status).toBe(415)
    const cut = await editor!.send('POST', '/desk/imports', '--x\r\nnothing', {
      'content-type': 'multipart/form-data; boundary=x',
    })
    expect(cut.status).toBe(400)
    const large = await handIn(editor!, { name: 'a.xlsx', body: new Uint8Array(20 * 1024 * 1024 + 70_000) })
    expect(large.status).toBe(413)
  })
  test.each([
    ['a.xlsx', 'this is no workbook'],
    ['a.csv', ''],
    ['a.csv', '\u0000\u0001'],
    ['<img src=x>.csv', GOOD.replace('城管队', '<script>alert(1)</script>')],
  ])('%s with %j ends in a sentence', async (name, body) => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const answer = await handIn(editor!, { name, body })
    if (answer.status === 422) return
    expect(answer.status).toBe(303)
    await settled()
    for (const path of [answer.headers.get('location') ?? '', '/desk/imports']) {
      const html = await text(editor!.get(path))
      expect(/<img src=x|<script>alert/.test(html.replace(/="[^"]*"/g, ''))).toBe(false)
    }
    expect(await out(w)).toEqual([404, 404])
  })
  test('a template of every kind can be downloaded', async () => {
    const [editor] = await desk(await publishing(), 'editor')
    const html = await text(editor!.get('/desk/imports'))
    const links = [...html.matchAll(/href="(\/api\/desk\/imports\/template\/\w+\.xlsx)"/g)].map(([, href]) => href!)
    expect(links.length).toBe(SHEETED.length)
    const file = await editor!.get(links[0]!)
    expect([file.status, file.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('attachment')])
    expect(new Uint8Array(await file.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
  })
})

/** Handed in and reviewed: one step from being published. */
async function reviewed(w: World) {
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  const page = await taken(editor!, GOOD)
  await editor!.form(page, { action: 'submit', n: n(await text(editor!.get(page))) })
  return { page, editor: editor!, publisher: publisher! }
}

describe('nothing is half published', () => {
  test('when publishing fails in the middle', async () => {
    const w = await publishing()
    const { page, publisher } = await reviewed(w)
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    writes.commit = async (statements) => {
      // The rows are in; the moment that would show them is refused.
      if (JSON.stringify(statements).includes("state = 'superseded'")) throw new Error('the disk is full')
      return commit(statements)
    }
    await publisher.form(page, { action: 'publish', n: n(await text(publisher.get(page))) })
    await settled()
    writes.commit = commit
    expect(await out(w)).toEqual([404, 404])
    const html = await text(publisher.get(page))
    expect(html).toContain('发布没有完成，一条也没有公布')
    const left = await w.deps.store.heavy.rows<{ n: number }>(
      "select count(*) as n from publications where state = 'staged'",
    )
    expect(left[0]?.n).toBe(0)
    // And once more, with the disk mended.
    await publisher.form(page, { action: 'publish', n: n(html) })
    await settled()
    expect(await out(w)).toEqual([200, 200])
  })
  test('when the server stops in the middle: it waits for review again', async () => {
    const w = await publishing()
    const { page, publisher } = await reviewed(w)
    const id = page.split('/').at(-1) ?? ''
    await w.deps.store.writes.commit([
      { sql: "update imports set state = 'publishing', n = n + 1 where id = ?", args: [id] },
      {
        sql: `insert into publications (kind, code, version, state, "from", data, proposed_by, batch)
          values ('synonym', 'TYC-900', 1, 'staged', '2026-06-01', '{}', 'editor', ?)`,
        args: [id],
      },
    ])
    expect(await text(publisher.get(page))).toContain('http-equiv="refresh"')
    expect(await out(w)).toEqual([404, 404])
    // What a start does first.
    await dropStaged(w.deps.store)
    await recoverImports(w.deps.store)
    const html = await text(publisher.get(page))
    expect(html).toContain('等着审核')
    await publisher.form(page, { action: 'publish', n: n(html) })
    await settled()
    expect(await out(w)).toEqual([200, 200])
  })
  test('when the server stops while reading: it says so and asks for the file again', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const page = await taken(editor!, GOOD)
    const id = page.split('/').at(-1) ?? ''
    await w.deps.store.writes.commit([{ sql: "update imports set state = 'reading' where id = ?", args: [id] }])
    const moving = await text(editor!.get(page))
    expect(moving).toContain('<meta http-equiv="refresh"')
    expect(moving).toContain('<progress')
    await recoverImports(w.deps.store)
    const html = await text(editor!.get(page))
    expect(html).toContain('读到一半时平台重新启动了')
    expect(html).not.toContain('http-equiv="refresh"')
  })
  test('when somebody published one of them meanwhile', async () => {
    const w = await publishing()
    const { page, editor, publisher } = await reviewed(w)
    const entry = '/desk/publications/synonym/TYC-900'
    await editor.form(`${entry}/edit`, {
      n: '0',
      from: '2026-06-01',
      source: '《别的》',
      'data.words': '队',
      'data.means': '局',
    })
    await editor.form(entry, { action: 'submit', n: '1' })
    await publisher.form(entry, { action: 'publish', n: '2' })
    const late = await publisher.form(page, { action: 'publish', n: n(await text(publisher.get(page))) })
    expect([late.status, await late.text()]).toEqual([422, expect.stringContaining('TYC-900在上传以后又有了新版本')])
    expect(await out(w)).toEqual([200, 404])
  })
  test('when two publishers press at once: one version each', async () => {
    const w = await publishing()
    const { page, publisher } = await reviewed(w)
    const at = n(await text(publisher.get(page)))
    const both = await Promise.all([1, 2].map(() => publisher.form(page, { action: 'publish', n: at })))
    await settled()
    expect(both.map((r) => r.status).sort()).toEqual([303, 409])
    const { version } = (await (await w.app.request('/api/synonyms/TYC-900')).json()) as { version: number }
    expect(version).toBe(1)
  })
})

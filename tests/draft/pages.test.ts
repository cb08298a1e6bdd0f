import { describe, expect, test } from 'vitest'
import { KINDS, type Kind } from '../../content/schema.ts'
import { controls, desk, publishing, stranger, text } from './people.ts'

const P = '/desk/publications/synonym/TYC-900'
const filled = {
  n: '0',
  from: '2026-06-01',
  source: '《示例文件》（示例）',
  'data.words': '城管\n城管队',
  'data.means': '综合行政执法局',
}

describe('who sees what', () => {
  const paths = ['/desk/publications', '/desk/publications/matter', '/desk/publications/matter/new', P, `${P}/edit`]
  test.each(paths)('%s asks a stranger to sign in', async (path) => {
    const answer = await stranger(await publishing()).get(path)
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/desk/sign-in?next=${encodeURIComponent(path)}`,
    ])
  })
  test('who has another role is told so, and is led nowhere near it', async () => {
    const w = await publishing()
    const [editor, intake] = await desk(w, 'editor', 'intake')
    await editor!.form(`${P}/edit`, filled)
    for (const path of [...paths, `${P}/preview`, '/desk/imports']) {
      const answer = await intake!.get(path)
      expect(answer.status, path).toBe(403)
      expect(await answer.text()).not.toContain('城管队')
    }
    expect(await text(intake!.get('/desk'))).not.toContain('/desk/publications')
  })
  test('an editor writes, a publisher does not', async () => {
    const w = await publishing()
    const [editor, publisher] = await desk(w, 'editor', 'publisher')
    await editor!.form(`${P}/edit`, filled)
    expect(await text(editor!.get(P))).toContain('提交审核')
    const seen = await text(publisher!.get(P))
    expect(seen).not.toContain('提交审核</button>')
    expect((await publisher!.get(`${P}/edit`)).status).toBe(403)
    expect((await publisher!.form(`${P}/edit`, { ...filled, n: '1' })).status).toBe(403)
  })
  test('signing in leads both straight to their desk', async () => {
    const w = await publishing()
    for (const login of ['editor', 'publisher']) {
      const answer = await stranger(w).form('/desk/sign-in', { login, password: '一句长长的话 for the tests' })
      expect(answer.headers.get('location')).toBe('/desk/publications')
    }
  })
  test.each([
    '/desk/publications/nothing',
    '/desk/publications/__proto__/X',
    '/desk/publications/matter/a%20b',
    '/desk/publications/matter/NOT-THERE',
  ])('%s is not there', async (path) => {
    const [editor] = await desk(await publishing(), 'editor')
    expect((await editor!.get(path)).status).toBe(404)
  })
})

test('the whole way in pages: new, saved unfinished, filled in, submitted, returned, mended, published, seen', async () => {
  const w = await publishing()
  const [editor, publisher] = await desk(w, 'editor', 'publisher')
  const suggested = await text(editor!.get('/desk/publications/synonym/new'))
  expect(suggested).toMatch(/name="code"[^>]*value="TYC-\d+"/)
  const begun = await editor!.get('/desk/publications/synonym/new?code=tyc-900')
  expect([begun.status, begun.headers.get('location')]).toEqual([303, `${P}/edit`])
  const wrong = await editor!.get('/desk/publications/synonym/new?code=%E5%9F%8E%E7%AE%A1')
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('编码只用大写字母')])

  const blank = controls(await text(editor!.get(`${P}/edit`)), `${P}/edit`)
  const first = await editor!.form(`${P}/edit`, { ...blank, 'data.words': '城管' })
  expect([first.status, first.headers.get('location')]).toEqual([303, `${P}/edit`])
  const after = await text(editor!.get(`${P}/edit`))
  expect(after).toContain('已保存，还有2处要补')
  const record = await text(editor!.get(P))
  expect(record).toContain('href="/desk/publications/synonym/TYC-900/edit?check=1#from"')
  expect(await text(editor!.get(`${P}/edit?check=1`))).toContain('请填写生效日期')
  const early = await editor!.form(P, { action: 'submit', n: '1' })
  expect([early.status, await early.text()]).toEqual([422, expect.stringContaining('请填写生效日期')])

  const held = controls(await text(editor!.get(`${P}/edit`)), `${P}/edit`)
  expect(held).toMatchObject({ n: '1', 'data.words': '城管' })
  await editor!.form(`${P}/edit`, { ...held, from: '2026-06-01', 'data.means': '综合执法局' })
  expect((await editor!.form(P, { action: 'submit', n: '2' })).status).toBe(303)
  expect(await text(publisher!.get('/desk/publications'))).toContain('TYC-900')
  const short = await publisher!.form(P, { action: 'return', n: '3', remark: '改' })
  const again = await short.text()
  expect([short.status, again]).toEqual([422, expect.stringContaining('请至少写2个字')])
  expect(again).toMatch(/<textarea[^>]*>改<\/textarea>/)
  await publisher!.form(P, { action: 'return', n: '3', remark: '单位名称不全' })
  expect(await text(editor!.get('/desk/publications'))).toContain('退回的')
  const told = await text(editor!.get(`${P}/edit`))
  expect(told).toContain('单位名称不全')
  await editor!.form(`${P}/edit`, { ...controls(told, `${P}/edit`), 'data.means': '综合行政执法局' })
  await editor!.form(P, { action: 'submit', n: '5' })
  expect((await editor!.form(P, { action: 'publish', n: '6' })).status).toBe(403)
  expect((await publisher!.form(P, { action: 'publish', n: '6' })).status).toBe(303)
  expect(await text(publisher!.get(P))).toContain('已发布，群众现在就能看到')
  expect((await w.app.request('/api/synonyms/TYC-900')).status).toBe(200)

  const corrected = await editor!.form(P, { action: 'begin', n: '0', intent: 'publish', _from: '2026-06-01' })
  expect(corrected.headers.get('location')).toBe(`${P}/edit?from=2026-06-01`)
  const form = controls(await text(editor!.get(`${P}/edit?from=2026-06-01`)), `${P}/edit`)
  expect(form).toMatchObject({ from: '2026-06-01', 'data.means': '综合行政执法局' })
  await editor!.form(`${P}/edit`, { ...form, 'data.words': '城管\n城管大队', reason: '漏了一个说法' })
  const differs = await text(publisher!.get(P))
  expect(differs).toMatch(/<ins>[^<]*<span[^>]*>[^<]*<\/span>\s*城管大队/)
})

describe('rows', () => {
  const B = '/desk/publications/benchmark/JZ-TEST-001'
  const row = (i: number, penalty: string) => ({
    [`data.tiers.${i}`]: 'row',
    [`data.tiers.${i}.penalty`]: penalty,
    [`data.tiers.${i}.conditions`]: '情形甲\n情形乙',
    [`data.tiers.${i}.kinds.fine`]: 'on',
    [`data.tiers.${i}.max`]: '３５００',
  })
  const typed = {
    n: '0',
    'data.name': '没有公示',
    from: '2026-06-01',
    source: '《基准》',
    ...row(0, '第一档'),
    ...row(1, '第二档'),
  }

  test('adding one saves everything and comes back to it; moving and removing too', async () => {
    const [editor] = await desk(await publishing(), 'editor')
    const added = await editor!.form(`${B}/edit`, { ...typed, _do: 'add:data.tiers' })
    expect(added.headers.get('location')).toBe(`${B}/edit?open=data.tiers.2#data.tiers.2`)
    const html = await text(editor!.get(`${B}/edit?open=data.tiers.2`))
    const held = controls(html, `${B}/edit`)
    for (const [name, value] of Object.entries(typed))
      if (name !== 'n') expect(held[name], name).toBe(value === '３５００' ? '3500' : value)
    expect(held).toMatchObject({ n: '1', 'data.tiers.2': 'row' })
    expect(html).toMatch(/id="data\.tiers\.2" open/)
    const up = await editor!.form(`${B}/edit`, { ...held, 'data.tiers.2.penalty': '第三档', _do: 'up:data.tiers.2' })
    expect(up.headers.get('location')).toContain('#data.tiers.1')
    const moved = controls(await text(editor!.get(`${B}/edit`)), `${B}/edit`)
    expect([0, 1, 2].map((i) => moved[`data.tiers.${i}.penalty`])).toEqual(['第一档', '第三档', '第二档'])
    await editor!.form(`${B}/edit`, { ...moved, _do: 'remove:data.tiers.0' })
    const left = controls(await text(editor!.get(`${B}/edit`)), `${B}/edit`)
    expect([0, 1, 2].map((i) => left[`data.tiers.${i}.penalty`])).toEqual(['第三档', '第二档', undefined])
    expect(left['data.name']).toBe('没有公示')
  })
  test('a form drawn is a form that says the same when sent back, for every kind', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const { items } = (await (await editor!.get(`/api/desk/publications/entries?kind=${kind}&limit=3`)).json()) as {
        items: { code: string }[]
      }
      for (const { code } of items) {
        const page = `/desk/publications/${kind}/${code}`
        await editor!.form(page, { action: 'begin', n: '0', intent: 'publish' })
        const read = async () =>
          (await (await editor!.get(`/api${page}`)).json()) as { draft: { data: object; changes: unknown[] } }
        const before = await read()
        const saved = await editor!.form(
          `${page}/edit`,
          controls(await text(editor!.get(`${page}/edit`)), `${page}/edit`),
        )
        expect(saved.status, page).toBe(303)
        const after = await read()
        expect(after.draft.data, page).toEqual(before.draft.data)
        expect(after.draft.changes, page).toEqual([])
      }
    }
  })
})

describe('two people at once', () => {
  test('the second sees what the first saved beside what they typed, and can go on', async () => {
    const w = await publishing()
    const [one, two] = await desk(w, 'editor', 'editor2')
    await one!.form(`${P}/edit`, filled)
    await one!.form(`${P}/edit`, { ...filled, n: '1', 'data.means': '市综合行政执法局', reason: '甲的理由' })
    const late = await two!.form(`${P}/edit`, { ...filled, n: '1', 'data.words': '城管\n三轮车', reason: '乙的理由' })
    const html = await late.text()
    expect(late.status).toBe(409)
    expect(html).toContain('苏文刚刚保存过，这次没有保存')
    // A guide has five hundred controls: the marks are led to.
    for (const [at, title] of [
      ['reason', '修改说明'],
      ['data.words', '老百姓的说法'],
      ['data.means', '规范说法'],
    ])
      expect(html).toContain(`<a href="#${at}">${title}</a>`)
    const held = controls(html, `${P}/edit`)
    // Nothing typed is gone, and what the other wrote stands beside it.
    expect(held).toMatchObject({
      n: '2',
      'data.words': '城管\n三轮车',
      reason: '乙的理由',
      'data.means': '综合行政执法局',
    })
    expect(html).toMatch(/class="theirs"[\s\S]*<del>[\s\S]*甲/)
    expect(html).toMatch(/<del>[^<]*<span[^>]*>[^<]*<\/span>市/)
    const on = await two!.form(`${P}/edit`, { ...held, 'data.means': '市综合行政执法局' })
    expect(on.status).toBe(303)
    expect(controls(await text(one!.get(`${P}/edit`)), `${P}/edit`)).toMatchObject({
      'data.words': '城管\n三轮车',
      'data.means': '市综合行政执法局',
      reason: '乙的理由',
    })
  })
  test('pressing twice says that it is saved already', async () => {
    const [editor] = await desk(await publishing(), 'editor')
    await editor!.form(`${P}/edit`, filled)
    const twice = await editor!.form(`${P}/edit`, filled)
    expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining('已经保存过了，内容一样')])
  })
  test('a stale token keeps what was typed and does not move past what others saved', async () => {
    const w = await publishing()
    const [one, two] = await desk(w, 'editor', 'editor2')
    await one!.form(`${P}/edit`, filled)
    await one!.form(`${P}/edit`, { ...filled, n: '1', reason: '甲' })
    const stale = await two!.form(`${P}/edit`, { ...filled, n: '1', reason: '乙的话', _token: 'over' })
    const held = controls(await stale.text(), `${P}/edit`)
    expect([stale.status, held.reason, held.n]).toEqual([422, '乙的话', '1'])
    expect((await two!.form(`${P}/edit`, held)).status).toBe(409)
  })
  test('who was signed out while typing finds everything still there', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    await editor!.form(`${P}/edit`, filled)
    editor!.jar.clear()
    const out = await editor!.form(`${P}/edit`, { ...filled, n: '1', reason: '很长的理由' })
    const html = await out.text()
    expect([out.status, controls(html, `${P}/edit`).reason]).toEqual([401, '很长的理由'])
    expect(html).toContain('离开太久，已退出')
    expect(html).not.toContain('苏文')
  })
  test('who was signed out is not told that what they refer to does not exist', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const page = '/desk/publications/matter/CH-TEST-CF-001'
    const refers = { n: '0', 'data.department': 'ZFJ', 'data.townships': '379981001' }
    await editor!.form(`${page}/edit`, refers)
    expect(await text(editor!.get(`${page}/edit`))).toMatch(/379981001<\/span> 澄河市/)
    editor!.jar.clear()
    const out = await text(editor!.form(`${page}/edit`, { ...refers, n: '1' }))
    expect(controls(out, `${page}/edit`)).toMatchObject({ 'data.department': 'ZFJ', 'data.townships': '379981001' })
    expect(out).not.toContain('没有这一项')
    expect(out).not.toContain('没有找到这个编码')
  })
})

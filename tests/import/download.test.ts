import { expect, test } from 'vitest'
import { SHEETED } from '../../content/schema.ts'
import { desk, publishing, text } from '../draft/people.ts'
import { csv, HEAD, handIn, settled, taken } from './handed.ts'

test('what there is can be downloaded whole, and imported unchanged it changes nothing', async () => {
  const w = await publishing()
  const [editor, intake] = await desk(w, 'editor', 'intake')
  const html = await text(editor!.get('/desk/imports'))
  const links = [...html.matchAll(/href="(\/api\/desk\/publications\/current\/\w+\.xlsx)"/g)].map(([, href]) => href!)
  expect(links.length).toBe(SHEETED.length)
  expect((await intake!.get(links[0]!)).status).toBe(403)
  expect((await editor!.get('/api/desk/publications/current/nothing.xlsx')).status).toBe(404)
  // Officers: the open data leaves out their certificates, so it cannot be what is changed.
  for (const kind of ['officer', 'workday', 'synonym']) {
    const file = await editor!.get(`/api/desk/publications/current/${kind}.xlsx`)
    const body = new Uint8Array(await file.arrayBuffer())
    const answer = await handIn(editor!, { name: `${kind}.xlsx`, body }, { kind })
    await settled()
    const page = await text(editor!.get(answer.headers.get('location') ?? ''))
    expect(page, kind).toContain('没有错误，也没有任何改动')
    expect(page, kind).toMatch(/没有变化 [1-9]/)
  }
})

test('a workbook waits where the work is: for its editor, then for somebody else to review', async () => {
  const w = await publishing()
  const [editor, both] = await desk(w, 'editor', 'both')
  const page = await taken(editor!, csv(HEAD, ['TYC-900', '2026-06-01', '城管队', '综合行政执法局']))
  const waits = async (browser: typeof editor) =>
    (await text(browser!.get('/desk/publications'))).includes('等您办的导入')
  expect([await waits(editor), await waits(both)]).toEqual([true, false])
  await editor!.form(page, { action: 'submit', n: '2' })
  expect([await waits(editor), await waits(both)]).toEqual([false, true])
})

import { expect, test } from 'vitest'
import { asking, json, person } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { compare } from '../../api/publication/change.ts'
import { search, excerpt, marksIn } from '../../api/publication/search.ts'
import { publish } from '../../api/publication/store.ts'
import { parts, archive } from '../workbook/made.ts'
import { readTable } from '../../api/workbook/table.ts'
import { markdown } from '../../site/ui/markdown.ts'
import { markdown as MD } from '../../content/codes.ts'
import { cell } from '../../api/publication/csv.ts'

const call = (w: World, who: any, path: string, body?: unknown) => asking(w, who)(path, body === undefined ? {} : json('POST', body))
const S = (c: string) => `/api/desk/publications/synonym/${c}`
const data = (c: string, m = '综合行政执法局') => ({ code: c, words: ['城管'], means: [m] })
const log = (...a: unknown[]) => console.log('PROBE', ...a.map((x) => typeof x === 'string' ? x : JSON.stringify(x)))

test('unschedule then publish', async () => {
  const w = await world()
  const st = (who: any, action: string, n: number, more = {}) => call(w, who, `${S('TYC-900')}/steps`, { action, n, ...more })
  await call(w, 'editor', S('TYC-900'), { n: 0, from: '2026-06-01', source: 's', data: data('TYC-900') })
  await st('editor', 'submit', 1)
  await st('publisher', 'publish', 2, { goesLive: '2026-07-01' })
  const u = (await (await st('publisher', 'unschedule', 0)).json()) as any
  log('unscheduled', u.draft.n, u.draft.faults)
  const s = await st('editor', 'submit', u.draft.n)
  log('submit', s.status)
  const p = await st('publisher', 'publish', u.draft.n + 1)
  log('publish again', p.status, (await w.app.request('/api/synonyms/TYC-900')).status)
})
test('diff cost', () => {
  const t = (seed: number, n: number) => Array.from({ length: n }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919 + seed * 104729 + i * i * seed) % 5000))).join('')
  for (const n of [800, 1500, 1990]) { const a = t(1, n), b = t(2, n); const t0 = performance.now(); compare(a, b); log('compare', n, Math.round(performance.now() - t0)) }
  const a = '甲乙'.repeat(990), b = '乙甲'.repeat(990); const t0 = performance.now(); compare(a, b); log('compare alt', Math.round(performance.now() - t0))
})
test('history cost', async () => {
  const w = await world()
  const g = ((await (await w.app.request('/api/guides?limit=1')).json()) as any).items[0]
  const t = (seed: number, n: number) => Array.from({ length: n }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919 + seed * 104729 + i * i * seed) % 5000))).join('')
  const drafts = Array.from({ length: 60 }, (_, i) => ({ kind: 'guide' as const, code: g.code, from: '2026-06-01', reason: 'r', data: { ...g.data, leniency: t(i, 1990), rights: t(i + 1, 1990), credit: t(i + 2, 1990) } }))
  await publish(w.deps.store, drafts, { proposed: 'a', published: 'b' }, w.deps.now())
  const t0 = performance.now()
  let most = 0, last = performance.now(); const iv = setInterval(() => { const n = performance.now(); most = Math.max(most, n - last); last = n }, 5)
  const r = await w.app.request(`/api/guides/${g.code}/history`)
  const body = await r.text()
  clearInterval(iv); most = Math.max(most, performance.now() - last)
  log('history 61 versions', r.status, Math.round(performance.now() - t0), 'ms; longest block', Math.round(most), 'bytes', body.length)
})
test('markdown render', () => {
  const evil = ['[a](javascript:alert(1))', '[a](&#106;avascript:alert(1))', '[a](java\nscript:alert(1))', '[a](JaVaScRiPt:alert(1))', '<javascript:alert(1)>', '[a](<javascript:alert(1)>)', '[a](data:text/html,x)', '[a](//evil.example)', '[a](/\\evil.example)', '[a](/&#47;evil.example)', '> [x]: javascript:alert(1)\n\n[x]', '- [x]: //evil.example\n\n[x]', '![a](x)', '!\\[a](javascript:alert(1))', '[a]\\(javascript:1)', '[![a](x)](javascript:1)', '<!-- --><b>', '<img src=x onerror=alert(1)>', '<a\nhref=x>', '| a |\n|---|\n| [x](javascript:alert(1)) |', '[a](vbscript:1)', '[a](\u0001javascript:1)', '[a](tel:123)', '[a](https://x"onmouseover=alert(1))', '| a" onx="1 | b |\n|---|---|\n| 1 | 2 |', '| <td>x | b |\n|---|---|\n| 1 | </td><td onclick=1> |', '```\n</code><script>1</script>\n```', '[a](#x "t\\"><script>")', '&lt;script&gt;alert(1)', '[a](ftp://x)', '[a](irc://x)', '[a](mailto:a@b?body=x)', '<https://evil.example>', '| a&quot; onx=&quot;1 | b |\n|---|---|\n| 1 | 2 |', '| `<table>` | b |\n|---|---|\n| 1 | 2 |', '| `</table><script>` | `<td>` |\n|---|---|\n| 1 | 2 |']
  for (const e of evil) { const ok = MD(8000).safeParse(e).success; const html = markdown(e); const bad = /javascript:|vbscript:|data:|<script|<img|onerror=|onclick=1>|"\s+onx=/i.test(html.replace(/&[^;]+;/g, '')) ; log(ok ? 'TAKEN ' : 'refused', bad ? 'BAD' : '', e.slice(0, 60), '=>', html.slice(0, 160)) }
})
test('csv', () => {
  for (const s of ['=1', ' =1', '\t=1', '﹦1', '\u00a0=1', '﹢1', '﹣1', '﹫a', '−1', '"=1', "'=1", '；=1', '％', '｜'])log(s, cell(s))
})
test('xml bombs', async () => {
  const base = parts({ 检索同义词: [['词条编码', '老百姓的说法', '规范说法', '生效日期'], ['TYC-9', 'a', 'b', '2026-03-01']] })
  const sheet = 'xl/worksheets/sheet1.xml'
  const look = { known: () => true, resolve: () => undefined } as any
  const tryIt = async (name: string, files: any) => { const t0 = performance.now(); const m0 = process.memoryUsage().rss; const r = await readTable(await archive(files), 'a.xlsx', 'synonym', look).catch((e) => ({ problems: [{ message: 'THROWN ' + e }], rows: -1 }) as any); log(name, r.rows, r.problems?.slice(0, 2).map((p: any) => p.message.slice(0, 120)), r.records?.[0]?.data, Math.round(performance.now() - t0), 'ms', Math.round((process.memoryUsage().rss - m0) / 1e6), 'MB') }
  const ent = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
  await tryIt('doctype', { ...base, [sheet]: base[sheet]!.replace('<worksheet', ent + '<worksheet').replace('>a<', '>&b;&c;<') })
  await tryIt('xinclude', { ...base, [sheet]: base[sheet]!.replace('>a<', '><xi:include href="file:///etc/passwd" parse="text"/><') })
  await tryIt('prefixed rows', { ...base, [sheet]: base[sheet]!.replaceAll('<row', '<x:row').replaceAll('</row', '</x:row') })
  await tryIt('sparse far', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>') })
  await tryIt('sparse col', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', Array.from({ length: 3000 }, (_, i) => `<row r="${i + 10}"><c r="XFD${i + 10}" t="inlineStr"><is><t>x</t></is></c></row>`).join('') + '</sheetData>') })
  await tryIt('merge all', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>') })
  await tryIt('merge many', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', `</sheetData><mergeCells>${'<mergeCell ref="A1:XFD20"/>'.repeat(20000)}</mergeCells>`) })
  await tryIt('dup cells', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '<row r="3"><c r="__proto__" t="inlineStr"><is><t>x</t></is></c></row></sheetData>') })
  await tryIt('target outside', { ...base, 'xl/_rels/workbook.xml.rels': base['xl/_rels/workbook.xml.rels']!.replace('worksheets/sheet1.xml', '../../../../etc/passwd') })
  await tryIt('target external', { ...base, 'xl/_rels/workbook.xml.rels': base['xl/_rels/workbook.xml.rels']!.replace('Target="worksheets/sheet1.xml"', 'Target="http://127.0.0.1:9/x" TargetMode="External"') })
  await tryIt('shared index', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '<row r="3"><c r="A3" t="s"><v>-1</v></c><c r="B3" t="s"><v>__proto__</v></c></row></sheetData>') })
  await tryIt('deep xml', { ...base, [sheet]: base[sheet]!.replace('<sheetData>', '<a>'.repeat(100000) + '<sheetData>') })
  await tryIt('big number', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '<row r="3"><c r="A3"><v>1e308</v></c><c r="B3"><v>NaN</v></c><c r="C3"><v>Infinity</v></c><c r="D3"><v>-99999999</v></c></row></sheetData>') })
  await tryIt('date cell bad', { ...base, 'xl/styles.xml': base['xl/styles.xml']!.replaceAll('numFmtId="49"', 'numFmtId="14"'), [sheet]: base[sheet]!.replace('</sheetData>', '<row r="3"><c r="A3" t="inlineStr"><is><t>TYC-8</t></is></c><c r="B3" t="inlineStr"><is><t>x</t></is></c><c r="C3" t="inlineStr"><is><t>y</t></is></c><c r="D3" s="0"><v>1e300</v></c></row></sheetData>') })
  await tryIt('iso date cell bad', { ...base, [sheet]: base[sheet]!.replace('</sheetData>', '<row r="3"><c r="A3" t="inlineStr"><is><t>TYC-8</t></is></c><c r="B3" t="inlineStr"><is><t>x</t></is></c><c r="C3" t="inlineStr"><is><t>y</t></is></c><c r="D3" t="d"><v>nonsense</v></c></row></sheetData>') })
})

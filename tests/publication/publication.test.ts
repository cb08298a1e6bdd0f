import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publishedState } from '../../api/publication/export.ts'
import { loadContent } from '../../api/publication/load.ts'
import { oneInForce, publish } from '../../api/publication/store.ts'
import { readContent } from '../../content/load.ts'
import { writeContent } from '../../content/write.ts'
import { world } from '../support/world.ts'

const by = { proposed: 'editor', published: 'publisher' }
const draft = (code: string, from: string, name: string, cancelled = false) => ({
  kind: 'rule' as const,
  code,
  from,
  data: { name },
  cancelled,
})
const json = async <T = Record<string, never>>(answer: Response | Promise<Response>) =>
  (await answer).json() as Promise<T>

describe('loading content', () => {
  test('a second import changes nothing, not even the revision', async () => {
    const w = await world()
    const revision = async () => (await w.deps.store.heavy.rows('select n from revision'))[0]
    const before = await revision()
    const again = await loadContent(w.deps.store, readContent('content'), w.deps.now())
    expect(again).toEqual({ published: 0, unchanged: expect.any(Number) })
    expect(await revision()).toEqual(before)
  })
  test('what is exported imports as the same', async () => {
    const w = await world()
    writeContent(`${w.dir}/out`, await publishedState(w.deps.store))
    const again = await loadContent(w.deps.store, readContent(`${w.dir}/out`), w.deps.now())
    expect(again.published).toBe(0)
    expect(again.unchanged).toBeGreaterThan(100)
  })
})

describe('a day and a version', () => {
  test('a renamed body answers with its name of that day', async () => {
    const w = await world()
    const { items } = await json<{
      items: { from: string; data: { name: string }; changes: object[] }[]
    }>(w.app.request('/api/departments/ZFJ/history'))
    expect(items.length).toBeGreaterThan(1)
    for (const { from, data } of items)
      expect(await json(w.app.request(`/api/departments/ZFJ?on=${from}`))).toMatchObject({ data: { name: data.name } })
    expect(items[1]?.changes).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'name', title: '单位名称' })]),
    )
  })
  test('before the first version there is nothing', async () => {
    const w = await world()
    expect((await w.app.request('/api/departments/ZFJ?on=1990-01-01')).status).toBe(404)
  })
  test('a cancelled record keeps its address and says so', async () => {
    const w = await world()
    await publish(
      w.deps.store,
      [draft('R90', '2026-01-01', '一'), draft('R90', '2026-06-01', '一', true)],
      by,
      w.deps.now(),
    )
    expect(await json(w.app.request('/api/rules/R90'))).toMatchObject({ status: 'cancelled' })
    expect(await json(w.app.request('/api/rules/R90?on=2026-05-31'))).toMatchObject({ status: 'effective' })
    const { items } = await json<{ items: { code: string }[] }>(w.app.request('/api/rules?limit=100'))
    expect(items.map((i) => i.code)).not.toContain('R90')
  })
  test('a correction keeps the dates of effect, and what the site said before can still be asked', async () => {
    const w = await world({ now: '2026-06-15T10:00:00+08:00' })
    await publish(w.deps.store, [draft('R91', '2026-01-01', '错的')], by, new Date('2026-06-10T10:00:00+08:00'))
    await publish(w.deps.store, [draft('R91', '2026-01-01', '对的')], by, new Date('2026-06-12T10:00:00+08:00'))
    expect(await json(w.app.request('/api/rules/R91?on=2026-02-01'))).toMatchObject({ data: { name: '对的' } })
    expect(await json(w.app.request('/api/rules/R91?on=2026-02-01&known=2026-06-11'))).toMatchObject({
      data: { name: '错的' },
    })
    expect((await w.app.request('/api/rules/R91?on=2026-02-01&known=2026-06-09')).status).toBe(404)
  })
})

test('for any order of publishing, exactly the right version answers on any day', async () => {
  const w = await world()
  let code = 100
  const day = fc.integer({ min: 1, max: 28 }).map((d) => `2026-03-${String(d).padStart(2, '0')}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ from: day, cancelled: fc.boolean() }), { minLength: 1, maxLength: 8 }),
      day,
      async (acts, on) => {
        const name = `R${++code}`
        for (const [i, { from, cancelled }] of acts.entries())
          await publish(w.deps.store, [draft(name, from, `第${i}版`, cancelled)], by, w.deps.now())
        // The model: of what begins by that day, the latest beginning; of those, the last said.
        const expected = acts
          .map((a, i) => ({ ...a, i }))
          .filter((a) => a.from <= on)
          .sort((a, b) => (a.from === b.from ? a.i - b.i : a.from < b.from ? -1 : 1))
          .at(-1)
        const found = await oneInForce(w.deps.store, 'rule', name, on, '2026-06-15')
        expect(found && { name: found.row.data.name, cancelled: found.row.state === 'withdrawn' }).toEqual(
          expected && { name: `第${expected.i}版`, cancelled: expected.cancelled },
        )
        const open = await w.deps.store.heavy.rows({
          sql: `select 1 from publications where code = ? and "to" is null and superseded_at is null`,
          args: [name],
        })
        expect(open).toHaveLength(1)
      },
    ),
    { numRuns: 60 },
  )
})

describe('open data', () => {
  test('CSV has a BOM, titles, and no cell a spreadsheet would run', async () => {
    const w = await world()
    await publish(w.deps.store, [draft('R92', '2026-01-01', '=HYPERLINK("http://evil")')], by, w.deps.now())
    const bytes = new Uint8Array(await (await w.app.request('/api/rules.csv')).arrayBuffer())
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    expect(text.startsWith('\ufeff"规则编码"')).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(text).not.toMatch(/(^|,)"[=+@-]/m)
  })
  test('JSON is the whole kind', async () => {
    const w = await world()
    expect((await json<object[]>(w.app.request('/api/departments.json'))).length).toBe(45)
  })
})

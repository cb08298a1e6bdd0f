import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cell as openDataCell } from '../../api/publication/csv.ts'
import { readContent } from '../../content/load.ts'
import { fitnessOn, positionWords } from '../../site/pages/devices/_device.ts'
import { answersOf, carry, forget, keep, named, recall } from '../../site/pages/guides/_keeping.ts'
import { type Answer, cell, dueOn, type Item, keysOf, progress, toCsv, toMend } from '../../site/pages/guides/_sheet.ts'
import { asData, catalogueData } from '../../site/ui/linked.ts'

const question = (item: string, days = 7): Item => ({
  group: '证照',
  item,
  days,
  basis: '《中华人民共和国食品安全法》第三十五条',
})
const items = [question('有证吗'), question('过期了吗', 0), question('挂出来了吗', 30)]
const answers: Answer[] = [
  { reply: 'no', due: '2026-06-22' },
  { reply: 'no', due: '2026-06-15', note: '今天扔掉' },
  { reply: 'na' },
]

describe('the self-check', () => {
  test('a day to mend is counted from the day it was found wrong, over months and years', () => {
    expect([dueOn('2026-06-15', 0), dueOn('2026-06-15', 30), dueOn('2026-12-31', 1)]).toEqual([
      '2026-06-15',
      '2026-07-15',
      '2027-01-01',
    ])
  })
  test('what must be mended stands by its day; how far one has come is counted', () => {
    expect(toMend(items, answers).map(({ item }) => item)).toEqual(['过期了吗', '有证吗'])
    expect(progress([...answers, {}])).toEqual({ answered: 3, total: 4, wrong: 2 })
  })
  test('questions asked twice keep answers of their own', () => {
    expect(keysOf([question('一'), question('二'), question('一')])).toEqual(['一', '二', '一（2）'])
    for (const { kind, data } of readContent('content').publications)
      if (kind === 'guide') expect(new Set(keysOf(data.checklist)).size).toBe(data.checklist.length)
  })
  test('the table has a BOM, every question, and nothing a spreadsheet would run', () => {
    const csv = toCsv([...items, question('=HYPERLINK("x")')], [...answers, { reply: 'no', note: '＠cmd', due: '' }])
    expect(csv.startsWith('\ufeff"序号","类别","自查内容","结果","整改期限","备注","依据"\r\n')).toBe(true)
    expect(csv).toContain('"2","证照","过期了吗","否","2026-06-15","今天扔掉"')
    expect(csv).toContain(`"'=HYPERLINK(""x"")","否","","'＠cmd"`)
    expect(csv.trimEnd().split('\r\n')).toHaveLength(5)
  })
  test('a cell is written as in the open data, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => cell(text) === openDataCell(text)))
    for (const sign of '=+-@＝＋－＠\t\r\n|%') expect(cell(`${sign}1`)).toBe(openDataCell(`${sign}1`))
  })
})

describe('answers kept on the device', () => {
  let shelf: Map<string, string>
  beforeEach(() => {
    shelf = new Map()
    vi.stubGlobal('localStorage', {
      get length() {
        return shelf.size
      },
      key: (i: number) => [...shelf.keys()][i] ?? null,
      getItem: (key: string) => shelf.get(key) ?? null,
      setItem: (key: string, value: string) => void shelf.set(key, value),
      removeItem: (key: string) => void shelf.delete(key),
    })
  })
  afterEach(() => vi.unstubAllGlobals())
  const keys = keysOf(items)

  test('are those of this guide and version', () => {
    keep('ZY-H62', 2, named(keys, answers))
    keep('ZY-H61', 2, { 别的: { reply: 'yes' } })
    expect(carry(keys, recall('ZY-H62', 2))).toEqual({ answers, fitting: 3, lost: 0 })
    expect(recall('ZY-H6', 2)).toBeUndefined()
  })
  test('of an earlier version are carried over by the words of the question; what changed is counted', () => {
    keep('ZY-H62', 1, { 很旧: { reply: 'yes' } })
    keep('ZY-H62', 2, named(keys, answers))
    const kept = recall('ZY-H62', 3)
    expect(kept?.version).toBe(2)
    expect(carry(['有证吗', '新的一问', '挂出来了吗'], kept)).toEqual({
      answers: [answers[0], {}, answers[2]],
      fitting: 2,
      lost: 1,
    })
    // Those of a later version are not taken back into an older one.
    expect(recall('ZY-H62', 1)?.version).toBe(1)
  })
  test('go when asked to, every version, and nobody else’s', () => {
    keep('ZY-H62', 1, named(keys, answers))
    keep('ZY-H62', 2, named(keys, answers))
    shelf.set('complaint', '{}')
    forget('ZY-H62')
    expect([...shelf.keys()]).toEqual(['complaint'])
  })
  test('that somebody tampered with are none', () => {
    for (const said of [
      '',
      '[]',
      'null',
      '{"有证吗":1}',
      '{"有证吗":{"reply":"constructor"}}',
      '{"__proto__":{"reply":"no"}}',
      '{broken',
    ]) {
      shelf.set('checklist/ZY-H62/2', said)
      expect(carry(keys, recall('ZY-H62', 2)).fitting).toBe(0)
    }
    expect(answersOf({ 一: { reply: 'no', due: '明天', note: 'x'.repeat(999), more: 1 } })).toEqual({
      一: { reply: 'no', note: 'x'.repeat(200) },
    })
  })
  test('a browser that keeps nothing is no reason to fail', () => {
    vi.stubGlobal('localStorage', undefined)
    expect(() => keep('ZY-H62', 2, {})).not.toThrow()
    expect(recall('ZY-H62', 2)).toBeUndefined()
  })
})

describe('a device on a day', () => {
  const device = { status: 'active', startedOn: '2026-03-01', calibratedUntil: '2027-01-31' } as const
  test.each<[string, Parameters<typeof fitnessOn>[0], string, boolean, string]>([
    ['in use', device, '2026-06-15', true, '在有效期内'],
    ['on the last day of its calibration', device, '2027-01-31', true, '在有效期内'],
    ['after it', device, '2027-02-01', false, '检定已经过期'],
    ['before it began', device, '2026-02-28', false, '没有启用'],
    ['announced', { ...device, status: 'announced' }, '2026-06-15', false, '没有启用'],
    ['stopped', { ...device, status: 'stopped' }, '2026-06-15', false, '已经停用'],
  ])('%s', (_, at, day, fit, says) => {
    expect(fitnessOn(at, day)).toEqual({ fit, says: expect.stringContaining(says) })
  })
  test('its place is said in words', () => {
    expect(positionWords({ latitude: 36.1124, longitude: -117.5 })).toBe('北纬36.1124°，西经117.5°（CGCS2000坐标）')
  })
})

test('a data block cannot end its element, nor open another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = asData({ name: `${text}</script><!--<script>${text}` })
      expect(json).not.toMatch(/[<>&\u2028\u2029]/)
      return (JSON.parse(json) as { name: string }).name === `${text}</script><!--<script>${text}`
    }),
  )
  const catalogue = catalogueData(
    [{ title: '执法事项', files: ['/api/matters.csv'] }],
    { name: '自由使用' },
    'https://zf.example',
  )
  expect(JSON.parse(asData(catalogue))).toMatchObject({
    '@context': 'https://schema.org',
    dataset: [{ distribution: [{ contentUrl: 'https://zf.example/api/matters.csv', encodingFormat: 'text/csv' }] }],
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changes, compare } from '../../api/publication/change.ts'
import type { Version } from '../../api/publication/publication.ts'
import { effort } from '../support/effort.ts'

const text = fc.string({ unit: fc.constantFrom(...'执法检查处罚款5000元，。\n一二'), maxLength: 60 })
const old = (runs: ReturnType<typeof compare>) =>
  runs
    .filter((r) => r.is !== 'new')
    .map((r) => r.text)
    .join('')
const now = (runs: ReturnType<typeof compare>) =>
  runs
    .filter((r) => r.is !== 'gone')
    .map((r) => r.text)
    .join('')

describe('the difference of two texts', () => {
  test('holds both texts whole, whatever they are', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const runs = compare(a, b)
        expect([old(runs), now(runs)]).toEqual([a, b])
      }),
    )
  })
  test('of a text with itself is nothing', () => {
    fc.assert(
      fc.property(text, (a) => {
        expect(compare(a, a).every((r) => r.is === 'same')).toBe(true)
      }),
    )
  })
  test('shows a changed number whole, not its digits', () => {
    expect(compare('处5000元以上罚款', '处6000元以上罚款')).toEqual([
      { text: '处', is: 'same' },
      { text: '5000', is: 'gone' },
      { text: '6000', is: 'new' },
      { text: '元以上罚款', is: 'same' },
    ])
  })
  test('does not leave single signs standing between changes', () => {
    const runs = compare('三十日内提出行政复议', '六十天内申请行政复议')
    expect(runs.filter((r) => r.is === 'same').every((r) => r.text.length > 2)).toBe(true)
  })
  test('of two long texts is found without delay, coarsely if need be', () => {
    const [a, b] = ['甲乙丙丁'.repeat(5000), '戊己庚辛'.repeat(5000)]
    let runs: ReturnType<typeof compare> = []
    expect(
      effort(() => {
        runs = compare(a, b)
      }),
    ).toBeLessThan(1000)
    expect([old(runs), now(runs)]).toEqual([a, b])
  })
})

describe('the changes of an entry', () => {
  const version = (data: Record<string, unknown>) => ({ data }) as Version
  const nameOf = (_: string, code: string) => ({ SCJG: '市场监管局', ZFJ: '综合执法局' })[code]
  test('are told under the titles people read, with labels and names for codes', () => {
    const said = changes(
      'matter',
      version({ department: 'SCJG', status: 'effective' }),
      version({ department: 'ZFJ', status: 'suspended' }),
      nameOf,
    )
    expect(said).toMatchObject([
      { title: '实施主体', before: '市场监管局', after: '综合执法局' },
      { title: '状态', before: '有效', after: '暂停实施' },
    ])
  })
  test('of tiers are told row by row', () => {
    const tier = (max: number) => ({ tiers: [{ grade: 'normal', max }] })
    const [change] = changes('benchmark', version(tier(100)), version(tier(200)), nameOf)
    expect(change).toMatchObject({
      title: '裁量阶次',
      before: '裁量阶次：一般，上限：100',
      after: '裁量阶次：一般，上限：200',
    })
  })
  test('of an officer tell nothing but what the public may have', () => {
    const a = version({ name: '张三丰', certificate: '3799810000001', department: 'SCJG' })
    const b = version({ name: '李四光', certificate: '3799810000002', department: 'ZFJ' })
    const said = JSON.stringify(changes('officer', a, b, nameOf))
    expect(said).toContain('综合执法局')
    expect(said).not.toMatch(/张三丰|李四光|37998/)
  })
})

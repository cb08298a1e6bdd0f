import { describe, expect, test } from 'vitest'
import { compose, gapsOf, numberOf } from '../../api/directive/document.ts'
import { disagreements } from '../../content/agree.ts'
import { fill, holesOf, type Template } from '../../content/kinds/template.ts'
import { bookOn } from '../case/book.ts'

const TEMPLATE: Template = {
  code: 'WS-1',
  name: '意见书',
  for: 'opinion',
  mark: '澄司监意',
  title: '关于{主题}的意见书',
  body: '{单位}：\n查明：{事由}\n根据{依据}，{要求}请在{期限}内反馈。\n{落款}',
}
const faults = (more: Partial<Template>) =>
  disagreements('template', { ...TEMPLATE, ...more }).map(({ path, message }) => `${path}: ${message}`)
const { mark: _m, title: _t, ...rest } = TEMPLATE
const reply = (more: Partial<Template>) =>
  disagreements('template', { ...rest, for: 'reply', body: '您好。{类别}的结论是{结论}。', ...more }).map(
    (d) => d.message,
  )

describe('a template', () => {
  test('with the names of its use is published', () => {
    expect(faults({})).toEqual([])
    expect(reply({ outcomes: ['upheld'], categories: ['T05'] })).toEqual([])
  })
  test('with an unknown name is refused, and told which there are', () => {
    expect(faults({ body: '{单位}：{电话}' })[0]).toMatch(/^body: 不认识占位符\{电话\}。.*\{事由\}/)
    expect(faults({ title: '{类别}意见书' })[0]).toMatch(/^title: 不认识占位符\{类别\}/)
    expect(reply({ body: '您好，{文号}' })[0]).toMatch(/不认识占位符\{文号\}/)
    for (const name of ['__proto__', 'constructor', '', ' 单位 ']) expect(faults({ body: `{${name}}` })).toHaveLength(1)
  })
  test('with a brace too many is refused', () => {
    for (const body of ['{单位', '单位}', '{{单位}}', '{单\n位}'])
      expect(faults({ body }).join(), body).toMatch(/没有成对/)
  })
  test('has the fields of its use and no others', () => {
    expect(faults({ mark: undefined }).join()).toMatch(/缺少机关代字/)
    expect(faults({ title: undefined }).join()).toMatch(/缺少标题/)
    for (const more of [
      { outcomes: ['upheld' as const] },
      { steps: ['refuse' as const] },
      { lanes: ['general' as const] },
    ])
      expect(faults(more).join()).toMatch(/只有答复模板/)
    expect(reply({ mark: '澄司监意' }).join()).toMatch(/答复模板不写/)
  })
})

describe('filling', () => {
  test('puts each in its place, once, and leaves alone what nobody knows', () => {
    expect(holesOf('{单位}{主题}{单位}')).toEqual(['单位', '主题'])
    expect(fill('{单位}{主题}', { 单位: '{主题}' })).toBe('{主题}{主题}')
    expect(fill('{toString}', {})).toBe('{toString}')
    expect(fill('{单位}', { 单位: '$& $1' })).toBe('$& $1')
  })
  const of = {
    type: 'opinion' as const,
    issuer: 'SFJ',
    department: 'ZFJ',
    subject: '规范扣押',
    facts: '手续不全。',
    basis: '《行政执法监督条例》第六条',
    demands: '补全手续。',
    conclusion: null,
  }
  test('takes names and lengths from what is published', () => {
    expect(compose(of, TEMPLATE, bookOn('2026-06-15'), null)).toEqual({
      title: '关于规范扣押的意见书',
      text: '澄河市综合行政执法局（城市管理局）：\n查明：手续不全。\n根据《行政执法监督条例》第六条，补全手续。请在30日内反馈。\n澄河市司法局',
    })
  })
  test('what a text asks for and nobody can give is a fault', () => {
    const book = bookOn('2026-06-15')
    expect(gapsOf(of, TEMPLATE, book, null)).toEqual([])
    const asking = { ...TEMPLATE, body: '{原文号}' }
    expect(gapsOf(of, asking, book, null)).toHaveLength(1)
    expect(gapsOf(of, asking, book, '澄司监意〔2026〕1号')).toEqual([])
    expect(gapsOf({ ...of, type: 'decision' }, TEMPLATE, book, null).map((f) => f.path)).toEqual(['conclusion'])
    expect(gapsOf(of, TEMPLATE, { ...book, limits: new Map() }, null)[0]?.message).toMatch(/没有发布/)
  })
  test('numbers have six-sided brackets', () => {
    expect(numberOf('澄司监通', 2026, 3)).toBe('澄司监通〔2026〕3号')
  })
})

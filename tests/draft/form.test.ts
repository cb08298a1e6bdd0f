import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { controlOf, fromValues, toValues } from '../../api/draft/form.ts'
import { turned } from '../../api/draft/turned.ts'
import { type FieldSpec, fields } from '../../content/fields.ts'
import { readContent } from '../../content/load.ts'
import { KINDS, type Kind } from '../../content/schema.ts'

const { publications } = readContent(process.env.CONTENT_DIR ?? 'content')
const shapeOf = (kind: Kind) => fields(KINDS[kind].schema)
const around = (of: readonly FieldSpec[], data: Record<string, unknown>) => fromValues(of, toValues(of, data))

/** Any entry of a shape: what a schema might allow, and what it would refuse. */
const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('第一行\n第二行', '<b>', '2026-01-01', '〇一二', 'a\tb'),
)
const said = word.map((s) => s.replace(/[↵\r]/g, '').trim()).filter((s) => s !== '')
const code = fc.stringMatching(/^[A-Z0-9]{1,6}(-[A-Z0-9]{1,4})?$/)
const value = (field: FieldSpec): fc.Arbitrary<unknown> => {
  const codes = Object.keys(field.labels ?? {})
  const many = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: field.required ? 0 : 1, maxLength: 5 })
  if (field.kind === 'group') return entry(field.of!).filter((v) => Object.keys(v).length > 0)
  if (field.kind === 'map')
    return fc.record(Object.fromEntries(codes.map((k) => [k, entry(field.of!)])), { requiredKeys: [] })
  if (field.kind === 'rows') return fc.array(entry(field.of!), { minLength: field.required ? 0 : 1, maxLength: 4 })
  if (field.kind === 'choices') return fc.shuffledSubarray(codes, { minLength: field.required ? 0 : 1 })
  if (field.kind === 'texts')
    return many(
      said
        .map((s) =>
          s
            .split('\n')
            .map((l) => l.trim())
            .join('\n')
            .trim(),
        )
        .filter((s) => s !== ''),
    )
  if (field.kind === 'refs') return many(code)
  if (field.kind === 'ref') return code
  if (field.kind === 'flag') return fc.boolean()
  if (field.kind === 'number')
    return fc.oneof(
      fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
      fc.integer({ min: -99999, max: 99999 }).map((n) => n / 1000),
    )
  if (field.kind === 'choice') return fc.constantFrom(...codes)
  return said
}
const entry = (of: readonly FieldSpec[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(of.map((f) => [f.name, value(f)])), {
    requiredKeys: of.filter((f) => f.required).map((f) => f.name),
  }) as fc.Arbitrary<Record<string, unknown>>

describe('an entry goes through its form and comes back', () => {
  test.each(Object.keys(KINDS) as Kind[])('%s, as the content has it', (kind) => {
    const of = shapeOf(kind)
    for (const { data } of publications.filter((p) => p.kind === kind))
      expect(around(of, data as Record<string, unknown>), data.code).toEqual(data)
  })
  test('all of it', () => {
    // Negative control: there was something to try.
    expect(publications.length).toBeGreaterThan(100)
  })
  test.each(Object.keys(KINDS) as Kind[])('%s, whatever it says', (kind) => {
    const of = shapeOf(kind)
    fc.assert(
      fc.property(entry(of), (data) => {
        expect(around(of, data)).toEqual(data)
      }),
      { numRuns: 60, seed: 20260615 },
    )
  })
  test.each(Object.keys(KINDS) as Kind[])(
    '%s takes anything at all without a fault, and the second time nothing moves',
    (kind) => {
      const of = shapeOf(kind)
      const junk = fc.dictionary(fc.constantFrom(...of.map((f) => f.name), '__proto__', 'x'), fc.jsonValue())
      fc.assert(
        fc.property(junk, (data) => {
          const once = around(of, data)
          expect(around(of, once)).toEqual(once)
          expect(Object.keys(Object.prototype)).toEqual([])
        }),
        { numRuns: 100, seed: 20260615 },
      )
    },
  )
})

describe('what people type', () => {
  const tiers = shapeOf('benchmark')
  const typed = (values: Record<string, string>) => fromValues(tiers, values) as { tiers: Record<string, unknown>[] }
  test('full-width digits are a number, and what is none is kept as it was typed', () => {
    expect(typed({ 'data.tiers.0.max': '３５００', 'data.tiers.1.max': '三千五' }).tiers).toEqual([
      { max: 3500, conditions: [], kinds: [] },
      { max: '三千五', conditions: [], kinds: [] },
    ])
  })
  test('codes may be followed by their names, several on a line, small and full-width', () => {
    const matter = shapeOf('matter')
    const { townships } = fromValues(matter, {
      'data.townships': '379981001 城东街道\nzfj、ＳＦＪ\n不知道的地方',
      'pick.data.townships': 'SCJG 市场监管局',
    })
    expect(townships).toEqual(['379981001', 'ZFJ', 'SFJ', '不知道的地方', 'SCJG'])
  })
  test('a name that is no field of ours goes nowhere', () => {
    expect(fromValues(tiers, { 'data.__proto__.x': '1', 'data.nothing': '1', 'data.tiers.9999.max': '1' })).toEqual({
      violates: [],
      basis: [],
      tiers: [],
      levels: [],
    })
  })
})

describe('rows', () => {
  const of = shapeOf('benchmark')
  const data = { tiers: [{ penalty: '甲' }, { penalty: '乙' }, { penalty: '丙' }] }
  const after = (act: string) => {
    const { data: now, at } = turned(of, data, act)
    return [(now.tiers as { penalty?: string }[]).map((t) => t.penalty ?? '').join(''), at]
  }
  test.each([
    ['add:data.tiers', '甲乙丙', 'data.tiers.3'],
    ['remove:data.tiers.0', '乙丙', 'data.tiers.0'],
    ['remove:data.tiers.2', '甲乙', 'data.tiers.1'],
    ['up:data.tiers.2', '甲丙乙', 'data.tiers.1'],
    ['up:data.tiers.0', '甲乙丙', 'data.tiers'],
    ['remove:data.tiers.7', '甲乙丙', 'data.tiers'],
    ['remove:data.name.0', '甲乙丙', undefined],
    ['eval:data.tiers.0', '甲乙丙', undefined],
  ])('%s', (act, left, at) => {
    expect(after(act)).toEqual([left, at])
  })
  test.each([
    ['add:data.tiers.1', '甲乙丙', 'data.tiers.1'],
    ['down:data.tiers.0', '乙甲丙', 'data.tiers.1'],
    ['down:data.tiers.2', '甲乙丙', 'data.tiers'],
    ['add:data.tiers.9', '甲乙丙', 'data.tiers'],
    ['add:data.tiers.__proto__', '甲乙丙', undefined],
  ])('%s', (act, left, at) => {
    expect(after(act)).toEqual([left, at])
  })

  const form = shapeOf('questionnaire')
  const option = (text: string) => ({ id: text, text })
  const deep = {
    sections: [
      { title: '一', questions: [{ id: 'q1', options: [option('a'), option('b'), option('c')] }, { id: 'q2' }] },
      { title: '二', questions: [{ id: 'q3' }] },
    ],
  }
  const sections = (data: unknown) => (data as typeof deep).sections
  const optionsAfter = (act: string) => {
    const { data, at } = turned(form, deep, act)
    return [
      sections(data)[0]!
        .questions[0]!.options!.map((o) => o.text ?? '+')
        .join(''),
      at,
    ]
  }
  const Q = 'data.sections.0.questions'
  test.each([
    [`add:${Q}.0.options`, 'abc+', `${Q}.0.options.3`],
    [`add:${Q}.0.options.1`, 'a+bc', `${Q}.0.options.1`],
    [`remove:${Q}.0.options.1`, 'ac', `${Q}.0.options.1`],
    [`up:${Q}.0.options.2`, 'acb', `${Q}.0.options.1`],
    [`down:${Q}.0.options.0`, 'bac', `${Q}.0.options.1`],
    [`remove:${Q}.9.options.1`, 'abc', undefined],
    [`remove:${Q}.0.text.1`, 'abc', undefined],
    [`remove:data.sections.0.constructor.1`, 'abc', undefined],
  ])('in rows of rows: %s', (act, left, at) => {
    expect(optionsAfter(act)).toEqual([left, at])
  })
  test('one row of rows changes and all the others stay', () => {
    const { data, at } = turned(form, deep, `up:${Q}.1`)
    expect(at).toBe(`${Q}.0`)
    expect(sections(data)[0]!.questions.map((q) => q.id)).toEqual(['q2', 'q1'])
    expect(sections(data)[1]).toBe(deep.sections[1])
    expect(sections(deep)[0]!.questions.map((q) => q.id)).toEqual(['q1', 'q2'])
    const first = turned(form, deep, 'add:data.sections.1.questions.0.show')
    expect(sections(first.data)[1]!.questions[0]).toEqual({ id: 'q3', show: [{}] })
  })
  test.each([
    [`forth:${Q}.1`, 'q1', 'q2q3', 'data.sections.1.questions.0'],
    ['back:data.sections.1.questions.0', 'q1q2q3', '', `${Q}.2`],
    [`back:${Q}.0`, 'q1q2', 'q3', undefined],
    ['forth:data.sections.1.questions.0', 'q1q2', 'q3', undefined],
    [`forth:${Q}.0.options.0`, 'q1q2', 'q3', undefined],
    [`forth:${Q}.7`, 'q1q2', 'q3', undefined],
    ['forth:data.sections.0', 'q1q2', 'q3', 'data.sections'],
    [`stay:${Q}.1`, 'q1q2', 'q3', `${Q}.1`],
    [`drop:${Q}.0.options`, 'q1q2', 'q3', `${Q}.0`],
    [`drop:${Q}.0.nothing`, 'q1q2', 'q3', undefined],
    [`drop:${Q}.9.options`, 'q1q2', 'q3', undefined],
    ['drop:data.__proto__', 'q1q2', 'q3', undefined],
  ])('from list to list: %s', (act, one, two, at) => {
    const { data, at: to } = turned(form, deep, act)
    const ids = sections(data).map(({ questions }) => questions.map((q) => q.id).join(''))
    expect([...ids, to]).toEqual([one, two, at])
    // Whatever moved is whole.
    expect(ids.join('')).toBe('q1q2q3')
    expect(sections(data)[0]!.questions[0]!.options?.length).toBe(act === `drop:${Q}.0.options` ? undefined : 3)
  })
  test('a mistake three deep is shown at its control', () => {
    expect(controlOf(form, `${Q}.2.skip.0.to`)).toBe(`${Q}.2.skip.0.to`)
    expect(controlOf(form, `${Q}.2.skip.0.is.3`)).toBe(`${Q}.2.skip.0.is`)
  })
})

test.each([
  ['from', 'from'],
  ['data.name', 'data.name'],
  ['data.tiers.2.max', 'data.tiers.2.max'],
  ['data.tiers.2.conditions.4', 'data.tiers.2.conditions'],
  ['data.tiers.2', 'data'],
  ['data.basis.0', 'data.basis'],
  ['data.tiers', 'data.tiers'],
])('the mistake at %s is shown at %s', (path, at) => {
  expect(controlOf(shapeOf('benchmark'), path)).toBe(path === 'data.tiers.2' ? 'data.tiers.2' : at)
})

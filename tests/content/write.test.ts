import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COUNTING, type Limit, TIMED } from '../../content/kinds/limit.ts'
import { type Publication, readContent } from '../../content/load.ts'
import { writeContent } from '../../content/write.ts'
import { inFolder, REAL } from './folder.ts'

type Version = Omit<Publication, 'file' | 'line' | 'at'>
const bare = (list: Publication[]): Version[] =>
  list.map(({ file: _f, line: _l, at: _a, relative: _r, ...version }) => version)
const sorted = (list: Version[]) =>
  list.toSorted((a, b) => (`${a.kind} ${a.code} ${a.from}` < `${b.kind} ${b.code} ${b.from}` ? -1 : 1))
const through = (list: Version[]) =>
  inFolder((dir) => {
    writeContent(dir, list)
    return bare(readContent(dir).publications)
  })

test('the real content is read back as it was written', () => {
  const real = bare(readContent(REAL).publications)
  expect(sorted(through(real))).toEqual(sorted(real))
})

test('the same state gives the same bytes, whatever order it comes in', () => {
  const real = bare(readContent(REAL).publications)
  const bytes = (list: Version[]) =>
    inFolder((dir) => {
      writeContent(dir, list)
      return ['departments', 'limits', 'rules'].map((f) => readFileSync(join(dir, `${f}.yaml`), 'utf8'))
    })
  expect(bytes(real.toReversed())).toEqual(bytes(real))
})

test('nothing published is written as empty lists that can be read', () => {
  inFolder((dir) => {
    mkdirSync(join(dir, 'deep'))
    writeContent(join(dir, 'deep'), [])
    expect(readContent(join(dir, 'deep')).publications).toEqual([])
  })
})

/** Whatever people may write: Chinese, quotes, colons, things that look like YAML, numbers, line feeds. */
const text = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: max }),
      fc.string({
        unit: fc.constantFrom(...'甲乙丙：“”、。\n -#:\'"[]{}&*!|>%@`?,~=0123.e+\\\\'),
        maxLength: max,
      }),
      fc.constantFrom(
        'yes',
        'null',
        '~',
        '1e3',
        '0x1F',
        '2025-01-01',
        '- 甲',
        '甲: 乙',
        '甲 #乙',
        '---',
        '<<',
        '*甲',
        '甲\n\n  乙',
      ),
    )
    .map((s) => s.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim())
    .filter((s) => s.length > 0 && s.length <= max)

const term = fc.record({
  days: fc.nat(365),
  counting: fc.constantFrom(...(Object.keys(COUNTING) as (keyof typeof COUNTING)[])),
  basis: text(160),
  demo: fc.boolean(),
})
const steps = fc.dictionary(fc.constantFrom(...Object.keys(TIMED)), term) as fc.Arbitrary<Limit['steps']>
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10))
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })

const limit = fc
  .record({
    code: fc.stringMatching(/^[A-Z0-9]{1,8}(-[A-Z0-9]{1,8})?$/),
    days: fc.uniqueArray(day, { minLength: 1, maxLength: 3 }),
    name: text(30),
    note: maybe(text(200)),
    steps,
  })
  .chain(({ code, days, name, note, steps }) =>
    fc.tuple(
      ...days.toSorted().map((from, i, all) =>
        fc
          .record({
            source: maybe(text(200)),
            filingNo: maybe(text(60)),
            reviewOn: maybe(fc.constant('2027-01-31')),
            reason: maybe(text(300)),
          })
          .map(
            (said) =>
              present({
                kind: 'limit' as const,
                code,
                from,
                to: all[i + 1],
                ...said,
                data: present({ code, name, note, steps }),
              }) as Version,
          ),
      ),
    ),
  )

test('anything people may write survives the way out and back', () => {
  const state = fc
    .uniqueArray(limit, { selector: (versions) => versions[0]?.code, maxLength: 4 })
    .map((lists) => lists.flat())
  fc.assert(
    fc.property(state, (list) => void expect(sorted(through(list))).toEqual(sorted(list))),
    { numRuns: 300 },
  )
})

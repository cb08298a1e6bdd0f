import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conflictOf, isNear } from '../../api/lead/conflict.ts'

const one = (code: string, more: { parent?: string; entrustedBy?: string } = {}) =>
  [code, { code, name: `澄河市${code}管理局`, short: `${code}局`, ...more }] as const
const REGISTER = new Map([
  one('甲'),
  one('乙', { parent: '甲' }),
  one('丙', { parent: '乙' }),
  one('丁', { parent: '甲' }),
  one('戊', { entrustedBy: '甲' }),
  one('己'),
  // A mistake in the register must not hang the portal.
  one('庚', { parent: '辛' }),
  one('辛', { parent: '庚' }),
])
const said = (more: object = {}) => ({ bodies: [], account: '没有提到任何单位。', ...more })
const known = (subject: string, more: object) =>
  conflictOf(undefined, [{ kind: 'department', subject }], said(more), REGISTER)

test('a body, its parent, its part and who acts in its name are near; a sister is not', () => {
  const near = (a: string, b: string) => isNear(a, b, REGISTER)
  for (const [a, b] of [
    ['甲', '甲'],
    ['甲', '乙'],
    ['甲', '丙'],
    ['乙', '丙'],
    ['甲', '戊'],
    ['庚', '辛'],
  ] as const) {
    expect(near(a, b), `${a} ${b}`).toBe(true)
    expect(near(b, a), `${b} ${a}`).toBe(true)
  }
  for (const [a, b] of [
    ['乙', '丁'],
    ['甲', '己'],
    ['戊', '己'],
    ['丙', '丁'],
  ] as const)
    expect(near(a, b)).toBe(false)
})

test('near or not is the same from both sides, for every pair', () => {
  for (const a of REGISTER.keys())
    for (const b of REGISTER.keys()) expect(isNear(a, b, REGISTER)).toBe(isNear(b, a, REGISTER))
})

test('a declared interest in a body that is spoken about is known, whatever is said', () => {
  expect(known('甲', { bodies: ['丙'] })).toBe('known')
  expect(known('丙', { bodies: ['甲'] })).toBe('known')
  expect(known('乙', { bodies: ['丁'] })).toBe('none')
  expect(conflictOf(false, [{ kind: 'department', subject: '甲' }], said({ bodies: ['甲'] }), REGISTER)).toBe('known')
})

test('a body left unnamed counts where it is written out, in full or as people call it', () => {
  expect(known('甲', { account: '澄河市乙管理局的人来过。' })).toBe('known')
  expect(known('甲', { text: '车上写着乙局' })).toBe('known')
  expect(known('己', { account: '澄河市乙管理局的人来过。' })).toBe('none')
})

test('no spelling leads around it: spaces, signs and wide letters count for nothing', () => {
  expect(known('甲', { account: '澄河市 乙（管理局）的人来过。' })).toBe('known')
  expect(known('甲', { text: '乙·局' })).toBe('known')
  expect(
    conflictOf(undefined, [{ kind: 'person', subject: '马三立' }], said({ account: '马 三、立来过。' }), REGISTER),
  ).toBe('known')
  expect(
    conflictOf(
      undefined,
      [{ kind: 'enterprise', subject: 'ABC示例公司' }],
      said({ account: 'ＡＢＣ示例公司被罚。' }),
      REGISTER,
    ),
  ).toBe('known')
})

test('companies and people count by their names, and what is said counts by itself', () => {
  const of = (kind: 'enterprise' | 'person', subject: string, more: object) =>
    conflictOf(undefined, [{ kind, subject }], said(more), REGISTER)
  expect(of('person', '马三立', { officer: '马三立' })).toBe('known')
  expect(of('person', '马三立', { account: '马三立来过。' })).toBe('known')
  expect(of('person', '马三立', {})).toBe('none')
  expect(of('enterprise', '示例小馆', { account: '示例小馆被罚。' })).toBe('known')
  expect(conflictOf(true, [], said(), REGISTER)).toBe('said')
  expect(conflictOf(undefined, [], said({ bodies: ['甲'] }), REGISTER)).toBe('none')
})

test('whatever the register, near is mutual, and nobody talks themselves out of what they declared', () => {
  const codes = ['A', 'B', 'C', 'D', 'E']
  const of = fc.option(fc.constantFrom(...codes), { nil: undefined })
  const register = fc
    .tuple(...codes.map((code) => fc.record({ parent: of, entrustedBy: of }).map((more) => [code, more] as const)))
    .map(
      (all) =>
        new Map(all.map(([code, more]) => [code, { code, name: `${code}单位全称`, short: `${code}简称`, ...more }])),
    )
  const one = fc.constantFrom(...codes)
  fc.assert(
    fc.property(register, one, one, fc.option(fc.boolean(), { nil: undefined }), (known, a, b, says) => {
      expect(isNear(a, b, known)).toBe(isNear(b, a, known))
      const found = conflictOf(says, [{ kind: 'department', subject: a }], said({ bodies: [b] }), known)
      expect(found).toBe(isNear(a, b, known) ? 'known' : says === true ? 'said' : 'none')
    }),
  )
})

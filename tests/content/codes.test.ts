import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usccCheck, validUscc } from '../../content/codes.ts'

describe('unified social credit code (GB 32100-2015)', () => {
  test.each([
    '91379981MADEM0011B',
    '92379981MADEM002X0',
    '91379981MADEM00383',
    '11379981004100033W',
    '11100000MB9Q00019A',
  ])('%s is valid', (code) => expect(validUscc(code)).toBe(true))
  test.each([
    ['a wrong check character', '91379981MADEM0011C'],
    ['a letter that is not used', '91379981MADEM001IB'],
    ['lower case', '91379981madem0011b'],
    ['too short', '91379981MADEM0011'],
    ['too long', '91379981MADEM0011BB'],
    ['nothing', ''],
  ])('%s is refused', (_, code) => expect(validUscc(code)).toBe(false))

  test('any one wrong character is noticed', () => {
    const sign = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY')
    const body = fc.array(sign, { minLength: 17, maxLength: 17 }).map((signs) => signs.join(''))
    fc.assert(
      fc.property(body, fc.nat(16), sign, (first17, at, other) => {
        const code = first17 + usccCheck(first17)
        const changed = code.slice(0, at) + other + code.slice(at + 1)
        expect(validUscc(changed)).toBe(changed === code)
      }),
    )
  })
})

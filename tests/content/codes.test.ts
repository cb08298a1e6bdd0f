import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markdown, usccCheck, validUscc } from '../../content/codes.ts'
import { effort } from '../support/effort.ts'

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

describe('Markdown on the way in', () => {
  const taken = (text: string) => markdown(8000).safeParse(text).success
  test.each([
    '[甲](https://example.cn/a)',
    '[甲]( /matters/CH-SCJG-CF-001 )',
    '[甲](#b)',
    '温度<5 且湿度>3',
    '见附件[1]（略）',
    '- [ ] 待办：核对',
    '[注]：见下',
  ])('takes %j', (text) => expect(taken(text)).toBe(true))
  test.each([
    '[甲](tel:12345)',
    '<b>',
    '<!-- x -->',
    '<javascript:alert(1)>',
    '![a](/x.png)',
    '[a](javascript:alert(1))',
    '[a](\n< JaVaScRiPt:alert(1)>)',
    '[a](&#106;avascript:alert(1))',
    '[a](//example.cn)',
    '[a](/\\example.cn)',
    '[a](/&#47;example.cn)',
    '[x]: javascript:alert(1)',
    '> [x]: //example.cn\n\n[x]',
    '1. [x]: data:text/html,x',
  ])('refuses %j', (text) => expect(taken(text)).toBe(false))
  test.each([
    ['a link that never closes', `](${' '.repeat(7900)}x`],
    ['many links', ']( <'.repeat(1900)],
    ['many tags', '<a'.repeat(3900)],
    ['blank lines', `a${'\n'.repeat(7900)}x`],
    ['brackets', '\n['.repeat(3900)],
    ['quotes in quotes', '> '.repeat(3900)],
  ])('%s is looked at in no time', (_, text) => {
    expect(effort(() => taken(text))).toBeLessThan(100)
  })
})

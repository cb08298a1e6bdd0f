import { expect, test } from 'vitest'
import { asWritten, chinese } from '../../api/publication/numeral.ts'

test.each([
  [1, '一'],
  [10, '十'],
  [12, '十二'],
  [33, '三十三'],
  [100, '一百'],
  [105, '一百零五'],
  [110, '一百一十'],
  [124, '一百二十四'],
  [1005, '一千零五'],
  [1050, '一千零五十'],
  [1260, '一千二百六十'],
])('%i is %s', (n, text) => {
  expect(chinese(n)).toBe(text)
})

test.each([
  ['食品安全法124条', '食品安全法第一百二十四条'],
  ['第33条第1款第5项', '第三十三条第一款第五项'],
  ['chscjgcf002', 'chscjgcf002'],
  ['2025年', '2025年'],
  ['第三十三条', '第三十三条'],
])('%s is written %s', (typed, written) => {
  expect(asWritten(typed)).toBe(written)
})

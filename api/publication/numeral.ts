const DIGITS = [...'零一二三四五六七八九']
const PLACES = ['', '十', '百', '千']

/** A whole number below ten thousand as laws write it: 33 → 三十三, 105 → 一百零五, 10 → 十. */
export function chinese(n: number): string {
  const digits = [...String(n)].map(Number)
  const text = digits.map((d, i) => (d === 0 ? '零' : `${DIGITS[d]}${PLACES[digits.length - 1 - i]}`)).join('')
  const tidy = text.replace(/零+/g, '零').replace(/(?<=.)零$/, '')
  return tidy.startsWith('一十') ? tidy.slice(1) : tidy
}

/** An article as people type it, in the signs of the law: 食品安全法124条 → 食品安全法第一百二十四条. */
export const asWritten = (word: string): string =>
  word.replace(/第?(\d{1,4})([条款项])/g, (_, n: string, unit: string) => `第${chinese(Number(n))}${unit}`)

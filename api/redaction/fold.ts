/** A text in one spelling, and where each of its units stands in the text it was made of. */
export interface Folded {
  text: string
  from: number[]
  to: number[]
}

/** Accents on nothing, joiners, frames around digits: seen by nobody, put between the letters of a name to hide it. */
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** Most of what is written: small letters, digits and the common Han signs are folded as they are. */
const isPlain = (sign: string) => /^[0-9a-z\u4e00-\u9fff]$/.test(sign)

type Piece = [sign: string, from: number, to: number]
const folded = (pieces: Iterable<Piece>): Folded => {
  const out: Folded = { text: '', from: [], to: [] }
  for (const [sign, from, to] of pieces) {
    out.text += sign
    // What is unseen belongs to the sign before it.
    if (sign === '' && out.to.length > 0) out.to[out.to.length - 1] = to
    for (let unit = 0; unit < sign.length; unit++) {
      out.from.push(from)
      out.to.push(to)
    }
  }
  return out
}

const spelled = (sign: string) => (UNSEEN.test(sign) ? '' : sign.normalize('NFKC').toLowerCase())

/** Full width, circled and Roman forms as plain letters, small letters, nothing unseen. */
export const fold = (original: string): Folded =>
  folded(
    (function* (): Generator<Piece> {
      let at = 0
      for (const sign of original) {
        yield [isPlain(sign) ? sign : spelled(sign), at, at + sign.length]
        at += sign.length
      }
    })(),
  )

const FIGURE: Record<string, string> = {
  ...Object.fromEntries([...'零〇○◯洞'].map((sign) => [sign, '0'])),
  ...Object.fromEntries([...'一壹弌幺'].map((sign) => [sign, '1'])),
  ...Object.fromEntries(
    ['二贰两俩', '三叁', '四肆', '五伍', '六陆', '七柒拐', '八捌', '九玖勾'].flatMap((signs, i) =>
      [...signs].map((sign) => [sign, String(i + 2)]),
    ),
  ),
}

/** The same with Chinese numerals as digits; unit by unit, so that places stay. */
export const figures = (text: string): string =>
  text.replace(/[零〇○◯洞一壹弌幺二贰两俩三叁四肆五伍六陆七柒拐八捌九玖勾]/g, (s) => FIGURE[s] ?? s)

/** Letters and digits only: a word is a word however it is spaced and pointed. */
export const packed = ({ text, from, to }: Folded): Folded =>
  folded(
    (function* (): Generator<Piece> {
      let at = 0
      for (const sign of text) {
        if (/^[\p{L}\p{N}]$/u.test(sign)) yield [sign, from[at] ?? 0, to[at + sign.length - 1] ?? 0]
        at += sign.length
      }
    })(),
  )

/** 王 小 明, 王·小·明: what stands between two Chinese letters and ends no sentence is left out. */
export function squeezed({ text, from, to }: Folded): Folded {
  const out: Folded = { text: '', from: [], to: [] }
  let at = 0
  const take = (end: number) => {
    out.text += text.slice(at, end)
    out.from.push(...from.slice(at, end))
    out.to.push(...to.slice(at, end))
  }
  for (const { index, 0: between } of text.matchAll(BETWEEN)) {
    take(index)
    at = index + between.length
  }
  take(text.length)
  return out
}
const BETWEEN = /(?<=\p{Script=Han})[ \t.·•・‧_*/\-|~]{1,3}(?=\p{Script=Han})/gu

import type { Kind } from './span.ts'

/** One form in which something identifying is written. The group `it` is the passage; without one, all that matched. */
export interface Rule {
  kind: Kind
  why: string
  /** Read in the text as it stands, or with numerals as digits. */
  on: 'letters' | 'figures'
  pattern: RegExp
}

/** Patterns are put together from pieces and read with sets of letters; every repetition is bounded. */
export const rule = (kind: Kind, why: string, pattern: string, on: Rule['on'] = 'letters'): Rule => ({
  kind,
  why,
  on,
  pattern: new RegExp(pattern, 'dgv'),
})

export const HAN = '\\p{Script=Han}'
/** One or two figures as a date, a clock or a house has them, ten and twenty included. */
export const FEW = '(?:[0-9]{1,2}|[0-9]?十[0-9]?|廿[0-9]?|卅)'
/** Up to three signs that are neither letter nor digit, or a word people say between the groups of a number. */
export const GAP =
  '(?:[^\\p{L}\\p{N}]{1,4})?(?:(?:横?杠|空格|空|隔|然后|后面|中间|接着|再|转|点|下划线)(?:[^\\p{L}\\p{N}]{1,2})?)?'
/** The same without what stands between two different numbers. */
export const JOINT = '[\\s.·•・‧_\\/\\(\\)\\-\\u2010-\\u2015*~+]{0,3}'

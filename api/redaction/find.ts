import { type Folded, figures, fold, squeezed } from './fold.ts'
import { type Known, knownIn } from './known.ts'
import { KINDRED, NAMED } from './name.ts'
import { DATED, NUMBERED, REACHED } from './number.ts'
import { KIN } from './person.ts'
import { PLACED, TRADING } from './place.ts'
import type { Rule } from './rule.ts'
import { merged, type Span } from './span.ts'
import { HOUSES } from './trade.ts'

const RULES: readonly Rule[] = [
  ...REACHED,
  ...DATED,
  ...NUMBERED,
  ...NAMED,
  ...KINDRED,
  ...PLACED,
  ...TRADING,
  ...HOUSES,
]
/** What is made of words may be spaced apart. */
const WORDS = [...NAMED, ...TRADING, ...HOUSES]

/** 李四的弟弟: whoever is told by somebody’s name is told. */
const WHOSE = new RegExp(`^(?:他|她|家)?的?(?:亲|堂|表|大|二|三|小)?${KIN}`, 'v')

/** What the city publishes of itself: names of bodies, townships, categories, laws. */
export type Published = readonly string[]

/** One list serves many texts: it is folded once. */
const foldedLists = new WeakMap<Published, { names: string; sought: readonly string[] }>()
function foldedOf(published: Published) {
  const known = foldedLists.get(published)
  if (known) return known
  const sought = published.map((name) => fold(name).text).filter(({ length }) => length > 1)
  const made = { names: published.join('\n'), sought }
  foldedLists.set(published, made)
  return made
}

function publishedIn(text: string, published: Published): [from: number, to: number][] {
  const out: [number, number][] = []
  for (const sought of foldedOf(published).sought) {
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length))
      out.push([at, at + sought.length])
  }
  for (const { index, 0: law } of text.matchAll(
    /《[^《》]{2,60}》(?:第[0-9一二三四五六七八九十百零〇]{1,8}[条款项])*/gu,
  ))
    if (/[法例定则章法]》|办法|条例|规定|准则|解释|细则|标准/u.test(law)) out.push([index, index + law.length])
  return out
}

/** What was looked through last: a document is held against each of its cases with the same words. */
let last: { text: string; names: string; spans: Span[] } | undefined

/**
 * Everything in a text that tells who somebody is, with why. Rules find the forms people write in; `known` is what the
 * case holds apart, found however it is spelled. What the city publishes tells of nobody.
 */
export function find(text: string, known: readonly Known[] = [], published: Published = []): Span[] {
  const { names } = foldedOf(published)
  if (last?.text !== text || last.names !== names) last = { text, names, spans: formsIn(text, published) }
  return merged([...last.spans, ...knownIn(text, known)])
}

function formsIn(text: string, published: Published): Span[] {
  const letters = fold(text)
  const close = squeezed(letters)
  return [...ruled(letters, RULES, published), ...(close.text === letters.text ? [] : ruled(close, WORDS, published))]
}

function ruled({ text, from, to }: Folded, rules: readonly Rule[], published: Published): Span[] {
  const digits = figures(text)
  const open = publishedIn(text, published)
  const spans: Span[] = []
  for (const { kind, why, on, pattern } of rules) {
    const said = on === 'figures' ? digits : text
    // `matchAll` copies the pattern, which costs more than to see that it is nowhere.
    if (said.search(pattern) < 0) continue
    for (const match of said.matchAll(pattern)) {
      const [begin, end] = match.indices?.groups?.it ?? match.indices?.[0] ?? [0, 0]
      if (begin === end || open.some(([a, b]) => begin < b && end > a && begin >= a - 2 && end <= b + 2)) continue
      const after = kind === 'name' ? (WHOSE.exec(text.slice(end, end + 8))?.[0].length ?? 0) : 0
      spans.push({ from: from[begin] ?? 0, to: to[end + after - 1] ?? 0, kind, why })
    }
  }
  return spans
}

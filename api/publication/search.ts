import { pinyin } from 'pinyin-pro'
import type { Store } from '../../db/open.ts'
import { type Kind, SEARCHED } from './publication.ts'
import { type Known, type Register, register, rowsOf } from './register.ts'
import { fold } from './terms.ts'

/** Longer questions are cut: nothing more is learnt from them. */
const LONGEST = 100
const MOST_WORDS = 8

/** How a find was made; the obvious comes first. */
const TIERS = ['title', 'synonym', 'basis', 'body', 'meant', 'sound', 'near'] as const
export type Tier = (typeof TIERS)[number]

export interface Found {
  items: { known: Known; tier: Tier }[]
  total: number
  kinds: Partial<Record<Kind, number>>
  /** The words to mark in titles and excerpts. */
  words: string[]
  /** Nothing holds the very words; these sound or look alike. */
  near: boolean
}

/** The words of a question, each folded as the index is. */
export const wordsOf = (q: string): string[] =>
  [
    ...new Set(
      q
        .normalize('NFKC')
        .slice(0, LONGEST)
        .split(/\s+/)
        .map(fold)
        .filter((w) => w !== ''),
    ),
  ].slice(0, MOST_WORDS)

/** A word as a phrase of two-character steps; quoted, so that no syntax of the index is reachable. */
export function phraseOf(word: string): string {
  const letters = [...word]
  if (letters.length === 1) return `"${letters[0]}"*`
  return `"${letters
    .slice(0, -1)
    .map((_, i) => letters.slice(i, i + 2).join(''))
    .join(' ')}"`
}

const within = (columns: string, words: readonly (readonly string[])[]) =>
  `{${columns}} : (${words.map((same) => `(${same.map(phraseOf).join(' OR ')})`).join(' AND ')})`

const ids = (match: string) => ({
  sql: '(select group_concat(rowid) from publication_terms where publication_terms match ?)',
  args: [match],
})

/** Several matches in one reading of the search thread; each a list of numbers, which is far lighter than rows. */
async function matches(store: Store, queries: readonly string[]): Promise<number[][]> {
  const parts = queries.map(ids)
  const sql = `select ${parts.map((p, i) => `${p.sql} as m${i}`).join(', ')}`
  const [row] = await store.search.rows<Record<string, string | null>>({ sql, args: parts.flatMap((p) => p.args) })
  return queries.map((_, i) => numbersIn(row?.[`m${i}`] ?? ''))
}

const [ZERO, COMMA] = [48, 44]
/** The numbers of a list written with commas; by hand, since there may be tens of thousands. */
function numbersIn(list: string): number[] {
  const numbers: number[] = []
  for (let i = 0, n = 0; i < list.length; i++) {
    const sign = list.charCodeAt(i)
    if (sign !== COMMA) n = n * 10 + sign - ZERO
    if (sign === COMMA || i === list.length - 1) {
      numbers.push(n)
      n = 0
    }
  }
  return numbers
}

/** The numbers of every version that holds all the words of a question somewhere. */
export async function found(store: Store, q: string): Promise<Set<number>> {
  const words = wordsOf(q)
  if (!words.length) return new Set()
  const [all = []] = await matches(store, [
    within(
      'code title basis body',
      words.map((w) => [w]),
    ),
  ])
  return new Set(all)
}

/** What people say → what the texts say, from the published synonyms of the day. */
async function meanings(store: Store, book: Register, on: string, by: number) {
  const rows = await rowsOf(
    store,
    book.inForce('synonym', on, by).filter((k) => !k.cancelled),
  )
  const means = new Map<string, string[]>()
  for (const { data } of rows)
    for (const word of data.words as string[])
      means.set(fold(word), [...(means.get(fold(word)) ?? []), ...(data.means as string[]).map(fold)])
  return means
}
const kept = new WeakMap<Register, { key: string; means: Promise<Map<string, string[]>> }>()
function meaningsOf(store: Store, book: Register, on: string, by: number) {
  const key = `${book.revision} ${on} ${by}`
  const last = kept.get(book)
  if (last?.key === key) return last.means
  const means = meanings(store, book, on, by)
  kept.set(book, { key, means })
  means.catch(() => kept.delete(book))
  return means
}

/** A word with everything that is also meant by it, or by a part of it. */
function withMeanings(word: string, means: ReadonlyMap<string, string[]>): string[] {
  const others = [...means].flatMap(([said, meant]) =>
    said === word ? meant : said.length > 1 && word.includes(said) ? meant.map((m) => word.replace(said, m)) : [],
  )
  return [word, ...others].slice(0, 8)
}

/** Everything published that is in force on a day and holds the words, the obvious first. */
export async function search(
  store: Store,
  asked: { q: string; kind?: Kind | undefined; on: string; by: number; from: number; limit: number },
): Promise<Found> {
  const book = await register(store)
  const words = wordsOf(asked.q)
  const nothing: Found = { items: [], total: 0, kinds: {}, words, near: false }
  if (!words.length) return nothing
  const means = await meaningsOf(store, book, asked.on, asked.by)
  const direct = words.map((w) => [w])
  const wider = words.map((w) => withMeanings(w, means))
  const sound = words.length === 1 && /^[a-z0-9]+$/.test(words[0] ?? '') ? words : undefined
  const widened = wider.some((same) => same.length > 1)
  const [title = [], basis = [], body = [], sounded = [], synonym = [], meant = []] = await matches(store, [
    within('code title', direct),
    within('code title basis', direct),
    within('code title basis body', direct),
    sound ? within('pinyin', [sound]) : '{pinyin} : ("")',
    ...(widened ? [within('code title', wider), within('code title basis body', wider)] : []),
  ])
  const ranked = rank(book, { title, synonym, basis, body, meant, sound: sounded, near: [] }, asked)
  const shown = ranked.total ? ranked : await nearly(store, book, words, asked)
  const marks = [...new Set(wider.flat())]
  return { ...shown, words: marks, near: ranked.total === 0 && shown.total > 0 }
}

type Asked = Parameters<typeof search>[1]

/** Nothing holds the words: what sounds the same, then titles that share most of the steps. */
async function nearly(store: Store, book: Register, words: readonly string[], asked: Asked): Promise<Found> {
  const whole = words.join('')
  if ([...whole].length < 3) return { items: [], total: 0, kinds: {}, words: [], near: true }
  const spoken = pinyin(whole, { toneType: 'none', type: 'array', v: true }).join('').replaceAll('ü', 'v')
  const steps = [...whole].slice(0, -1).map((_, i) => [...whole].slice(i, i + 2).join(''))
  const [sound = [], some = []] = await matches(store, [
    /\p{Script=Han}/u.test(whole) ? within('pinyin', [[fold(spoken)]]) : '{pinyin} : ("")',
    `{title} : (${steps.map((s) => `"${s}"`).join(' OR ')})`,
  ])
  const near = some.filter((id) => {
    const title = fold(book.byId(id)?.summary.title ?? '')
    return steps.filter((s) => title.includes(s)).length * 2 >= steps.length
  })
  return rank(book, { title: [], synonym: [], basis: [], body: [], meant: [], sound, near }, asked)
}

/** Keeps what is in force, counts it by kind, and orders it: tier, then the kind people look for, then the shorter title. */
function rank(book: Register, by: Record<Tier, readonly number[]>, asked: Asked): Found {
  const inForce = book.inForceById(asked.on, asked.by)
  const seen = new Uint8Array(inForce.length)
  const kinds: Partial<Record<Kind, number>> = {}
  const wanted: { known: Known; tier: Tier }[][] = []
  let total = 0
  const q = fold(asked.q)
  for (const [t, tier] of TIERS.entries())
    for (const id of by[tier]) {
      if (!inForce[id] || seen[id]) continue
      seen[id] = 1
      const known = book.byId(id)
      if (!known) continue
      kinds[known.kind] = (kinds[known.kind] ?? 0) + 1
      if (asked.kind && known.kind !== asked.kind) continue
      total++
      const place = score(known, t, q)
      const bucket = wanted[place]
      if (bucket) bucket.push({ known, tier })
      else wanted[place] = [{ known, tier }]
    }
  const items: { known: Known; tier: Tier }[] = []
  let passed = 0
  for (const bucket of wanted) {
    if (!bucket) continue
    if (items.length >= asked.limit) break
    if (passed + bucket.length > asked.from) {
      // Only the bucket that is shown is sorted: thousands may share a place.
      const sorted = bucket.length > 1 ? [...bucket].sort((a, b) => (a.known.code < b.known.code ? -1 : 1)) : bucket
      items.push(...sorted.slice(Math.max(0, asked.from - passed), asked.from - passed + asked.limit))
    }
    passed += bucket.length
  }
  return { items: items.slice(0, asked.limit), total, kinds, words: [], near: false }
}

const LENGTHS = 100
/** A small number for what should come early; withdrawn entries come last. */
function score(known: Known, tier: number, q: string): number {
  const near = tier === 0 ? likeness(known, q) : SEARCHED.indexOf(known.kind as (typeof SEARCHED)[number])
  return (known.cancelled ? TIERS.length + tier : tier) * 3 * LENGTHS + near
}

/** Of titles that hold the words: the one that is them, then those that begin with them, then the shorter. */
function likeness(known: Known, q: string): number {
  known.folded ??= fold(known.summary.title)
  const { folded } = known
  const exact = folded === q || known.code.replaceAll('-', '').toLowerCase() === q ? 0 : folded.startsWith(q) ? 1 : 2
  return exact * LENGTHS + Math.min(folded.length, LENGTHS - 1)
}

/** Where the words stand in a text: its surroundings, and the pieces to mark. */
export function excerpt(
  texts: readonly string[],
  words: readonly string[],
  length = 80,
): { text: string; marks: [number, number][] } {
  for (const text of texts) {
    const marks = marksIn(text, words)
    const first = marks[0]
    if (!first) continue
    const start = Math.max(0, first[0] - 20)
    const cut = text.slice(start, start + length)
    const lead = start > 0 ? '…' : ''
    const shifted = marks
      .filter(([from, to]) => from >= start && to <= start + length)
      .map(([from, to]): [number, number] => [from - start + lead.length, to - start + lead.length])
    return { text: `${lead}${cut}${start + length < text.length ? '…' : ''}`, marks: shifted }
  }
  const text = texts.find((t) => t.length > 12) ?? texts[0] ?? ''
  return { text: text.length > length ? `${text.slice(0, length)}…` : text, marks: [] }
}

/** The pieces of a text that say one of the words, whatever signs stand between. */
export function marksIn(text: string, words: readonly string[]): [number, number][] {
  const letters: { at: number; end: number; folded: string }[] = []
  let at = 0
  for (const sign of text) {
    const end = at + sign.length
    const folded = fold(sign)
    if (folded) letters.push({ at, end, folded })
    at = end
  }
  const whole = letters.map((l) => l.folded).join('')
  const place: number[] = letters.flatMap((l, i) => Array.from({ length: l.folded.length }, () => i))
  const marks: [number, number][] = []
  for (const word of words)
    for (let i = whole.indexOf(word); i >= 0; i = whole.indexOf(word, i + word.length)) {
      const from = letters[place[i] ?? 0]
      const to = letters[place[i + word.length - 1] ?? 0]
      if (from && to && !marks.some(([a, b]) => from.at < b && to.end > a)) marks.push([from.at, to.end])
    }
  return marks.sort((a, b) => a[0] - b[0])
}

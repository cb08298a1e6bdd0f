import { pinyin } from 'pinyin-pro'
import type { Store } from '../../db/open.ts'
import { asWritten } from './numeral.ts'
import { type Asked, type Found, foldedOf, NONE, rank } from './rank.ts'
import { type Register, register, rowsOf } from './register.ts'
import { fold } from './terms.ts'

/** Longer questions are cut: nothing more is learnt from them. */
const LONGEST = 100
const MOST_WORDS = 8

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
function phraseOf(word: string): string {
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

/** More bodies than this have the word in their name: it says what kind of body, not which. */
const MOST_BODIES = 8

/** The codes of the bodies that a word names today: entries refer to them by code. */
function bodiesNamed(book: Register, word: string, asked: Asked): string[] {
  if ([...word].length < 2) return []
  const named = book
    .inForce('department', asked.on, asked.by)
    .filter((k) => foldedOf(k).includes(word) || fold(String(k.summary.short ?? '')).includes(word))
  return named.length > MOST_BODIES ? [] : named.map((k) => fold(k.code))
}

/** A word with everything that is also meant by it, or by a part of it. */
function withMeanings(word: string, means: ReadonlyMap<string, string[]>): string[] {
  const others = [...means].flatMap(([said, meant]) =>
    said === word ? meant : said.length > 1 && word.includes(said) ? meant.map((m) => word.replace(said, m)) : [],
  )
  return [...new Set([word, asWritten(word), ...others])].slice(0, 8)
}

/** Everything published that is in force on a day and holds the words, the obvious first. */
export async function search(store: Store, asked: Asked): Promise<Found> {
  const book = await register(store)
  const words = wordsOf(asked.q)
  const nothing: Found = { items: [], total: 0, kinds: {}, words, near: false }
  if (!words.length) return nothing
  const means = await meaningsOf(store, book, asked.on, asked.by)
  const direct = words.map((w) => [w])
  const wider = words.map((w) => {
    const same = withMeanings(w, means)
    return [...same, ...new Set(same.flatMap((s) => bodiesNamed(book, s, asked)))]
  })
  const sound = words.length === 1 && /^[a-z0-9]+$/.test(words[0] ?? '') ? words : undefined
  const widened = wider.some((same) => same.length > 1)
  const [title = [], basis = [], body = [], sounded = [], synonym = [], meant = []] = await matches(store, [
    within('code title', direct),
    within('code title basis', direct),
    within('code title basis body', direct),
    sound ? within('pinyin', [sound]) : '{pinyin} : ("")',
    ...(widened ? [within('code title', wider), within('code title basis body', wider)] : []),
  ])
  const first = words.length === 1 ? means.get(words[0] ?? '')?.[0] : undefined
  const ranked = rank(book, { ...NONE, title, synonym, basis, body, meant, sound: sounded }, asked, first)
  const shown = ranked.total ? ranked : await nearly(store, book, words, means, asked)
  const marks = [...new Set([...wider.flat(), ...shown.words])]
  return { ...shown, words: marks, near: ranked.total === 0 && shown.total > 0 }
}

/** Nothing holds the words: what sounds the same, titles that share most of the steps, then what holds both halves, or one. */
async function nearly(
  store: Store,
  book: Register,
  words: readonly string[],
  means: ReadonlyMap<string, string[]>,
  asked: Asked,
): Promise<Found> {
  const whole = words.join('')
  if ([...whole].length < 3) return { items: [], total: 0, kinds: {}, words: [], near: true }
  const spoken = pinyin(whole, { toneType: 'none', type: 'array', v: true }).join('').replaceAll('ü', 'v')
  const steps = [...whole].slice(0, -1).map((_, i) => [...whole].slice(i, i + 2).join(''))
  const cuts = halvesOf(whole)
  const [sound = [], some = [], both = [], either = []] = await matches(store, [
    /\p{Script=Han}/u.test(whole) ? within('pinyin', [[fold(spoken)]]) : '{pinyin} : ("")',
    `{title} : (${steps.map((s) => `"${s}"`).join(' OR ')})`,
    cuts
      .map((halves) =>
        within(
          'code title basis body',
          halves.map((half) => withMeanings(half, means)),
        ),
      )
      .join(' OR ') || '{title} : ("")',
    `{title} : (${cuts.flat().map(phraseOf).join(' OR ') || '""'})`,
  ])
  const near = some.filter((id) => {
    const known = book.byId(id)
    const title = known ? foldedOf(known) : ''
    return steps.filter((s) => title.includes(s)).length * 2 >= steps.length
  })
  const shown = rank(book, { ...NONE, sound, near, parts: both.length > 0 ? both : either }, asked)
  return { ...shown, words: sound.length + near.length > 0 ? [] : cuts.flat() }
}

/** Two words written as one, as people type: 过期饮料 is 过期 and 饮料. Longer questions are sentences, not compounds. */
const halvesOf = (whole: string): string[][] => {
  const letters = [...whole]
  if (letters.length < 4 || letters.length > 8 || !/^\p{Script=Han}+$/u.test(whole)) return []
  return Array.from({ length: letters.length - 3 }, (_, i) => [
    letters.slice(0, i + 2).join(''),
    letters.slice(i + 2).join(''),
  ])
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

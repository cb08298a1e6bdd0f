import type { Kind } from '../../api/publication/publication.ts'
import { fold } from '../../api/publication/terms.ts'
import { chance } from './chance.ts'
import { say } from './figure.ts'
import { type Entry, pieces, scan } from './truth.ts'

const PIECES = 200
/** Lists longer than this are counted, not read. */
const READ = 500

interface Tally {
  right: number
  missing: number
  extra: number
  /** Questions with another number of answers, each with both. */
  wrong: string[]
}

/** The search and the list against a plain scan of the same texts: every piece of a text finds what holds it, and nothing else. */
export async function compared(
  url: string,
  entries: readonly Entry[],
  synonyms: readonly string[],
  bodies: readonly string[],
) {
  const tally: Tally = { right: 0, missing: 0, extra: 0, wrong: [] }
  for (const word of pieces(PIECES, entries, chance(3))) {
    const { matters, kinds } = scan(entries, word)
    await list(url, word, matters, tally)
    // Words that also mean or sound like something else find more than themselves, and should.
    const wider =
      /^[a-z0-9]+$/.test(word) ||
      bodies.some((name) => fold(name).includes(word)) ||
      synonyms.some((s) => s === word || (s.length > 1 && word.includes(s)))
    if (!wider) await facets(url, word, kinds, tally)
  }
  for (const words of tally.wrong.slice(0, 5)) console.log(words)
  const { right, missing, extra, wrong } = tally
  const whole = { of: 'value', at: 'least', is: 1 } as const
  say({ name: `recall over ${PIECES} substrings`, value: right / (right + missing), unit: '', bound: whole })
  say({ name: `precision over ${PIECES} substrings`, value: right / (right + extra), unit: '', bound: whole })
  say({
    name: 'substrings with another count than the scan',
    value: wrong.length,
    unit: 'answers',
    bound: { of: 'value', at: 'most', is: 0 },
  })
}

const json = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
  return (await answer.json()) as T
}

function count(tally: Tally, what: string, expected: number, found: number, right = Math.min(expected, found)) {
  tally.right += right
  tally.missing += expected - right
  tally.extra += found - right
  if (expected !== right || found !== right) tally.wrong.push(`${what}: the scan has ${expected}, answered ${found}`)
}

/** The list of matters narrowed by the word: code by code where there are not too many. */
async function list(url: string, word: string, expected: ReadonlySet<string>, tally: Tally) {
  const found: string[] = []
  let total = 0
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const asked = new URLSearchParams({ q: word, limit: '100', ...(cursor && { cursor }) })
    const page: { items: { code: string }[]; total: number; next?: string } = await json(`${url}/api/matters?${asked}`)
    total = page.total
    found.push(...page.items.map((i) => i.code))
    cursor = total > READ ? undefined : page.next
  }
  if (total > READ) count(tally, `matters with ${word}`, expected.size, total)
  else count(tally, `matters with ${word}`, expected.size, total, found.filter((c) => expected.has(c)).length)
}

/** The search over everything, by how many of each kind it says there are. */
async function facets(url: string, word: string, expected: Partial<Record<Kind, number>>, tally: Tally) {
  const asked = new URLSearchParams({ q: word, limit: '1' })
  const { kinds } = await json<{ kinds: Partial<Record<Kind, number>> }>(`${url}/api/search?${asked}`)
  for (const kind of new Set([...Object.keys(expected), ...Object.keys(kinds)]) as Set<Kind>)
    count(tally, `${kind} with ${word}`, expected[kind] ?? 0, kinds[kind] ?? 0)
}

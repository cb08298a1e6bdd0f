import type { Store } from '../../db/open.ts'

/** Names, numbers and plates leave the text before it is indexed: a search must not become an oracle (rulings.md 32). */
const MASKS: readonly RegExp[] = [
  // Bounded: an open start would be tried from every letter to the end.
  /[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/g,
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·•・.\s-]{0,3}[a-z0-9]{5,6}/g,
  /[0-9][0-9\s.·•・,、_/()\u2010-\u2015-]{4,}[0-9x]/g,
  /(?:[一二三四五六七八九〇零幺壹贰叁肆伍陆柒捌玖两][\s.·•・,、-]?){5,}/g,
]

export function mask(text: string, names: readonly string[]): string {
  // One spelling first: a name in other letters or full width is still the name.
  const one = (s: string) => s.normalize('NFKC').toLowerCase()
  const named = names
    .map(one)
    .filter((n) => n.length > 1)
    .reduce((t, name) => t.replaceAll(name, ' '), one(text))
  return MASKS.reduce((t, pattern) => t.replace(pattern, ' '), named)
}

/** Two-character steps over runs of letters; exact for Chinese where word segmentation is not (stack.md Q4). */
export function bigrams(text: string): string {
  const terms: string[] = []
  for (const [run] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const letters = [...run]
    for (let i = 0; i < letters.length; i++) terms.push(`${letters[i]}${letters[i + 1] ?? ''}`)
  }
  return terms.join(' ')
}

/**
 * A long run is asked for in pieces of four characters, each beginning where the last ended. As one phrase its commonest
 * steps would be read from end to end to find where the rarest stand; between pieces the index leaps.
 */
const STEPS = 3
const WHOLE = 4

/** A search as FTS5 reads it: every term quoted, so that no syntax of the index is reachable. */
export function phrase(query: string): string | undefined {
  const runs = [
    ...query
      .normalize('NFKC')
      .slice(0, 100)
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}]+/gu),
  ].map(([run]) => [...run])
  const parts = runs.slice(0, 8).map((letters) => {
    if (letters.length === 1) return `"${letters[0]}"*`
    const steps = letters.slice(0, -1).map((_, i) => letters.slice(i, i + 2).join(''))
    const size = steps.length > WHOLE ? STEPS : steps.length
    const pieces = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) =>
      steps.slice(i * size, (i + 1) * size),
    )
    return pieces.map((piece) => `"${piece.join(' ')}"`).join(' ')
  })
  return parts.length ? parts.join(' ') : undefined
}

const PAGES = 200
const MOST_MERGES = 10_000

/**
 * Merges the parts of the index into one: what was deleted leaves it only so, and a question asks each part by itself.
 * Some pages at a time, so that others write.
 */
export async function mergeTerms({ writes }: Pick<Store, 'writes'>): Promise<void> {
  const changes = 'select total_changes() as n'
  for (let turn = 0; turn < MOST_MERGES; turn++) {
    const merge = `insert into case_terms (case_terms, rank) values ('merge', ${turn === 0 ? -PAGES : PAGES})`
    const [before, , after] = await writes.commit([changes, merge, changes])
    // Merging that changes nothing but the order to merge is done (sqlite.org/fts5.html, 6.8).
    if (turn > 0 && Number(after?.rows[0]?.n) - Number(before?.rows[0]?.n) < 2) return
  }
}

/** More parts than this are felt by whoever searches. */
const PARTS = 8
/** Hours of the night in UTC+8, when nobody waits. */
const NIGHT = [1, 2, 3, 4]

/** At night, where the day's cases left the index in many parts. */
export async function tendTerms(store: Store, now: Date): Promise<void> {
  if (!NIGHT.includes((now.getUTCHours() + 8) % 24)) return
  const [found] = await store.heavy.rows<{ n: number }>('select count(distinct segid) as n from case_terms_idx')
  if ((found?.n ?? 0) > PARTS) await mergeTerms(store)
}

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
    return `"${letters
      .slice(0, -1)
      .map((_, i) => letters.slice(i, i + 2).join(''))
      .join(' ')}"`
  })
  return parts.length ? parts.join(' ') : undefined
}

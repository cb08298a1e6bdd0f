/** Names, numbers and plates leave the text before it is indexed: a search must not become an oracle (rulings.md 32). */
const MASKS: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}/gi,
  /[0-9０-９][0-9０-９\s-]{4,}[0-9０-９Xx]/g,
  /[一二三四五六七八九〇零幺壹贰叁肆伍陆柒捌玖两]{5,}/g,
]

export function mask(text: string, names: readonly string[]): string {
  const named = names.filter((n) => n.length > 1).reduce((t, name) => t.replaceAll(name, ' '), text)
  return MASKS.reduce((t, pattern) => t.replace(pattern, ' '), named.normalize('NFKC'))
}

/** Two-character steps over runs of letters; exact for Chinese where word segmentation is not (stack.md Q4). */
export function bigrams(text: string): string {
  const terms: string[] = []
  for (const [run] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const letters = [...run]
    for (let i = 0; i < letters.length; i++) terms.push(letters.slice(i, i + 2).join(''))
  }
  return terms.join(' ')
}

/** A search as FTS5 reads it: every term quoted, so that no syntax of the index is reachable. */
export function phrase(query: string): string | undefined {
  const runs = [...query.normalize('NFKC').slice(0, 100).toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)].map(([run]) => [...run])
  const parts = runs.slice(0, 8).map((letters) => {
    if (letters.length === 1) return `"${letters[0]}"*`
    return `"${letters.slice(0, -1).map((_, i) => letters.slice(i, i + 2).join('')).join(' ')}"`
  })
  return parts.length ? parts.join(' ') : undefined
}

import { readFileSync } from 'node:fs'
import type { Span } from '../../api/redaction/span.ts'

/** Identities in the forms people write, each within a sentence. */
export const TABLE = readFileSync(new URL('identities.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [, kind = '', identity = '', text = ''] = /^([a-z]+),([^,]+),(.+)$/u.exec(line) ?? []
    return { kind, identity, text }
  })

/** Whether a letter or digit of an identity is left in sight. */
export const survives = (text: string, identity: string, spans: readonly Pick<Span, 'from' | 'to'>[]) => {
  for (let at = text.indexOf(identity); at >= 0; at = text.indexOf(identity, at + 1))
    for (let unit = at; unit < at + identity.length; unit++)
      if (/[\p{L}\p{N}]/u.test(text[unit] ?? '') && !spans.some(({ from, to }) => from <= unit && unit < to))
        return true
  return false
}

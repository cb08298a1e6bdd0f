import { readFileSync } from 'node:fs'
import type { Span } from '../../api/redaction/span.ts'

const read = (file: string) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, kind = '', identity = '', text = ''] = /^([a-z]+),([^,]+),(.+)$/u.exec(line) ?? []
      return { kind, identity, text }
    })

/** Identities in the forms people write, each within a sentence: by form, and as they stand in letters. */
export const TABLE = [...read('identities.csv'), ...read('letters.csv')]
/** Written before the rules were mended and never looked at for them: what the finder is worth on words it has not seen. */
export const UNSEEN = read('unseen.csv')

/** Whether a letter or digit of an identity is left in sight. */
export const survives = (text: string, identity: string, spans: readonly Pick<Span, 'from' | 'to'>[]) => {
  for (let at = text.indexOf(identity); at >= 0; at = text.indexOf(identity, at + 1))
    for (let unit = at; unit < at + identity.length; unit++)
      if (/[\p{L}\p{N}]/u.test(text[unit] ?? '') && !spans.some(({ from, to }) => from <= unit && unit < to))
        return true
  return false
}

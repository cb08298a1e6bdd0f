import { readFileSync } from 'node:fs'
import { sha256 } from '../secrets.ts'
import { CONSENT } from './complaint.ts'

const text = readFileSync(new URL('../../content/pages/privacy.md', import.meta.url), 'utf8')

const short = (words: string) => sha256(words).slice(0, 32)

/**
 * Which text a sender was shown and which words they confirmed, kept in the first event of the case: the version the text
 * names itself by, and digests, so that nobody can change either afterwards under the same number. Read when the server
 * starts, as the pages are.
 */
export const PRIVACY = {
  version: /^版本：([\d.]+)/m.exec(text)?.[1] ?? '',
  text: short(text),
  consent: short(CONSENT),
}

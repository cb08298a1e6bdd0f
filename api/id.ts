import { newQueryCode } from './case/number.ts'

/** Letters of its kind before ten signs of chance: nothing of what it is about, and no count, is in it. */
export const newIdOf = (letters: string) => `${letters}-${newQueryCode().slice(0, 10)}`

/** An id of that kind as people type it, or undefined when it cannot be one. */
export const readIdOf = (letters: string, typed: string): string | undefined =>
  new RegExp(`^${letters}-[0-9A-HJKMNP-TV-Z]{10}$`).exec(
    typed.slice(0, 100).normalize('NFKC').trim().toUpperCase(),
  )?.[0]

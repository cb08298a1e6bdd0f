import { randomInt } from 'node:crypto'

/** Letters nobody mistakes for another letter or digit. */
const CHECK = 'ABCDEFGHJKLMNPQRTUVWXY'

/** A case number: year, eight random digits (they tell nothing about order or volume), a check character. */
export const newNumber = (year: string) => withCheck(`${year}-${String(randomInt(100_000_000)).padStart(8, '0')}`)

/** Odd and not 11, so prime to the 22 letters, and no two neighbours alike: every wrong digit and every swap shows. */
const WEIGHTS = [3, 5, 7, 9, 13, 15, 17, 19, 21, 1, 3, 5]

const withCheck = (stem: string) => {
  const sum = [...stem.replace('-', '')].reduce((all, digit, i) => all + Number(digit) * (WEIGHTS[i] ?? 1), 0)
  return stem + CHECK[sum % CHECK.length]
}

/** The number as people type it (spaces, lower case, full width), or undefined when it cannot be one. */
export function readNumber(typed: string): string | undefined {
  const m = /^(\d{4})-?(\d{8})([A-Z])$/.exec(squeeze(typed))
  const stem = m && `${m[1]}-${m[2]}`
  return stem && withCheck(stem) === `${stem}${m[3]}` ? `${stem}${m[3]}` : undefined
}

/** Crockford base 32: 24 characters are 120 random bits. */
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const newQueryCode = () => Array.from({ length: 24 }, () => BASE32[randomInt(32)]).join('')

/** The code as people type it: O is 0, I and L are 1; case, spaces and hyphens do not matter. */
export const readQueryCode = (typed: string) => readCode(typed, 24)

function readCode(typed: string, length: number): string | undefined {
  if (typed.length > 100) return undefined
  const code = squeeze(typed).replaceAll('-', '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return code.length === length && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : undefined
}

/** A code that lives minutes: eight characters, forty bits, made from bytes that are random to whoever has no key. */
export const recoveryCode = (bytes: Uint8Array) =>
  Array.from({ length: RECOVERY }, (_, i) => BASE32[(bytes[i] ?? 0) & 31]).join('')
export const readRecoveryCode = (typed: string) => readCode(typed, RECOVERY)
const RECOVERY = 8

/** Six groups of four, as printed. */
export const grouped = (code: string) => code.match(/.{4}/g)?.join(' ') ?? code

const squeeze = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u2010-\u2015]/g, (s) => (s.trim() ? '-' : ''))

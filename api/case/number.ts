import { randomInt } from 'node:crypto'
import { readSigns, SIGNS, squeeze } from '../signs.ts'

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

/** 24 characters are 120 random bits. */
export const newQueryCode = () => Array.from({ length: 24 }, () => SIGNS[randomInt(32)]).join('')

/** The code as people type it. */
export const readQueryCode = (typed: string) => readSigns(typed, 24)

/** A code that lives minutes: eight characters, forty bits, made from bytes that are random to whoever has no key. */
export const recoveryCode = (bytes: Uint8Array) =>
  Array.from({ length: RECOVERY }, (_, i) => SIGNS[(bytes[i] ?? 0) & 31]).join('')
export const readRecoveryCode = (typed: string) => readSigns(typed, RECOVERY)
const RECOVERY = 8

/** Six groups of four, as printed. */
export const grouped = (code: string) => code.match(/.{4}/g)?.join(' ') ?? code

import { squeeze } from '../signs.ts'

/** Letters nobody mistakes for another letter or digit. */
const CHECK = 'ABCDEFGHJKLMNPQRTUVWXY'
/** Odd and not 11, so prime to the 22 letters, and no two neighbours alike: every wrong digit and every swap shows. */
const WEIGHTS = [3, 5, 7, 9, 13, 15, 17, 19]

const withCheck = (digits: string) => {
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (WEIGHTS[i] ?? 1), 0)
  return `JD${digits}${CHECK[sum % CHECK.length]}`
}

/** So many a year. */
export const MOST = 9999

/** The number of a certificate: JD, the year, the how many-th of the year, a check character. It stands on a card and is no secret. */
export const certificateNo = (year: string, nth: number): string => withCheck(year + String(nth).padStart(4, '0'))

/** A number as people type it, or undefined when it cannot be one. */
export function readCertificateNo(typed: string): string | undefined {
  const plain = squeeze(typed.slice(0, 60)).replaceAll('-', '')
  const digits = /^JD(\d{8})[A-Z]$/.exec(plain)?.[1]
  return digits && withCheck(digits) === plain ? plain : undefined
}

/** The how many-th of its year a number is. */
export const nthOf = (number: string): number => Number(number.slice(6, 10))

import { randomInt } from 'node:crypto'
import { newQueryCode, readQueryCode } from '../case/number.ts'
import type { Secrets } from '../secrets.ts'

/** Crockford's: no I L O U, so that what is read out at the door is not mistaken. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const TICKET_HEADER = 'X-Ticket'

/** What its holder shows and types: 120 bits, kept as a digest only. */
export const newTicket = newQueryCode
export const readTicket = readQueryCode

/** What is said at the door. It opens nothing. */
export const newSeatNumber = () => Array.from({ length: 8 }, () => SIGNS[randomInt(32)]).join('')

/** A number as it is read out or typed: with blanks and dashes, and letters mistaken for ciphers. */
export function readSeatNumber(typed: string): string | undefined {
  const plain = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
  return plain.length === 8 && [...plain].every((sign) => SIGNS.includes(sign)) ? plain : undefined
}

export const digestOf = (secrets: Secrets, ticket: string) => secrets.digest('ticket', ticket)

/** Of one telephone in one open day: two open days cannot be laid side by side. */
export const phoneDigest = (secrets: Secrets, event: string, phone: string) =>
  secrets.digest('phone', `open-day\n${event}\n${phone}`)

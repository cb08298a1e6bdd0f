import { randomInt } from 'node:crypto'
import { newQueryCode, readQueryCode, readRecoveryCode } from '../case/number.ts'
import type { Secrets } from '../secrets.ts'

/** Crockford's: no I L O U, so that what is read out at the door is not mistaken. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const TICKET_HEADER = 'X-Ticket'

/** What its holder shows and types: 120 bits, kept as a digest only. */
export const newTicket = newQueryCode
export const readTicket = readQueryCode

/** What is said at the door. It opens nothing. */
export const newSeatNumber = () => Array.from({ length: 8 }, () => SIGNS[randomInt(32)]).join('')

export const digestOf = (secrets: Secrets, ticket: string) => secrets.digest('ticket', ticket)

/** Of one telephone in one open day: two open days cannot be laid side by side. */
export const phoneDigest = (secrets: Secrets, event: string, phone: string) =>
  secrets.digest('phone', phoneOf(event, phone))
export const phoneOf = (event: string, phone: string) => `open-day\n${event}\n${phone}`

/** A number or a pairing code as it may be typed. */
export const readSeatNumber = readRecoveryCode

/** A number as it is said, typed, or scanned from a ticket: there the code of its open day stands before it. */
export function readSeat(typed: string): { event?: string; number?: string } {
  const found = /^\s*(KF-[A-Z0-9-]+)\s+(.+)$/i.exec(typed.slice(0, 100).normalize('NFKC'))
  const number = readSeatNumber(found?.[2] ?? typed)
  return { ...(found?.[1] && { event: found[1].toUpperCase() }), ...(number && { number }) }
}

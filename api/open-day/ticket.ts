import { randomInt } from 'node:crypto'
import { newQueryCode, readQueryCode } from '../case/number.ts'
import type { Secrets } from '../secrets.ts'
import { SIGNS } from '../signs.ts'

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

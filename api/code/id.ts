import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../secrets.ts'

/** Crockford's: no I L O U, so that what is read out or typed is not mistaken. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM = 7
const SIGNATURE = 5
const LENGTH = RANDOM + SIGNATURE

/** What of a code its last five signs vouch for: neither it nor what it stands for can be changed or made up elsewhere. */
export interface Signed {
  type: string
  subject: string
  version: number
}

const signature = (secrets: Secrets, keyId: string, random: string, { type, subject, version }: Signed) => {
  const mac = createHmac('sha256', secrets.key('qr', keyId))
    .update([random, type, subject, version].join('\n'))
    .digest()
  return Array.from({ length: SIGNATURE }, (_, i) => SIGNS.charAt((mac[i] ?? 0) % 32)).join('')
}

/** A new code: seven signs of chance, five that are signed. It says nothing about anybody. */
export function newId(secrets: Secrets, signed: Signed): { id: string; keyId: string } {
  const random = Array.from({ length: RANDOM }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('')
  const keyId = secrets.newest
  return { id: random + signature(secrets, keyId, random, signed), keyId }
}

/** Whether a code is signed by us for what its row says. */
export function isSigned(secrets: Secrets, id: string, keyId: string, signed: Signed): boolean {
  const expected = Buffer.from(signature(secrets, keyId, id.slice(0, RANDOM), signed))
  const given = Buffer.from(id.slice(RANDOM))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** A code as it may be typed: the whole address or its end, any case and width, with spaces and hyphens, O for 0, I and L for 1. */
export function readId(typed: string): string | undefined {
  if (typed.length > 300) return undefined
  const plain = (/\/q\/([^/?#\s]+)/i.exec(typed.normalize('NFKC'))?.[1] ?? typed)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/U/g, 'V')
    .replace(/[\s\-–—_.·]/g, '')
  return plain.length === LENGTH && [...plain].every((sign) => SIGNS.includes(sign)) ? plain : undefined
}

/** In groups of four, as it is printed. */
export const grouped = (id: string): string => id.match(/.{4}/g)?.join('-') ?? id

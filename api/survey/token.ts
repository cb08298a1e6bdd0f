import { randomInt } from 'node:crypto'
import type { Secrets } from '../secrets.ts'

/** No sign that looks like another one, also when read out: no 0 O, 1 I L, U V, 2 Z, 5 S, 8 B. */
const SIGNS = '34679ACDEFGHJKMNPQRTWXY'
const LOOK = new RegExp(`^[${SIGNS}]+$`)
/** Twenty signs of 23 are 90 random bits. */
const LENGTH = 20

/** In groups of four, as it is printed. */
const grouped = (plain: string) => plain.match(/.{4}/g)?.join('-') ?? plain

/** What lets one person answer once. It is shown once and kept nowhere. */
export const newToken = (): string =>
  grouped(Array.from({ length: LENGTH }, () => SIGNS.charAt(randomInt(SIGNS.length))).join(''))

/** The same, made of a keyed digest instead of drawn: whoever has the key can make it again. */
export function tokenOf(digest: string): string {
  let rest = BigInt(`0x${Buffer.from(digest.slice(digest.indexOf('.') + 1), 'base64url').toString('hex')}`)
  const base = BigInt(SIGNS.length)
  let plain = ''
  for (; plain.length < LENGTH; rest /= base) plain += SIGNS.charAt(Number(rest % base))
  return grouped(plain)
}

/** A typed token as it was printed, whatever the case, the width, the spaces and hyphens; undefined when it is none. */
export function normalToken(typed: string): string | undefined {
  if (typed.length > 100) return undefined
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
  return plain.length === LENGTH && LOOK.test(plain) ? grouped(plain) : undefined
}

/** What is kept of a token: nothing that could be guessed without our key. */
export const tokenDigest = (secrets: Secrets, survey: string, token: string): string =>
  secrets.digest('token', `${survey}/${token}`)

/** The same under every key there is, newest first: what was let in before the key changed stays let in. */
export const tokenDigests = (secrets: Secrets, survey: string, token: string): string[] =>
  secrets.digests('token', `${survey}/${token}`)

import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  verify,
} from 'node:crypto'
import { promisify } from 'node:util'
import { type Secrets, sha256 } from '../secrets.ts'

/**
 * Blind ballots by RFC 9474, RSABSSA-SHA384-PSS-Deterministic with a random message: the server signs what it cannot
 * read and later finds its signature under what it never saw. The browser's half is site/pages/surveys/_ballot.ts.
 */
export const MESSAGE = 32
const BITS = 2048
const BYTES = BITS / 8

const bound = (survey: string) => `survey/${survey}`
const bytesOf = (text: string, length: number): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url')
  // One spelling only: the digest of what came must be the digest of what it means.
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : undefined
}

const make = promisify(generateKeyPair)

/** More surveys than run at once. */
const MOST_KEYS = 20
const known = new WeakMap<Secrets, Map<string, KeyObject>>()

/** To read a key costs more than to use it, and its first use more than all others: those of the running surveys are kept. */
function keyOf(secrets: Secrets, name: string, read: () => KeyObject): KeyObject {
  const keys = known.get(secrets) ?? new Map<string, KeyObject>()
  known.set(secrets, keys)
  const key = keys.get(name) ?? read()
  keys.delete(name)
  keys.set(name, key)
  for (const oldest of keys.keys()) {
    if (keys.size <= MOST_KEYS) break
    keys.delete(oldest)
  }
  return key
}

/** The half that signs, as it was sealed for this survey. */
const privateKey = (secrets: Secrets, survey: string, sealedKey: Buffer): KeyObject =>
  keyOf(secrets, `${survey} ${sealedKey.toString('base64')}`, () => {
    const dot = sealedKey.indexOf('.')
    const keyId = sealedKey.subarray(0, dot).toString()
    const der = secrets.open('ballot', bound(survey), { keyId, sealed: sealedKey.subarray(dot + 1) })
    return createPrivateKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'pkcs8' })
  })

/** A pair for one survey: the open half as it is published, and the other one as it is stored. */
export async function ballotKeys(secrets: Secrets, survey: string): Promise<{ publicKey: string; sealedKey: Buffer }> {
  const { publicKey, privateKey } = await make('rsa', { modulusLength: BITS })
  const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  const { keyId, sealed } = secrets.seal('ballot', bound(survey), der)
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    sealedKey: Buffer.concat([Buffer.from(`${keyId}.`), sealed]),
  }
}

/** Signs a blinded ballot without learning what it says; nothing when it is none that this key could sign. */
export function signBlinded(secrets: Secrets, survey: string, sealedKey: Buffer, blinded: string): string | undefined {
  const message = bytesOf(blinded, BYTES)
  if (!message) return undefined
  const key = privateKey(secrets, survey, sealedKey)
  const padding = constants.RSA_NO_PADDING
  try {
    const signed = privateDecrypt({ key, padding }, message)
    // A fault while signing would give the key away (RFC 9474, 4.3 step 4).
    return publicEncrypt({ key, padding }, signed).equals(message) ? signed.toString('base64url') : undefined
  } catch {
    // Not smaller than the modulus.
    return undefined
  }
}

export interface Ballot {
  message: string
  signature: string
}

/** Whether a ballot was signed for this survey. */
export function isSigned(secrets: Secrets, publicKey: string, { message, signature }: Ballot): boolean {
  const [said, signed] = [bytesOf(message, MESSAGE), bytesOf(signature, BYTES)]
  if (!said || !signed) return false
  const key = keyOf(secrets, publicKey, () =>
    createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
  )
  return verify('sha384', said, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }, signed)
}

/** What is kept of a ballot that was cast, and of a blinded one that was signed. Both are random, so this tells nothing. */
export const ballotDigest = (said: string): string => sha256(said)

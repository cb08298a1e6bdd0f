import { RSABSSA } from '@cloudflare/blindrsa-ts'

/**
 * A ballot by RFC 9474, RSABSSA-SHA384-PSS-Deterministic: its message is random by itself. The browser's half of
 * api/survey/ballot.ts; it is fetched only when somebody who was invited sends an answer.
 */
const suite = RSABSSA.SHA384.PSS.Deterministic()
const MESSAGE = 32

const text = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
const bytes = (from: string) =>
  Uint8Array.from(atob(from.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))

const keyOf = (publicKey: string) =>
  crypto.subtle.importKey('spki', bytes(publicKey), { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])

/** A new ballot, covered: what is sent to be signed, and what uncovers it again. */
export async function cover(publicKey: string) {
  const message = crypto.getRandomValues(new Uint8Array(MESSAGE))
  const { blindedMsg, inv } = await suite.blind(await keyOf(publicKey), suite.prepare(message))
  return { message: text(message), inverse: text(inv), blinded: text(blindedMsg) }
}

/** The signature as it holds for the ballot itself; fails when it does not. */
export async function uncover(publicKey: string, made: { message: string; inverse: string }, signature: string) {
  return text(await suite.finalize(await keyOf(publicKey), bytes(made.message), bytes(signature), bytes(made.inverse)))
}

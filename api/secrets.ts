import {
  type CipherKey,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** The name of a secret that was given none. */
const print = (root: string) => sha256(root).slice(0, 8)

/** What a key is for; each purpose has its own key, so one leak opens one door. */
type Purpose =
  | 'vault'
  | 'jotting'
  | 'files'
  | 'code'
  | 'phone'
  | 'recover'
  | 'notice'
  | 'receipt'
  | 'track'
  | 'verdict'
  | 'sent'
  | 'entered'
  | 'trait'
  | 'device'
  | 'form'
  | 'antibot'
  | 'idempotency'
  | 'seal'
  | 'box'
  | 'ballot'
  | 'token'
  | 'visit'
  | 'registration'
  | 'qr'
  | 'ticket'
  | 'held'
  | 'door'
  | 'owner'

export interface Sealed {
  keyId: string
  sealed: Buffer
}

/**
 * Subkeys by HKDF from the operator's secret. The secret may list several, newest first, one a line: `id:secret`
 * (or one bare secret, whose id is its fingerprint). New things use the newest; old ids stay readable.
 */
export class Secrets {
  #roots: { id: string; print: string; root: string }[]
  #keys = new Map<string, KeyObject>()

  constructor(secret: string) {
    const lines = secret.split(/[\n,]/).map((line) => /^\s*([\w-]{1,16}):(\S{32,})\s*$/.exec(line))
    const listed = lines.flatMap((m) => (m?.[1] && m[2] ? [{ id: m[1], root: m[2] }] : []))
    // Anything that is not such a list is one secret, commas and all.
    const roots = listed.length === lines.length ? listed : [{ root: secret }]
    this.#roots = roots.map((r) => ({ id: print(r.root), ...r, print: print(r.root) }))
  }

  /** A root answers to its name and to its fingerprint: a bare secret may get a name when a newer one comes. */
  #root = (id: string) => this.#roots.find((r) => r.id === id || r.print === id)

  get newest(): string {
    return this.#roots[0]?.id ?? ''
  }

  /** A key object and not its bytes: Node 24 spends ten microseconds on bytes at every use. */
  key(purpose: Purpose, id = this.newest): KeyObject {
    const name = `${purpose}/${id}`
    const known = this.#keys.get(name)
    if (known) return known
    const root = this.#root(id)
    if (!root)
      throw new Error(`no key ${id} for ${purpose}: it was removed from SECRET_KEY while something still needs it`)
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', root.root, 'yangguang', purpose, 32)))
    this.#keys.set(name, key)
    return key
  }

  /** A keyed digest; `id.` in front, so that it can still be checked after a newer key came. */
  digest(purpose: Purpose, text: string, id = this.newest): string {
    return `${id}.${createHmac('sha256', this.key(purpose, id)).update(text).digest('base64url')}`
  }

  /** Constant time over equal lengths; true only under the key the digest names. */
  matches(purpose: Purpose, text: string, digest: string): boolean {
    const id = digest.slice(0, digest.indexOf('.'))
    if (!this.#root(id)) return false
    const [a, b] = [Buffer.from(digest), Buffer.from(this.digest(purpose, text, id))]
    return a.length === b.length && timingSafeEqual(a, b)
  }

  /** The digests a text has under every known key, newest first: for look-ups by digest. */
  digests(purpose: Purpose, text: string): string[] {
    return this.#roots.map((r) => this.digest(purpose, text, r.id))
  }

  /** AES-256-GCM with a random nonce; `bound` must be given again to open it, so a blob cannot be moved elsewhere. */
  seal(purpose: Purpose, bound: string, content: string, key: CipherKey = this.key(purpose)): Sealed {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound))
    const sealed = Buffer.concat([nonce, cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return { keyId: this.newest, sealed }
  }

  /** Throws when the key, the binding or a bit is wrong. */
  open(purpose: Purpose, bound: string, { keyId, sealed }: Sealed, key: CipherKey = this.key(purpose, keyId)): string {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(bound))
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
  }

  /** A sealed value for a cookie or a hidden field, with its last moment inside. */
  ticket(purpose: Purpose, value: unknown, expiresAt: number): string {
    const { keyId, sealed } = this.seal(purpose, 'ticket', JSON.stringify({ value, expiresAt }))
    return `${keyId}.${sealed.toString('base64url')}`
  }

  /** The value of a ticket, or undefined when it is forged, broken or over. */
  redeem<T>(purpose: Purpose, ticket: string | undefined, now: number): T | undefined {
    if (!ticket || ticket.length > 8192) return undefined
    try {
      const dot = ticket.indexOf('.')
      const content = this.open(purpose, 'ticket', {
        keyId: ticket.slice(0, dot),
        sealed: Buffer.from(ticket.slice(dot + 1), 'base64url'),
      })
      const { value, expiresAt } = JSON.parse(content) as { value: T; expiresAt: number }
      return now < expiresAt ? value : undefined
    } catch {
      return undefined
    }
  }
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

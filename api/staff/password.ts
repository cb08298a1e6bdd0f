import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { LONGEST_PASSWORD } from './person.ts'
import { gate } from './turn.ts'
import { weakness } from './weakness.ts'

/** OWASP's Argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG = 32
/** Four at once hold 76 MiB; a crowd signing in at half past eight waits in line instead of filling the memory. */
const inLine = gate(4, 1000)

/** One password typed on different keyboards is one password. */
const message = (password: string) => Buffer.from(password.normalize('NFKC'))

const derive = (parameters: Argon2Parameters) =>
  inLine(
    () =>
      new Promise<Buffer>((resolve, reject) =>
        argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag))),
      ),
  )

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Argon2id in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length > LONGEST_PASSWORD) throw new RangeError('the password is too long to hash')
  const nonce = randomBytes(16)
  const tag = await derive({ message: message(password), nonce, tagLength: TAG, ...COST })
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** Nobody's: what an unknown or disabled account is checked against, so that it takes the same work. */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(randomBytes(16))}$${base64(randomBytes(TAG))}`

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/

/** Whether the password is the one behind the hash. Without a hash the same work ends in no. */
export async function passwordIs(password: string, phc: string | null | undefined): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false
  const [, m, t, p, salt = '', tag = ''] = PHC.exec(phc ?? NOBODY) ?? []
  const expected = Buffer.from(tag, 'base64')
  if (expected.length !== TAG) return false
  const nonce = Buffer.from(salt, 'base64')
  const found = await derive({
    message: message(password),
    nonce,
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: TAG,
  })
  return timingSafeEqual(found, expected) && Boolean(phc)
}

/** Twelve characters, eight where everything is a demonstration. */
const shortest = (env: Pick<Deps['env'], 'demo'>) => (env.demo === 'off' ? 12 : 8)

/** Refuses a new password that would be guessed first, naming the field it was typed in. */
export function demandStrong(
  path: string,
  password: string,
  env: Pick<Deps['env'], 'demo'>,
  about: { login: string; name?: string },
) {
  const message = weakness(password, shortest(env), about)
  if (message) throw new Refusal('invalid', { fields: [{ path, message }] })
}

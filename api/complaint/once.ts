import { createHmac } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { idempotency } from '../../db/schema.ts'
import { sorted } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'

type World = Pick<Deps, 'store' | 'secrets'>

const LASTS = 24 * 3_600_000
/** Parallel copies of one request wait for the first instead of racing it. */
const underWay = new Map<string, { body: string; answer: Promise<unknown> }>()

/**
 * Does something once per `Idempotency-Key`: the same key and body get the same answer for a day, query code included.
 * The stored answer is readable only with the client's key, which is not stored (rulings.md 10).
 */
export async function once<T>(
  world: World,
  key: string | undefined,
  body: unknown,
  now: Date,
  make: (remember: (answer: T) => InStatement[]) => Promise<T>,
): Promise<T> {
  const forgetful = () => make(() => [])
  if (key === undefined) return forgetful()
  if (key.length < 16 || key.length > 200)
    throw new Refusal('invalid', { fields: [{ path: 'Idempotency-Key', message: '至少16个字符，至多200个字符' }] })
  const name = world.secrets.digest('idempotency', key)
  const own = createHmac('sha256', world.secrets.key('idempotency')).update(`answer\n${key}`).digest()
  // Under the client's key too: a bare hash beside the account would let a stolen table try out telephone numbers.
  const digest = createHmac('sha256', own)
    .update(JSON.stringify(sorted(body)))
    .digest('base64url')
  const other = underWay.get(name)
  if (other) return same(other.body, digest, () => other.answer as Promise<T>)

  const run = async () => {
    const kept = await world.store.read.select().from(idempotency).where(eq(idempotency.key, name)).get()
    if (kept && kept.expiresAt > now.getTime())
      return same(
        kept.body,
        digest,
        async () => JSON.parse(world.secrets.open('idempotency', name, { keyId: '', sealed: kept.sealed }, own)) as T,
      )
    return make((answer) => {
      const { sealed } = world.secrets.seal('idempotency', name, JSON.stringify(answer), own)
      const row = insert(idempotency, { key: name, body: digest, sealed, expiresAt: now.getTime() + LASTS })
      const sql = typeof row === 'string' ? row : row.sql
      return [
        { ...(typeof row === 'string' ? { args: [] } : row), sql: sql.replace(/^insert/, 'insert or replace') },
        { sql: 'delete from idempotency where expires_at <= ?', args: [now.getTime()] },
      ]
    })
  }
  const answer = run()
  underWay.set(name, { body: digest, answer })
  try {
    return await answer
  } finally {
    underWay.delete(name)
  }
}

function same<T>(body: string, digest: string, answer: () => Promise<T>): Promise<T> {
  if (body !== digest) throw new Refusal('same_key_other_body')
  return answer()
}

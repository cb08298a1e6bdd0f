import { createHmac, createSecretKey } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { inArray } from 'drizzle-orm'
import type { Context } from 'hono'
import type { Store } from '../db/open.ts'
import { type Condition, insert } from '../db/row.ts'
import { idempotency } from '../db/schema.ts'
import { together } from '../db/together.ts'
import { sorted } from './case/event.ts'
import type { AppEnv, Deps } from './context.ts'
import { Refusal } from './refusal.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** Writes an answer down in the commit that makes it true; `when` is the condition that commit depends on. */
export type Remember<T> = (answer: T, when?: Condition) => InStatement[]

export const KEY_HEADER = 'Idempotency-Key'
const SHORTEST = 16
const LONGEST = 200
const LASTS = 24 * 3_600_000

/** What one node knows of its store: how to look a key up, and what is under way. */
interface Node {
  lookUp: ReturnType<typeof answers>
  /** Parallel copies of one request wait for the first instead of racing it. */
  underWay: Map<string, { body: string; answer: Promise<unknown> }>
}
const nodes = new WeakMap<Store, Node>()
const answers = ({ read }: Store) =>
  together(
    async (names) => read.select().from(idempotency).where(inArray(idempotency.key, names)),
    (row) => row.key,
  )

function nodeOf(store: Store): Node {
  const node = nodes.get(store) ?? { lookUp: answers(store), underWay: new Map() }
  nodes.set(store, node)
  return node
}

/** The key a form of ours brings: the token its page was given. None when it is missing, forged or over. */
export function formKey(c: Context<AppEnv>, token: string | undefined): string | undefined {
  const known = c.var.deps.secrets.redeem<{ id: string }>('form', token, c.var.now.getTime())
  return known && `form-${known.id}`
}

/**
 * Does something once per `Idempotency-Key`: the same key and body get the same answer for a day, query code included.
 * The stored answer is readable only with the client's key, which is not stored (rulings.md 10). `owner` is whose key
 * it is, a login or a case: in another's hands the same key is another key.
 */
export async function once<T>(
  { store, secrets }: World,
  given: string | undefined,
  owner: string,
  body: unknown,
  now: Date,
  make: (remember: Remember<T>) => Promise<T>,
): Promise<T> {
  if (given === undefined) return make(() => [])
  if (given.length < SHORTEST || given.length > LONGEST)
    throw new Refusal('invalid', {
      fields: [{ path: KEY_HEADER, message: `至少${SHORTEST}个字符，至多${LONGEST}个字符` }],
    })
  // No header holds a line break, so an owner cannot be part of a key.
  const key = owner ? `${owner}\n${given}` : given
  const name = secrets.digest('idempotency', key)
  const own = createSecretKey(createHmac('sha256', secrets.key('idempotency')).update(`answer\n${key}`).digest())
  // Under the client's key too: a bare hash beside the account would let a stolen table try out telephone numbers.
  const digest = createHmac('sha256', own)
    .update(JSON.stringify(sorted(body)))
    .digest('base64url')
  const { lookUp, underWay } = nodeOf(store)
  const other = underWay.get(name)
  if (other) return same(other.body, digest, () => other.answer as Promise<T>)

  const kept = async () => {
    const row = await lookUp(name)
    if (!row || row.expiresAt <= now.getTime()) return undefined
    const open = async () => JSON.parse(secrets.open('idempotency', name, { keyId: '', sealed: row.sealed }, own)) as T
    return { answer: await same(row.body, digest, open) }
  }
  const remember: Remember<T> = (answer, when) => {
    const { sealed } = secrets.seal('idempotency', name, JSON.stringify(answer), own)
    return [
      { sql: 'delete from idempotency where expires_at <= ?', args: [now.getTime()] },
      insert(idempotency, { key: name, body: digest, sealed, expiresAt: now.getTime() + LASTS }, when),
    ]
  }
  const run = async () => {
    const before = await kept()
    if (before) return before.answer
    try {
      return await make(remember)
    } catch (error) {
      // Another node had the same key in hand: its answer is the answer.
      const winner = overtaken(error) ? await kept() : undefined
      if (!winner) throw error
      return winner.answer
    }
  }
  const answer = run()
  underWay.set(name, { body: digest, answer })
  try {
    return await answer
  } finally {
    underWay.delete(name)
  }
}

/** All that is kept of a step for its key: what its taker may see is asked anew. */
const DONE = { ok: true }

/** Takes a step once for its key; the commit that takes it says so, on the condition it depends on. */
export const stepOnce = (
  world: World,
  given: string | undefined,
  owner: string,
  step: unknown,
  now: Date,
  take: (remember: (when: Condition) => InStatement[]) => Promise<unknown>,
) =>
  once(world, given, owner, step, now, async (remember) => {
    await take((when) => remember(DONE, when))
    return DONE
  })

/** Whether a commit failed because its key is taken: the last guard between two nodes. */
const keyTaken = (error: unknown) => error instanceof Error && /constraint failed: idempotency\./i.test(error.message)

const overtaken = (error: unknown) => keyTaken(error) || (error instanceof Refusal && error.status === 409)

function same<T>(body: string, digest: string, answer: () => Promise<T>): Promise<T> {
  if (body !== digest) throw new Refusal('same_key_other_body')
  return answer()
}

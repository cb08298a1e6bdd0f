import type { InStatement } from '@libsql/client'
import { verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { inArray } from 'drizzle-orm'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { spent } from '../../db/schema.ts'
import { together } from '../../db/together.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { COST, LASTS, signing } from './challenge.ts'

const hex = z
  .string()
  .max(128)
  .regex(/^([0-9a-f]{2})+$/)

/** What a browser sends: our own challenge back, and the answer. Nothing else may be in it, so nothing else is signed or derived. */
const Answer = z.strictObject({
  challenge: z.strictObject({
    parameters: z.strictObject({
      algorithm: z.literal('PBKDF2/SHA-256'),
      cost: z.literal(COST),
      expiresAt: z.int().positive(),
      keyLength: z.literal(32),
      keyPrefix: hex,
      keySignature: hex,
      nonce: hex,
      salt: hex,
    }),
    signature: hex.length(64),
  }),
  solution: z.strictObject({ counter: z.int().min(0), derivedKey: hex.length(64), time: z.number().default(0) }),
})
type Answer = z.output<typeof Answer>

const WHY = {
  missing: '缺少防自动提交的验证。请先取 GET /api/challenge 的题目，算出答案，放在 antibot 里再提交',
  wrong: '防自动提交的验证不对，请重新取一份题目再提交',
  over: '防自动提交的验证过了10分钟，已经失效，请重新取一份题目再提交',
  spent: '防自动提交的验证已经用过了，每份只能用一次，请重新取一份题目再提交',
}
const refuse = (why: keyof typeof WHY) => new Refusal('invalid', { fields: [{ path: 'antibot', message: WHY[why] }] })

export interface Proof {
  /** Spends the challenge; to be written in the commit of what it was solved for, so that neither is without the other. */
  statements: InStatement[]
  /** When the challenge was asked for. */
  asked: number
  /** Called when that commit is over, however it ended. */
  release(): void
}

/** Challenges whose submission is under way: of parallel copies the first goes on, the others never reach the database. */
const inHand = new WeakMap<Store, Set<string>>()

/** Looks at a solved challenge: ours, answered, in time and never used before. Costs two digests, never a derivation. */
export async function prove(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  antibot: string | undefined,
  now: Date,
): Promise<Proof | Refusal> {
  if (!antibot) return refuse('missing')
  const answer = read(antibot)
  if (!answer) return refuse('wrong')
  const { signature, parameters } = answer.challenge
  const over = parameters.expiresAt * 1000 <= now.getTime()
  const { verified, expired } = await verifySolution({ ...answer, deriveKey, ...signing(secrets) })
  if (!verified && !expired) return refuse('wrong')
  if (over || expired) return refuse('over')

  const hand = inHand.get(store) ?? new Set()
  inHand.set(store, hand)
  if (hand.has(signature)) return refuse('spent')
  // Before anything is waited for: two copies must not both look and find nothing.
  hand.add(signature)
  const release = () => void hand.delete(signature)
  try {
    if (await isSpent(store, signature)) {
      release()
      return refuse('spent')
    }
  } catch (error) {
    release()
    throw error
  }
  const expiresAt = parameters.expiresAt * 1000
  return { statements: [insert(spent, { challenge: signature, expiresAt })], asked: expiresAt - LASTS, release }
}

/** Asked for all of a moment together: at the hour a registration opens thousands come with a proof. */
const lookUps = new WeakMap<Store, (challenge: string) => Promise<{ challenge: string } | undefined>>()
const lookUpOf = ({ read }: Store) =>
  together(
    async (challenges) => read.select().from(spent).where(inArray(spent.challenge, challenges)),
    (row) => row.challenge,
  )
async function isSpent(store: Store, challenge: string): Promise<boolean> {
  const lookUp = lookUps.get(store) ?? lookUpOf(store)
  lookUps.set(store, lookUp)
  return (await lookUp(challenge)) !== undefined
}

/** Another node spent it in the same moment: its commit stands, ours was not made. */
export const overtaken = (error: unknown): Refusal | undefined =>
  error instanceof Error && /constraint failed: spent\./i.test(error.message) ? refuse('spent') : undefined

/** Whether it is meant as a proof of ours, good or not. */
export const isProof = (antibot: string): boolean => read(antibot) !== undefined

function read(antibot: string): Answer | undefined {
  try {
    return Answer.safeParse(JSON.parse(Buffer.from(antibot, 'base64').toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** Spent challenges are remembered as long as they would be valid. */
export const forgetSpent = (store: Store, now: Date) =>
  store.writes.commit([{ sql: 'delete from spent where expires_at <= ?', args: [now.getTime()] }])

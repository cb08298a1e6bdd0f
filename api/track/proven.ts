import { asc, gte } from 'drizzle-orm'
import type { Context } from 'hono'
import { cases } from '../../db/schema.ts'
import { type Found, find } from '../case/found.ts'
import { readNumber, readQueryCode } from '../case/number.ts'
import type { AppEnv, Deps } from '../context.ts'
import { source } from '../door.ts'
import { owns } from '../lead/own.ts'
import { senderOf } from '../lead/serving.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import { has } from '../staff/actor.ts'

export const CODE_HEADER = 'X-Query-Code'

/** A number no case has. */
export const NOBODY = '0000-00000000?'

/**
 * The case a request proves to know by number and code. A wrong number, a wrong code and a wrong check character get
 * the same answer after the same work; wrong ones make their source wait. The right code is always answered: 120 bits
 * need no lock, and a neighbour's mistakes must not hide anybody's case.
 */
export async function proven(c: Context<AppEnv, '/:no'>): Promise<Found> {
  const { store, secrets } = c.var.deps
  const no = readNumber(c.req.param('no'))
  const typed = c.req.header(CODE_HEADER) ?? ''
  if (typed === '' && no && (await isOwn(c, no))) return (await find(c.var.deps, no)) ?? missed(c, 'no_such_case')
  const code = readQueryCode(typed)
  const { codeHash, exists } = await lookUp({ store, secrets }, no ?? NOBODY)
  const known = secrets.matches('code', code ?? '', codeHash)
  const found = exists && known && code && no ? await find(c.var.deps, no) : undefined
  return found ?? missed(c, 'no_such_case')
}

/** A lead is followed by whoever sent it and is signed in, without its code. */
async function isOwn(c: Context<AppEnv>, no: string): Promise<boolean> {
  const { actor, deps, now } = c.var
  if (!has(actor, 'supervisor', 'contact') || !actor || !(await senderOf(deps.store, actor, now))) return false
  return owns(deps, actor.login, no)
}

/**
 * The digest kept for a number. Of a number nobody has the next one is read instead: a row is sought, found and read
 * either way, for ten microseconds more or less would tell which numbers exist.
 */
export async function lookUp({ store, secrets }: Pick<Deps, 'store' | 'secrets'>, no: string) {
  const decoy = secrets.digest('code', NOBODY)
  const next = await store.read
    .select({ no: cases.no, codeHash: cases.codeHash })
    .from(cases)
    .where(gte(cases.no, no))
    .orderBy(asc(cases.no))
    .limit(1)
    .get()
  return { codeHash: next?.codeHash ?? decoy, exists: next?.no === no }
}

/** Counts a wrong guess and refuses it; whoever guesses too often waits. */
export async function missed(c: Context<AppEnv>, code: RefusalCode): Promise<never> {
  const { limits } = c.var.deps
  const [from, at] = [source(c), c.var.now.getTime()]
  limits.demand('track_miss', from, at)
  limits.count('track_miss', from, at)
  await limits.drag('track_miss', at)
  throw new Refusal(code)
}

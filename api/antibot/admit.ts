import type { InStatement } from '@libsql/client'
import type { Context } from 'hono'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import type { Budget } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import { avoid, type Posted, takeTime } from './posted.ts'
import { isProof, overtaken, type Proof, prove } from './proof.ts'
import { askTurnstile } from './turnstile.ts'

/** How a submission came past the door. */
interface Admitted {
  /** To be written in the commit of the submission. */
  statements: InStatement[]
  /** When its challenge was asked for; without a proof nobody asked. */
  asked?: number
  /** By the slower path, without a proof: somebody looks at it (rulings.md 14). */
  plain: boolean
}

const NOT_PASSED = '还没有交。防自动程序的验证没有通过或者过了时间，您填的都在，请等验证显示成功再按一次'

/**
 * Lets a submission in and does its work. Programs bring a proof. A page’s form without one, because there was no
 * script or it failed, takes the slower path: some seconds old, a smaller budget, a mark. It is never turned away for it.
 * Where `widget` names a form that Turnstile may guard, its token does instead of a proof; with Cloudflare away the token
 * is worth nothing, and the proof or the slower path is asked for. `proved` is what those with either count against.
 */
export async function admit<T>(
  c: Context<AppEnv>,
  antibot: string | undefined,
  posted: Posted | undefined,
  work: (admitted: Admitted) => Promise<T>,
  { widget, proved = 'submit_proved' }: { widget?: string | undefined; proved?: Budget } = {},
): Promise<T> {
  const { deps, now } = c.var
  const { turnstile } = deps.env
  if (!deps.env.antibot) return counted(c, 'submit', () => work({ statements: [], plain: false }))
  if (posted) avoid(posted)
  // Each token makes us ask elsewhere and wait: of a flood of made-up ones no more are asked about than may ask for challenges.
  const mayAsk = deps.limits.wait('challenge', source(c), now.getTime()) === 0
  if (turnstile && widget && antibot && mayAsk && !isProof(antibot)) {
    deps.limits.count('challenge', source(c), now.getTime())
    const verdict = await askTurnstile(antibot, { ...turnstile, action: widget })
    if (verdict === 'passed') return counted(c, proved, () => work({ statements: [], plain: false }))
    if (verdict === 'refused') throw new Refusal('invalid', { fields: [{ path: 'antibot', message: NOT_PASSED }] })
  }
  const proof = await prove(deps, antibot, now)
  if (!(proof instanceof Refusal)) return withProof(c, proof, proved, work)
  if (!posted) throw proof
  takeTime(posted, now)
  return counted(c, 'submit_plain', () => work({ statements: [], plain: true }))
}

async function withProof<T>(
  c: Context<AppEnv>,
  proof: Proof,
  budget: Budget,
  work: (admitted: Admitted) => Promise<T>,
): Promise<T> {
  const { statements, asked } = proof
  try {
    return await counted(c, budget, () => work({ statements, asked, plain: false }))
  } catch (error) {
    throw overtaken(error) ?? error
  } finally {
    proof.release()
  }
}

/** Only what was taken in counts. */
const counted = <T>(c: Context<AppEnv>, budget: Budget, work: () => Promise<T>): Promise<T> =>
  c.var.deps.limits.spend(budget, source(c), c.var.now.getTime(), (free) =>
    work().catch((error) => {
      free()
      throw error
    }),
  )

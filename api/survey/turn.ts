import type { Deps } from '../context.ts'
import { closeTurn } from './closing.ts'
import { letterTurn } from './letter.ts'

/** What surveys need by themselves: first what is over ends, then what is owed goes out. */
export async function surveyTurn(deps: Pick<Deps, 'store' | 'secrets' | 'env' | 'log'>, now: Date): Promise<void> {
  await closeTurn(deps, now)
  await letterTurn(deps, now)
}

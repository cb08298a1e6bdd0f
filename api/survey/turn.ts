import type { Deps } from '../context.ts'
import { closeTurn } from './closing.ts'
import { letterTurn } from './letter.ts'
import { openTurn } from './opening.ts'

/** What surveys need by themselves: what is over ends, its box is opened, what is owed goes out. */
export async function surveyTurn(deps: Pick<Deps, 'store' | 'secrets' | 'env' | 'log'>, now: Date): Promise<void> {
  await closeTurn(deps, now)
  await openTurn(deps, now)
  await letterTurn(deps, now)
}

import { outcomeOf } from '../../../api/open-day/outcome.ts'
import type { Verdict } from './_decide.ts'
import type { Odd } from './_keep.ts'
import type { Owed } from './_list.ts'

/** One act as the server answers it. */
export interface Result {
  id: string
  outcome: string
  good: boolean
  say: string
  registration?: string
  number?: string
}

/** The same as the page shows it. */
export interface Answered extends Verdict {
  registration?: string
  number?: string
}

const answeredOf = ({ outcome, good, say, registration, number }: Result): Answered => ({
  outcome: outcomeOf(outcome),
  good,
  say,
  ...(registration && { registration }),
  ...(number && { number }),
})

const oddOf = (told: Owed, result: Result | undefined): Odd => {
  const { id, act, party, at } = told
  const { say = '没有收下，请重新登记', registration = told.registration, number } = result ?? {}
  return { id, act, party, at, say, ...(registration && { registration }), ...(number && { number }) }
}

/**
 * What the answers to some acts come to: who stands there is told; what the server judged otherwise than this door did is
 * kept to be looked at. Without any answer the server could not read them.
 */
export function readBatch(batch: readonly Owed[], results: readonly Result[], stands: (id: string) => boolean) {
  const by = new Map(results.map((result) => [result.id, result]))
  const heard = results.length > 0 ? batch.filter(({ id }) => by.has(id)) : batch
  const answered = new Map<string, Answered>()
  const odd: Odd[] = []
  for (const told of heard) {
    const result = by.get(told.id)
    if (result && stands(told.id)) answered.set(told.id, answeredOf(result))
    // Who walked in without a line is told a number only now.
    else if (result?.outcome !== told.outcome || told.act === 'walk-in') odd.push(oddOf(told, result))
  }
  return { heard, odd, answered, good: heard.filter(({ id }) => by.get(id)?.good) }
}

import type { Store } from '../../db/open.ts'
import { sorted } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { sha256 } from '../secrets.ts'

const LASTS = 10 * 60_000
const MOST = 20_000

interface Taken {
  body: string
  answer: Promise<unknown>
  until: number
}
const taken = new WeakMap<Store, Map<string, Taken>>()

/**
 * The same form sent twice counts once. Remembered in memory and for minutes only: on disk a key would stand beside the
 * answer it let in (rulings.md 10). A restart forgets it; tokens and ballots need none of this.
 */
export async function onceAtHand<T>(
  store: Store,
  key: string | undefined,
  said: unknown,
  now: number,
  make: () => Promise<T>,
): Promise<T> {
  if (key === undefined) return make()
  // Whatever somebody calls it, so much is remembered of it and no more.
  const name = sha256(key)
  const known = taken.get(store) ?? new Map<string, Taken>()
  taken.set(store, known)
  for (const [old, { until }] of known) {
    if (until > now && known.size <= MOST) break
    known.delete(old)
  }
  const body = sha256(JSON.stringify(sorted(said)))
  const before = known.get(name)
  if (before && before.body !== body) throw new Refusal('same_key_other_body')
  if (before) return before.answer as Promise<T>
  const answer = make()
  known.set(name, { body, answer, until: now + LASTS })
  answer.catch(() => known.delete(name))
  return answer
}

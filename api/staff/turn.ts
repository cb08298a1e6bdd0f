import { Refusal } from '../refusal.ts'

const turns = new Map<string, Promise<unknown>>()

/** One at a time for each key, in order of arrival: parallel guesses at one door are counted before the next is looked at. */
export async function inTurn<T>(key: string, job: () => Promise<T>): Promise<T> {
  const mine = (turns.get(key) ?? Promise.resolve()).then(job, job)
  turns.set(key, mine)
  try {
    return await mine
  } finally {
    if (turns.get(key) === mine) turns.delete(key)
  }
}

/** At most so many at once; beyond so many waiting, a clear refusal instead of a queue nobody survives. */
export function gate(atOnce: number, longestQueue: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running++
    else if (waiting.length >= longestQueue) throw new Refusal('unavailable', { retryAfter: 10 })
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

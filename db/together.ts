import { setImmediate as turn } from 'node:timers/promises'

/** No statement takes more values than some ten thousand: a flood of look-ups must not fail those of everybody. */
const MOST = 500
/** A crowd is let in one connection a turn: while each turn brings more, so many are waited for, some milliseconds. */
const MOST_TURNS = 16

/** Look-ups of a moment share one query: for one row by its key the driver costs more than the search. */
export function together<Row>(find: (keys: string[]) => Promise<Row[]>, keyOf: (row: Row) => string) {
  let round: { keys: string[]; found: Promise<Map<string, Row>> } | undefined
  const begin = () => {
    const keys: string[] = []
    const look = async () => {
      for (let before = -1, turns = 0; keys.length > before && turns < MOST_TURNS; turns++) {
        before = keys.length
        await turn()
      }
      // A full one was left before.
      if (round?.keys === keys) round = undefined
      return new Map((await find([...new Set(keys)])).map((row) => [keyOf(row), row]))
    }
    return { keys, found: look() }
  }
  return async (key: string): Promise<Row | undefined> => {
    if (!round || round.keys.length >= MOST) round = begin()
    const { keys, found } = round
    keys.push(key)
    return (await found).get(key)
  }
}

import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { published } from '../publication/publication.ts'
import { history, oneInForce } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import { SCORE, type Score } from './score.ts'

/** The score as one of its versions has it. */
export interface Scored extends Score {
  version: number
}

/** The score a year is counted by: the one in force on its last day, of a year that still runs today's. */
export async function scoreOf(store: Store, year: number, now: Date): Promise<Scored> {
  const day = today(now)
  const last = `${year}-12-31`
  const found = await oneInForce(store, 'score', SCORE, last < day ? last : day, day)
  if (!found || found.row.summary?.cancelled) throw new Refusal('unscored')
  return { ...published('score', found.row).data, version: found.row.version }
}

/** The version a year was closed by, whatever was published since. */
export async function scoreThen(store: Store, code: string, version: number, now: Date): Promise<Scored> {
  const [row] = await history(store, 'score', code, now, [version])
  if (!row) throw new Refusal('unscored')
  return { ...published('score', row).data, version }
}

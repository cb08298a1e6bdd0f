import { readSigns } from '../signs.ts'

/** What is done at a door. */
export const ACTS = ['in', 'out', 'undo', 'walk-in'] as const
export type ActName = (typeof ACTS)[number]

export const LARGEST_PARTY = 50

/** So long before check-in begins people are let in: nobody waits in the rain for a minute hand. */
export const AHEAD = 30 * 60_000

/** A name as far as a door needs it: 王小芳 is 王*芳, 张三 is 张*. What is typed there is masked alike and compared. */
export function masked(name: string): string {
  // What follows in brackets is no part of a name.
  const signs = [...name.normalize('NFKC').replace(/\(.*$/, '').trim()]
  if (signs.length < 2) return signs.join('')
  return `${signs[0]}*${signs.length > 2 ? signs.at(-1) : ''}`
}

/** A number or a pairing code as it may be typed. */
export const readSeatNumber = (typed: string) => readSigns(typed, 8)

/** A number as it is said, typed, or scanned from a ticket: there the code of its open day stands before it. */
export function readSeat(typed: string): { event?: string; number?: string } {
  const found = /^\s*(KF-[A-Z0-9-]+)\s+(.+)$/i.exec(typed.slice(0, 100).normalize('NFKC'))
  const number = readSeatNumber(found?.[2] ?? typed)
  return { ...(found?.[1] && { event: found[1].toUpperCase() }), ...(number && { number }) }
}

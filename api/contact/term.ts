import { shift } from '../day.ts'
import type { ContactRow } from './found.ts'

type Standing = Pick<ContactRow, 'state' | 'from' | 'to'>

/** Whether its term has still to end: the next one then follows it without a gap. */
const runs = ({ state, to }: Standing, today: string) => state === 'serving' && to >= today

/** The day on which the next term must begin; none once a term is over: then a new one begins when it is said to. */
export const nextDay = (row: Standing, today: string): string | undefined =>
  runs(row, today) ? shift(row.to, 1) : undefined

/** Since when it serves, prolonged by a term from a day: whoever serves today does not wait for the next term. */
export const sinceWhen = (row: Standing, from: string, today: string): string => (runs(row, today) ? row.from : from)

import type { Shelf } from './_keep.ts'

/** Asks the server; throws where there is no line. */
export type Ask = (path: string, body?: object) => Promise<{ status: number; json: unknown }>

export interface Device {
  now(): number
  /** The page itself stays on the device until then, by its own clock. */
  stay(until: number): Promise<void>
  /** Whether all of it is here, so that it opens without a line. */
  stays(): Promise<boolean>
  forget(): Promise<void>
  /** How many acts went untold: counted until somebody has read it. */
  lost(): Promise<number>
  lose(n: number): Promise<void>
  found(): Promise<void>
}

/** What the page shows. */
export interface Situation extends Shelf {
  at: 'starting' | 'pair' | 'door'
  line: boolean
  /** The page opens here without a line. */
  stays: boolean
  words: string
  /** So many acts went untold. */
  lost: number
}

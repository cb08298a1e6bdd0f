import type { Verdict } from './_decide.ts'
import type { Entry } from './_list.ts'

/** What fills the screen at this moment. */
export interface Shown {
  verdict: Verdict
  entry?: Entry | undefined
  /** Of somebody who had not registered. */
  number?: string | undefined
  group?: string | undefined
  party?: number | undefined
  /** How many came is still to be said. */
  asking?: boolean
}

import type { Limits } from '../limits.ts'
import type { Mark } from './box.ts'

/** Nobody reads and answers a question faster. */
const SECONDS_A_QUESTION = 2

/**
 * What is odd about how a volunteer's answer came, from what is in memory at that moment. An invited one gets none of
 * these: it has its one token, so there is nothing to stuff, and whoever holds the log sees how long a visit took and
 * how close together answers came: such a mark would lead from the token to the answer.
 */
export function marksOf(came: {
  limits: Limits
  survey: string
  source: string
  now: number
  /** When the first page was opened; a program has none. */
  began: number | undefined
  questions: number
  plain: boolean
}): Mark[] {
  const { limits, survey, source, now, began, questions, plain } = came
  const network = `${survey}\n${source}`
  const burst = limits.used('survey_burst', network, now) >= 1
  limits.count('survey_burst', network, now)
  return [
    ...(began !== undefined && now - began < questions * SECONDS_A_QUESTION * 1000 ? (['fast'] as const) : []),
    ...(burst ? (['burst'] as const) : []),
    ...(plain ? (['bare'] as const) : []),
  ]
}

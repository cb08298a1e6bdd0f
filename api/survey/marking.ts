import type { Limits } from '../limits.ts'
import type { Mark } from './box.ts'

/** Nobody reads and answers a question faster. */
const SECONDS_A_QUESTION = 2

/** Many at once, and many on a day: a program that waits between answers is one too. */
const WINDOWS = ['survey_burst', 'survey_day'] as const

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
  /** When the first page was opened, or by a program the challenge was asked for; undefined where neither is known. */
  began: number | undefined
  questions: number
  plain: boolean
}): Mark[] {
  const { limits, survey, source, now, began, questions, plain } = came
  const network = `${survey}\n${source}`
  const burst = WINDOWS.some((budget) => limits.used(budget, network, now) >= 1)
  for (const budget of WINDOWS) limits.count(budget, network, now)
  return [
    ...(began !== undefined && now - began < questions * SECONDS_A_QUESTION * 1000 ? (['fast'] as const) : []),
    ...(burst ? (['burst'] as const) : []),
    ...(plain ? (['bare'] as const) : []),
  ]
}

import type { Limit } from '../../../api/case/deadline.ts'
import { TIMED } from '../../../content/kinds/limit.ts'
import { lengthWords } from '../_terms.ts'

/** What whoever turns to the fast lane wants to know, in its order. */
const SHOWN = ['accept', 'answer', 'extend', 'recall'] as const
const TITLES: Partial<Record<(typeof SHOWN)[number], string>> = {
  accept: '告诉您是否受理',
  answer: '受理后答复',
  extend: '最多延长',
}

/** The clock of the lane, as its limits are published; a limit of the demonstration says so. */
export const clockOf = (steps: Partial<Record<string, Limit>> | undefined) =>
  SHOWN.flatMap((step) => {
    const limit = steps?.[step]
    return limit ? [{ title: TITLES[step] ?? TIMED[step], length: lengthWords(limit), basis: limit.basis }] : []
  })

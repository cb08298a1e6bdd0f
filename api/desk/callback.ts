import { lastDay, today } from '../case/deadline.ts'
import { limitsOf, type Rulebook } from '../case/rulebook.ts'
import { URGENCY } from '../lead/lead.ts'

interface Line {
  lane: string
  kind: string
  channel: string
  answeredAt?: number | null
  urgency?: keyof typeof URGENCY | null
}

/** Since when somebody waits to be called, by when they ought to be, and how pressing they say it is; nothing of others. */
export function callOf(book: Rulebook, { answeredAt, urgency, ...of }: Line) {
  if (!answeredAt) return null
  const since = today(new Date(answeredAt))
  const limit = limitsOf(book, of).recall
  return {
    since,
    by: limit ? lastDay(since, limit, book.calendar).on : null,
    counting: limit?.counting ?? null,
    urgency: urgency ? URGENCY[urgency] : null,
  }
}

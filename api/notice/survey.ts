import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, surveyAnswers, surveys } from '../../db/schema.ts'
import type { Actor } from '../staff/actor.ts'
import { hatsOf, mayRead } from '../survey/visibility.ts'
import { type Action, allowed, barsOf, DRAWS, EVALUATES, type Facts } from '../survey/workflow.ts'
import type { Arisen, Event } from './staff.ts'

/** Of a survey: who approves or publishes it, whoever drew it up, and the evaluating body once there is something to ask. */
export async function surveyMoved(store: Store, { stream, n, action, actor }: Event): Promise<Arisen[]> {
  const arisen = { subject: stream, mark: String(n), by: actor.login }
  if (action === 'propose' || action === 'judge') return [{ ...arisen, what: 'review' }]
  if (action === 'open-box')
    return [
      { ...arisen, what: 'opened' },
      { ...arisen, what: 'review' },
    ]
  if (action !== 'return' && action !== 'approve') return []
  const drawn = await store.read
    .select({ actor: events.actor })
    .from(events)
    .where(and(eq(events.stream, stream), eq(events.n, 1)))
    .get()
  const author = { ...arisen, only: drawn?.actor.login ?? '' }
  if (action === 'return') return [{ ...author, what: 'returned' }]
  return [
    { ...author, what: 'approved' },
    { ...arisen, what: 'queue' },
  ]
}

/** A survey with what decides who may move it on. */
export type SurveyNow = typeof surveys.$inferSelect & Pick<Facts, 'odd' | 'log'>

export async function surveyNow(read: Store['read'], code: string): Promise<SurveyNow | undefined> {
  const [row, log, odd] = await Promise.all([
    read.select().from(surveys).where(eq(surveys.code, code)).get(),
    read
      .select({ action: events.action, actor: events.actor })
      .from(events)
      .where(eq(events.stream, `survey/${code}`)),
    read.$count(surveyAnswers, and(eq(surveyAnswers.survey, code), ne(sql`marks`, '[]'), isNull(surveyAnswers.review))),
  ])
  return row && { ...row, odd, log: log.map(({ action, actor }) => ({ action, login: actor.login ?? '' })) }
}

/** The steps of a survey that wait for somebody; that it began or was opened waits for no step. */
const NEXT: Record<string, readonly Action[]> = { review: ['approve', 'publish'], returned: ['propose'] }

export function surveyConcerns(actor: Actor, what: string, survey: SurveyNow) {
  if (!mayRead(survey, actor)) return false
  const hats = hatsOf(actor)
  const wears = (roles: readonly string[]) => hats.some((hat) => roles.includes(hat))
  if (what === 'queue') return wears(EVALUATES) && survey.status === 'open'
  if (what === 'approved') return wears(DRAWS) && survey.status === 'open'
  if (what === 'opened') return wears(DRAWS) && survey.status === 'counted'
  const may = allowed(survey.status, hats, barsOf({ ...survey, frames: 0 }, actor.login, survey.opensOn))
  return (NEXT[what] ?? []).some((action) => may.includes(action))
}

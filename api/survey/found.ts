import { asc, desc, eq, like, sql } from 'drizzle-orm'
import { events, surveyFrames, surveys } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import type { Actor } from '../staff/actor.ts'
import { demand } from '../step.ts'
import { oddTotals } from './reviewed.ts'
import { hatsOf, mayRead } from './visibility.ts'
import { isOpened } from './worked.ts'
import { type Action, BARS, barsOf, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type SurveyRow = typeof surveys.$inferSelect
export type FrameRow = typeof surveyFrames.$inferSelect

export interface Found {
  row: SurveyRow
  frames: FrameRow[]
  /** Odd answers nobody has looked at. */
  odd: number
  events: (typeof events.$inferSelect)[]
}

export const stream = (code: string) => `survey/${code}`

/** `CP-2026-01`: the year and which one of it; that there is one is no secret. */
export async function nextCode({ store }: Pick<World, 'store'>, year: string): Promise<string> {
  const last = await store.read
    .select({ code: surveys.code })
    .from(surveys)
    .where(like(surveys.code, `CP-${year}-%`))
    .orderBy(desc(sql`length(code)`), desc(surveys.code))
    .get()
  const n = Number(last?.code.split('-')[2] ?? 0) + 1
  return `CP-${year}-${String(n).padStart(2, '0')}`
}

/** A code as people type it. */
export const readCode = (typed: string): string | undefined =>
  /^CP-\d{4}-\d{2,4}$/.exec(typed.normalize('NFKC').trim().toUpperCase())?.[0]

/** One that this person may read; what they may not read is not there. */
export async function find({ store }: Pick<World, 'store'>, typed: string, actor: Actor): Promise<Found | undefined> {
  const code = readCode(typed)
  const row = code && (await store.read.select().from(surveys).where(eq(surveys.code, code)).get())
  if (!row || !mayRead(row, actor)) return undefined
  const [frames, log, odd] = await Promise.all([
    store.read.select().from(surveyFrames).where(eq(surveyFrames.survey, row.code)).orderBy(asc(surveyFrames.stratum)),
    store.read
      .select()
      .from(events)
      .where(eq(events.stream, stream(row.code)))
      .orderBy(asc(events.n)),
    isOpened(row) ? oddTotals({ store }, row) : undefined,
  ])
  return { row, frames, odd: odd?.all.waiting ?? 0, events: log }
}

export const barsFor = ({ row, frames, odd, events: log }: Found, actor: Actor, now: Date) =>
  barsOf(
    { ...row, frames: frames.length, odd, log: log.map((e) => ({ action: e.action, login: e.actor.login ?? '' })) },
    actor.login,
    today(now),
  )

/** The refusal a step would meet now, thrown. */
export const refuseUnless = (found: Found, action: Action, actor: Actor, now: Date) =>
  demand(step(action), found.row.status, hatsOf(actor), barsFor(found, actor, now), BARS)

/** The condition that nobody has moved it. */
export const unmoved = ({ code, n }: Pick<SurveyRow, 'code' | 'n'>) => ({
  sql: 'exists (select 1 from surveys where code = ? and n = ?)',
  args: [code, n],
})

import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Context } from 'hono'
import type * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { caseBlind, cases, enquiries } from '../../db/schema.ts'
import { act, type Unmoved } from '../case/act.ts'
import { contested } from '../case/contest.ts'
import { today } from '../case/deadline.ts'
import { ask, askable, type EnquiryRow, feedbackBy, mayCall, mayContest, tasksFor } from '../case/enquiry.ts'
import { rulebook } from '../case/rulebook.ts'
import type { Contest } from '../case/says.ts'
import { type Calling, TASKS, type TaskAction } from '../case/task.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'

/** What was put away is frozen, its answers too. */
export const isPutAway = async ({ read }: Store, no: string) =>
  (await read.select({ status: cases.status }).from(cases).where(eq(cases.no, no)).get())?.status === 'archived'

/** What a step leads to; what came back is no answer, but is kept where the asker reads it. */
export function stepping(row: EnquiryRow, action: TaskAction, said: Record<string, unknown>, actor: Actor, now: Date) {
  if (!tasksFor(row, actor.roles).includes(action))
    throw new Refusal(
      row.answeredAt !== null ? 'already' : tasksFor(row, ['legal']).includes(action) ? 'not_yours' : 'not_now',
    )
  const answer = typeof said.note === 'string' ? said.note : null
  return { state: TASKS[action].to, answer, answeredAt: answer === null ? null : now.getTime(), also: [] }
}

/** The desk moves on while a body writes; what it says does not depend on that. */
const TRIES = 5

/**
 * That the rating behind an enquiry is mistaken: a step of the case, which the body does not see. It says so once, whoever
 * of those asked; what it may do with the enquiry stays as it was.
 */
export async function contesting(
  c: Context<AppEnv>,
  row: EnquiryRow,
  actor: Actor,
  said: z.output<typeof Contest>,
  also: (unmoved: Unmoved) => InStatement[],
) {
  const { deps, now } = c.var
  if (row.contestBy === null) throw new Refusal('not_now')
  if (row.contest !== null) throw new Refusal('already')
  const filed = (unmoved: Unmoved) => ({
    sql: `update enquiries set contest = 'open' where id = ? and ${unmoved.sql}`,
    args: [row.id, ...unmoved.args],
  })
  if (!mayContest(row, actor.roles, now))
    throw new Refusal(mayContest(row, ['legal'], now) ? 'not_yours' : 'contest_over')
  for (let left = TRIES; ; left--) {
    const of = await deps.store.read.select().from(cases).where(eq(cases.no, row.no)).get()
    if (!of) throw new Refusal('not_found')
    const brings = await contested(deps.store, of, said)
    try {
      const taking = { no: of.no, n: of.n, action: 'contest' as const, said: brings.said }
      return await act(deps, taking, ['system'], actor, now, (unmoved) => [
        ...brings.also(unmoved),
        filed(unmoved),
        ...also(unmoved),
      ])
    } catch (error) {
      const overtaken = error instanceof Refusal && error.code === 'moved_meanwhile'
      if (!overtaken || left === 1) throw error
    }
  }
}

/** A township that was asked calls other bodies to the place: each gets the same digest, and answers to the township. */
export async function calling(
  c: Context<AppEnv>,
  row: EnquiryRow,
  actor: Actor,
  { departments, answerBy }: z.output<typeof Calling>,
  unmoved: Unmoved,
) {
  const { deps, now } = c.var
  const book = await rulebook(deps.store, now)
  if (!mayCall(row, actor, book)) throw new Refusal('not_yours')
  const { read } = deps.store
  const mine = and(eq(enquiries.no, row.no), eq(enquiries.askedBy, actor.department))
  if ((await read.$count(enquiries, mine)) > 0) throw new Refusal('already')
  // Whoever must not know of the case, the body spoken about above all, is asked by the bureau or not at all.
  const blind = await read.select().from(caseBlind).where(eq(caseBlind.no, row.no))
  const known = askable(book, actor.department).filter((o) => !blind.some((b) => b.department === o.value))
  const by = answerBy ?? feedbackBy(book, now)
  const fields = [
    ...(departments.every((code) => known.some(({ value }) => value === code))
      ? []
      : [{ path: 'departments', message: '不能召集这个单位，请重新选择' }]),
    ...(by <= today(now) ? [{ path: 'answerBy', message: '反馈期限要晚于今天' }] : []),
  ]
  if (fields.length) throw new Refusal('invalid', { fields })
  const { digest } = row
  // Blurred already: the half-month goes on as it came.
  const asks = [...new Set(departments)].map((department) => ({
    department,
    purpose: 'call' as const,
    digest,
    period: false,
    answerBy: by,
  }))
  const also = asks.flatMap((one) => ask({ no: row.no, happenedOn: null }, one, actor, now, unmoved))
  return { state: row.state, answer: null, answeredAt: null, also }
}

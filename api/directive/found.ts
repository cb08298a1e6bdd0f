import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { caseBlind, directiveCases, directives, events } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { newIdOf, readIdOf } from '../id.ts'
import type { Actor } from '../staff/actor.ts'
import { demand } from '../step.ts'
import type { State } from './state.ts'
import { barsOf, type Facts } from './way.ts'
import { type Action, allowed, BARS, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type DirectiveRow = typeof directives.$inferSelect

export interface Found {
  row: DirectiveRow
  /** Numbers of the cases it rests on. */
  cases: string[]
  /** Who must not know of a case it rests on, or of one the documents before and after it rest on, by document. */
  blind: Map<string, string[]>
  /** The document it follows, and those that follow it. */
  previous: DirectiveRow | undefined
  next: DirectiveRow[]
  events: (typeof events.$inferSelect)[]
}

/** Nothing of a case or a count is in it. */
export const newId = () => newIdOf('JD')
export const readId = (typed: string) => readIdOf('JD', typed)

export async function find({ store }: Pick<World, 'store'>, id: string): Promise<Found | undefined> {
  const { read } = store
  const row = await read.select().from(directives).where(eq(directives.id, id)).get()
  if (!row) return undefined
  const [cases, previous, next, log] = await Promise.all([
    read.select().from(directiveCases).where(eq(directiveCases.directive, id)).orderBy(asc(directiveCases.no)),
    row.previous ? read.select().from(directives).where(eq(directives.id, row.previous)).get() : undefined,
    read
      .select()
      .from(directives)
      .where(and(eq(directives.previous, id), ne(directives.status, 'void'))),
    read
      .select()
      .from(events)
      .where(eq(events.stream, `directive/${id}`))
      .orderBy(asc(events.n)),
  ])
  const blind = await blindTo(read, [row, ...(previous ? [previous] : []), ...next])
  return { row, cases: cases.map((c) => c.no), blind, previous, next, events: log }
}

async function blindTo(read: World['store']['read'], rows: readonly DirectiveRow[]): Promise<Map<string, string[]>> {
  const ids = rows.map(({ id }) => id)
  const found = await read
    .select({ id: directiveCases.directive, one: caseBlind.department })
    .from(directiveCases)
    .innerJoin(caseBlind, eq(caseBlind.no, directiveCases.no))
    .where(inArray(directiveCases.directive, ids))
  return new Map(ids.map((id) => [id, found.filter((f) => f.id === id).map((f) => f.one)]))
}

/** What `allowed` asks of a document. */
const factsOf = ({ row, next, events: log }: Found): Facts => ({
  ...stateOf(row),
  type: row.type,
  receivedAt: row.receivedAt,
  followed: next.length > 0,
  log: log.map((e) => ({ action: e.action, login: e.actor.login ?? '' })),
})

export const stateOf = (row: DirectiveRow): State => ({
  status: row.status as State['status'],
  dueOn: row.dueOn,
  result: row.result as State['result'],
  objectBy: row.objectBy,
  objection: row.objection as State['objection'],
  ruleBy: row.ruleBy,
  escalatedTo: row.escalatedTo,
  shown: row.shown,
})

/** The condition that nobody has moved it. */
export const unmoved = ({ id, n }: Pick<DirectiveRow, 'id' | 'n'>): Condition => ({
  sql: 'exists (select 1 from directives where id = ? and n = ?)',
  args: [id, n],
})

/** The refusal a step would meet now, thrown. */
export function refuseUnless(found: Found, action: Action, actor: Actor, now: Date) {
  const facts = factsOf(found)
  demand(step(action), facts.status, actor.roles, barsOf(facts, action, actor.login, today(now)), BARS)
}

/** What somebody may do with a document now, that is done on its own page. */
export const allowedNow = (found: Found, actor: Actor, now: Date): Action[] => {
  const facts = factsOf(found)
  return allowed(facts, actor.roles, (action) => barsOf(facts, action, actor.login, today(now)))
}

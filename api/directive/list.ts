import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { directiveCases, directives } from '../../db/schema.ts'
import { type DirectiveView, VIEWS } from './directive.ts'
import type { Scope } from './visibility.ts'

/** Days before the date from which it is soon. */
const SOON = 7

interface Asked {
  view: DirectiveView
  type?: (typeof directives.$inferSelect)['type'] | undefined
  department?: string | undefined
  q?: string | undefined
  case?: string | undefined
  page: number
  limit: number
}

/** Numbers are found however their brackets and spaces are typed. */
const plain = (typed: string) => typed.normalize('NFKC').replace(/[\s[\]〔〕()【】{}]/g, '')

/** The one place that turns a scope into a condition; `mayRead` says the same of one document. */
export const within = ({ audience, department, person }: Scope): SQL | undefined =>
  and(
    audience === 'bureau'
      ? eq(directives.issuer, department)
      : audience === 'superior'
        ? eq(directives.escalatedTo, department)
        : and(eq(directives.department, department), sql`${directives.servedOn} is not null`),
    sql`not exists (select 1 from directive_cases x join case_blind b on b.no = x.no
      where x.directive = ${directives.id} and b.department = ${person})`,
  )

/** A page of what somebody may read: what is owed by its date, everything else newest first. */
export async function list({ read }: Store, scope: Scope, asked: Asked, today: string) {
  const { view, type, department, q, page, limit } = asked
  const soonest = new Date(Date.parse(today) + SOON * 86_400_000).toISOString().slice(0, 10)
  const words = q && plain(q)
  const where = and(
    within(scope),
    inArray(directives.status, [...VIEWS[view].status]),
    view === 'overdue' ? sql`${directives.dueOn} < ${today}` : undefined,
    view === 'soon' ? sql`${directives.dueOn} between ${today} and ${soonest}` : undefined,
    type && eq(directives.type, type),
    department ? eq(directives.department, department) : undefined,
    asked.case
      ? sql`${directives.id} in (select ${directiveCases.directive} from ${directiveCases} where ${directiveCases.no} = ${asked.case})`
      : undefined,
    words
      ? sql`(instr(replace(replace(coalesce(${directives.number}, ''), '〔', ''), '〕', ''), ${words}) > 0 or instr(${directives.subject}, ${words}) > 0)`
      : undefined,
  )
  const byDate = ['waiting', 'soon', 'overdue'].includes(view)
  const [items, total] = await Promise.all([
    read
      .select()
      .from(directives)
      .where(where)
      .orderBy(byDate ? asc(directives.dueOn) : desc(directives.createdAt), asc(directives.id))
      .limit(limit)
      .offset((page - 1) * limit),
    read.$count(directives, where),
  ])
  return { items, total }
}

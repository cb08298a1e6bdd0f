import { and, asc, eq, sql } from 'drizzle-orm'
import { appraisals, duties, dutyParts, people, supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { newQueryCode } from '../case/number.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import type { Deps } from '../context.ts'
import { isNear } from '../lead/conflict.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, has } from '../staff/actor.ts'
import { declaredBy } from '../staff/declared.ts'
import { yearOf } from './when.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type DutyRow = typeof duties.$inferSelect
export type PartRow = typeof dutyParts.$inferSelect
export type Supervisor = typeof supervisors.$inferSelect

/** Nothing of what it is about is in a number. */
export const newId = () => `RW-${newQueryCode().slice(0, 10)}`
export const readId = (typed: string) =>
  /^RW-[0-9A-HJKMNP-TV-Z]{10}$/.exec(typed.slice(0, 100).normalize('NFKC').trim().toUpperCase())?.[0]

export async function dutyOf({ store }: Pick<World, 'store'>, typed: string): Promise<DutyRow | undefined> {
  const id = readId(typed)
  return id === undefined ? undefined : store.read.select().from(duties).where(eq(duties.id, id)).get()
}

export const partOf = ({ store }: Pick<World, 'store'>, duty: string, supervisor: string) =>
  store.read
    .select()
    .from(dutyParts)
    .where(and(eq(dutyParts.duty, duty), eq(dutyParts.supervisor, supervisor)))
    .get()

/** The supervisor who asks: appointed, and serving today. */
export async function servingAs({ store }: Pick<World, 'store'>, actor: Actor, now: Date): Promise<Supervisor> {
  const row = has(actor, 'supervisor')
    ? await store.read.select().from(supervisors).where(eq(supervisors.login, actor.login)).get()
    : undefined
  const day = today(now)
  const serves = row?.state === 'serving' && (row.from ?? day) <= day && (row.to ?? day) >= day
  if (!row || !serves) throw new Refusal('not_yours')
  return row
}

/** A body with those it belongs to or acts for, and the other way round: near as it is near for a lead. */
export const familyOf = ({ departments }: Pick<Rulebook, 'departments'>, code: string): string[] => [
  code,
  ...[...departments.keys()].filter((other) => other !== code && isNear(code, other, departments)),
]

/** Which of these accounts have declared an interest in a body, or took one back not long ago. */
export async function interestedIn(
  { store }: Pick<World, 'store'>,
  department: string | null,
  logins: readonly (string | null)[],
  now: Date,
): Promise<Set<string>> {
  if (department === null) return new Set()
  const family = familyOf(await rulebook(store, now), department)
  const who = logins.filter((login) => login !== null)
  const declared = await declaredBy(store, who, now)
  return new Set(
    declared
      .filter(({ kind, subject }) => kind === 'department' && family.includes(subject))
      .map(({ person }) => person),
  )
}

/** Whether the year a task counts for was closed. */
export async function isClosed({ store }: Pick<World, 'store'>, duty: Pick<DutyRow, 'startsAt' | 'endsAt'>) {
  const { year } = appraisals
  const row = await store.read
    .select({ year })
    .from(appraisals)
    .where(eq(year, yearOf(duty)))
    .limit(1)
    .get()
  return row !== undefined
}

/** All who serve, by number, with the name of their account. */
export const allServing = ({ store }: Pick<World, 'store'>) =>
  store.read
    .select({ supervisor: supervisors, name: people.name })
    .from(supervisors)
    .leftJoin(people, eq(people.login, supervisors.login))
    .where(sql`${supervisors.state} = 'serving'`)
    .orderBy(asc(supervisors.number), asc(supervisors.id))

/** Who was asked to a task, and how each stands. */
export const partsOf = ({ store }: Pick<World, 'store'>, duty: string) =>
  store.read
    .select({ part: dutyParts, supervisor: supervisors, name: people.name })
    .from(dutyParts)
    .innerJoin(supervisors, eq(supervisors.id, dutyParts.supervisor))
    .leftJoin(people, eq(people.login, supervisors.login))
    .where(eq(dutyParts.duty, duty))
    .orderBy(asc(supervisors.number), asc(supervisors.id))

import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, eq, max, sql } from 'drizzle-orm'
import { type Condition, insert, insertAll } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { latest, today } from '../case/deadline.ts'
import { append, appendAll, type Event } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Issued, Type } from './code.ts'
import { type CodeRow, find, refuseUnless, stream, type World } from './found.ts'
import { newId } from './id.ts'
import { type Made, made } from './made.ts'
import { mayIssue } from './visibility.ts'
import { type Action, type Status, step } from './workflow.ts'

/** How many codes of each subject there were. */
async function versionsOf({ store }: World, type: Type, subjects: readonly string[]): Promise<Map<string, number>> {
  const rows = await store.read
    .select({ subject: codes.subject, version: max(codes.version) })
    .from(codes)
    .where(
      and(eq(codes.type, type), sql`${codes.subject} in (select value from json_each(${JSON.stringify(subjects)}))`),
    )
    .groupBy(codes.subject)
  return new Map(rows.map(({ subject, version }) => [subject, version ?? 0]))
}

/** Rows and first events of codes of one type issued together, in three statements however many there are. */
export async function issuing(
  world: World,
  all: readonly Made[],
  actor: Actor,
  now: Date,
  { batch = null, demo, when }: { batch?: string | null; demo: boolean; when?: Condition },
) {
  const [first] = all
  const versions = await versionsOf(
    world,
    first?.type ?? 'ORG',
    all.map(({ subject }) => subject),
  )
  const rows = all.map((one) => {
    const version = (versions.get(one.subject) ?? 0) + 1
    const { id, keyId } = newId(world.secrets, { type: one.type, subject: one.subject, version })
    return { id, ...one, facts: { ...one.facts }, version, keyId, ...standing(batch, now, demo) }
  })
  return {
    ids: rows.map(({ id }) => id),
    events: appendAll(
      rows.map((row) => issued(row.id, row, row.version, actor, now)),
      when,
    ),
    // To be written last: until they are there, a condition on codes still holds.
    rows: insertAll(codes, rows, when),
  }
}

const standing = (batch: string | null, now: Date, demo: boolean) => ({
  status: 'active' as const,
  batch,
  issuedAt: now.getTime(),
  demo,
  n: 1,
})

/** The first event of a code. */
const issued = (
  id: string,
  { issuedTo, type }: Pick<Made, 'issuedTo' | 'type'>,
  version: number,
  actor: Actor,
  now: Date,
): Event => ({
  stream: stream(id),
  n: 1,
  at: now,
  actor: actorOf(actor),
  action: 'issue',
  data: { issuedTo, type, version },
  state: { status: 'active' },
})

/** Issues one. */
export async function issue(
  world: World,
  type: Issued,
  said: Record<string, unknown>,
  actor: Actor,
  now: Date,
  also?: (id: string) => InStatement[],
  demo = false,
): Promise<string> {
  if (!mayIssue(actor)) throw new Refusal('not_yours')
  const { ids, events, rows } = await issuing(world, [await made(world, type, said, now)], actor, now, { demo })
  const [id = ''] = ids
  await world.store.writes.commit([...events, ...(also?.(id) ?? []), rows])
  return id
}

export const newBatch = () => `PC-${randomBytes(4).toString('hex').toUpperCase()}`

/** The condition that nobody has moved it. */
export const unmoved = ({ id, n }: Pick<CodeRow, 'id' | 'n'>): Condition => ({
  sql: 'exists (select 1 from codes where id = ? and n = ?)',
  args: [id, n],
})

interface Taking {
  id: string
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** The code that takes the place of another, with its first event: the same in everything but its number. */
export function successor(world: World, before: CodeRow, actor: Actor, now: Date) {
  const { type, subject, label, facts, department, issuedTo, validTo, batch, demo } = before
  const version = before.version + 1
  const { id, keyId } = newId(world.secrets, { type, subject, version })
  const validFrom = latest(before.validFrom, today(now))
  const one = { type, subject, label, facts, department, issuedTo, validFrom, validTo }
  return {
    row: { id, ...one, version, keyId, ...standing(batch, now, demo) },
    event: issued(id, one, version, actor, now),
  }
}

/** The only mover: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  { id, n, action, said }: Taking,
  actor: Actor,
  now: Date,
  also?: (when: Condition) => InStatement[],
): Promise<void> {
  const found = await find(world, id, actor)
  if (!found) throw new Refusal('not_found')
  const { row } = found
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  refuseUnless(found, action, actor)
  const status: Status = step(action).to
  const when = unmoved(row)
  const next = action === 'replace' ? successor(world, row, actor, now) : undefined
  const event = append(
    {
      stream: stream(row.id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action,
      data: { ...said, ...(next && { by: next.row.id }) },
      state: { status },
    },
    when,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    ...(next ? [...append(next.event, when).statements, insert(codes, next.row, when)] : []),
    ...(also?.(when) ?? []),
    world.store.read
      .update(codes)
      .set({ status, n: n + 1, ...(next && { replacedBy: next.row.id }) })
      .where(and(eq(codes.id, row.id), eq(codes.n, n))),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, eq, max, sql } from 'drizzle-orm'
import type { Matter } from '../../content/kinds/matter.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import { type Condition, insert, insertAll } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { latest, today } from '../case/deadline.ts'
import { append, appendAll, type Event } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { type OfficerVerdict, verdict } from '../officer/officer.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Facts, Issued, Type } from './code.ts'
import { type CodeRow, find, refuseUnless, stream, type World } from './found.ts'
import { newId } from './id.ts'
import { mayIssue } from './visibility.ts'
import { type Action, type Status, step } from './workflow.ts'

const invalid = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** What a code is made of, before it has a number. */
export interface Made {
  type: Type
  department: string | null
  subject: string
  label: string
  facts: Facts
  issuedTo: string
  validFrom: string
  validTo: string | null
}

/** Why an officer gets no code, and what to do. */
const UNFIT: Record<Exclude<OfficerVerdict, 'valid'>, string> = {
  expired: '这名人员的执法证到那天不在有效期内，不能签发。换证以后先更新名册，再来签发',
  suspended: '这名人员的执法证正在暂扣，不能签发。发还以后先更新名册，再来签发',
  cancelled: '这名人员的执法证已经收回或者注销，不能签发。请核对人员编码',
  unknown: '名册里查不到这名人员的执法证，不能签发。请核对人员编码',
}

/** An entry in force today, or the field that named it is wrong. */
async function entry<T>(
  world: World,
  kind: 'matter' | 'officer',
  code: string,
  now: Date,
  path: string,
  wrong: string,
) {
  const book = await register(world.store)
  const known = inForceOf(book.sayings(kind, code.toUpperCase()), today(now), dayEnd(today(now)))
  if (!known || known.cancelled) throw invalid(path, wrong)
  const [row] = await rowsOf(world.store, [known])
  return row?.data as T
}

/** What was said when it was issued, as a code: what is in the register is taken from there. */
export async function made(world: World, type: Issued, said: Record<string, unknown>, now: Date): Promise<Made> {
  const { issuedTo, validFrom, validTo, department, label, subject, officer, matter, ...facts } = said as Record<
    string,
    string | undefined
  >
  const common = {
    type,
    issuedTo: issuedTo ?? '',
    validFrom: validFrom ?? today(now),
    validTo: validTo ?? null,
  }
  if (validTo !== undefined && validTo < common.validFrom) throw invalid('validTo', '截止日期早于启用日期，请核对')
  if (type === 'OFFICER') {
    const wrong = '证件名册里没有这个人员编码。请从名册里复制'
    const one = await entry<Officer>(world, 'officer', officer ?? '', now, 'officer', wrong)
    // On the first day the code could be shown.
    const standing = verdict(one, false, latest(common.validFrom, today(now)))
    if (standing !== 'valid') throw invalid('officer', UNFIT[standing])
    const label = `${one.name.slice(0, 1)}某（证号尾号${one.certificate.slice(-4)}）`
    return { ...common, department: one.department, subject: one.code, label, facts: {} }
  }
  if (type === 'ITEM') {
    const one = await entry<Matter>(
      world,
      'matter',
      matter ?? '',
      now,
      'matter',
      '目录里没有这个事项编码，请从目录里复制',
    )
    return { ...common, department: one.department, subject: one.code, label: one.name, facts: {} }
  }
  const { departments } = await rulebook(world.store, now)
  if (department !== undefined && !departments.has(department)) throw invalid('department', '没有这个单位，请重新选择')
  return {
    ...common,
    department: department ?? null,
    subject: subject ?? `${department}/${label}/${facts.place}`,
    label: label ?? '',
    facts,
  }
}

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

/** What an inspection’s code is made of: its subject is the inspection’s number. */
export type Task = Omit<Made, 'type'>

/** The code of an inspection, issued with it: statements for the commit that plans it. */
export const issueTask = (world: World, task: Task, actor: Actor, now: Date, demo: boolean, when?: Condition) =>
  issuing(world, [{ ...task, type: 'TASK' }], actor, now, { demo, ...(when && { when }) })

/** The code of an inspection that can still be taken back; those replaced before lead nowhere already. */
export async function taskCode({ store }: Pick<World, 'store'>, subject: string): Promise<CodeRow | undefined> {
  const rows = await store.read
    .select()
    .from(codes)
    .where(and(eq(codes.type, 'TASK'), eq(codes.subject, subject)))
  return rows.find((row) => step('revoke').from.includes(row.status))
}

/** Takes it back: statements for the commit that cancels the inspection, if `when` holds. */
export const revokeTask = (
  { id, n }: CodeRow,
  note: string,
  actor: Actor,
  now: Date,
  when: Condition,
): InStatement[] => [
  ...append(
    {
      stream: stream(id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'revoke',
      data: { note },
      state: { status: 'revoked' },
    },
    when,
  ).statements,
  {
    sql: `update codes set status = 'revoked', n = ? where id = ? and n = ? and ${when.sql}`,
    args: [n + 1, id, n, ...when.args],
  },
]

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

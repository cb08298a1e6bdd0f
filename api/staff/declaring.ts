import { and, asc, eq, not, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, events, interests, people } from '../../db/schema.ts'
import { forgetOffice } from '../case/around.ts'
import { hiddenBy, keepFrom } from '../case/conflict.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { byOneBefore } from '../contact/before.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { mayAppoint } from '../supervisor/visibility.ts'
import { codes } from '../vocabulary.ts'
import { type Actor, has } from './actor.ts'
import { type Declaration, INTEREST, type Interest, subjectOf, WHOSE, type Withdrawal } from './interest.ts'
import { record } from './record.ts'

type World = Pick<Deps, 'store' | 'secrets'>
type Row = typeof interests.$inferSelect

const wrong = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })
const state = ({ roles, department }: Actor) => ({ active: true, roles, department })
const standing = ({ kind, subject }: Interest, login: string) => ({
  sql: 'exists (select 1 from interests where person = ? and kind = ? and subject = ?)',
  args: [login, kind, subject],
})

/** What is declared, if it may be: a body there is, and nothing that stands already. */
async function declarable({ store }: World, { login }: Actor, said: Declaration, now: Date): Promise<Interest> {
  const { kind, subject } = subjectOf(said)
  if (kind === 'department' && !(await rulebook(store, now)).departments.has(subject))
    throw wrong('department', '没有这个单位，请重新选择')
  if ((await store.read.$count(interests, and(eq(interests.person, login), eq(interests.subject, subject)))) > 0)
    throw again(kind)
  if ((await store.read.$count(interests, eq(interests.person, login))) >= MOST)
    throw wrong(kind === 'department' ? 'department' : 'name', `一个人最多申报${MOST}项，请先撤回已经没有的`)
  return { kind, subject }
}

/** More than anybody has; what is declared is held against all that comes. */
const MOST = 60

const again = (kind: Interest['kind']) => wrong(kind === 'department' ? 'department' : 'name', '这一项已经申报过了')

/** How many of the cases they read now its maker would see no more. That it was asked is written down, for names are tried out so. */
export async function foresee(world: World, actor: Actor, said: Declaration, now: Date) {
  const interest = await declarable(world, actor, said, now)
  await world.store.writes.commit([
    insert(accesses, { at: now.getTime(), person: actor.login, no: '', what: 'interest', why: null }),
  ])
  return hiddenBy(world, interest, actor, now)
}

/** Declares an interest, and keeps its holder from the cases there are about it; those to come are `aroundOf`'s. */
export async function declare(world: World, actor: Actor, said: Declaration, now: Date): Promise<void> {
  const { store } = world
  const { kind, subject } = await declarable(world, actor, said, now)
  const { whose, why } = said
  const row: Row = { person: actor.login, kind, subject, whose, why, at: now.getTime(), settled: false }
  const fresh = {
    sql: 'not exists (select 1 from interests where person = ? and subject = ?)',
    args: [actor.login, subject],
  }
  const [added] = await record(
    store,
    { login: actor.login, by: actor, action: 'interest', data: { kind, subject, whose }, state: state(actor), now },
    [insert(interests, row, fresh)],
    fresh,
  )
  if (added?.rowsAffected !== 1) throw again(kind)
  forgetOffice(store)
  await keepFrom(world, row, now)
}

/** Takes a declaration back. What it kept its holder from stays out of their sight: they had the interest then. */
export async function withdraw({ store }: World, actor: Actor, said: Withdrawal, now: Date): Promise<void> {
  const { kind, subject, reason } = said
  const there = standing(said, actor.login)
  const [gone] = await record(
    store,
    {
      login: actor.login,
      by: actor,
      action: 'interest-end',
      data: { kind, subject, reason },
      state: state(actor),
      now,
    },
    [{ sql: 'delete from interests where person = ? and kind = ? and subject = ?', args: there.args }],
    there,
  )
  if (gone?.rowsAffected !== 1) throw new Refusal('not_found')
  forgetOffice(store)
}

const nameOf = (book: Rulebook, { kind, subject }: Interest) =>
  kind === 'department' ? (book.departments.get(subject)?.name ?? subject) : subject

const shown = (book: Rulebook, row: Row) => ({
  kind: { code: row.kind, label: INTEREST[row.kind] },
  subject: { code: row.subject, name: nameOf(book, row) },
  whose: { code: row.whose, label: WHOSE[row.whose] },
  why: row.why,
  at: new Date(row.at ?? 0).toISOString(),
})

/** What the log holds of a declaration, or of its end. */
const Noted = z.looseObject({ kind: codes(INTEREST), subject: z.string(), reason: z.string().optional() })

/** Somebody's own declarations, with what was declared and taken back before. */
export async function ownInterests({ store }: World, login: string, now: Date) {
  const book = await rulebook(store, now)
  const [rows, log] = await Promise.all([
    store.read.select().from(interests).where(eq(interests.person, login)).orderBy(asc(interests.at)),
    store.read
      .select()
      .from(events)
      .where(and(eq(events.stream, `person/${login}`), not(byOneBefore(login, events.at))))
      .orderBy(asc(events.n)),
  ])
  const history = log.flatMap(({ action, at, data }) => {
    if (action !== 'interest' && action !== 'interest-end') return []
    const said = Noted.safeParse(data)
    // What was erased is not told any more.
    if (!said.success) return []
    const { kind, subject, reason } = said.data
    return [
      {
        at: new Date(at).toISOString(),
        label: `${action === 'interest' ? '申报' : '撤回'}：${nameOf(book, { kind, subject })}`,
        reason: reason ?? null,
      },
    ]
  })
  return { items: rows.map((row) => shown(book, row)), total: rows.length, history }
}

/** Whose declarations somebody reads: everybody's, those of their own body, and of supervisors where they appoint them. */
const answeredFor = (actor: Actor) =>
  has(actor, 'admin')
    ? undefined
    : or(
        eq(people.department, actor.department),
        mayAppoint(actor)
          ? sql`exists (select 1 from json_each(${people.roles}) where value = 'supervisor')`
          : undefined,
      )

/** What others have declared, as far as this person answers for them. */
export async function interestsOf({ store }: World, actor: Actor, now: Date) {
  const book = await rulebook(store, now)
  const rows = await store.read
    .select({ interest: interests, name: people.name, department: people.department, post: people.post })
    .from(interests)
    .innerJoin(people, eq(people.login, interests.person))
    .where(and(eq(people.active, true), answeredFor(actor)))
    .orderBy(asc(people.login), asc(interests.at))
  const items = rows.map(({ interest, name, department, post }) => ({
    ...shown(book, interest),
    person: {
      login: interest.person,
      name,
      post,
      department: department === '' ? '不属于单位' : (book.departments.get(department)?.name ?? department),
    },
  }))
  return { items, total: items.length }
}

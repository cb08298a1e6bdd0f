import { setImmediate as turn } from 'node:timers/promises'
import { and, asc, eq, gt, ne, notExists } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { caseBlind, cases, caseTexts, interests, people } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, isOutside } from '../staff/actor.ts'
import type { Interest } from '../staff/interest.ts'
import type { Role } from '../staff/role.ts'
import { inTerm } from '../staff/term.ts'
import { act } from './act.ts'
import { bring, isLast } from './bring.ts'
import { today } from './deadline.ts'
import { openDetails } from './details.ts'
import { find } from './found.ts'
import { concerns } from './interested.ts'
import { tornUp } from './jotting.ts'
import { rulebook } from './rulebook.ts'
import { asPerson, mayRead } from './visibility.ts'
import { allowed, CLEAR, type Status } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>
type Declared = typeof interests.$inferSelect
const A_ROUND = 200

/** The reason in the log of a case: what the interest is, is not the case's business. */
const BECAUSE = '申报了利害关系，依规定回避。'

/**
 * Keeps a person from every case that their interest touches, put away ones too: it is hidden from them, what they were
 * writing goes, and what lay with them is handed on as by whoever recuses themselves. Done twice it changes nothing.
 */
export async function keepFrom(world: World, declared: Declared, now: Date): Promise<void> {
  const row = await world.store.read.select().from(people).where(eq(people.login, declared.person)).get()
  if (!row) return
  const actor: Actor = { ...row, roles: row.roles as Role[] }
  // Whoever belongs to no body never reads a case: nothing is looked through for what they declare.
  if (!isOutside(actor)) for await (const { no } of touched(world, declared)) await away(world, no, actor, now)
  await world.store.writes.commit([
    {
      sql: 'update interests set settled = 1 where person = ? and kind = ? and subject = ? and at = ?',
      args: [declared.person, declared.kind, declared.subject, declared.at ?? 0],
    },
  ])
}

type Looking = Interest & { person: string; settled: boolean }

/** Cases not hidden from this person that their interest touches. */
async function* touched(world: World, declared: Looking): AsyncGenerator<Line> {
  for (let after = ''; ; ) {
    const some = await unblinded(world, declared, after)
    for (const one of some) if (concerns(declared, one, detailsOf(world, declared, one))) yield one
    const last = some.at(-1)
    if (!last || some.length < A_ROUND) return
    after = last.no
    // Others are served between.
    await turn()
  }
}

/** A body is no secret: nothing is opened for it. */
const detailsOf = ({ secrets }: World, { kind }: Interest, { no, keyId, details }: Line) =>
  kind === 'department' ? {} : openDetails(secrets, no, { keyId, sealed: details })

/**
 * Cases not hidden from this person, with what an interest is held against. Once all have been looked through only what
 * has just come is looked for, and that is not put away.
 */
const unblinded = ({ store: { read } }: World, { person, kind, subject, settled }: Looking, after: string) =>
  read
    .select({
      no: cases.no,
      status: cases.status,
      handler: cases.handler,
      lane: cases.lane,
      appears: cases.appears,
      body: cases.aboutDepartment,
      account: caseTexts.account,
      keyId: caseTexts.keyId,
      details: caseTexts.details,
    })
    .from(cases)
    .innerJoin(caseTexts, eq(caseTexts.no, cases.no))
    .where(
      and(
        gt(cases.no, after),
        settled ? ne(cases.status, 'archived') : undefined,
        kind === 'department' ? eq(cases.aboutDepartment, subject) : undefined,
        notExists(
          read
            .select({ no: caseBlind.no })
            .from(caseBlind)
            .where(and(eq(caseBlind.no, cases.no), eq(caseBlind.department, asPerson(person)))),
        ),
      ),
    )
    .orderBy(asc(cases.no))
    .limit(A_ROUND)

type Line = Awaited<ReturnType<typeof unblinded>>[number]

/**
 * How many cases somebody reads now an interest would hide from them, and how many nobody else could read, which stay.
 * Of what they do not read nothing is told, not even that there is any.
 */
export async function hiddenBy(world: World, interest: Interest, actor: Actor, now: Date) {
  if (isOutside(actor)) return { hides: 0, stays: 0 }
  const others = await othersAtWork(world, actor, now)
  let [hides, stays] = [0, 0]
  for await (const one of touched(world, { ...interest, person: actor.login, settled: false })) {
    const rows = await world.store.read.select().from(caseBlind).where(eq(caseBlind.no, one.no))
    const subject = { ...one, blind: rows.map(({ department }) => department) }
    if (!mayRead(subject, actor)) continue
    const handedOn = allowed({ status: one.status as Status }, actor.roles, CLEAR).includes('recuse')
    if (handedOn || others.some((other) => mayRead(subject, other))) hides++
    else stays++
  }
  return { hides, stays }
}

/** Out of one person's sight. Somebody may be at work on it this moment: then it is looked at again. */
async function away(world: World, no: string, actor: Actor, now: Date) {
  for (let tries = 5; tries > 0; tries--) {
    const found = await find(world, no)
    if (!found || found.blind.includes(asPerson(actor.login))) return
    const { row } = found
    const status = row.status as Status
    const readable = mayRead({ ...row, blind: found.blind }, actor)
    const recusable = readable && allowed({ status }, actor.roles, CLEAR).includes('recuse')
    if (!recusable || (row.assignee !== actor.login && !(await isLast(world, found, actor, now)))) {
      // Above, and at the sealed desk, there is nobody to hand it on to: a case nobody reads would be lost.
      const others = readable ? await othersAtWork(world, actor, now) : []
      if (readable && !others.some((one) => mayRead({ ...row, blind: found.blind }, one))) return
      const unmoved = { sql: 'exists (select 1 from cases where no = ? and n = ?)', args: [no, row.n] }
      const blind = insert(caseBlind, { no, department: asPerson(actor.login) }, unmoved)
      const [hidden] = await world.store.writes.commit([blind, tornUp(no, { person: actor.login }, unmoved)])
      if (hidden?.rowsAffected === 1) return
      continue
    }
    const said = { note: BECAUSE }
    const book = await rulebook(world.store, now)
    const { leads, also } = await bring('recuse', { world, found, said, actor, book, now })
    try {
      await act(world, { no, n: row.n, action: 'recuse', said, leads }, actor.roles, actor, now, also)
      return
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'moved_meanwhile')) throw error
    }
  }
  throw new Refusal('moved_meanwhile')
}

/** Everybody else who works today. */
async function othersAtWork({ store }: World, { login }: Actor, now: Date): Promise<Actor[]> {
  const all = await store.read.select().from(people).where(eq(people.active, true))
  return all
    .filter((one) => one.login !== login && inTerm(one, today(now)))
    .map((one) => ({ ...one, roles: one.roles as Role[] }))
}

/** For how long a submission may still have been weighed by what was known before. */
const LATE = 3 * 60_000

/** Interests not followed to the end by a crash, and cases that arrived while one was being declared. */
export async function followInterests(world: World, now: Date): Promise<void> {
  const open = await world.store.read.select().from(interests)
  for (const one of open) if (!one.settled || (one.at ?? 0) > now.getTime() - LATE) await keepFrom(world, one, now)
}

import type { InStatement } from '@libsql/client'
import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { caseLinks, cases, events } from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { act, type Unmoved, unmovedFrom } from './act.ts'
import { type Found, personIn } from './found.ts'
import { entry } from './history.ts'
import { namesOf } from './names.ts'
import { reach } from './reach.ts'
import { asPerson } from './visibility.ts'
import type { Status } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** How two cases belong together, in words, from either side. */
export const LINK = {
  merged: ['并入', '并入本件'],
  child: ['分出自', '分出'],
  grouped: ['列入专项监督：', ''],
} as const

const wrong = (message: string) => new Refusal('invalid', { fields: [{ path: 'into', message }] })
const NOT_THERE = '没有这一件，请核对编号'

/** Another case that this person may read; what they may not read is not there. */
async function other(store: Store, typed: string, actor: Actor) {
  const row = await reach(store, typed, actor)
  if (!row) throw wrong(NOT_THERE)
  return row
}

/** What has its answer, or ends without one, takes nobody along any more. */
const ENDED = ['answered', 'recheck', 'closed', 'refused', 'withdrawn', 'transferred', 'merged', 'archived']

/** Into a case that goes on, and that is not itself hanging on this one. */
export async function mergeInto(store: Store, found: Found, typed: string, actor: Actor) {
  const { row } = found
  const main = await other(store, typed, actor)
  if (main.no === row.no) throw wrong('不能并入自己')
  if (ENDED.includes(main.status)) throw wrong('那一件已经答复或结束，不能并入')
  if (found.blind.includes(asPerson(main.assignee ?? ''))) throw wrong('那一件的承办人要回避这一件，不能并入')
  const { no } = main
  return {
    provided: unmovedFrom(no, main.n),
    // What the main case answered before is no answer to this one.
    also: (unmoved: Unmoved): InStatement[] => [
      insert(caseLinks, { no: row.no, main: no, kind: 'merged', told: main.n }, unmoved),
      // Those merged into this one before follow it.
      {
        sql: `update case_links set main = ?, told = ? where main = ? and kind = 'merged' and ${unmoved.sql}`,
        args: [no, main.n, row.no, ...unmoved.args],
      },
    ],
  }
}

/** A part of a matter as a case of its own, without its sender: whoever spoke follows the whole. */
export async function splitOff(
  world: World,
  found: Found,
  said: { category: string; account: string },
  actor: Actor,
  now: Date,
) {
  const { row, details, blind } = found
  const { aboutDepartment, place, happenedOn, demo } = row
  const complaint: Complaint = {
    category: said.category,
    account: said.account,
    about: {
      ...(aboutDepartment && { department: aboutDepartment }),
      ...(details.officer && { officer: details.officer }),
    },
    ...(happenedOn && { happenedOn }),
    ...(details.matter && { matter: details.matter }),
    anonymous: true,
    consent: true,
  }
  const township = place && place !== aboutDepartment ? place : undefined
  const opening = {
    demo,
    by: actorOf(actor),
    ...(township && { township }),
    // Whoever must not know of the whole must not know of the part, and its search finds nobody either.
    blind: blind.filter((one) => one.startsWith('@')),
    names: namesOf({ person: personIn(found, world.secrets) ?? undefined, enterprise: details.enterprise }),
  }
  const { receipt, statements } = await entry(world, complaint, row.channel, now, opening)
  return {
    no: receipt.no,
    also: (unmoved: Unmoved): InStatement[] => [
      ...statements(unmoved),
      insert(caseLinks, { no: receipt.no, main: row.no, kind: 'child' }, unmoved),
    ],
  }
}

/** The cases that belong to one, from either side. */
export const linksOf = (store: Store, no: string) =>
  store.read
    .select()
    .from(caseLinks)
    .where(or(eq(caseLinks.no, no), eq(caseLinks.main, no)))
    .orderBy(asc(caseLinks.no))

/** Merged ones hear each answer of their main case, also when it was made again. */
const FOLLOWS: Status[] = ['merged', 'answered', 'closed']

/** A main case that ends like this answers nobody: those merged into it go their own way again. */
const GONE: Status[] = ['withdrawn', 'refused', 'transferred', 'merged']

/**
 * Tells the senders of merged cases what the main case was answered, in the words written for them; where the main case
 * came to nothing or was sealed, they are dealt with on their own again. Each is its own step, tried again by the next
 * sweep: a sender who writes at that moment loses nothing.
 */
export async function followUp(world: World, now: Date, main?: string): Promise<void> {
  let after: Place | undefined = { no: '', main: '' }
  while (after) after = await followSome(world, now, after, main)
}

interface Place {
  no: string
  main: string
}

/** As many as are read at once; the rest in the next round of the same sweep. */
const A_ROUND = 200

/** The next of them by number; where to go on, if there are more. Those nothing is owed to stand in nobody's way. */
async function followSome(world: World, now: Date, after: Place, main: string | undefined): Promise<Place | undefined> {
  const mains = alias(cases, 'mains')
  const answered = sql`exists (select 1 from events where stream = 'case/' || ${caseLinks.main} and action = 'answer' and n > ${caseLinks.told})`
  const owed = await world.store.read
    .select({
      no: caseLinks.no,
      main: caseLinks.main,
      n: cases.n,
      own: cases.status,
      told: caseLinks.told,
      status: mains.status,
      lane: mains.lane,
    })
    .from(caseLinks)
    .innerJoin(cases, eq(cases.no, caseLinks.no))
    .innerJoin(mains, eq(mains.no, caseLinks.main))
    .where(
      and(
        eq(caseLinks.kind, 'merged'),
        sql`(${caseLinks.no}, ${caseLinks.main}) > (${after.no}, ${after.main})`,
        inArray(cases.status, FOLLOWS),
        or(answered, inArray(mains.status, GONE), eq(mains.lane, 'sealed')),
        ...(main ? [eq(caseLinks.main, main)] : []),
      ),
    )
    .orderBy(asc(caseLinks.no), asc(caseLinks.main))
    .limit(A_ROUND)
  for (const { no, main: of, n, own, told, status, lane } of owed) {
    const answer = lane === 'sealed' ? undefined : await answerOf(world.store, of, told ?? 0)
    // Whoever has an answer keeps it, whatever becomes of the main case.
    if (!answer && own !== 'merged') continue
    if (!answer && lane !== 'sealed' && !GONE.includes(status as Status)) continue
    const link = `where no = ? and main = ? and kind = 'merged'`
    const bySystem = (action: 'follow' | 'detach', said: Record<string, unknown>, set: string, args: number[]) =>
      act(world, { no, n, action, said }, ['system'], 'system', now, (unmoved) => [
        { sql: `${set} ${link} and ${unmoved.sql}`, args: [...args, no, of, ...unmoved.args] },
      ]).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
    if (answer)
      await bySystem('follow', { note: answer.note, by: answer.by }, 'update case_links set told = ?', [answer.n])
    else await bySystem('detach', {}, 'delete from case_links', [])
  }
  return owed.length < A_ROUND ? undefined : owed.at(-1)
}

/** Who made the answer of a case: they do not judge it again in those that follow. */
export const MADE_BY = ['sign', 'submit', 'approve', 'answer', 'recheck']

/** What was written for the others in the last answer of a case, and by whom it was made. */
async function answerOf(
  store: Store,
  no: string,
  after: number,
): Promise<{ n: number; note: string; by: string[] } | undefined> {
  const rows = await store.read
    .select({ n: events.n, action: events.action, actor: events.actor, data: events.data })
    .from(events)
    .where(and(eq(events.stream, `case/${no}`), inArray(events.action, MADE_BY)))
    .orderBy(asc(events.n))
  const last = rows.findLast(({ n, action }) => action === 'answer' && n > after)
  if (typeof last?.data?.others !== 'string') return undefined
  const by = [...new Set(rows.flatMap(({ actor }) => (actor.login ? [actor.login] : [])))]
  return { n: last.n, note: last.data.others, by }
}

import type { InStatement } from '@libsql/client'
import { and, eq, sql } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { directiveCases, directives, events } from '../../db/schema.ts'
import { lastDay, today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { limitsOf } from './document.ts'
import { checked, spoken } from './drafting.ts'
import { type DirectiveRow, type Found, find, refuseUnless, stateOf, unmoved, type World } from './found.ts'
import { signing } from './signing.ts'
import { take } from './state.ts'
import { refuseTelling, type Spoken, told } from './telling.ts'
import { type Action, type Clock, type Parts, type SERVED, step } from './workflow.ts'

type Also = (unmoved: Condition) => InStatement[]

/** What a person sees before acting: acting on anything older is refused. */
interface Taking {
  id: string
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** The only mover of documents: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(world: World, { id, n, action, said }: Taking, actor: Actor, now: Date, also?: Also) {
  const book = await rulebook(world.store, now)
  // Only a signature tries again: the number it wanted may be another's by now.
  for (;;) {
    const found = await find(world, id)
    if (!found) throw new Refusal('not_found')
    const { row } = found
    if (row.n !== n) throw new Refusal('moved_meanwhile')
    if (step(action).elsewhere) throw new Refusal('not_now')
    refuseUnless(found, action, actor, now)
    const asked = await asking(world, found, action, said, actor, book, now)
    const servedOn = String(asked.changes.servedOn ?? today(now))
    const due = (clock: Clock) => dueIn(book, row, clock, action === 'serve' ? servedOn : today(now))
    const superior = book.departments.get(row.issuer)?.supervisedBy ?? null
    const after = take(stateOf(row), action, said, due, superior)
    const guard: Condition = asked.guard
      ? { sql: `${unmoved(row).sql} and ${asked.guard.sql}`, args: [...unmoved(row).args, ...asked.guard.args] }
      : unmoved(row)
    const event = append(
      {
        stream: `directive/${id}`,
        n: n + 1,
        at: now,
        actor: actorOf(actor),
        action,
        data: { ...said, ...asked.data },
        state: { ...after },
      },
      guard,
    )
    const moved = and(
      eq(directives.id, id),
      eq(directives.n, n),
      sql`exists (select 1 from ${events} where ${events.hash} = ${event.hash})`,
    )
    const [appended] = await world.store.writes.commit([
      ...event.statements,
      ...(also?.(guard) ?? []),
      ...(asked.cases ? linked(id, asked.cases, guard) : []),
      world.store.read
        .update(directives)
        .set({ ...after, ...asked.changes, n: n + 1 })
        .where(moved),
    ])
    if (appended?.rowsAffected === 1) return
    if (!asked.guard) throw new Refusal('moved_meanwhile')
  }
}

const linked = (id: string, nos: readonly string[], when: Condition): InStatement[] => [
  { sql: `delete from directive_cases where directive = ? and ${when.sql}`, args: [id, ...when.args] },
  ...nos.map((no) => insert(directiveCases, { directive: id, no }, when)),
]

/** When a clock a step starts runs out; null where no limit for it is published. */
export function dueIn(book: Rulebook, row: DirectiveRow, clock: Clock, from: string): string | null {
  const limits = limitsOf(book, row.type)
  // Where no limit for it is published nothing ends; an urging without its own runs as long as the first.
  const limit = clock === 'urge' ? (limits.urge ?? limits.feedback) : limits[clock]
  return limit ? lastDay(from, limit, book.calendar).on : null
}

interface Asked {
  changes: Partial<DirectiveRow>
  /** Kept in the event besides what was said. */
  data?: Record<string, unknown>
  cases?: string[]
  guard?: Condition
}

/** What a step changes beside the state, once what it says has been looked at. */
async function asking(
  world: World,
  found: Found,
  action: Action,
  said: Record<string, unknown>,
  actor: Actor,
  book: Rulebook,
  now: Date,
): Promise<Asked> {
  const { row } = found
  const safe = async (texts: readonly Spoken[]) =>
    refuseTelling(world, texts, await told(world, found.cases, row.special, actor), book, actor, now)
  if (action === 'edit') {
    const { cases: _, conclusion = null, ...parts } = said as Parts
    const nos = await checked(world, row.type, said as Parts, actor, book, now, row.special)
    return { changes: { ...parts, conclusion }, cases: nos, data: { cases: nos } }
  }
  // A sender may have changed the account since; the text is looked at again before it leaves.
  if (action === 'submit' || action === 'sign') await safe(spoken(row))
  if (action === 'sign') return signing(world, found, actor, book, now)
  if (action === 'serve') return serving(row, said as { how: keyof typeof SERVED; on?: string }, now)
  if (action === 'receive') return { changes: { receivedAt: now.getTime() } }
  if (action === 'propose') {
    const { digest, named = false } = said as { digest: string; named?: boolean }
    if (named && row.type !== 'decision')
      throw new Refusal('invalid', { fields: [{ path: 'named', message: '只有决定书可以写明单位，请去掉勾选' }] })
    const body = book.departments.get(row.department)
    if (!named && [body?.name, body?.short].some((name) => name && digest.includes(name)))
      throw new Refusal('invalid', { fields: [{ path: 'digest', message: '摘要里写了单位的名称，请删去' }] })
    await safe([{ path: 'digest', title: '摘要', text: digest }])
    return { changes: { digest, named } }
  }
  if (action === 'publish') {
    await safe([{ path: '', title: '摘要', text: row.digest ?? '' }])
    return { changes: { publishedOn: today(now) } }
  }
  if (action === 'withdraw') return { changes: { publishedOn: null } }
  const leaves = action === 'escalate' || (step(action).speaks && actor.department === row.issuer)
  if (leaves && action !== 'record') await safe([{ path: 'note', title: '这段话', text: String(said.note ?? '') }])
  return { changes: {} }
}

function serving(row: DirectiveRow, { how, on }: { how: string; on?: string }, now: Date): Asked {
  const day = on ?? today(now)
  const wrong = day > today(now) ? '送达日期还没有到' : day < (row.signedOn ?? '') ? '送达日期早于签发日期' : undefined
  if (wrong) throw new Refusal('invalid', { fields: [{ path: 'on', message: `${wrong}，请核对` }] })
  return { changes: { servedOn: day, servedHow: how } }
}

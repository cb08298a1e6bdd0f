import { and, desc, eq } from 'drizzle-orm'
import { directives } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { scope } from '../case/visibility.ts'
import { addressable } from '../directive/directive.ts'
import { within as directivesWithin } from '../directive/list.ts'
import { lineOf as directiveLine } from '../directive/view.ts'
import { scope as directiveScope } from '../directive/visibility.ts'
import { fieldsOf, withOptions } from '../form.ts'
import { type Actor, has } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { barsFor, type Found, type SpecialRow, type World } from './found.ts'
import { answering } from './history.ts'
import { totalsOf } from './totals.ts'
import { ACTIONS, allowed, STATUS, step, WORKS } from './workflow.ts'

const named = (book: Rulebook, code: string | null) =>
  code === null ? null : { code, name: book.departments.get(code)?.name ?? code }

/** A line of the list. */
export const lineOf = (row: SpecialRow, nameOf: (login: string) => string, book: Rulebook, now: Date) => ({
  id: row.id,
  title: row.title,
  about: named(book, row.department),
  sector: row.sector,
  person: { login: row.person, name: nameOf(row.person) },
  dueOn: row.dueOn,
  status: row.status,
  statusLabel: STATUS[row.status],
  overdue: row.status !== 'closed' && row.dueOn < today(now),
})

const SAID = ['note', 'result', 'return', 'close', 'reopen']

/** One as somebody who may read it sees it: its cases lie in the desk's own list, its directives in their register. */
export async function view(world: World, found: Found, actor: Actor, book: Rulebook, now: Date) {
  const { row, events: log } = found
  const reads = scope(actor)
  if (!reads) return undefined
  const may = allowed(row.status, actor.roles, barsFor(found, actor))
  const hands = may.includes('edit') ? await answering(world, row.office, now) : []
  const options = { department: addressable(book, row.office), person: hands }
  const last = (action: string) => log.findLast((e) => e.action === action)
  const words = (action: string) =>
    typeof last(action)?.data?.note === 'string' ? String(last(action)?.data?.note) : null
  const documents = directiveScope(actor)
  const written =
    documents?.audience === 'bureau'
      ? await world.store.read
          .select()
          .from(directives)
          .where(and(eq(directives.special, row.id), directivesWithin(documents)))
          .orderBy(desc(directives.createdAt))
          .limit(100)
      : []
  return {
    ...lineOf(row, await called(world.store, [row.person], now), book, now),
    n: row.n,
    matter: row.matter,
    from: row.from,
    to: row.to,
    basis: row.basis,
    demo: row.demo,
    result: words('result'),
    summary: row.status === 'closed' ? words('close') : null,
    totals: await totalsOf(world.store, reads, row, book, today(now)),
    directives: written.map((one) => directiveLine(one, book, now)),
    history: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
      label:
        e.n === 1
          ? '开展专项监督'
          : ACTIONS.some((one) => one === e.action)
            ? step(e.action as 'note').label
            : e.action,
      note: SAID.includes(e.action) && typeof e.data?.note === 'string' ? e.data.note : null,
    })),
    allowed: may.map((action) => ({
      action,
      label: step(action).label,
      fields: withOptions(fieldsOf(step(action).says), options),
      status: STATUS[step(action).to ?? row.status],
    })),
    /** What is filled in where it is changed. */
    values: {
      title: row.title,
      department: row.department ?? '',
      sector: row.sector ?? '',
      matter: row.matter ?? '',
      from: row.from ?? '',
      to: row.to ?? '',
      basis: row.basis,
      person: row.person,
      dueOn: row.dueOn,
    },
    /** Cases may be put under it or taken out. */
    groups: row.status !== 'closed' && has(actor, ...WORKS),
  }
}

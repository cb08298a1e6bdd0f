import { eq } from 'drizzle-orm'
import { scans } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { fieldsOf } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { names, TYPE } from './code.ts'
import type { CodeRow, Found, World } from './found.ts'
import { grouped } from './id.ts'
import { verdictOf } from './verdict.ts'
import { hatsOf, scope } from './visibility.ts'
import { allowed, labelOf, STATUS, step } from './workflow.ts'

/** A line of the list. */
export const lineOf = (row: CodeRow, book: Rulebook, now: Date) => ({
  id: row.id,
  shown: grouped(row.id),
  type: row.type,
  typeLabel: TYPE[row.type],
  label: row.label,
  department: row.department
    ? { code: row.department, name: book.departments.get(row.department)?.name ?? row.department }
    : null,
  place: row.facts.place ?? null,
  issuedTo: row.issuedTo,
  status: row.status,
  statusLabel: verdictOf(row, today(now)) === 'expired' ? '已过期' : STATUS[row.status],
  validFrom: row.validFrom,
  validTo: row.validTo,
  batch: row.batch,
})

/** What came through it, by day; only for the bureau: a body would see that somebody complained (rulings.md 3). */
async function numbersOf({ store }: Pick<World, 'store'>, { id, type }: Pick<CodeRow, 'id' | 'type'>) {
  const rows = await store.read.select().from(scans).where(eq(scans.code, id))
  const sum = (what: string) => rows.filter((row) => row.what === what).reduce((all, row) => all + row.count, 0)
  return { scans: sum('scan'), sent: names(type) ? null : { complaints: sum('complaint'), praise: sum('praise') } }
}

/** One as somebody who may read it sees it. */
export async function view(world: World, { row, events: log }: Found, actor: Actor, book: Rulebook, now: Date) {
  return {
    ...lineOf(row, book, now),
    n: row.n,
    version: row.version,
    subject: ['CASE', 'ENT', 'ITEM', 'OFFICER'].includes(row.type) ? row.subject : null,
    replacedBy: row.replacedBy,
    demo: row.demo,
    numbers: scope(actor) === 'all' ? await numbersOf(world, row) : null,
    history: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
      label: labelOf(e.action),
      note: typeof e.data?.note === 'string' ? e.data.note : null,
    })),
    allowed: allowed(row.status, hatsOf(actor)).map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsOf(step(action).says),
      status: STATUS[step(action).to],
    })),
  }
}

import { today } from '../case/deadline.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { grouped } from '../code/id.ts'
import { fieldsOf } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { timesDisplaced } from '../staff/crowding.ts'
import { industryName } from './contact.ts'
import type { ContactRow, Found, World } from './found.ts'
import { leadsOf, plaquesOf } from './list.ts'
import { nextDay } from './term.ts'
import { wasEntered } from './used.ts'
import { hatsOf } from './visibility.ts'
import { allowed, barsOf, isLive, labelOf, STATE, step } from './workflow.ts'

const DAY = 86_400_000

/** A line of the list; nothing of who speaks for it. */
export const lineOf = (row: ContactRow, book: Rulebook, day: string, leads: ReadonlyMap<string, number>) => ({
  id: row.id,
  name: row.name,
  uscc: row.uscc,
  industry: { code: row.industry, label: industryName(row.industry) },
  township: { code: row.township, name: book.departments.get(row.township)?.short ?? row.township },
  document: row.document,
  from: row.from,
  to: row.to,
  left: isLive(row.state) ? Math.round((Date.parse(row.to) - Date.parse(day)) / DAY) : null,
  listed: row.listed,
  state: row.state,
  stateLabel: STATE[row.state],
  login: row.login,
  leads: leads.get(row.login ?? '') ?? 0,
  demo: row.demo,
})

const noteOf = (data: Record<string, unknown>): string | null => {
  if (typeof data.days === 'number') return `还有不到${data.days}天，已提醒联络员和承办岗`
  if (typeof data.reason === 'string') return data.reason
  return typeof data.from === 'string' && typeof data.to === 'string' ? `${data.from}至${data.to}` : null
}

/** One as somebody at the desk sees it, with what may be done now. */
export async function view(world: World, { row, events: log }: Found, actor: Actor, now: Date) {
  const day = today(now)
  const [book, leads, plaques, crowded, entered] = await Promise.all([
    rulebook(world.store, now),
    leadsOf(world, [row]),
    plaquesOf(world, [row.id]),
    timesDisplaced(world.store, row.login, now),
    wasEntered(world, row.login),
  ])
  const code = plaques.get(row.id)
  const may = allowed(row.state, hatsOf(actor), barsOf(row, day))
  return {
    ...lineOf(row, book, day, leads),
    n: row.n,
    crowded,
    entered,
    /** The first day of the term to come. */
    next: nextDay(row, day) ?? day,
    erased: row.phoneIndex === '',
    code: code ? { id: code.id, shown: grouped(code.id) } : null,
    history: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim() || '平台',
      label: labelOf(e.action),
      note: noteOf(e.data ?? {}),
    })),
    allowed: may.map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsOf(step(action).says),
    })),
  }
}

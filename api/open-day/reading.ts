import type { Context } from 'hono'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { type Day, dayOf, daysOf as everyDay } from './day.ts'
import { instantOf } from './open-day.ts'
import { mayRead, mayRun, type Scope, scope } from './visibility.ts'

/** Who may read open days at all, and of which bodies. */
export function reading(c: Context<AppEnv>): { actor: Actor; within: Exclude<Scope, null> } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** The open day of the address. What this person may not read does not exist. */
export async function readable(c: Context<AppEnv>) {
  const { actor } = reading(c)
  const day = await dayOf(c.var.deps.store, c.req.param('code') ?? '', c.var.now)
  if (!day || !mayRead(actor, day.data.department)) throw new Refusal('not_found')
  return { day, actor, runs: mayRun(actor, day.data.department) }
}

/** The same for whoever runs it. */
export async function running(c: Context<AppEnv>) {
  const found = await readable(c)
  if (!found.runs) throw new Refusal('not_yours')
  return found
}

const firstOf = ({ data }: Day) => Math.min(...data.sessions.map(({ starts }) => instantOf(starts)))

/** The open days of a body, or of all, the latest first. */
export async function daysOf(c: Context<AppEnv>, within: Exclude<Scope, null>): Promise<Day[]> {
  const { deps, now } = c.var
  const days = await everyDay(deps.store, now)
  return days
    .filter(({ data }) => within === 'all' || data.department === within.department)
    .toSorted((a, b) => firstOf(b) - firstOf(a) || (a.data.code < b.data.code ? -1 : 1))
}

/** Writes down, before anything is given out, that names were opened: of which open day, and how. */
export const noteOpened = (
  c: Context<AppEnv>,
  { login }: Actor,
  { data }: Day,
  what: 'open-day' | 'open-day-export' | 'open-day-print' | 'open-day-badges',
) =>
  c.var.deps.store.writes.commit([
    insert(accesses, { at: c.var.now.getTime(), person: login, no: '', what, why: data.code }),
  ])

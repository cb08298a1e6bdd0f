import { and, eq } from 'drizzle-orm'
import type { Context } from 'hono'
import type { Store } from '../../db/open.ts'
import { contacts, supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, has, signedIn } from '../staff/actor.ts'
import { CASEWORK } from '../staff/role.ts'

/** As what somebody sends leads, and for which company. */
export interface Sender {
  actor: Actor
  by: 'supervisor' | 'contact'
  enterprise?: { name: string; uscc: string; industry: string }
}

/** Whoever sends leads: a supervisor or a contact point in their term, and nobody who deals with cases. */
export async function sender(c: Context<AppEnv>): Promise<Sender> {
  const actor = signedIn(c)
  if (!has(actor, 'supervisor', 'contact') || has(actor, 'sealed', ...CASEWORK)) throw new Refusal('not_yours')
  const found = await senderOf(c.var.deps.store, actor, c.var.now)
  if (!found) throw new Refusal('not_serving')
  return found
}

/** The same without a refusal: nothing where the term has not begun, is over or stands still. */
export async function senderOf({ read }: Store, actor: Actor, now: Date): Promise<Sender | undefined> {
  const on = today(now)
  const within = (row: { from: string | null; to: string | null }) =>
    (row.from === null || row.from <= on) && (row.to === null || on <= row.to)
  if (has(actor, 'supervisor')) {
    const row = await read
      .select({ from: supervisors.from, to: supervisors.to })
      .from(supervisors)
      .where(and(eq(supervisors.login, actor.login), eq(supervisors.state, 'serving')))
      .get()
    return row && within(row) ? { actor, by: 'supervisor' } : undefined
  }
  const row = await read
    .select()
    .from(contacts)
    .where(and(eq(contacts.login, actor.login), eq(contacts.state, 'serving')))
    .get()
  if (!row || !within(row)) return undefined
  const { name, uscc, industry } = row
  return { actor, by: 'contact', enterprise: { name, uscc, industry } }
}

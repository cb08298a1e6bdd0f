import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { Condition } from '../../db/row.ts'
import { registrations } from '../../db/schema.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import type { Day } from './day.ts'
import { readSeatNumber } from './door-words.ts'
import { byId, type Registered, type World } from './found.ts'
import { recorded } from './history.ts'
import { type Judging, reasonOf, type SAYS } from './judging.ts'
import { movedBy, owe } from './owe.ts'
import { moved } from './seats.ts'
import { approve, change, leave } from './steps.ts'
import { digestOf, newTicket } from './ticket.ts'
import { hatsOf, mayRun } from './visibility.ts'
import { sameName, whoOf } from './who.ts'
import { allowed } from './workflow.ts'

interface Taking {
  id: string
  n: number
  action: Judging
  /** Already checked against what the step must say. */
  said: Record<string, unknown>
}
type Also = (when: Condition) => InStatement[]

/** The registration of an open day whose desk this person is. */
async function ours(world: World, day: Day, id: string, actor: Actor): Promise<Registered> {
  const row = await byId(world, id)
  if (row?.event !== day.data.code) throw new Refusal('not_found')
  if (!mayRun(actor, day.data.department)) throw new Refusal('not_yours')
  return row
}

/** The desk’s only mover: the engine’s step and what the history says of it, in one commit. Of two at once one gets 409. */
export async function act(
  world: World,
  day: Day,
  { id, n, action, said }: Taking,
  actor: Actor,
  now: Date,
  also: Also = () => [],
): Promise<void> {
  const row = await ours(world, day, id, actor)
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  if (!allowed(row.state, hatsOf(actor, day.data.department)).includes(action)) throw new Refusal('not_now')
  const refusing = said as z.output<(typeof SAYS)['refuse']>
  // Of a reason in somebody's own words the history says only that there is one.
  const data = action === 'refuse' ? { reason: refusing.reason ?? 'other' } : action === 'change' ? said : {}
  await recorded(world, day.data.code, { action, data: { registration: id, ...data } }, actor, now, (event) => {
    const written = (mark: string): InStatement[] => [
      ...event(moved(id, mark)),
      ...(action === 'refuse' ? [explained(id, mark, reasonOf(refusing))] : []),
      // What is judged is told by the engine; what the desk does for somebody, here.
      ...(action === 'change' || action === 'cancel' ? owe(world, { what: 'step', to: movedBy(id, mark) }, now) : []),
      ...also(moved(id, mark)),
    ]
    if (action === 'approve') return approve(world, row, now, written)
    if (action === 'change') return change(world, row, day, said, now, written)
    return leave(world, row, action, day, now, written)
  })
}

const explained = (id: string, mark: string, reason: string): InStatement => ({
  sql: 'update registrations set reason = ? where id = ? and mark = ?',
  args: [reason, id, mark],
})

/** Gives whoever lost it a new ticket, once they said name and number; the old one opens nothing any more. */
export async function reissue(
  world: World,
  day: Day,
  { number, name }: { number: string; name: string },
  actor: Actor,
  now: Date,
  also: (issued: { ticket: string }, when: Condition) => InStatement[],
): Promise<{ ticket: string }> {
  const typed = readSeatNumber(number)
  const row =
    typed && (await world.store.read.select().from(registrations).where(eq(registrations.number, typed)).get())
  const known = row && row.event === day.data.code ? whoOf(world.secrets, row) : null
  // Which of the two was wrong is nobody's to learn.
  if (!row || !known || !sameName(known.name, name))
    throw new Refusal('invalid', {
      fields: [{ path: 'name', message: '姓名和编号对不上。请再问一遍，一个字一个字核对' }],
    })
  if (!allowed(row.state, hatsOf(actor, day.data.department)).includes('reissue')) throw new Refusal('not_now')
  const issued = { ticket: newTicket() }
  const data = { registration: row.id }
  await recorded(world, day.data.code, { action: 'reissue', data }, actor, now, async (event) => {
    const mark = newMark()
    const when = moved(row.id, mark)
    const [done] = await world.store.writes.commit([
      {
        sql: 'update registrations set ticket_hash = ?, mark = ?, n = n + 1 where id = ? and n = ?',
        args: [digestOf(world.secrets, issued.ticket), mark, row.id, row.n],
      },
      ...event(when),
      // Whoever did not ask for it learns that theirs opens nothing any more.
      ...owe(world, { what: 'step', to: movedBy(row.id, mark) }, now),
      ...also(issued, when),
    ])
    if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
  })
  return issued
}

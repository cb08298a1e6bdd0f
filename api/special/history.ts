import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { people, specials } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { addressable } from '../directive/directive.ts'
import type { Option } from '../form.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { inTerm } from '../staff/term.ts'
import { type Found, find, interestedIn, newId, refuseUnless, type World } from './found.ts'
import type { Special } from './special.ts'
import { mayOpen } from './visibility.ts'
import { type Action, STEPS, type Status, step } from './workflow.ts'

const stream = (id: string) => `special/${id}`
const invalid = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** Who may answer for it: colleagues who work on such things today, and have no interest in the body. */
export async function answering({ store }: Pick<World, 'store'>, office: string, now: Date): Promise<Option[]> {
  const all = await store.read
    .select()
    .from(people)
    .where(and(eq(people.department, office), eq(people.active, true)))
  const works: readonly string[] = STEPS.result.by
  return all
    .filter((one) => inTerm(one, today(now)) && one.roles.some((role) => works.includes(role)))
    .filter((one) => !one.roles.includes('sealed'))
    .map(({ login, name, post }) => ({ value: login, label: `${name} ${post}` }))
}

/** What of it nobody may say: another office's people, a body of no such kind, a day gone by. */
async function refuseWrong(world: World, said: Special, actor: Actor, book: Rulebook, now: Date, dueBefore?: string) {
  const bodies = addressable(book, actor.department)
  if (said.department !== undefined && !bodies.some(({ value }) => value === said.department))
    throw invalid('department', '不能对这个单位开展专项监督，请重新选择')
  const interested = await interestedIn(world, said.department ?? null)
  const hands = await answering(world, actor.department, now)
  if (!hands.some(({ value }) => value === said.person) || interested.includes(said.person))
    throw invalid('person', '这位同事不能负责这个专项，请另选')
  // Nothing is hidden from whoever hides it: the asker themselves would lose sight of it.
  if (interested.includes(actor.login)) throw invalid('department', '您申报了和这个单位的利害关系，请由别的同事办')
  if (said.dueOn !== dueBefore && said.dueOn < today(now)) throw invalid('dueOn', '完成日期不能早于今天')
}

const columns = (said: Special) => ({
  ...said,
  department: said.department ?? null,
  sector: said.sector ?? null,
  matter: said.matter ?? null,
  from: said.from ?? null,
  to: said.to ?? null,
})

/** Begins one. */
export async function open(
  world: World,
  said: Special,
  actor: Actor,
  now: Date,
  demo: boolean,
  also?: (id: string) => InStatement[],
): Promise<string> {
  if (!mayOpen(actor)) throw new Refusal('not_yours')
  await refuseWrong(world, said, actor, await rulebook(world.store, now), now)
  const id = newId()
  const { person, dueOn } = said
  const event = append({
    stream: stream(id),
    n: 1,
    at: now,
    actor: actorOf(actor),
    action: 'open',
    data: { ...said },
    state: { status: 'open', person, dueOn },
  })
  await world.store.writes.commit([
    ...event.statements,
    insert(specials, {
      id,
      office: actor.department,
      ...columns(said),
      status: 'open',
      createdAt: now.getTime(),
      demo,
      n: 1,
    }),
    ...(also?.(id) ?? []),
  ])
  return id
}

/** What a person sees before acting: acting on anything older is refused. */
interface Taking {
  id: string
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** The condition that nobody has moved it. */
const unmoved = ({ id, n }: Pick<Found['row'], 'id' | 'n'>) => ({
  sql: 'exists (select 1 from specials where id = ? and n = ?)',
  args: [id, n],
})

/** The only mover: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  { id, n, action, said }: Taking,
  actor: Actor,
  now: Date,
  also?: (when: ReturnType<typeof unmoved>) => InStatement[],
) {
  const found = await find(world, id, actor)
  if (!found) throw new Refusal('not_found')
  const { row } = found
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  refuseUnless(found, action, actor)
  const edited = action === 'edit' ? (said as Special) : undefined
  if (edited) await refuseWrong(world, edited, actor, await rulebook(world.store, now), now, row.dueOn)
  const status: Status = step(action).to ?? row.status
  const { person, dueOn } = edited ?? row
  const when = unmoved(row)
  const event = append(
    {
      stream: stream(row.id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action,
      data: said,
      state: { status, person, dueOn },
    },
    when,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    ...(also?.(when) ?? []),
    world.store.read
      .update(specials)
      .set({ ...(edited && columns(edited)), status, n: n + 1 })
      .where(and(eq(specials.id, row.id), eq(specials.n, n))),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

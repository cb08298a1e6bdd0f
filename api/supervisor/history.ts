import type { InStatement } from '@libsql/client'
import { and, type SQL, sql } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { openApplication, sealApplication } from './application.ts'
import { codeUnmoved, effectOf, type Mover, type SetUp } from './effect.ts'
import { type Found, find, isTwice, marked, refuseUnless, type SupervisorRow, stream, type World } from './found.ts'
import { hatsOf } from './visibility.ts'
import { type Action, type By, endsWith, type State } from './workflow.ts'

/** How often a commit is tried again whose number or code others took meanwhile. */
const TRIES = 8

interface Taking {
  id: string
  /** The last event whoever acts has seen. */
  n: number
  action: Action
  /** Already checked against the step’s schema. */
  said: Record<string, unknown>
}

/** Who acts, in which hats. */
interface Acting extends Mover {
  hats: readonly By[]
  login: string
}

/** Nobody moved it, nor its code; and nobody objected meanwhile who would have to be heard first. */
const still = (row: SupervisorRow, action: Action, code: Condition | undefined): Condition[] => [
  { sql: 'id = ? and n = ?', args: [row.id, row.n] },
  ...(code ? [code] : []),
  ...(action === 'appoint'
    ? [
        {
          sql: "not exists (select 1 from objections where supervisor = ? and state in ('open', 'upheld'))",
          args: [row.id],
        },
      ]
    : []),
  // Erased meanwhile there is nobody to renew.
  ...(action === 'renew' ? [{ sql: "key_id <> ''", args: [] }] : []),
]

/** A condition as drizzle takes it. */
const asSql = ({ sql: text, args }: Condition): SQL =>
  sql.join(
    text.split('?').flatMap((part, i) => [sql.raw(part), ...(i < args.length ? [sql`${args[i]}`] : [])]),
    sql.raw(''),
  )

/** Words said about somebody lie with who they are; only the newest are needed. */
function resealed({ secrets }: World, row: SupervisorRow, said: Record<string, unknown>) {
  const applicant = typeof said.reason === 'string' ? openApplication(secrets, row) : undefined
  return applicant ? sealApplication(secrets, row.id, { ...applicant, reason: String(said.reason) }) : {}
}

/** One try: whether it was written. */
async function tried(
  world: World,
  found: Found,
  { action, said }: Pick<Taking, 'action' | 'said'>,
  by: Acting,
  now: Date,
  also: (when: Condition, told: SetUp | undefined) => InStatement[],
): Promise<{ written: boolean; told: SetUp | undefined }> {
  const { row } = found
  const mark = newMark()
  // Who gets the row gets all of it: what follows asks whose mark it bears.
  const when = marked(row.id, mark)
  const {
    columns,
    statements,
    data,
    told,
    still: unanswered,
  } = await effectOf(action, { world, found, said, by, now, when })
  const state: State = endsWith(action)[0] ?? row.state
  const n = row.n + 1
  const event = append({ stream: stream(row.id), n, at: now, actor: by.actor, action, data, state: { state } }, when)
  const code = await codeUnmoved(world, row)
  const held = [...still(row, action, code), ...(unanswered ? [unanswered] : [])]
  const [moved] = await world.store.writes.commit([
    world.store.read
      .update(supervisors)
      .set({ ...columns, ...resealed(world, row, said), state, n, mark, changedAt: now.getTime() })
      .where(and(...held.map(asSql))),
    ...event.statements,
    ...statements,
    ...also(when, told),
  ])
  return { written: moved?.rowsAffected === 1, told }
}

/** What an index refused: a number somebody else took, or a person who is alive elsewhere. */
const taken = (error: unknown) => error instanceof Error && /constraint failed/i.test(error.message)
const isKey = (error: unknown) => error instanceof Error && /idempotency\./i.test(error.message)

/** The only mover: decide, write. Of two people at once one wins, the other gets 409. */
export async function move(
  world: World,
  { id, n, action, said }: Taking,
  by: Acting,
  now: Date,
  also: (when: Condition, told: SetUp | undefined) => InStatement[] = () => [],
): Promise<SetUp | undefined> {
  for (let left = TRIES; left > 0; left--) {
    const found = await find(world, id)
    if (!found) throw new Refusal('not_found')
    if (found.row.n !== n) throw new Refusal('moved_meanwhile')
    refuseUnless(found, action, by.hats, by.login, today(now))
    try {
      const { written, told } = await tried(world, found, { action, said }, by, now, also)
      if (written) return told
    } catch (error) {
      if (isTwice(error)) throw new Refusal('supervisor_twice')
      if (!taken(error) || isKey(error)) throw error
    }
  }
  throw new Refusal('unavailable', { retryAfter: 5 })
}

/** A step of somebody at the desk. */
export const act = (
  world: World,
  taking: Taking,
  actor: Actor,
  now: Date,
  also?: (when: Condition, told: SetUp | undefined) => InStatement[],
) => move(world, taking, { actor: actorOf(actor), person: actor, hats: hatsOf(actor), login: actor.login }, now, also)

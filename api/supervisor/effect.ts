import type { InStatement } from '@libsql/client'
import { desc, like } from 'drizzle-orm'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import type { Condition } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { earliest, today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { unmoved as unmovedCode } from '../code/history.ts'
import { shift } from '../day.ts'
import { leaving } from '../duty/leaving.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { openAccount, setAccount } from './account.ts'
import { openApplication } from './application.ts'
import { certificateOf, issueCertificate, setCertificate } from './certificate.ts'
import { endObjections } from './ending.ts'
import type { Found, SupervisorRow, World } from './found.ts'
import { declaredAs, namedIn } from './named.ts'
import { certificateNo, MOST, nthOf } from './number.ts'
import { PUBLICITY, termFaults } from './term.ts'
import type { Action } from './workflow.ts'

/** What is told once, to whoever appointed: what the appointed sets the account up with. */
export interface SetUp {
  login: string
  token: string
  path: string
  expiresAt: string
}

/** What a step does besides being written down. */
export interface Effect {
  columns: Partial<SupervisorRow>
  statements: InStatement[]
  data: Record<string, unknown>
  told?: SetUp
  /** What, besides the row itself, must be as it was found. */
  still?: Condition
}

/** Who does it: a person who is signed in, or the clock. */
export interface Mover {
  actor: Record<string, string>
  /** As whom codes are issued; only people appoint. */
  person?: Actor
}

interface Moving {
  world: World
  found: Found
  said: Record<string, unknown>
  by: Mover
  now: Date
  /** What must hold: nobody moved it, nor its code. */
  when: Condition
}

const nothing: Effect = { columns: {}, statements: [], data: {} }
const term = (said: Record<string, unknown>) => said as { from: string; to: string }
const refuse = (fields: { path: string; message: string }[]) => {
  if (fields.length > 0) throw new Refusal('invalid', { fields })
}

/** The next number of a year. Two at once find the same one: the second is refused by the index and asks anew. */
async function nextNumber({ store }: World, year: string): Promise<string> {
  const last = await store.read
    .select({ number: supervisors.number })
    .from(supervisors)
    .where(like(supervisors.number, `JD${year}%`))
    .orderBy(desc(supervisors.number))
    .limit(1)
    .get()
  const nth = (last?.number ? nthOf(last.number) : 0) + 1
  if (nth > MOST) throw new Refusal('unavailable')
  return certificateNo(year, nth)
}

async function appoint({ world, found: { row }, said, by, now, when }: Moving): Promise<Effect> {
  const { from, to } = term(said)
  refuse(termFaults({ from, to }, { earliest: today(now) }))
  const applicant = openApplication(world.secrets, row)
  if (!applicant || !by.person) throw new Refusal('not_now')
  const number = await nextNumber(world, from.slice(0, 4))
  const login = number.toLowerCase()
  const named = declaredAs(await namedIn(world, applicant, said, now))
  const account = await openAccount(world, login, applicant, named, row.type, { from, to }, by.actor, now, when)
  const code = await issueCertificate(world, { ...row, number, from, to }, by.person, now, when)
  return {
    columns: { number, from, to, login },
    statements: [...account.statements, ...code.events, code.rows],
    data: { number, from, to },
    told: account.told,
  }
}

async function renew({ world, found: { row }, said, by, now, when }: Moving): Promise<Effect> {
  const { from, to } = term(said)
  const { number, login } = row
  if (number === null || login === null || !by.person) throw new Refusal('not_now')
  // While one term runs the next follows it; after it ended a new one begins, today at the earliest.
  const runs = row.state === 'serving' && row.to !== null
  const first = runs
    ? { earliest: shift(row.to ?? from, 1), latest: shift(row.to ?? from, 1) }
    : { earliest: today(now) }
  refuse(termFaults({ from, to }, first))
  const since = runs ? (row.from ?? from) : from
  const old = await certificateOf(world, number)
  const validFrom = runs ? earliest(since, today(now)) : from
  const code = await issueCertificate(world, { ...row, number, from: validFrom, to }, by.person, now, when)
  const [next = null] = code.ids
  return {
    columns: { from: since, to },
    statements: [
      ...(await setAccount(world, login, true, by.actor, now, when, to)),
      ...(old ? setCertificate(old, 'replace', by.actor, now, when, next) : []),
      ...code.events,
      code.rows,
    ],
    data: { from, to },
  }
}

/** What is no area or sector of today. */
async function change({ world, said, now }: Moving): Promise<Effect> {
  const { areas, sectors } = said as { areas: string[]; sectors: string[] }
  const { departments } = await rulebook(world.store, now)
  refuse([
    ...(areas.some((one) => departments.get(one)?.type !== 'township')
      ? [{ path: 'areas', message: '没有这个镇街，请从列出的里面选' }]
      : []),
    ...(sectors.some((one) => !Object.hasOwn(INDUSTRY, one))
      ? [{ path: 'sectors', message: '没有这个领域，请从列出的里面选' }]
      : []),
  ])
  return { ...nothing, columns: { areas, sectors }, data: { areas, sectors } }
}

/** Account and certificate go with whoever holds them. */
async function stand(moving: Moving, active: boolean, action: 'suspend' | 'resume' | 'revoke'): Promise<Effect> {
  const { world, found, by, now, when } = moving
  const { login, number } = found.row
  const code = await certificateOf(world, number)
  return {
    ...nothing,
    statements: [
      ...(login ? await setAccount(world, login, active, by.actor, now, when) : []),
      ...(code ? setCertificate(code, action, by.actor, now, when) : []),
    ],
  }
}

/** What was objected and is not decided ends with the application. */
async function end({ world, found, by, now, when }: Moving): Promise<Effect> {
  return { ...nothing, ...(await endObjections(world, found.row.id, by.actor, now, when)) }
}

/** Whoever serves no more is expected nowhere: suspended ones may accept again once they serve. */
async function stop(moving: Moving, action: 'suspend' | 'revoke'): Promise<Effect> {
  const { world, found, by, now, when } = moving
  const stopped = await stand(moving, false, action)
  const { statements, still } = await leaving(world, found.row.id, by.actor, now, when)
  return { ...stopped, statements: [...stopped.statements, ...statements], still }
}

const EFFECTS: Record<Action, (moving: Moving) => Effect | Promise<Effect>> = {
  pass: ({ now }) => {
    const publicFrom = today(now)
    const publicTo = shift(publicFrom, PUBLICITY)
    return { ...nothing, columns: { publicFrom, publicTo }, data: { publicFrom, publicTo } }
  },
  refuse: end,
  withdraw: end,
  appoint,
  change,
  suspend: (moving) => stop(moving, 'suspend'),
  resume: (moving) => stand(moving, true, 'resume'),
  renew,
  honour: ({ said }) => ({ ...nothing, data: { honour: said.honour } }),
  dismiss: (moving) => stop(moving, 'revoke'),
  resign: (moving) => stop(moving, 'revoke'),
  expire: (moving) => stop(moving, 'revoke'),
}
export const effectOf = (action: Action, moving: Moving) => EFFECTS[action](moving)

/** The condition that the code of somebody’s certificate was not moved at the desk of codes meanwhile. */
export async function codeUnmoved(world: World, { number }: SupervisorRow): Promise<Condition | undefined> {
  const code = await certificateOf(world, number)
  return code && unmovedCode(code)
}

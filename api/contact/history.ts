import type { InStatement } from '@libsql/client'
import { and, eq, sql } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { contacts } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { issuing } from '../code/history.ts'
import { shift } from '../day.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { record } from '../staff/record.ts'
import { effect, newLogin, opened, stateOf, taken } from './account.ts'
import { type Contact, LONGEST, type Person } from './contact.ts'
import {
  type ContactRow,
  newId,
  personOf,
  refuseUnless,
  rowOf,
  sealPerson,
  stream,
  unmoved,
  type World,
} from './found.ts'
import { nextDay, sinceWhen } from './term.ts'
import { mayKeep } from './visibility.ts'
import { type Action, LIVE, type State, step } from './workflow.ts'

const invalid = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })
const LIVING = LIVE.map((state) => `'${state}'`).join(', ')
const TAKEN = '这家企业已经是联系点，不能再设一次。请在名单里找到它，续期或者换联络员'

/** As long as no other contact point of the company is alive. */
const alone = ({ id, uscc }: Pick<ContactRow, 'id' | 'uscc'>): Condition => ({
  sql: `not exists (select 1 from contacts where uscc = ? and id <> ? and state in (${LIVING}))`,
  args: [uscc, id],
})

async function demandAlone({ store }: Pick<World, 'store'>, row: Pick<ContactRow, 'id' | 'uscc'>) {
  const { sql: other, args } = alone(row)
  const [found] = await store.writes.commit([{ sql: `select 1 where ${other}`, args }])
  if (found?.rows.length !== 1) throw invalid('uscc', TAKEN)
}

/** The days of a term, wrong where nobody could serve them. */
function demandTerm({ from, to }: { from: string; to: string }, today: string) {
  if (to < from) throw invalid('to', '最后一天早于第一天，请核对')
  if (to < today) throw invalid('to', '最后一天已经过去，请核对')
  if (to > shift(from, LONGEST)) throw invalid('to', '期限最长5年，请改短一些，到期以前可以续期')
}

async function demandTownship({ store }: Pick<World, 'store'>, township: string, now: Date) {
  const known = (await rulebook(store, now)).departments.get(township)
  if (known?.type !== 'township') throw invalid('township', '没有这个镇街，请重新选择')
}

const event = (
  { id }: Pick<ContactRow, 'id'>,
  n: number,
  action: string,
  data: Record<string, unknown>,
  state: State,
  by: Actor | 'clock',
  now: Date,
  when: Condition,
) =>
  append(
    {
      stream: stream(id),
      n,
      at: now,
      actor: by === 'clock' ? { kind: 'system' } : actorOf(by),
      action,
      data,
      state: { status: state },
    },
    when,
  ).statements

/** Appoints a contact point: its account and the code of its plaque come with it. */
export async function add(
  world: World,
  said: Contact,
  actor: Actor,
  now: Date,
  also: (id: string, when: Condition) => InStatement[] = () => [],
  demo?: { login?: string | undefined },
): Promise<string> {
  if (!mayKeep(actor)) throw new Refusal('not_yours')
  demandTerm(said, today(now))
  await demandTownship(world, said.township, now)
  const { name, uscc, industry, township, document, from, to, person, phone, post, listed = false } = said
  const id = newId()
  await demandAlone(world, { id, uscc })
  const known = demo?.login !== undefined
  const login = demo?.login ?? newLogin()
  const free = alone({ id, uscc })
  const when: Condition = {
    sql: `${free.sql} and not exists (select 1 from contacts where login = ?)`,
    args: [...free.args, login],
  }
  const row: ContactRow = {
    ...{ id, state: 'serving', name, uscc, industry, township, from, to, document, login, listed },
    ...sealPerson(world, id, { person, phone, post }),
    ...{ at: now.getTime(), changedAt: now.getTime(), mark: newMark(), demo: demo !== undefined, n: 1 },
  }
  const label = { type: 'CONTACT' as const, department: null, subject: id, label: name, facts: {} }
  const code = await issuing(world, [{ ...label, issuedTo: name, validFrom: from, validTo: null }], actor, now, {
    demo: demo !== undefined,
    when,
  })
  const account = { login, name: person, from, to }
  const results = await record(
    world.store,
    { login, by: actor, action: known ? 'term' : 'create', state: stateOf(true), now },
    [
      ...event(row, 1, 'add', { from, to, document, listed }, 'serving', actor, now, when),
      ...code.events,
      ...also(id, when),
      known ? taken(account, when) : opened(account, now, when),
      code.rows,
      // Last: all before ask that the company is none yet.
      insert(contacts, row, when),
    ],
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw invalid('uscc', TAKEN)
  return id
}

interface Taking {
  id: string
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** What of what was said is written down for everybody who reads the history: never who or which telephone. */
const recorded = ({ person: _person, phone, post, ...rest }: Record<string, unknown>, before: string | undefined) => ({
  ...rest,
  ...(phone !== undefined && phone !== before && { contact: true }),
  ...(post !== undefined && { post: true }),
})

/** What a step changes in the row. A change keeps what it does not speak of; another person starts from nothing. */
function changes(
  world: World,
  row: ContactRow,
  action: Action,
  said: Record<string, unknown>,
  now: Date,
): Partial<ContactRow> {
  if (action === 'renew') return { from: sinceWhen(row, String(said.from), today(now)), to: String(said.to) }
  if (action === 'replace') return sealPerson(world, row.id, said as Person)
  if (action !== 'change') return {}
  const { phone, post, listed } = said as Partial<Person> & { listed?: boolean }
  const after = { ...personOf(world, row), ...(phone !== undefined && { phone }), ...(post !== undefined && { post }) }
  return { ...sealPerson(world, row.id, after), ...(listed !== undefined && { listed }) }
}

/** The only mover: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  { id, n, action, said }: Taking,
  by: Actor | 'clock',
  now: Date,
  also: (when: Condition) => InStatement[] = () => [],
): Promise<void> {
  const row = await rowOf(world, id)
  if (!row) throw new Refusal('not_found')
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  refuseUnless(row, action, by, today(now))
  if (action === 'renew') {
    const term = said as { from: string; to: string }
    const next = nextDay(row, today(now))
    if (next !== undefined && term.from !== next)
      throw invalid('from', `原来的期限到${row.to}，新的期限接着它，第一天是${next}`)
    demandTerm(term, today(now))
    await demandAlone(world, row)
  }
  const { to } = step(action)
  const state = typeof to === 'string' ? to : row.state
  const free = alone(row)
  const still = unmoved(row)
  const when = action === 'renew' ? { sql: `${still.sql} and ${free.sql}`, args: [...still.args, ...free.args] } : still
  const { login } = row
  const before = action === 'change' ? personOf(world, row).phone : undefined
  const done = login === null ? undefined : effect({ ...row, login }, action, said, now, when)
  const statements = [
    ...event(row, n + 1, action, recorded(said, before), state, by, now, when),
    ...(done?.statements ?? []),
    ...also(when),
    world.store.read
      .update(contacts)
      .set({ ...changes(world, row, action, said, now), state, changedAt: now.getTime(), mark: newMark(), n: n + 1 })
      .where(
        and(
          eq(contacts.id, row.id),
          eq(contacts.n, n),
          action === 'renew'
            ? sql`not exists (select 1 from contacts as other where other.uscc = ${row.uscc} and other.id <> ${row.id} and other.state in ('serving', 'suspended'))`
            : undefined,
        ),
      ),
  ]
  const act = done && login && { login, by: by === 'clock' ? ('system' as const) : by, action: done.action, now }
  const results = act
    ? await record(world.store, { ...act, state: stateOf(done.active) }, statements, when)
    : await world.store.writes.commit(statements)
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

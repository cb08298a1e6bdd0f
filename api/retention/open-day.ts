import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, eq, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { registrations, retentions } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { instantOf } from '../open-day/open-day.ts'
import { dayStart } from '../publication/force.ts'
import { published } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'

type Run = typeof retentions.$inferSelect

/** What everybody reads before registering: gone so many days after the end, by itself and with nobody's leave. */
export const PROMISED = { class: 'registration', label: '开放日报名的姓名、电话和凭证', days: 90 } as const
const LASTS = PROMISED.days * 86_400_000

/** The beginning of the day in China an instant lies in: who came on which day stays, not when. */
const dayOnly = (column: string) => `${column} - (${column} + 28800000) % 86400000`

/** What each column of a registration becomes. Counted are group, size, state and who came; nothing leads to anybody. */
const AFTER = {
  id: 'id',
  event: 'event',
  session: 'session',
  group: '"group"',
  size: 'size',
  state: 'state',
  seated: 'seated',
  place: 'null',
  offerUntil: 'null',
  // No two are alike, and none is a digest of anything.
  ticketHash: "'erased/' || id",
  number: "'erased/' || id",
  keyId: "''",
  sealed: "x''",
  phoneIndex: "''",
  marks: 'marks',
  cameAt: dayOnly('came_at'),
  came: 'came',
  leftAt: 'null',
  at: dayOnly('at'),
  changedAt: dayOnly('changed_at'),
  mark: "''",
  demo: 'demo',
  n: 'n',
} as const satisfies Record<keyof typeof registrations.$inferSelect, string>
const named = (column: string) => `"${column.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`)}"`
const ERASED = Object.entries(AFTER)
  .map(([column, becomes]) => `${named(column)} = ${becomes}`)
  .join(', ')

/** Open days that hold anything of anybody: from code to code by the index, past all that were erased long ago. */
const HELD = `with recursive known(code) as (
    select min(event) from registrations
    union all select (select min(event) from registrations where event > known.code) from known where known.code is not null)
  select code from known where exists (select 1 from registrations r where r.event = known.code and r.phone_index > '')
  union select event from arrivals union select event from open_day_messages`

interface Held {
  code: string
  version: number
  /** From when it is due. */
  from: number
}

/** Open days that hold personal data, each by what its newest version says, one not yet in force included. */
async function heldDays(store: Store): Promise<Held[]> {
  const codes = await store.heavy.rows<{ code: string }>(HELD)
  const book = await register(store)
  const found = await Promise.all(
    codes.map(async ({ code }): Promise<Held[]> => {
      const newest = book.sayings('open-day', code).toSorted((a, b) => b.version - a.version)[0]
      const [row] = newest ? await rowsOf(store, [newest]) : []
      if (!newest || !row) return []
      const last = Math.max(...published('open-day', row).data.sessions.map(({ ends }) => instantOf(ends)))
      // What was called off is over then.
      const off = newest.cancelled ? Math.max(newest.publishedAt, dayStart(newest.from)) : last
      return [{ code, version: newest.version, from: Math.min(last, off) + LASTS }]
    }),
  )
  return found.flat()
}

/** For whoever looks after the keeping: how many registrations hold a person, and how many are past the promise. */
export async function promised(store: Store, now: Date) {
  const days = await heldDays(store)
  const rows = await store.heavy.rows<{ event: string; n: number }>(
    "select event, count(*) as n from registrations where phone_index > '' group by event",
  )
  const of = new Map(rows.map(({ event, n }) => [event, n]))
  const sum = (some: readonly Held[]) => some.reduce((all, { code }) => all + (of.get(code) ?? 0), 0)
  return {
    label: PROMISED.label,
    days: PROMISED.days,
    held: sum(days),
    due: sum(days.filter(({ from }) => from <= now.getTime())),
  }
}

/** Begins what is due: once an open day, and written down before anything goes. */
export async function beginPromised(store: Store, now: Date): Promise<void> {
  for (const { code, version, from } of await heldDays(store)) {
    if (from > now.getTime()) continue
    const id = randomBytes(9).toString('base64url')
    const rule = `open-day/${code}/${version}`
    const free = {
      sql: "not exists (select 1 from retentions where class = ? and state = 'erasing' and rule like ?)",
      args: [PROMISED.class, `open-day/${code}/%`],
    }
    const event = append(
      {
        stream: `retention/bureau/${id}`,
        n: 1,
        at: now,
        actor: { kind: 'system' },
        action: 'begin',
        data: {},
        state: { state: 'erasing', class: PROMISED.class, realm: 'bureau' },
      },
      free,
    )
    const run = {
      id,
      class: PROMISED.class,
      decidedBy: 'promise',
      decidedAt: now.getTime(),
      realm: 'bureau' as const,
      before: from - LASTS,
      rule,
      erased: 0,
    }
    const found = await store.read.$count(
      registrations,
      and(eq(registrations.event, code), ne(registrations.keyId, '')),
    )
    const row = { ...run, state: 'erasing' as const, proposedBy: 'system', proposedAt: now.getTime(), found }
    await store.writes.commit([...event.statements, insert(retentions, row, free)])
  }
}

const ROWS_A_COMMIT = 500
/** So many commits at most in one turn. */
const A_TURN = 100

/** Erases what a run is for, some hundred at a time; whether there is more. A crash loses nothing: what is left is due. */
export async function erasePromised(store: Store, run: Run, now: Date): Promise<boolean> {
  const code = run.rule.split('/')[1] ?? ''
  const some = `(select id from registrations where event = ? and key_id <> '' order by id limit ${ROWS_A_COMMIT})`
  for (let turns = 0; ; turns++) {
    if (turns >= A_TURN) return true
    const [, gone] = await store.writes.commit([
      { sql: `delete from registration_notices where registration in ${some}`, args: [code] },
      { sql: `update registrations set ${ERASED} where id in ${some}`, args: [code] },
      { sql: 'update retentions set erased = erased + changes() where id = ?', args: [run.id] },
    ])
    if (!gone?.rowsAffected) break
  }
  const of = (sql: string): InStatement => ({ sql, args: [code] })
  await store.writes.commit([
    of('delete from arrivals where event = ?'),
    of('delete from open_day_messages where event = ?'),
    // Answers kept for who asks again hold tickets.
    { sql: 'delete from idempotency where expires_at <= ?', args: [now.getTime()] },
  ])
  return false
}

import { and, count, eq, inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { codes, contacts, leads } from '../../db/schema.ts'
import { OURS } from '../case/routing.ts'
import { shift } from '../day.ts'
import { words } from '../vocabulary.ts'
import { ENDING } from './contact.ts'
import type { ContactRow, World } from './found.ts'
import { STATE, type State } from './workflow.ts'

/** What narrows the list; `ending`: alive, and its term ends soon. */
export const Filter = {
  state: z.enum([...(Object.keys(STATE) as State[]), 'ending'], { error: '没有这个状态' }).optional(),
  township: words(1, 20, '镇街').optional(),
  q: words(1, 60, '企业名称').optional(),
}
const Asked = z.strictObject(Filter)
type Asked = z.output<typeof Asked>

const escaped = (text: string) => text.replace(/[~%_]/g, '~$&')

function held({ state, township, q }: Asked, today: string) {
  const parts: [sql: string, args: (string | number)[]][] = [
    ...(state === 'ending'
      ? [["state in ('serving', 'suspended') and \"to\" <= ?", [shift(today, ENDING)]] as [string, string[]]]
      : state === undefined
        ? []
        : [['state = ?', [state]] as [string, string[]]]),
    ...(township === undefined ? [] : [['township = ?', [township]] as [string, string[]]]),
    ...(q === undefined
      ? []
      : [["(name like '%' || ? || '%' escape '~' or uscc = ?)", [escaped(q), q.toUpperCase()]] as [string, string[]]]),
  ]
  return { sql: parts.map(([sql]) => sql).join(' and ') || '1', args: parts.flatMap(([, args]) => args) }
}

const ORDER = `case state when 'serving' then 0 when 'suspended' then 1 else 2 end, "to", id`

/** A page of the contact points, those alive first and among them whose term ends first. */
export async function list({ store }: Pick<World, 'store'>, asked: Asked, today: string, page: number, limit: number) {
  const where = held(asked, today)
  const [ids, [counted]] = await Promise.all([
    store.heavy.rows<{ id: string }>({
      sql: `select id from contacts where ${where.sql} order by ${ORDER} limit ? offset ?`,
      args: [...where.args, limit, (page - 1) * limit],
    }),
    store.heavy.rows<{ n: number }>({ sql: `select count(*) as n from contacts where ${where.sql}`, args: where.args }),
  ])
  const wanted = ids.map(({ id }) => id)
  const found: ContactRow[] = wanted.length
    ? await store.read.select().from(contacts).where(inArray(contacts.id, wanted))
    : []
  return { rows: wanted.flatMap((id) => found.find((row) => row.id === id) ?? []), total: counted?.n ?? 0 }
}

/** How many of each state there are, and how many terms end soon. */
export async function counts({ store }: Pick<World, 'store'>, today: string) {
  const rows = await store.heavy.rows<{ state: State; n: number; ending: number }>({
    sql: 'select state, count(*) as n, sum("to" <= ?) as ending from contacts group by 1',
    args: [shift(today, ENDING)],
  })
  const of = (state: State) => rows.find((row) => row.state === state)
  const [serving, suspended] = [of('serving'), of('suspended')]
  return {
    serving: serving?.n ?? 0,
    suspended: suspended?.n ?? 0,
    ended: of('ended')?.n ?? 0,
    ending: (serving?.ending ?? 0) + (suspended?.ending ?? 0),
  }
}

/** What the bureau has, of senders who are not hidden: a number that rises with a case tells whose it is (rulings.md 3). */
const TOLD = sql`not exists (select 1 from cases c where c.no = ${leads.no}
  and (c.lane = 'sealed' or c.handler <> ${OURS.code} or c.appears = 'confidential'))`

/** How many leads each sent, by login. Only how many: which they are is not read off here. */
export async function leadsOf({ store, secrets }: World, rows: readonly Pick<ContactRow, 'login'>[]) {
  const owners = new Map(
    rows.flatMap(({ login }) =>
      login === null ? [] : secrets.digests('owner', login).map((of) => [of, login] as const),
    ),
  )
  const found = owners.size
    ? await store.read
        .select({ owner: leads.owner, n: count() })
        .from(leads)
        .where(and(eq(leads.by, 'contact'), inArray(leads.owner, [...owners.keys()]), TOLD))
        .groupBy(leads.owner)
    : []
  const sent = new Map<string, number>()
  for (const { owner, n } of found) {
    const login = owners.get(owner) ?? ''
    sent.set(login, (sent.get(login) ?? 0) + n)
  }
  return sent
}

/** The code of a plaque, the newest that is good. */
export async function plaquesOf({ store }: Pick<World, 'store'>, ids: readonly string[]) {
  const rows = ids.length
    ? await store.read
        .select()
        .from(codes)
        .where(and(eq(codes.type, 'CONTACT'), inArray(codes.subject, [...ids])))
    : []
  return new Map(rows.filter(({ status }) => status === 'active').map((row) => [row.subject, row]))
}

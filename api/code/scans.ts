import type { InStatement } from '@libsql/client'
import type { Context } from 'hono'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { names, type Type } from './code.ts'

export type What = 'scan' | 'complaint' | 'praise' | 'rating'
interface Counted {
  code: string
  day: string
  what: What
  count: number
}

const LISTED = `select value ->> 0 as code, value ->> 1 as day, value ->> 2 as what, value ->> 3 as count from json_each(?)`

const argsOf = (all: readonly Counted[]) => [
  JSON.stringify(all.map(({ code, day, what, count }) => [code, day, what, count])),
]

/** More of what came through codes of a body, by day: no code. */
const byBody = (all: readonly Counted[]): InStatement => ({
  sql: `insert into scan_days (day, department, type, what, count)
    select j.day, coalesce(c.department, ''), c.type, j.what, sum(j.count)
      from (${LISTED}) j join codes c on c.id = j.code group by 1, 2, 3, 4
    on conflict (day, department, type, what) do update set count = count + excluded.count`,
  args: argsOf(all),
})

/** The same by code and by body, and that they were met at all: no person, no hour. */
export function counting(all: readonly Counted[]): InStatement[] {
  const args = argsOf(all)
  return [
    {
      sql: `insert into scans (code, day, what, count) ${LISTED} where true
        on conflict (code, day, what) do update set count = count + excluded.count`,
      args,
    },
    byBody(all),
    {
      sql: `update codes set met_on = j.day from (${LISTED}) j where codes.id = j.code and codes.met_on is null`,
      args,
    },
  ]
}

/** Something was sent that began at a code. Of codes that name their holder it is counted apart from the code. */
export function sent({ id, type }: { id: string; type: Type }, day: string, what: 'complaint' | 'praise') {
  const one = [{ code: id, day, what, count: 1 }]
  return names(type) ? [byBody(one)] : counting(one)
}

/** Programs that name themselves: what looks at links before people do is nobody who stood before a code. */
const PROGRAM =
  /bot[/;)+]|spider|crawl|slurp|preview|facebookexternalhit|^(?:curl|wget|python|java|go-http|okhttp|axios|node|ruby|perl|php|libwww|apache-http)/i

/** Whether somebody seems to look at what is asked for: not only its head, not ahead of time, not a program. */
export const looks = ({ req }: Context<AppEnv>): boolean =>
  req.method === 'GET' &&
  !/prefetch|prerender|preview/i.test(`${req.header('sec-purpose')} ${req.header('purpose')} ${req.header('x-moz')}`) &&
  !PROGRAM.test(req.header('user-agent') ?? '')

const waiting = new WeakMap<Store, Map<string, Counted>>()

/**
 * Notes a scan in memory: nobody who stands before a counter waits for a number. Of one code from one network only so many
 * a day count, so that nobody makes a number; the answer is the same.
 */
export function noteScan(c: Context<AppEnv>, code: string) {
  const { deps, now } = c.var
  // A page of ours looks a code up for other reasons too; only where its verdict is shown was it scanned.
  if (!(c.env.inside ? c.env.inside.scan : looks(c))) return
  const from = `${code}\n${source(c)}`
  if (deps.limits.wait('scan', from, now.getTime()) > 0) return
  deps.limits.count('scan', from, now.getTime())
  const own = waiting.get(deps.store) ?? new Map<string, Counted>()
  waiting.set(deps.store, own)
  const day = today(now)
  const known = own.get(`${code}\n${day}`)
  if (known) known.count++
  else own.set(`${code}\n${day}`, { code, day, what: 'scan', count: 1 })
}

const ratings = new WeakMap<Store, Map<string, { day: string; type: Type; count: number }>>()

/** Of a rating only the type of its code and the day are kept, and never in the commit of an answer. */
export function noteRating(store: Store, type: Type, day: string) {
  const own = ratings.get(store) ?? new Map<string, { day: string; type: Type; count: number }>()
  ratings.set(store, own)
  const known = own.get(`${type}\n${day}`)
  if (known) known.count++
  else own.set(`${type}\n${day}`, { day, type, count: 1 })
}

const ratingCounted = ({ day, type, count }: { day: string; type: Type; count: number }): InStatement => ({
  sql: `insert into scan_days (day, department, type, what, count) values (?, '', ?, 'rating', ?)
    on conflict (day, department, type, what) do update set count = count + excluded.count`,
  args: [day, type, count],
})

/** So many codes are written in one commit: others write in between. */
const PIECE = 500

/** Writes down what was noted. A number, not a promise: what a crash takes is a minute’s scans. */
export async function keepScans(store: Store): Promise<void> {
  const noted = [...(waiting.get(store)?.values() ?? [])]
  waiting.delete(store)
  const rated = [...(ratings.get(store)?.values() ?? [])]
  ratings.delete(store)
  if (rated.length > 0) await store.writes.commit(rated.map(ratingCounted))
  for (let i = 0; i < noted.length; i += PIECE) await store.writes.commit(counting(noted.slice(i, i + PIECE)))
}

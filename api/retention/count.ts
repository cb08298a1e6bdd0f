import type { Store } from '../../db/open.ts'
import { asPerson } from '../case/visibility.ts'
import type { Actor } from '../staff/actor.ts'
import type { Class, Realm } from './class.ts'
import { dueCases, dueRows, isOfCases } from './due.ts'

/** Counted exactly to here. */
const MOST = 10_000

/** That somebody may know of the case with this number: neither they nor their body are among those who must not. */
export const known = (actor: Actor, realm: Realm, no: string) => ({
  sql: `not exists (select 1 from case_blind b where b.no = ${no} and b.department in (?, ?))`,
  args: [realm === 'sealed' ? '' : actor.department, asPerson(actor.login)],
})

/** How many are due, as far as somebody may know of them: what must not be known is not even counted. */
export async function countOf(
  store: Store,
  actor: Actor,
  cls: Class,
  realm: Realm,
  before: number,
  day: string,
): Promise<number> {
  if (isOfCases(cls)) {
    const due = dueCases(cls, realm, before, day)
    const may = known(actor, realm, 'c.no')
    const [row] = await store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from (select 1 ${due.sql} and ${may.sql} limit ${MOST})`,
      args: [...due.args, ...may.args],
    })
    return row?.n ?? 0
  }
  const counts = await Promise.all(
    dueRows(cls, realm, before).map(({ table, sql, args }) => {
      const may = cls === 'access' ? known(actor, realm, 'accesses.no') : { sql: '1', args: [] }
      return store.heavy.rows<{ n: number }>({
        sql: `select count(*) as n from (select 1 from ${table} where ${sql} and ${may.sql} limit ${MOST})`,
        args: [...args, ...may.args],
      })
    }),
  )
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0)
}

import type { Store } from '../../db/open.ts'

/** A store whose statements are changed on their way: what a defence is worth is seen where it is off. */
export function changing(store: Store, change: (sql: string, args: unknown[]) => string): Store {
  const commit: Store['writes']['commit'] = (statements) =>
    store.writes.commit(
      statements.map((s) => {
        const plain = s as { sql: string; args: [] }
        const sql = change(plain.sql, plain.args)
        return sql === NOTHING ? NOTHING : { ...plain, sql }
      }),
    )
  return { ...store, writes: Object.assign(Object.create(store.writes), { commit }) }
}
export const NOTHING = 'select 1'

/** Nobody asks whether there is room. */
export const guardOff = (store: Store) =>
  changing(store, (sql) => sql.replace('o.taken + ? <= o.seats\n', '(1 or o.taken + ? <= o.seats)\n'))

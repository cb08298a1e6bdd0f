import type { Condition } from '../../db/row.ts'
import type { World } from './found.ts'

/**
 * As long as whoever has an account now chose no password and never signed in. Asked of the account alone: what was sent
 * through it must not show in any answer.
 */
export const neverEntered = (login: string): Condition => ({
  sql: `(exists (select 1 from people where login = ? and password is null)
    and not exists (select 1 from events w where w.stream = ? and w.action in ('set-up', 'sign-in')
      and not exists (select 1 from contacts k join events e on e.stream = 'contact/' || k.id
        where k.login = ? and e.action = 'replace' and e.at > w.at)))`,
  args: [login, `person/${login}`, login],
})

/** The same the other way round, to be shown. */
export async function wasEntered({ store }: Pick<World, 'store'>, login: string | null): Promise<boolean> {
  const { sql, args } = neverEntered(login ?? '')
  const [found] = await store.heavy.rows<{ never: number }>({ sql: `select ${sql} as never`, args })
  return login !== null && found?.never !== 1
}

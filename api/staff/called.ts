import { inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { people } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'

/** What people are called, by login; whoever left keeps the name, and it says so. */
export async function called(store: Store, logins: readonly (string | null | undefined)[], now: Date) {
  const asked = [...new Set(logins.filter((login) => login !== null && login !== undefined))]
  const { login, name, active, validTo } = people
  const found = asked.length
    ? await store.read.select({ login, name, active, validTo }).from(people).where(inArray(login, asked))
    : []
  const day = today(now)
  const names = new Map(
    found.map((one) => [one.login, one.active && (one.validTo ?? day) >= day ? one.name : `${one.name}（已离任）`]),
  )
  return (login: string): string => names.get(login) ?? (login === 'content' ? '建站初始内容' : login)
}

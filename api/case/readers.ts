import { and, desc, eq, gt, max } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { accesses } from '../../db/schema.ts'
import { crew } from '../notice/concern.ts'
import type { Actor } from '../staff/actor.ts'
import type { Found } from './found.ts'
import { mayRead } from './visibility.ts'

/** For how long whoever opened a case counts as looking at it. */
const LOOKS = 5 * 60_000

/** Colleagues who may read a case as it stands now; asked again wherever one of them is named or told. */
export async function readersOf(store: Store, { row, blind }: Found, now: Date): Promise<Actor[]> {
  return (await crew(store, now)).filter((one) => mayRead({ ...row, blind }, one))
}

/** Who else opened a case a moment ago, out of the log of readings, so that looking costs no writing of its own. */
export async function lookingAt(store: Store, found: Found, actor: Actor, now: Date) {
  const recent = await store.read
    .select({ person: accesses.person, at: max(accesses.at) })
    .from(accesses)
    .where(and(eq(accesses.no, found.row.no), eq(accesses.what, 'case'), gt(accesses.at, now.getTime() - LOOKS)))
    .groupBy(accesses.person)
    .orderBy(desc(max(accesses.at)))
  if (recent.every(({ person }) => person === actor.login)) return []
  const readers = await readersOf(store, found, now)
  return recent.flatMap(({ person, at }) => {
    const one = readers.find(({ login }) => login === person && login !== actor.login)
    return one ? [{ name: one.name, post: one.post, at: new Date(at ?? 0).toISOString() }] : []
  })
}

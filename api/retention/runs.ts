import { desc } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { retentions } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Actor } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { type Class, isClass, KEPT, mayApprove, REALM, realmsOf } from './class.ts'
import { countOf, known } from './count.ts'
import { isOfCases } from './due.ts'
import { PROMISED } from './open-day.ts'

const labelOf = (run: typeof retentions.$inferSelect): string =>
  run.class === PROMISED.class ? PROMISED.label : (KEPT[run.class as Class] ?? run.class)

/** What was proposed, decided and erased, of the realms somebody answers for. */
export async function runsFor(store: Store, actor: Actor, now: Date) {
  const day = today(now)
  const rows = await store.read.select().from(retentions).orderBy(desc(retentions.proposedAt)).limit(200)
  const mine = realmsOf(actor)
  const proposers = rows.map(({ proposedBy }) => proposedBy)
  const nameOf = await called(store, proposers, now)
  return Promise.all(
    rows
      .filter((run) => mine.includes(run.realm))
      .map(async (run) => ({
        id: run.id,
        class: labelOf(run),
        realm: run.class === PROMISED.class ? (run.rule.split('/')[1] ?? '') : REALM[run.realm],
        before: new Date(run.before).toISOString(),
        state: run.state,
        ...(await sizeOf(store, actor, run, day)),
        proposedBy: {
          login: run.proposedBy,
          name: run.class === PROMISED.class ? '到期自动删除' : nameOf(run.proposedBy),
        },
        proposedAt: new Date(run.proposedAt).toISOString(),
        decidedBy: run.class === PROMISED.class ? null : run.decidedBy,
        doneAt: run.doneAt === null ? null : new Date(run.doneAt).toISOString(),
        may: run.state === 'proposed' && run.proposedBy !== actor.login && mayApprove(actor, run.realm),
      })),
  )
}

/** How many a run found and erased, as far as somebody may know of them; what was refused is not counted again. */
async function sizeOf(store: Store, actor: Actor, run: typeof retentions.$inferSelect, day: string) {
  const cls = run.class
  if (!isClass(cls) || (!isOfCases(cls) && cls !== 'access')) return { found: run.found, erased: run.erased }
  const waits = run.state === 'proposed' || run.state === 'erasing'
  const left = waits ? await countOf(store, actor, cls, run.realm, run.before, day) : 0
  // Rows of the log leave nothing behind that could be counted by case.
  if (cls === 'access') return { found: waits ? left : null, erased: run.state === 'done' ? null : 0 }
  const may = known(actor, run.realm, 'x.no')
  const [gone] = await store.heavy.rows<{ n: number }>({
    sql: `select count(*) as n from erasures x where x.run = ? and x.done = 1 and ${may.sql}`,
    args: [run.id, ...may.args],
  })
  const erased = gone?.n ?? 0
  return { found: run.state === 'refused' ? null : left + erased, erased }
}

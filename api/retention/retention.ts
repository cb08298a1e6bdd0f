import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Retention } from '../../content/kinds/retention.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { retentions } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { published } from '../publication/publication.ts'
import { inForce } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { type Class, isClass, KEPT, mayApprove, mayPropose, numbersFor, REALM, type Realm, realmsOf } from './class.ts'
import { countOf, known } from './count.ts'
import { dueCases, dueRows, isOfCases, monthsAgo } from './due.ts'
import { promised } from './open-day.ts'
import { runsFor } from './runs.ts'

/** The rules of keeping in force today, each with its version. */
async function rulesOf(store: Store, now: Date) {
  const day = today(now)
  const rows = await inForce(store, 'retention', day, day)
  return new Map<Class, Retention & { version: number }>(
    rows
      .filter((row) => !row.summary?.cancelled && isClass(row.code.toLowerCase()))
      .map((row) => [row.code.toLowerCase() as Class, { ...published('retention', row).data, version: row.version }]),
  )
}

/** Classes that hold anything of a realm: rows of the machine are the bureau's alone. */
const holds = (cls: Class, realm: Realm) => isOfCases(cls) || dueRows(cls, realm, 0).length > 0

/** What would go today, class by class, of the realms somebody answers for. */
export async function overview(store: Store, actor: Actor, now: Date) {
  const rules = await rulesOf(store, now)
  const day = today(now)
  const asked = realmsOf(actor).flatMap((realm) =>
    (Object.keys(KEPT) as Class[]).flatMap((cls) => {
      const rule = rules.get(cls)
      return rule && holds(cls, realm) ? [{ realm, cls, rule }] : []
    }),
  )
  const items = await Promise.all(
    asked.map(async ({ realm, cls, rule }) => {
      const before = monthsAgo(day, rule.months)
      return {
        class: { code: cls, label: KEPT[cls] },
        realm: { code: realm, label: REALM[realm] },
        months: rule.months,
        basis: rule.basis,
        demo: rule.demo,
        before: new Date(before).toISOString(),
        due: await countOf(store, actor, cls, realm, before, day),
        may: mayPropose(actor, realm),
      }
    }),
  )
  const [runs, kept] = await Promise.all([
    runsFor(store, actor, now),
    realmsOf(actor).includes('bureau') ? promised(store, now) : undefined,
  ])
  return { items, total: items.length, ...(kept && { promised: kept }), runs }
}

const SHOWN = 200

/** The list of one class before anything goes: how many, and the numbers for whoever may read them. */
export async function dryRun(store: Store, actor: Actor, cls: string, realm: Realm, now: Date) {
  if (!isClass(cls) || !realmsOf(actor).includes(realm) || !holds(cls, realm)) throw new Refusal('not_found')
  const rule = (await rulesOf(store, now)).get(cls)
  if (!rule) throw new Refusal('not_found')
  const day = today(now)
  const before = monthsAgo(day, rule.months)
  const handlers = isOfCases(cls) ? numbersFor(actor, realm) : []
  const due = dueCases(cls, realm, before, day)
  const may = known(actor, realm, 'c.no')
  const numbers =
    handlers.length > 0
      ? await store.heavy.rows<{ no: string; at: number }>({
          sql: `select c.no as no, e.at as at ${due.sql} and c.handler in (${handlers.map(() => '?').join()})
            and ${may.sql} order by e.at, c.no limit ${SHOWN}`,
          args: [...due.args, ...handlers, ...may.args],
        })
      : []
  return {
    class: { code: cls, label: KEPT[cls] },
    realm: { code: realm, label: REALM[realm] },
    months: rule.months,
    basis: rule.basis,
    before: new Date(before).toISOString(),
    items: numbers.map(({ no, at }) => ({ no, endedAt: new Date(at).toISOString() })),
    total: await countOf(store, actor, cls, realm, before, day),
    may: mayPropose(actor, realm),
  }
}

const stream = (realm: Realm, id: string) => `retention/${realm}/${id}`

/** Says that what is due now should go; nothing goes by it. */
export async function propose(
  store: Store,
  actor: Actor,
  cls: Class,
  realm: Realm,
  now: Date,
): Promise<{ id: string }> {
  if (!mayPropose(actor, realm)) throw new Refusal('not_yours')
  const { before, total } = await dryRun(store, actor, cls, realm, now).then((run) => ({
    ...run,
    before: Date.parse(run.before),
  }))
  if (total === 0) throw new Refusal('not_now')
  const rule = (await rulesOf(store, now)).get(cls)
  const id = randomBytes(9).toString('base64url')
  const free = {
    sql: "not exists (select 1 from retentions where class = ? and realm = ? and state in ('proposed', 'erasing'))",
    args: [cls, realm],
  }
  const event = append(
    {
      stream: stream(realm, id),
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'propose',
      data: {},
      state: { state: 'proposed', class: cls, realm },
    },
    free,
  )
  const results = await store.writes.commit([
    ...event.statements,
    insert(
      retentions,
      {
        id,
        class: cls,
        realm,
        before,
        rule: `retention/${cls}/${rule?.version ?? 0}`,
        state: 'proposed',
        proposedBy: actor.login,
        proposedAt: now.getTime(),
        found: total,
        erased: 0,
      },
      free,
    ),
  ])
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('already')
  return { id }
}

/** Yes or no, by another person. Who proposed may only take it back. */
export async function decide(store: Store, actor: Actor, id: string, yes: boolean, now: Date): Promise<void> {
  const run = await store.read.select().from(retentions).where(eq(retentions.id, id)).get()
  if (!run || !realmsOf(actor).includes(run.realm)) throw new Refusal('not_found')
  const own = run.proposedBy === actor.login
  if (yes ? own || !mayApprove(actor, run.realm) : !own && !mayApprove(actor, run.realm)) throw new Refusal('not_yours')
  const waits = { sql: "exists (select 1 from retentions where id = ? and state = 'proposed')", args: [id] }
  const state = yes ? 'erasing' : 'refused'
  const event = append(
    {
      stream: stream(run.realm, id),
      n: 2,
      at: now,
      actor: actorOf(actor),
      action: yes ? 'approve' : 'refuse',
      data: {},
      state: { state },
    },
    waits,
  )
  const results = await store.writes.commit([
    ...event.statements,
    {
      sql: "update retentions set state = ?, decided_by = ?, decided_at = ? where id = ? and state = 'proposed'",
      args: [state, actor.login, now.getTime(), id],
    },
  ])
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('not_now')
}

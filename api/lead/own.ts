import { and, desc, eq, inArray, lt, not, or } from 'drizzle-orm'
import { cases, leads } from '../../db/schema.ts'
import { find } from '../case/found.ts'
import type { Receipt } from '../case/history.ts'
import { rulebook } from '../case/rulebook.ts'
import { track } from '../case/told.ts'
import { outOfReach } from '../contact/before.ts'
import type { Deps } from '../context.ts'
import type { Secrets } from '../secrets.ts'

type World = Pick<Deps, 'store' | 'secrets'>

export const ownerOf = (secrets: Secrets, login: string) => secrets.digest('owner', login)
/** Leads of an account, and of whoever has it now. */
const of = (secrets: Secrets, login: string) =>
  and(inArray(leads.owner, secrets.digests('owner', login)), not(outOfReach(login, leads.at)))

/** Under what a draft was sent, in one hand: of a stolen table nobody can tell whose. */
export const draftsOf = (secrets: Secrets, login: string, key: string) =>
  secrets.digests('owner', `draft\n${login}\n${key}`)

/** Whether somebody signed in sent this case as their own. */
export async function owns({ store, secrets }: World, login: string, no: string): Promise<boolean> {
  const row = await store.read
    .select({ no: leads.no })
    .from(leads)
    .where(and(eq(leads.no, no), of(secrets, login)))
    .get()
  return row !== undefined
}

/** What was sent under a draft’s key before, however long ago; answered again as it was. */
export async function sentAs(world: World, login: string, key: string | undefined) {
  if (key === undefined) return undefined
  const row = await world.store.read
    .select()
    .from(leads)
    .where(inArray(leads.draft, draftsOf(world.secrets, login, key)))
    .get()
  return row && { row, receipt: JSON.parse(world.secrets.open('vault', bound(row.no), row)) as Receipt }
}

const bound = (no: string) => `lead/${no}`
export const sealReceipt = (secrets: Secrets, receipt: Receipt) =>
  secrets.seal('vault', bound(receipt.no), JSON.stringify(receipt))

/** How many somebody sent. */
export const ownTotal = ({ store, secrets }: World, login: string) => store.read.$count(leads, of(secrets, login))

const FEWEST_SIGNS = 40

/** One's own leads, newest first, each as its sender is told of it. */
export async function ownLeads(
  world: World,
  login: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  now: Date,
) {
  const { read } = world.store
  const mine = of(world.secrets, login)
  const last = cursor
    ? await read
        .select()
        .from(leads)
        .where(and(eq(leads.no, cursor), mine))
        .get()
    : undefined
  const rows = await read
    .select({ no: leads.no, conflict: leads.conflict, category: cases.category, about: cases.aboutDepartment })
    .from(leads)
    .innerJoin(cases, eq(cases.no, leads.no))
    .where(and(mine, last && or(lt(leads.at, last.at), and(eq(leads.at, last.at), lt(leads.no, last.no)))))
    .orderBy(desc(leads.at), desc(leads.no))
    .limit(limit + 1)
  const book = await rulebook(world.store, now)
  const items = await Promise.all(
    rows.slice(0, limit).map(async ({ no, conflict, category, about }) => {
      const found = await find(world, no)
      if (!found) return []
      const { status, statusLabel, receivedAt, dueOn, may } = track(found, world.secrets, book, now)
      return {
        no,
        status,
        statusLabel,
        receivedAt,
        dueOn,
        conflict,
        category: { code: category, name: book.categories.get(category)?.name ?? category },
        about: about === null ? null : { code: about, name: book.departments.get(about)?.name ?? about },
        gist: found.account.slice(0, FEWEST_SIGNS),
        may,
      }
    }),
  )
  const total = await ownTotal(world, login)
  const next = rows.length > limit ? rows[limit - 1]?.no : undefined
  return { items: items.flat(), total, ...(next && { next }) }
}

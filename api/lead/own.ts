import { createHash } from 'node:crypto'
import { and, desc, eq, inArray, lt, not, or } from 'drizzle-orm'
import { cases, leads } from '../../db/schema.ts'
import { sorted } from '../case/event.ts'
import { find } from '../case/found.ts'
import type { Receipt } from '../case/history.ts'
import { rulebook } from '../case/rulebook.ts'
import { track } from '../case/told.ts'
import { outOfReach } from '../contact/before.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Sealed, Secrets } from '../secrets.ts'
import type { Conflict, Lead } from './lead.ts'
import { type Hand, handOf } from './mark.ts'
import { ownersOf } from './owner.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** Leads of an account, and of whoever has it now. */
const of = (secrets: Secrets, login: string) =>
  and(inArray(leads.owner, ownersOf(secrets, login)), not(outOfReach(login, leads.at)))

/** Under what a draft was sent, in one hand: of a stolen table nobody can tell whose. */
export const draftsOf = (secrets: Secrets, hand: Hand, key: string) =>
  secrets.digests('owner', `draft\n${handOf(hand)}\n${key}`)

/** Whether somebody signed in sent this case as their own. */
export async function owns({ store, secrets }: World, login: string, no: string): Promise<boolean> {
  const row = await store.read
    .select({ no: leads.no })
    .from(leads)
    .where(and(eq(leads.no, no), of(secrets, login)))
    .get()
  return row !== undefined
}

/** What of a lead only its sender is told again. */
interface Kept extends Receipt {
  conflict: Conflict
  /** What was sent, by its digest, where it may come again. */
  body?: string
}
export const bodyOf = (said: Omit<Lead, 'owner'>) =>
  createHash('sha256')
    .update(JSON.stringify(sorted(said)))
    .digest('base64url')

/** What was sent under a draft’s key before, however long ago; answered again as it was, and never to other words. */
export async function sentAs(world: World, hand: Hand, key: string | undefined, said: Omit<Lead, 'owner'>) {
  if (key === undefined) return undefined
  const row = await world.store.read
    .select()
    .from(leads)
    .where(inArray(leads.draft, draftsOf(world.secrets, hand, key)))
    .get()
  if (!row) return undefined
  const { conflict, body, ...receipt } = keptOf(world.secrets, row)
  if (body !== undefined && body !== bodyOf(said)) throw new Refusal('same_key_other_body')
  return { receipt, conflict }
}

const bound = (no: string) => `lead/${no}`
export const sealReceipt = (secrets: Secrets, kept: Kept) => secrets.seal('vault', bound(kept.no), JSON.stringify(kept))
const keptOf = (secrets: Secrets, row: { no: string } & Sealed) =>
  JSON.parse(secrets.open('vault', bound(row.no), row)) as Kept

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
    .select({
      no: leads.no,
      conflict: leads.conflict,
      keyId: leads.keyId,
      sealed: leads.sealed,
      category: cases.category,
      about: cases.aboutDepartment,
    })
    .from(leads)
    .innerJoin(cases, eq(cases.no, leads.no))
    .where(and(mine, last && or(lt(leads.at, last.at), and(eq(leads.at, last.at), lt(leads.no, last.no)))))
    .orderBy(desc(leads.at), desc(leads.no))
    .limit(limit + 1)
  const book = await rulebook(world.store, now)
  const items = await Promise.all(
    rows.slice(0, limit).map(async ({ no, conflict, category, about, ...kept }) => {
      const found = await find(world, no)
      if (!found) return []
      const { status, statusLabel, receivedAt, dueOn, may } = track(found, world.secrets, book, now)
      return {
        no,
        status,
        statusLabel,
        receivedAt,
        dueOn,
        conflict: conflict === 'some' ? keptOf(world.secrets, { no, ...kept }).conflict : conflict,
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

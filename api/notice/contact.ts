import { eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { contacts, type events } from '../../db/schema.ts'
import { personOf } from '../contact/found.ts'
import { mayKeep } from '../contact/visibility.ts'
import { isLive, type State } from '../contact/workflow.ts'
import type { Deps } from '../context.ts'
import { originOf } from '../pages.ts'
import type { Actor } from '../staff/actor.ts'
import { isMobile } from './channels.ts'
import type { Taken } from './delivery.ts'
import type { Arisen, Event } from './staff.ts'
import { CONTACT } from './words.ts'

const OF = 'contact/'
/** What a contact is told to the telephone the bureau has. */
const TELLS = ['renew', 'suspend', 'resume', 'end', 'expire', 'remind']

export const isContact = (no: string) => no.startsWith(OF)
export const tellsContact = ({ stream, action }: Pick<typeof events.$inferSelect, 'stream' | 'action'>) =>
  isContact(stream) && TELLS.includes(action)

/** All that is owed to one telephone at a time is one message. */
export async function toContact(
  { store, secrets, env }: Pick<Deps, 'store' | 'secrets' | 'env'>,
  no: string,
  taken: readonly Taken[],
) {
  const row = await store.read
    .select()
    .from(contacts)
    .where(eq(contacts.id, no.slice(OF.length)))
    .get()
  const phone = row && row.sealed.length > 0 ? personOf({ secrets }, row).phone : ''
  return {
    name: `${no}/${Math.max(...taken.map(({ n }) => Number(n)))}`,
    to: isMobile(phone) ? phone : undefined,
    subject: CONTACT.subject,
    text: CONTACT.text(originOf(env)),
  }
}

/** What the log brings of contact points: whose term ends. */
export const contactMoved = ({ stream, n, action, actor }: Event): Arisen[] =>
  action === 'remind' ? [{ what: 'due', subject: stream, mark: String(n), by: actor.login }] : []

export type ContactsNow = Map<string, State>

/** How some of them stand now. */
export async function contactsNow({ read }: Pick<Store, 'read'>, ids: readonly string[]): Promise<ContactsNow> {
  if (ids.length === 0) return new Map()
  const rows = await read
    .select({ id: contacts.id, state: contacts.state })
    .from(contacts)
    .where(inArray(contacts.id, [...ids]))
  return new Map(rows.map(({ id, state }) => [id, state]))
}

export const contactConcerns = (actor: Actor, state: State | undefined): boolean =>
  state !== undefined && isLive(state) && mayKeep(actor)

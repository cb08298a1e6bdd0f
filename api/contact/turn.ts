import { and, inArray, lt } from 'drizzle-orm'
import { contacts } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { act } from './history.ts'
import { remindContacts } from './reminding.ts'
import { LIVE } from './workflow.ts'

/** What contact points need by themselves: a term that is over ends, and the account with it; before, it is spoken of. */
export async function contactTurn(deps: Pick<Deps, 'store' | 'secrets' | 'log'>, now: Date): Promise<void> {
  const over = await deps.store.read
    .select({ id: contacts.id, n: contacts.n })
    .from(contacts)
    .where(and(inArray(contacts.state, [...LIVE]), lt(contacts.to, today(now))))
  for (const { id, n } of over)
    await act(deps, { id, n, action: 'expire', said: {} }, 'clock', now).catch((error: unknown) => {
      // Somebody prolonged or ended it this very moment.
      if (!(error instanceof Refusal)) deps.log.error({ id, error: faultOf(error) }, 'a contact point did not end')
    })
  await remindContacts(deps, now)
  await deps.store.writes.commit([
    { sql: 'delete from sign_in_links where expires_at <= ?', args: [now.getTime() - 86_400_000] },
  ])
}

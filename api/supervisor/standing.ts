import { eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { supervisors } from '../../db/schema.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import type { State } from './workflow.ts'

/** Why whoever stands so does not sign in. */
const STOPPED: Partial<Record<State, RefusalCode>> = {
  suspended: 'supervisor_suspended',
  expired: 'supervisor_expired',
  resigned: 'supervisor_left',
  dismissed: 'supervisor_dismissed',
}

/**
 * Why an account does not open: none while its holder serves, or was never a supervisor. Told only to whoever has shown
 * that the account is theirs.
 */
export async function stoppedWhy(
  { read }: Pick<Store, 'read'>,
  login: string,
  today: string,
): Promise<RefusalCode | undefined> {
  const row = await read.select().from(supervisors).where(eq(supervisors.login, login)).get()
  if (!row) return undefined
  const why = STOPPED[row.state]
  if (why) return why
  if (row.state !== 'serving') return 'supervisor_left'
  if (row.to !== null && today > row.to) return 'supervisor_expired'
  return row.from !== null && today < row.from ? 'supervisor_ahead' : undefined
}

/** The same as a refusal, for whoever proved who they are. */
export async function mustServe(store: Pick<Store, 'read'>, login: string, today: string): Promise<void> {
  const why = await stoppedWhy(store, login, today)
  if (why) throw new Refusal(why)
}

/** No session opens for one who does not serve, whatever else the account says. */
export const SERVES = "not exists (select 1 from supervisors where login = p.login and state <> 'serving')"

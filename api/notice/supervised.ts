import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { type events, supervisors } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { originOf } from '../pages.ts'
import { openApplication } from '../supervisor/application.ts'
import { isMobile } from './channels.ts'
import type { Taken } from './delivery.ts'
import { SUPERVISOR } from './words.ts'

const OF = 'supervisor/'
/** What somebody is told to the telephone they gave. */
const TELLS = [
  'pass',
  'refuse',
  'appoint',
  'change',
  'suspend',
  'resume',
  'renew',
  'honour',
  'dismiss',
  'expire',
  'remind',
]

/** Deliveries are of cases by their number; those of a supervisor bear the name of the stream. */
export const isSupervisor = (no: string) => no.startsWith(OF)

export const tellsSupervisor = ({ stream, action }: Pick<typeof events.$inferSelect, 'stream' | 'action'>) =>
  isSupervisor(stream) && TELLS.includes(action)

export const owedTo = (
  { stream, n }: Pick<typeof events.$inferSelect, 'stream' | 'n'>,
  now: Date,
  sms: boolean,
): InStatement[] =>
  sms
    ? [
        {
          sql: "insert into deliveries (no, n, channel, state, tries, next) values (?, ?, 'sms', 'owed', 0, ?) on conflict do nothing",
          args: [stream, n, now.getTime()],
        },
      ]
    : []

/** All that is owed to one telephone at a time is one message. */
export async function toSupervisor(
  { store, secrets, env }: Pick<Deps, 'store' | 'secrets' | 'env'>,
  no: string,
  taken: readonly Taken[],
) {
  const row = await store.read
    .select()
    .from(supervisors)
    .where(eq(supervisors.id, no.slice(OF.length)))
    .get()
  const phone = row && openApplication(secrets, row)?.phone
  return {
    name: `${no}/${Math.max(...taken.map(({ n }) => Number(n)))}`,
    to: phone && isMobile(phone) ? phone : undefined,
    subject: SUPERVISOR.subject,
    text: SUPERVISOR.text(originOf(env)),
  }
}

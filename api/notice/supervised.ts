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
/** What serving supervisors are told besides, of tasks and of announcements. */
const TOLD = 'told/'
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
export const isSupervisor = (no: string) => no.startsWith(OF) || no.startsWith(TOLD)

export const tellsSupervisor = ({ stream, action }: Pick<typeof events.$inferSelect, 'stream' | 'action'>) =>
  stream.startsWith(OF) && TELLS.includes(action)

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

/** The same to each of some, for one event: its place in the whole log tells it from others. */
export const owedToEach = (who: readonly string[], seq: number, now: Date): InStatement[] =>
  who.length === 0
    ? []
    : [
        {
          sql: "insert into deliveries (no, n, channel, state, tries, next) select ? || value, ?, 'sms', 'owed', 0, ? from json_each(?) where true on conflict do nothing",
          args: [TOLD, seq, now.getTime(), JSON.stringify(who)],
        },
      ]

/** All that is owed to one telephone at a time is one message. */
export async function toSupervisor(
  { store, secrets, env }: Pick<Deps, 'store' | 'secrets' | 'env'>,
  no: string,
  taken: readonly Taken[],
) {
  const row = await store.read
    .select()
    .from(supervisors)
    .where(eq(supervisors.id, no.slice(no.indexOf('/') + 1)))
    .get()
  // Of a task nobody hears any more who serves no longer.
  const heard = row !== undefined && (no.startsWith(OF) || row.state === 'serving')
  const phone = heard ? openApplication(secrets, row)?.phone : undefined
  return {
    name: `${no}/${Math.max(...taken.map(({ n }) => Number(n)))}`,
    to: phone && isMobile(phone) ? phone : undefined,
    subject: SUPERVISOR.subject,
    text: SUPERVISOR.text(originOf(env)),
  }
}

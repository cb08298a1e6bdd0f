import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import type { Deps } from '../context.ts'
import { channelsOf } from '../notice/channels.ts'

/** Why somebody is written to. The message itself says nothing of it. */
export type What = 'step' | 'again' | 'changed' | 'message' | 'reminder' | 'questionnaire'

interface News {
  what: What
  /** Which of its kind: once told is told. Left out, the step of the registration that was just taken. */
  n?: number
  /** Which registrations. */
  to: Condition
}

/** Read on the ticket too: written down even where no message goes out. */
const SHOWN: readonly What[] = ['changed', 'reminder', 'message']

/** Steps are anybody's to bring about, with any telephone: no telephone is written to of more, in one open day. */
const MOST_STEPS = 20
const LIMITED: readonly What[] = ['step', 'again']

/** Whether anything can be sent to a telephone. Without a way out nothing is owed, and nothing afterwards. */
export const sends = ({ env }: Pick<Deps, 'env'>) => channelsOf(env).has('sms')

/** Statements by which some who registered are owed a message, for the commit that gives them the news. */
export function owe(world: Pick<Deps, 'env'>, { what, n, to }: News, now: Date): InStatement[] {
  const way = sends(world)
  if (!way && !SHOWN.includes(what)) return []
  const few = LIMITED.includes(what)
    ? `and (select count(*) from registrations p join registration_notices told on told.registration = p.id
        where p.phone_index = registrations.phone_index) < ${MOST_STEPS}`
    : ''
  return [
    {
      // Whoever was erased is owed nothing any more.
      sql: `insert into registration_notices (registration, what, n, channel, state, tries, next)
        select id, ?, ${n === undefined ? 'n' : '?'}, 'sms', ?, 0, ? from registrations where ${to.sql} and phone_index > '' ${few}
        on conflict do nothing`,
      args: [what, ...(n === undefined ? [] : [n]), way ? 'owed' : 'nobody', now.getTime(), ...to.args],
    },
  ]
}

/** The registration a writing has moved. */
export const movedBy = (id: string, mark: string): Condition => ({ sql: 'id = ? and mark = ?', args: [id, mark] })

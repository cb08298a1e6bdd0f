import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import type { Deps } from '../context.ts'
import { type Channel, channelsOf, whyNot } from './channels.ts'

export type World = Pick<Deps, 'store' | 'secrets' | 'env' | 'log'>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long after each failure the next try comes: a day in all, then it has failed. */
export const PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR]
/** Whoever took a notice and died gives it back by this. */
const LEASE = 2 * MINUTE
const AT_ONCE = 4
export const A_TURN = 100

/** Rows of a table of what is owed that together make one message. */
interface Owed {
  table: 'deliveries' | 'registration_notices'
  which: Condition
  /** What tells them apart besides the channel. */
  key: readonly string[]
  channel: Channel
}

/** Rows in hand, by their key. */
export type Taken = Readonly<Record<string, string | number>>

interface Message {
  /** What the message is called: the same at every try. */
  name: string
  /** None: nobody can be reached. */
  to: string | undefined
  subject: string
  text: string
}

/**
 * Sends all that is owed to one place as one message, at least once: between a gateway's yes and our writing it down a
 * crash sends it again, under the same id, which the gateway may drop.
 */
export async function deliver(
  { store, secrets, env, log }: World,
  { table, which, key, channel }: Owed,
  messageOf: (taken: readonly Taken[]) => Promise<Message>,
  now: Date,
) {
  // Two who reach for it at once: the second finds it lent.
  const until = now.getTime() + LEASE
  const [held] = await store.writes.commit([
    {
      sql: `update ${table} set tries = tries + 1, next = ? where ${which.sql} and channel = ? and state = 'owed' and next <= ?
        returning ${key.join(', ')}, tries`,
      args: [until, ...which.args, channel, now.getTime()],
    },
  ])
  const taken = (held?.rows ?? []).map((row) => ({
    of: Object.fromEntries(key.map((name) => [name, typeof row[name] === 'string' ? row[name] : Number(row[name])])),
    tries: Number(row.tries),
  }))
  if (taken.length === 0) return
  const settle = (of: Taken, state: string, next: number, error: string | null): InStatement => ({
    sql: `update ${table} set state = ?, next = ?, error = ? where ${key.map((name) => `${name} = ?`).join(' and ')} and ${which.sql}
      and channel = ? and state = 'owed' and next = ?`,
    args: [state, next, error, ...key.map((name) => of[name] ?? null), ...which.args, channel, until],
  })
  try {
    const { name, to, subject, text } = await messageOf(taken.map(({ of }) => of))
    const id = secrets.digest('notice', name).split('.')[1]?.slice(0, 32) ?? ''
    if (to) await channelsOf(env).get(channel)?.({ id, to, subject, text }, now)
    await store.writes.commit(taken.map(({ of }) => settle(of, to ? 'sent' : 'nobody', until, null)))
  } catch (error) {
    const why = whyNot(error)
    log.warn({ channel, why, tries: Math.max(...taken.map(({ tries }) => tries)) }, 'a notice was not taken')
    await store.writes.commit(
      taken.map(({ of, tries }) => {
        const pause = PAUSES[tries - 1]
        return settle(of, pause ? 'owed' : 'failed', pause ? now.getTime() + pause : until, why)
      }),
    )
  }
}

/** Goes through what is due, a few at once. */
export async function inTurn<T>(due: readonly T[], work: (one: T) => Promise<void>) {
  const left = [...due]
  const next = async (): Promise<void> => {
    const one = left.shift()
    if (one === undefined) return
    await work(one)
    await next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

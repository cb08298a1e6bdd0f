import type { InStatement } from '@libsql/client'
import { and, asc, eq, gt, inArray, lte } from 'drizzle-orm'
import { cases, deliveries, events, facts, identities } from '../../db/schema.ts'
import { type Action, toldAs } from '../case/workflow.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { originOf } from '../pages.ts'
import { type Channel, channelsOf, isMobile } from './channels.ts'
import { isContact, tellsContact, toContact } from './contact.ts'
import { A_TURN, deliver, inTurn, type World } from './delivery.ts'
import { heardBy } from './duty.ts'
import { tellRegistered } from './registered.ts'
import { isSupervisor, owedTo, owedToEach, tellsSupervisor, toSupervisor } from './supervised.ts'
import { NEWS } from './words.ts'

type Person = NonNullable<Complaint['person']>

/** The last event of which it has been said whether it owes a notice. */
const MARK = 'noticed'

/**
 * Notices to senders. The log of events is the outbox: each event in turn owes a delivery or none, written in one commit
 * with the mark that it was looked at, so that a crash neither forgets one nor owes it twice.
 */
export class Outbox {
  readonly #world: World
  #turn: Promise<void> | undefined

  constructor(world: World) {
    this.#world = world
  }

  get #channels() {
    return channelsOf(this.#world.env)
  }

  /** Without a way out nothing is owed, and what happened before there was one is not owed afterwards. */
  async begin() {
    const ways = [...this.#channels.keys()]
    await this.#world.store.writes.commit([
      ways.length
        ? `insert into facts (key, value) select '${MARK}', coalesce(max(seq), 0) from events where true on conflict do nothing`
        : { sql: 'delete from facts where key = ?', args: [MARK] },
      ...['deliveries', 'registration_notices'].map((table) => ({
        sql: `update ${table} set state = 'failed', error = 'no_channel' where state = 'owed' and channel not in (${ways.map(() => '?').join()})`,
        args: ways,
      })),
    ])
  }

  /** One round: what is newly owed, then what is due. Rounds never overlap. */
  turn(now: Date): Promise<void> {
    this.#turn ??= this.#round(now).finally(() => {
      this.#turn = undefined
    })
    return this.#turn
  }

  /** Waits for the round under way: a notice sent and not written down would be sent again. */
  async rest() {
    await this.#turn
  }

  async #round(now: Date) {
    if (this.#channels.size === 0) return
    while (await this.#owe(now));
    await inTurn(await this.#due(now), ({ no, channel }) => this.#deliver(no, channel, now))
    await tellRegistered(this.#world, now)
  }

  /** Looks at the events that came since; whether there may be more. */
  async #owe(now: Date): Promise<boolean> {
    const { store } = this.#world
    const mark = await store.read.select().from(facts).where(eq(facts.key, MARK)).get()
    if (!mark) return false
    const log = await store.read
      .select({
        seq: events.seq,
        stream: events.stream,
        n: events.n,
        actor: events.actor,
        action: events.action,
        data: events.data,
      })
      .from(events)
      .where(gt(events.seq, Number(mark.value)))
      .orderBy(asc(events.seq))
      .limit(A_TURN)
    const last = log.at(-1)
    if (!last) return false
    const concerned = log.filter((e) => e.stream.startsWith('case/') && e.actor.kind !== 'citizen')
    const numbers = concerned.map((e) => e.stream.slice('case/'.length))
    const known = numbers.length
      ? await store.read
          .select({ no: cases.no, lane: cases.lane, appears: cases.appears })
          .from(cases)
          .where(inArray(cases.no, numbers))
      : []
    const of = new Map(known.map((c) => [c.no, c]))
    // Who asked for confidence is spoken to on the page alone (domain.md D8): even a neutral message tells whoever holds
    // the telephone that there is a case.
    const owed = concerned.flatMap((e): InStatement[] => {
      const found = of.get(e.stream.slice('case/'.length))
      if (found?.appears !== 'named' || !tells(e, found.lane)) return []
      return [...this.#channels.keys()].map((channel) => ({
        sql: "insert into deliveries (no, n, channel, state, tries, next) values (?, ?, ?, 'owed', 0, ?) on conflict do nothing",
        args: [found.no, e.n, channel, now.getTime()],
      }))
    })
    owed.push(
      ...log
        .filter((e) => tellsSupervisor(e) || tellsContact(e))
        .flatMap((e) => owedTo(e, now, this.#channels.has('sms'))),
    )
    if (this.#channels.has('sms'))
      for (const event of log) owed.push(...owedToEach(await heardBy(store, event), event.seq, now))
    // Should another node have looked meanwhile, its rows are the same rows and the mark moves once.
    await store.writes.commit([
      ...owed,
      {
        sql: 'update facts set value = ? where key = ? and cast(value as integer) < ?',
        args: [String(last.seq), MARK, last.seq],
      },
    ])
    return log.length === A_TURN
  }

  #due(now: Date) {
    return this.#world.store.read
      .selectDistinct({ no: deliveries.no, channel: deliveries.channel })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.state, 'owed'),
          lte(deliveries.next, now.getTime()),
          inArray(deliveries.channel, [...this.#channels.keys()]),
        ),
      )
      .limit(A_TURN)
  }

  /** All that a case owes by one channel is one notice: three steps in an hour are no three messages. */
  async #deliver(no: string, channel: Channel, now: Date) {
    const { store, secrets, env } = this.#world
    const owed = { table: 'deliveries' as const, which: { sql: 'no = ?', args: [no] }, key: ['n'], channel }
    await deliver(
      this.#world,
      owed,
      async (taken) => {
        if (isSupervisor(no)) return toSupervisor(this.#world, no, taken)
        if (isContact(no)) return toContact(this.#world, no, taken)
        const to = await addressOf({ store, secrets }, no, channel)
        const newest = Math.max(...taken.map(({ n }) => Number(n)))
        // What came of a rating is followed under the number of what was rated, the only one its sender has.
        const row = await store.read.select({ improves: cases.improves }).from(cases).where(eq(cases.no, no)).get()
        const text = NEWS.text(row?.improves ?? no, originOf(env))
        return { name: `${no}/${newest}/${channel}`, to, subject: NEWS.subject, text }
      },
      now,
    )
  }
}

/** Whether the sender's page says something new; of a sealed case only what is written to them and its end. */
function tells({ n, action, data }: Pick<typeof events.$inferSelect, 'n' | 'action' | 'data'>, lane: string): boolean {
  if (n === 1) return false
  if (lane === 'sealed') return action === 'message' || action === 'transfer'
  return action === 'message' || toldAs(action as Action, data) !== undefined
}

/** Where the sender of a case can be reached by a channel; opened for this moment, in memory only. */
export async function addressOf(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  no: string,
  channel: Channel,
): Promise<string | undefined> {
  const row = await store.read.select().from(identities).where(eq(identities.no, no)).get()
  if (!row) return undefined
  const { person } = JSON.parse(secrets.open('vault', no, row)) as { person?: Person }
  if (channel === 'mail') return person?.email
  return person?.phone && isMobile(person.phone) ? person.phone : undefined
}

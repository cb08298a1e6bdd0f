import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, asc, eq, gte, inArray, isNull, lte, ne } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { staffDigests, staffNotices, staffWays } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { originOf } from '../pages.ts'
import type { Actor } from '../staff/actor.ts'
import { type Channel, channelsOf, whyNot } from './channels.ts'
import { crew, stillTrue } from './concern.ts'
import { PAUSES } from './delivery.ts'
import { clock, isOpen } from './hours.ts'
import { arise } from './staff.ts'
import type { Ways } from './ways.ts'
import { STAFF } from './words.ts'

type World = Pick<Deps, 'store' | 'secrets' | 'env' | 'log'>

const bound = (login: string) => `staff/${login}`

/** Sealed like everybody's telephone; an empty field takes the old one away. */
export async function setWays({ store, secrets }: World, actor: Actor, { rhythm, ...to }: Ways) {
  const { keyId, sealed } = secrets.seal('vault', bound(actor.login), JSON.stringify(to))
  const row = insert(staffWays, { person: actor.login, rhythm, keyId, sealed }) as { sql: string; args: [] }
  await store.writes.commit([
    {
      sql: `${row.sql} on conflict do update set rhythm = excluded.rhythm, key_id = excluded.key_id, sealed = excluded.sealed`,
      args: row.args,
    },
  ])
}

export async function waysOf({ store, secrets }: Pick<World, 'store' | 'secrets'>, login: string): Promise<Ways> {
  const row = await store.read.select().from(staffWays).where(eq(staffWays.person, login)).get()
  if (!row) return { rhythm: 'none' }
  return { rhythm: row.rhythm, ...(JSON.parse(secrets.open('vault', bound(login), row)) as Omit<Ways, 'rhythm'>) }
}

const MORNING = 8 * 60 + 30

/** One round: what concerns whom, which digests that makes, and what is due to go out. */
export async function noticeTurn(world: World, now: Date): Promise<void> {
  await arise(world.store, now)
  if (channelsOf(world.env).size === 0) return
  const open = await isOpen(world, now)
  await gather(world, open, now)
  await sendDue(world, open, now)
}

/** Puts what was not sent yet into one digest a person. */
async function gather(world: World, open: boolean, now: Date) {
  const { store } = world
  const team = new Map((await crew(store, now)).map((actor) => [actor.login, actor]))
  const ways = await store.read.select().from(staffWays).where(ne(staffWays.rhythm, 'none'))
  for (const { person, rhythm } of ways) {
    const actor = team.get(person)
    if (!actor) continue
    const unsent = await store.read
      .select()
      .from(staffNotices)
      .where(and(eq(staffNotices.person, person), isNull(staffNotices.digest), isNull(staffNotices.readAt)))
      .orderBy(asc(staffNotices.at), asc(staffNotices.id))
      .limit(500)
    const all = await stillTrue(store, actor, unsent)
    const red = all.filter(({ what }) => what === 'overdue')
    const inHours = open && (rhythm === 'now' || (clock(now) >= MORNING && !(await hadToday(world, person, now))))
    const going = inHours ? all : red
    if (going.length > 0)
      await bundle(
        world,
        person,
        going.map((n) => n.id),
        !inHours,
        now,
      )
  }
}

async function hadToday({ store }: World, person: string, now: Date): Promise<boolean> {
  const morning = Date.parse(`${today(now)}T08:30:00+08:00`)
  const found = await store.read
    .select({ id: staffDigests.id })
    .from(staffDigests)
    .where(and(eq(staffDigests.person, person), gte(staffDigests.at, morning), eq(staffDigests.red, false)))
    .limit(1)
    .get()
  return found !== undefined
}

/** Of two nodes that gather the same at once the first makes the digest; the other finds the first notice taken. */
async function bundle(world: World, person: string, ids: string[], red: boolean, now: Date) {
  const { store } = world
  const { mail, phone } = await waysOf(world, person)
  const to: [Channel, string | undefined][] = [
    ['mail', mail],
    ['sms', phone],
  ]
  const id = randomBytes(12).toString('base64url')
  const free = {
    sql: 'exists (select 1 from staff_notices where id = ? and digest is null)',
    args: [ids[0] ?? ''],
  }
  const channels = to.filter(([channel, address]) => address && channelsOf(world.env).has(channel))
  const rows: InStatement[] = channels.map(([channel]) =>
    insert(
      staffDigests,
      { id, channel, person, red, state: 'owed', tries: 0, next: now.getTime(), error: null, at: now.getTime() },
      free,
    ),
  )
  if (rows.length === 0) return
  await store.writes.commit([
    ...rows,
    {
      sql: `update staff_notices set digest = ? where id in (${ids.map(() => '?').join()}) and digest is null
        and exists (select 1 from staff_digests where id = ?)`,
      args: [id, ...ids, id],
    },
  ])
}

const LEASE = 120_000

async function sendDue(world: World, open: boolean, now: Date) {
  const { store, env } = world
  const due = await store.read
    .select()
    .from(staffDigests)
    .where(
      and(
        eq(staffDigests.state, 'owed'),
        lte(staffDigests.next, now.getTime()),
        inArray(staffDigests.channel, [...channelsOf(env).keys()]),
        open ? undefined : eq(staffDigests.red, true),
      ),
    )
    .limit(100)
  for (const digest of due) await deliver(world, digest, now)
}

/** Sends one digest. Two who reach for it at once: the second finds it lent. */
async function deliver(world: World, { id, channel, person }: typeof staffDigests.$inferSelect, now: Date) {
  const { store, env, log } = world
  const until = now.getTime() + LEASE
  const [held] = await store.writes.commit([
    {
      sql: "update staff_digests set tries = tries + 1, next = ? where id = ? and channel = ? and state = 'owed' and next <= ? returning tries",
      args: [until, id, channel, now.getTime()],
    },
  ])
  const tries = Number(held?.rows[0]?.tries ?? 0)
  if (!tries) return
  const settle = (state: string, next: number, error: string | null) =>
    store.writes.commit([
      {
        sql: "update staff_digests set state = ?, next = ?, error = ? where id = ? and channel = ? and state = 'owed' and next = ?",
        args: [state, next, error, id, channel, until],
      },
    ])
  try {
    const { mail, phone } = await waysOf(world, person)
    const to = channel === 'mail' ? mail : phone
    const actor = (await crew(store, now)).find(({ login }) => login === person)
    const rows = await store.read.select().from(staffNotices).where(eq(staffNotices.digest, id))
    const about = actor ? await stillTrue(store, actor, rows) : []
    const send = channelsOf(env).get(channel)
    if (!to || !send || about.length === 0) return void (await settle('nobody', until, null))
    // A case that is both new and due is one thing to do.
    const things = new Set(about.map(({ subject }) => subject)).size
    const reds = new Set(about.filter(({ what }) => what === 'overdue').map(({ subject }) => subject)).size
    await send(
      { id: `${id}-${channel}`, to, subject: STAFF.subject, text: STAFF.text(things, reds, originOf(env)) },
      now,
    )
    await settle('sent', until, null)
  } catch (error) {
    const why = whyNot(error)
    log.warn({ channel, why, tries }, 'a notice to staff was not taken')
    const pause = PAUSES[tries - 1]
    await settle(pause ? 'owed' : 'failed', pause ? now.getTime() + pause : until, why)
  }
}

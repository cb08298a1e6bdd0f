import type { InStatement } from '@libsql/client'
import { and, desc, eq, gte, inArray, isNull, or } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { announcements, announcementsRead, people } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { dayStart } from '../publication/force.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { type Announcement, watches } from './announcement.ts'
import { allServing, type Supervisor, type World } from './found.ts'
import { newAnnouncement } from './told.ts'

type Row = typeof announcements.$inferSelect
/** The newest that somebody reads of; older ones are over. */
const MOST = 300
const CUT = 60

type Reader = Pick<Supervisor, 'id' | 'areas' | 'sectors' | 'from'>
const since = ({ from }: Reader) => (from === null ? 0 : dayStart(from))

/** What is told to many is for those whose term had begun. What is told to one is theirs from when they were appointed. */
export const isFor = (row: Row, me: Reader) =>
  row.supervisor === null
    ? row.at >= since(me) && watches(me.areas, row.areas) && watches(me.sectors, row.sectors)
    : row.supervisor === me.id

/** Of everything that was told, what is for them, and whether they have read it. */
export async function toldTo({ store }: Pick<World, 'store'>, me: Reader) {
  const rows = await store.read
    .select({ row: announcements, readAt: announcementsRead.at })
    .from(announcements)
    .leftJoin(
      announcementsRead,
      and(eq(announcementsRead.announcement, announcements.id), eq(announcementsRead.supervisor, me.id)),
    )
    .where(
      or(and(isNull(announcements.supervisor), gte(announcements.at, since(me))), eq(announcements.supervisor, me.id)),
    )
    .orderBy(desc(announcements.at), desc(announcements.id))
    .limit(MOST)
  return rows.filter(({ row }) => isFor(row, me))
}

/** How many of them they have not read. */
export const unreadOf = async (world: Pick<World, 'store'>, me: Reader): Promise<number> =>
  (await toldTo(world, me)).filter(({ readAt }) => readAt === null).length

export const lineOf = (row: Row, readAt: number | null) => ({
  id: row.id,
  title: row.title,
  at: new Date(row.at).toISOString(),
  own: row.supervisor !== null,
  read: readAt !== null,
})

/** Writes down that somebody has opened one; the first time counts. */
export const noteRead = ({ store }: Pick<World, 'store'>, announcement: string, me: Supervisor, now: Date) =>
  store.writes.commit([
    {
      sql: 'insert into announcements_read (announcement, supervisor, at) values (?, ?, ?) on conflict do nothing',
      args: [announcement, me.id, now.getTime()],
    },
  ])

/** Tells many something at once. */
export async function announce(
  { store }: Pick<World, 'store'>,
  { title, text, areas, sectors }: Announcement,
  actor: Actor,
  now: Date,
  also?: (id: string) => InStatement[],
): Promise<string> {
  const id = newAnnouncement()
  const row: Row = { id, title, text, areas, sectors, supervisor: null, by: actor.login, at: now.getTime() }
  const event = {
    stream: `announcement/${id}`,
    n: 1,
    at: now,
    actor: actorOf(actor),
    action: 'announce',
    data: {},
    state: {},
  }
  await store.writes.commit([...append(event).statements, insert(announcements, row), ...(also?.(id) ?? [])])
  return id
}

/** What was told to many, the newest first, to how many of those who serve, and how many of them have read it. */
export async function announced({ store }: Pick<World, 'store'>, page: number, limit: number) {
  const to = isNull(announcements.supervisor)
  const [rows, total, serving] = await Promise.all([
    store.read
      .select({ row: announcements, name: people.name })
      .from(announcements)
      .leftJoin(people, eq(people.login, announcements.by))
      .where(to)
      .orderBy(desc(announcements.at), desc(announcements.id))
      .limit(limit)
      .offset((page - 1) * limit),
    store.read.$count(announcements, to),
    allServing({ store }),
  ])
  const reads = await store.read
    .select()
    .from(announcementsRead)
    .where(
      inArray(
        announcementsRead.announcement,
        rows.map(({ row }) => row.id),
      ),
    )
  const items = rows.map(({ row, name }) => {
    // Of those it was told to and who serve; who read it and serves no more is in neither number.
    const to = new Set(
      serving.filter(({ supervisor }) => isFor(row, supervisor)).map(({ supervisor }) => supervisor.id),
    )
    return {
      id: row.id,
      title: row.title,
      begins: [...row.text].length > CUT ? `${[...row.text].slice(0, CUT).join('')}…` : row.text,
      at: new Date(row.at).toISOString(),
      by: name ?? row.by,
      areas: row.areas,
      sectors: row.sectors,
      to: to.size,
      read: reads.filter(({ announcement, supervisor }) => announcement === row.id && to.has(supervisor)).length,
    }
  })
  return { items, total }
}

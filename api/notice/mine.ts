import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { staffNotices } from '../../db/schema.ts'
import type { Actor } from '../staff/actor.ts'
import { stillTrue } from './concern.ts'
import { WHAT } from './staff.ts'

const SHOWN = 200

/** How many a person has not seen, as far as anybody counts them; asked by every page of the desk. */
export async function unreadOf(store: Store, actor: Actor): Promise<number> {
  const rows = await store.read
    .select({ subject: staffNotices.subject, what: staffNotices.what })
    .from(staffNotices)
    .where(and(eq(staffNotices.person, actor.login), isNull(staffNotices.readAt)))
    .orderBy(desc(staffNotices.at), asc(staffNotices.id))
    .limit(SHOWN)
  return rows.length === 0 ? 0 : (await stillTrue(store, actor, rows)).length
}

/** Where a notice leads; its words are in the list of kinds. */
function placeOf(subject: string): { href: string; about: string } {
  const [kind = '', ...rest] = subject.split('/')
  const id = rest.join('/')
  if (kind === 'case') return { href: `/desk/cases/${id}`, about: `办件${id}` }
  if (kind === 'enquiry') return { href: `/desk/enquiries/${id}`, about: `函询${id}` }
  if (kind === 'directive') return { href: `/desk/directives/${id}`, about: `监督文书${id}` }
  if (kind === 'supervisor') return { href: `/desk/supervisors/${id}`, about: '监督员' }
  if (kind === 'contact') return { href: `/desk/contacts/${id}`, about: '企业联系点' }
  if (kind === 'special') return { href: `/desk/specials/${id}`, about: `专项监督${id}` }
  if (kind === 'survey') return { href: `/desk/surveys/${id}`, about: `测评${id}` }
  if (kind === 'alarm') return { href: `/desk/visits/alarms/${id}`, about: `入企检查预警${id}` }
  if (kind === 'open-day') return { href: `/desk/open-days/${id}/list?state=pending`, about: `开放日${id}的报名` }
  if (kind === 'publication') return { href: `/desk/publications/${id}`, about: `发布内容${rest.at(-1)}` }
  if (kind === 'grant') return { href: '/desk/grants', about: `岗位确认：${id}` }
  return { href: '/desk/retention', about: '保存期限' }
}

/** A person's notices, newest first. */
export async function listNotices(store: Store, actor: Actor) {
  const rows = await store.read
    .select()
    .from(staffNotices)
    .where(eq(staffNotices.person, actor.login))
    .orderBy(desc(staffNotices.at), asc(staffNotices.id))
    .limit(SHOWN)
  const items = (await stillTrue(store, actor, rows)).map(({ id, what, subject, at, readAt }) => ({
    id,
    what: { code: what, label: WHAT[what] },
    ...placeOf(subject),
    at: new Date(at).toISOString(),
    read: readAt !== null,
  }))
  return { items, total: items.length, unread: items.filter((i) => !i.read).length }
}

/** Marks one's own notices as read: one, or all. */
export const markRead = (store: Store, actor: Actor, id: string, now: Date) =>
  store.writes.commit([
    {
      sql: `update staff_notices set read_at = ? where person = ? and read_at is null and (? = 'all' or id = ?)`,
      args: [now.getTime(), actor.login, id, id],
    },
  ])

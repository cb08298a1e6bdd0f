import { eq } from 'drizzle-orm'
import { dayOf } from '../../api/open-day/day.ts'
import type { Registration } from '../../api/open-day/registration.ts'
import { isSeated } from '../../api/open-day/workflow.ts'
import { publish } from '../../api/publication/store.ts'
import { GROUPS, type Group, type OpenDay } from '../../content/kinds/open-day.ts'
import { openings, registrations } from '../../db/schema.ts'
import type { World } from '../support/world.ts'

/** Registration is open at this moment; the session begins in nine days, seats are shared from the third. */
export const NOW = '2026-06-15T09:00:00+08:00'
export const SHARED = '2026-06-18'
export const STARTS = '2026-06-24T09:00:00+08:00'
export const ENDS = '2026-06-24T11:30:00+08:00'

export const openDay = (code: string, seats: Partial<Record<Group, number>>, more: Partial<OpenDay> = {}): OpenDay => ({
  code,
  name: '走近执法（示例）',
  department: 'ZFJ',
  summary: '看装备，听讲解，提意见。',
  place: { name: '指挥中心', address: '示例路8号', directions: '公交3路。', access: '有坡道。' },
  sessions: [
    {
      id: 'am',
      checkIn: '2026-06-24T08:45',
      starts: '2026-06-24T09:00',
      ends: '2026-06-24T11:30',
      seats: GROUPS.flatMap((group) => (seats[group] ? [{ group, seats: seats[group] }] : [])),
    },
  ],
  programme: [{ at: '09:00', text: '看装备' }],
  opens: '2026-06-15T09:00',
  closes: '2026-06-23T17:00',
  approval: [],
  companions: 2,
  conditions: '年满18岁。',
  minors: '由监护人报名并陪同。',
  photographs: '可以不拍。',
  phone: '0000-1234508',
  ...more,
})

/** The same sessions on another day. */
export const sessionsOn = (date: string, seats: Partial<Record<Group, number>>) =>
  openDay('X', seats).sessions.map((session) => ({
    ...session,
    checkIn: `${date}T08:45`,
    starts: `${date}T09:00`,
    ends: `${date}T11:30`,
  }))

/** Publishes an open day from a day on; `cancelled` calls it off. */
export async function held(w: World, data: OpenDay, from = '2026-06-01', cancelled = false) {
  const draft = {
    kind: 'open-day' as const,
    code: data.code,
    from,
    data,
    ...(cancelled && { cancelled, reason: '天气原因' }),
  }
  await publish(w.deps.store, [draft], { proposed: 'editor', published: 'publisher' }, w.deps.now())
  return (await dayOf(w.deps.store, data.code, w.deps.now()))!
}

let nth = 0
/** Somebody with a telephone of their own. */
export const visitor = (more: Partial<Registration> = {}): Registration => ({
  name: '周明（示例）',
  phone: `1990000${String(nth++ % 10_000).padStart(4, '0')}`,
  group: 'resident',
  photographs: 'no',
  consent: true,
  ...more,
})

/** Whatever can be looked into. */
type Seen = { deps: { store: Pick<World['deps']['store'], 'read'> } }

export const rowsOf = (w: Seen, event: string) =>
  w.deps.store.read.select().from(registrations).where(eq(registrations.event, event))
export const seatsOf = (w: Seen, event: string) =>
  w.deps.store.read.select().from(openings).where(eq(openings.event, event))

/** What of an open day does not add up: sold twice, counted wrongly, or empty while somebody waits who fits. */
export async function amiss(w: Seen, event: string, shared = false): Promise<string[]> {
  const rows = await rowsOf(w, event)
  return (await seatsOf(w, event)).flatMap(({ group, session, seats, taken }) => {
    const here = rows.filter((r) => r.session === session)
    const held = here.filter((r) => r.seated === group).reduce((sum, r) => sum + r.size, 0)
    const fits = here.filter((r) => r.state === 'waiting' && (shared || r.group === group) && r.size <= seats - taken)
    return [
      ...(held > seats ? [`oversold ${group}: ${held} of ${seats}`] : []),
      ...(held !== taken ? [`miscounted ${group}: ${held}, said ${taken}`] : []),
      ...(fits.length > 0 ? [`unsold ${group}: ${seats - taken} free, ${fits.length} wait`] : []),
      // Who came in after the beginning sits where somebody else did not come.
      ...here.flatMap((r) =>
        isSeated(r.state) === (r.seated !== null) || (r.seated === null && r.cameAt !== null)
          ? []
          : [`${r.state} with ${r.seated}`],
      ),
    ]
  })
}

import { and, eq, lte, sql } from 'drizzle-orm'
import { calledOf } from '../../content/kinds/open-day.ts'
import { registrationNotices, registrations } from '../../db/schema.ts'
import { dayOf } from '../open-day/day.ts'
import { byId } from '../open-day/found.ts'
import { registrant } from '../open-day/registrant.ts'
import { originOf } from '../pages.ts'
import { channelsOf, isMobile } from './channels.ts'
import { A_TURN, deliver, inTurn, type World } from './delivery.ts'
import { isWaking } from './hours.ts'
import { OPEN_DAY } from './words.ts'

/** Messages to those who registered for an open day: one a telephone and open day, whatever it is owed and how often it registered. */
export async function tellRegistered(world: World, now: Date): Promise<void> {
  if (!channelsOf(world.env).has('sms') || !isWaking(now)) return
  const { store, secrets, env } = world
  const { state, next, registration } = registrationNotices
  const due = await store.read
    .selectDistinct({ event: registrations.event, phone: registrations.phoneIndex })
    .from(registrationNotices)
    .innerJoin(registrations, eq(registrations.id, registration))
    .where(and(sql`${state} = 'owed'`, lte(next, now.getTime())))
    .limit(A_TURN)
  await inTurn(due, async ({ event, phone }) => {
    const which = {
      sql: 'registration in (select id from registrations where event = ? and phone_index = ?)',
      args: [event, phone],
    }
    const key = ['registration', 'what', 'n']
    const owed = { table: 'registration_notices' as const, which, key, channel: 'sms' as const }
    await deliver(
      world,
      owed,
      async (taken) => {
        const names = taken.map(({ registration, what, n }) => `${registration}/${what}/${n}`).sort()
        const row = await byId(world, String(taken[0]?.registration))
        const to = row && registrant(secrets, row)?.phone
        const say = taken.some(({ what }) => what === 'again') ? OPEN_DAY.again : OPEN_DAY.text
        const called = calledOf((await dayOf(store, event, now))?.data ?? {})
        return {
          name: `open-day/${names.at(-1)}`,
          to: to && isMobile(to) ? to : undefined,
          subject: OPEN_DAY.subject(called),
          text: say(called, event, originOf(env)),
        }
      },
      now,
    )
  })
}

import { inArray } from 'drizzle-orm'
import type { Content } from '../../content/load.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { at } from '../case/play.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { castOf } from '../staff/cast.ts'
import { Announcement } from './announcement.ts'
import { announce } from './announcing.ts'
import { NewDuty } from './duty.ts'
import { dutyOf, partOf, type World } from './found.ts'
import { act, make } from './history.ts'
import { invite } from './inviting.ts'
import { Report } from './says.ts'
import { take } from './taking.ts'

type Sample = Content['duties'][number]
type Part = NonNullable<Sample['parts']>[number]

/** Plays the sample tasks of the demonstration through the real steps, on days before `now`. */
export async function playDuties(
  world: World,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  for (const sample of samples) await playOne(world, sample, someone, now)
  return samples.length
}

async function playOne(world: World, sample: Sample, someone: ReturnType<typeof castOf>, now: Date) {
  const { by, made, on, report, invite: asked, parts = [], tell, ...rest } = sample
  const desk = someone(by)
  const day = (after: number) => shift(today(now), after)
  const said = check(NewDuty, {
    ...rest,
    on: day(on),
    ...(report !== undefined && { reportBy: day(on + report) }),
  })
  const id = await make(world, said, desk, at(day(-made), '10:05'), undefined, true)
  const ids = await idsOf(world, [...asked, ...parts.map(({ login }) => login)])
  const whom = { areas: [], sectors: [], people: asked.flatMap((login) => ids.get(login) ?? []) }
  await invite(world, id, asked.length > 0 ? whom : { ...whom, all: true }, desk, at(day(-made), '10:20'))
  if (tell) await announce(world, check(Announcement, tell), desk, at(day(-made), '10:40'))
  for (const part of parts) {
    const supervisor = { id: ids.get(part.login) ?? '', login: part.login }
    await playPart(
      world,
      { id, day: day(on), starts: rest.starts },
      part,
      { desk, self: someone(part.login), supervisor },
      at(day(1 - made), '19:30'),
    )
  }
  if (on >= 0) return
  const stands = await dutyOf(world, id)
  if (stands) await act(world, { id, n: stands.n, action: 'hold', said: {} }, desk, at(day(on + 2), '16:00'), undefined)
}

interface Players {
  desk: Actor
  self: Actor
  supervisor: { id: string; login: string }
}

/** One supervisor: accepts; of what is over came, was marked at the door, reported, and was confirmed. */
async function playPart(
  world: World,
  { id, day, starts }: { id: string; day: string; starts: string },
  { minutes, findings, suggestion }: Part,
  { desk, self, supervisor }: Players,
  answered: Date,
) {
  const step = async (action: 'accept' | 'mark' | 'report' | 'confirm', said: Record<string, unknown>, when: Date) => {
    const part = await partOf(world, id, supervisor.id)
    const own = action === 'accept' || action === 'report'
    const taker = own
      ? { actor: self, hats: ['self'] as const, supervisor }
      : { actor: desk, hats: desk.roles, supervisor }
    await take(world, { id, n: part?.n ?? 0, action, said }, taker, when, undefined)
  }
  await step('accept', {}, answered)
  if (minutes === undefined) return
  await step('mark', {}, at(day, starts))
  if (findings) await step('report', check(Report, { findings, suggestion, minutes }), at(shift(day, 1), '20:10'))
  await step('confirm', { minutes }, at(shift(day, 2), '15:30'))
}

async function idsOf({ store }: World, logins: readonly string[]) {
  const rows = await store.read
    .select({ id: supervisors.id, login: supervisors.login })
    .from(supervisors)
    .where(inArray(supervisors.login, [...logins]))
  return new Map(rows.map(({ id, login }) => [login ?? '', id]))
}

import type { Content } from '../../content/load.ts'
import { earliest, today } from '../case/deadline.ts'
import { at } from '../case/play.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import type { World } from './found.ts'
import { act, plan } from './history.ts'
import { mayInspect, published } from './published.ts'
import { Planned } from './visit.ts'

type Sample = Content['visits'][number]

/** Plays the sample inspections of the demonstration through the real steps: planned the day before, entered on the day. */
export async function playVisits(
  world: World,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  let played = 0
  for (const sample of samples) if (await playOne(world, sample, someone, now)) played++
  return played
}

/** Whether there was something to play: what is not published on its day is inspected by nobody. */
async function playOne(world: World, sample: Sample, someone: ReturnType<typeof castOf>, now: Date): Promise<boolean> {
  const { by, on: days, enters, partners = [], cause = 'plan', ...rest } = sample
  const actor = someone(by)
  const on = shift(today(now), Number.parseInt(days, 10))
  const book = await published(world.store, on)
  const bodies = [actor.department, ...partners]
  const officers = (await book.officersOf(bodies)).filter((officer) => mayInspect(officer, on))
  const going = bodies.flatMap((body) => officers.filter(({ department }) => department === body).slice(0, 2))
  if ((await book.items(sample.items)).size < sample.items.length || going.length < 2 * bodies.length) return false
  const said = check(Planned, { ...rest, partners, cause, on, officers: going.map(({ code }) => code) })
  const day = earliest(on, today(now))
  const no = await plan(world, said, actor, at(shift(day, -1), '16:20'), undefined, true)
  if (enters !== undefined && at(on, enters) <= now)
    await act(world, { no, n: 1, action: 'enter', said: {} }, actor, at(on, enters))
  return true
}

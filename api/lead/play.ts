import type { Content } from '../../content/load.ts'
import { happenedAt, playSteps, receivedAt } from '../case/play.ts'
import { rulebook } from '../case/rulebook.ts'
import type { Deps } from '../context.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import { Lead } from './lead.ts'
import { senderOf } from './serving.ts'
import { take } from './taking.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** Plays the sample leads of the demonstration through the real steps, at the times they name before `now`. */
export async function playLeads(
  world: World,
  team: Content['people'],
  samples: readonly Content['leads'][number][],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  const { calendar } = await rulebook(world.store, now)
  for (const sample of samples) {
    const { by, received: _received, happenedOn, gist, steps, phone, ...told } = sample
    const from = receivedAt(sample, now)
    const who = await senderOf(world.store, someone(by), from)
    if (!who) throw new Error(`${by} does not serve on the day of a sample lead`)
    const said = check(Lead, {
      ...told,
      ...happenedAt(happenedOn, now),
      ...(phone && { phone, callback: true }),
      consent: true,
    })
    const { no } = await take(world, who, said, from, { demo: true, digest: gist })
    // Opened and accepted are its first two steps.
    await playSteps(world, { no, n: 2, steps, from }, someone, calendar, now)
  }
  return samples.length
}

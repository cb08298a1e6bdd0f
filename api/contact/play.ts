import type { Content } from '../../content/load.ts'
import { today } from '../case/deadline.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import { Contact } from './contact.ts'
import type { World } from './found.ts'
import { add } from './history.ts'

type Sample = Content['contacts'][number]

/** Appoints the sample contact points of the demonstration through the real step. */
export async function playContacts(
  world: World,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  const on = (days: string) => shift(today(now), Number.parseInt(days, 10))
  for (const { by, login, from, to, ...rest } of samples) {
    const said = check(Contact, { ...rest, from: on(from), to: on(to) })
    await add(world, said, someone(by), now, undefined, { login })
  }
  return samples.length
}

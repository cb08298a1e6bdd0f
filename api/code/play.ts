import type { Content } from '../../content/load.ts'
import { today } from '../case/deadline.ts'
import { at } from '../case/play.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import { ISSUE } from './code.ts'
import type { World } from './found.ts'
import { act, issue } from './history.ts'
import { step } from './workflow.ts'

type Sample = Content['labels'][number]

/** Issues the sample codes of the demonstration through the real steps, on the days they name before `now`. */
export async function playCodes(
  world: World,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  for (const { type, from, by, later, ...rest } of samples) {
    const validFrom = shift(today(now), Number.parseInt(from, 10))
    const said = check(ISSUE[type], { ...rest, validFrom, ...(type === 'CASE' && { on: validFrom }) })
    const id = await issue(world, type, said, someone(by), at(validFrom, '09:40'), undefined, true)
    if (!later) continue
    const { action, after, note } = later
    const on = shift(validFrom, Number.parseInt(after, 10))
    await act(world, { id, n: 1, action, said: check(step(action).says, { note }) }, someone(by), at(on, '15:20'))
  }
  return samples.length
}

import type { Content } from '../../content/load.ts'
import { today } from '../case/deadline.ts'
import { at } from '../case/play.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import type { World } from './found.ts'
import { act, draw } from './history.ts'
import { Survey } from './survey.ts'
import { type Move, step } from './workflow.ts'

type Sample = Content['surveys'][number]

/** Plays the sample surveys of the demonstration through the real steps, the days before they began. */
export async function playSurveys(
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
  const { by, approvedBy, frame, opensOn, closesOn, ...rest } = sample
  const begins = shift(today(now), Number.parseInt(opensOn, 10))
  const said = check(Survey, { ...rest, opensOn: begins, closesOn: shift(today(now), Number.parseInt(closesOn, 10)) })
  const code = await draw(world, said, someone(by), at(shift(begins, -2), '09:20'))
  const moves: [Move, string, string, Record<string, unknown>][] = [
    ...(frame ? [['frame', by, '10:05', { frame }] as [Move, string, string, Record<string, unknown>]] : []),
    ['propose', by, '10:30', {}],
    ['approve', approvedBy, '16:10', {}],
  ]
  for (const [i, [action, login, clock, say]] of moves.entries())
    await act(
      world,
      { code, n: i + 1, action, said: check(step(action).says, say) },
      someone(login),
      at(shift(begins, -2), clock),
    )
}

import { and, eq, inArray } from 'drizzle-orm'
import type { Content } from '../../content/load.ts'
import { caseTexts, directives } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { at, later } from '../case/play.ts'
import { rulebook } from '../case/rulebook.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { castOf } from '../staff/cast.ts'
import { draft } from './drafting.ts'
import type { World } from './found.ts'
import { act } from './history.ts'
import { ACTIONS, type Action, Parts, step } from './workflow.ts'

type Sample = Content['directives'][number]

/** Plays the sample documents of the demonstration through the real steps, at the times they name before `now`. */
export async function playDirectives(
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
  const { drafted, by, template, follows, cases, steps, ...rest } = sample
  const [days, clock = '09:00'] = drafted.split('d ')
  let moment = at(shift(today(now), Number(days)), clock)
  const { calendar } = await rulebook(world.store, now)
  const parts = check(Parts, { ...rest, ...(cases && { cases: await numbersOf(world, cases) }) })
  const previous = follows && (await idOf(world, follows))
  const id = await draft(world, { template, previous, parts, demo: true }, someone(by), moment)
  let n = 1
  for (const { by, action, after, say = {} } of steps) {
    moment = later(moment, after, calendar)
    if (moment > now) break
    const taken = ACTIONS.find((one): one is Action => one === action)
    if (!taken) throw new Error(`no such step: ${action}`)
    await act(world, { id, n: n++, action: taken, said: check(step(taken).says, say) }, someone(by), moment)
  }
}

/** The sample cases of these gists. */
const numbersOf = async ({ store }: World, gists: string[]) =>
  (await store.read.select({ no: caseTexts.no }).from(caseTexts).where(inArray(caseTexts.digest, gists))).map(
    (c) => c.no,
  )

const idOf = async ({ store }: World, subject: string) =>
  (
    await store.read
      .select({ id: directives.id })
      .from(directives)
      .where(and(eq(directives.subject, subject), eq(directives.demo, true)))
      .get()
  )?.id

import type { Content } from '../../content/load.ts'
import { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { castOf } from '../staff/cast.ts'
import { act, type Unmoved } from './act.ts'
import { type Calendar, isWorkday, today } from './deadline.ts'
import { ask, feedbackBy } from './enquiry.ts'
import { find } from './found.ts'
import { open } from './history.ts'
import { rulebook } from './rulebook.ts'
import { step } from './workflow.ts'

type Sample = Content['samples'][number]
export const at = (day: string, clock: string) => new Date(`${day}T${clock}:00+08:00`)

/** Plays the sample cases of the demonstration through the real steps, at the times they name before `now`. */
export async function play(
  world: Pick<Deps, 'store' | 'secrets'>,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  const { calendar } = await rulebook(world.store, now)
  for (const sample of samples) await playOne(world, sample, someone, calendar, now)
  return samples.length
}

async function playOne(
  world: Pick<Deps, 'store' | 'secrets'>,
  sample: Sample,
  someone: ReturnType<typeof castOf>,
  calendar: Calendar,
  now: Date,
) {
  const moment = receivedAt(sample, now)
  const { category, about, place, account, happenedOn, enterprise, person, confidential, anonymous } = sample
  const complaint = check(Complaint, {
    category,
    about,
    account,
    ...happenedAt(happenedOn, now),
    ...(enterprise && { enterprise }),
    ...(person && { person }),
    ...(confidential && { confidential }),
    ...(anonymous && { anonymous }),
    consent: true,
  })
  const { no } = await open(world, complaint, 'WEB', moment, {
    demo: true,
    township: place,
    digest: sample.gist,
  })
  await playSteps(world, { no, n: 1, steps: sample.steps, from: moment }, someone, calendar, now)
}

/** When a sample was received, and the day of what it tells of. */
export function receivedAt({ received }: Pick<Sample, 'received'>, now: Date): Date {
  const [days, clock = '09:00'] = received.split('d ')
  return at(shift(today(now), Number(days)), clock)
}
export const happenedAt = (ago: string | undefined, now: Date) =>
  ago === undefined ? {} : { happenedOn: shift(today(now), Number.parseInt(ago, 10)) }

/** Takes the steps of a sample whose time has come. */
export async function playSteps(
  world: Pick<Deps, 'store' | 'secrets'>,
  { no, n: seen, steps, from }: Pick<Sample, 'steps'> & { no: string; n: number; from: Date },
  someone: ReturnType<typeof castOf>,
  calendar: Calendar,
  now: Date,
) {
  let moment = from
  let n = seen
  for (const { by, action, after, note, reason, outcome, handler } of steps) {
    moment = later(moment, after, calendar)
    if (moment > now) break
    const who = by === 'citizen' ? undefined : someone(by)
    const asks = action === 'enquire' && { department: handler, digest: note, period: true }
    const said = check(
      step(action).says,
      asks || { ...(note && { note }), ...(reason && { reason }), ...(outcome && { outcome }) },
    )
    const asked =
      asks && handler && who ? await asking(world, no, { ...said, department: handler }, who, moment) : undefined
    await act(world, { no, n: n++, action, said }, who?.roles ?? ['citizen'], who ?? 'citizen', moment, asked)
  }
}

/** The enquiry a sample sends, as the desk would. */
async function asking(
  world: Pick<Deps, 'store' | 'secrets'>,
  no: string,
  said: Record<string, unknown> & { department: string },
  who: Actor,
  at: Date,
) {
  const found = await find(world, no)
  const answerBy = feedbackBy(await rulebook(world.store, at), at)
  const asks = {
    department: said.department,
    purpose: 'facts' as const,
    digest: String(said.digest),
    period: true,
    answerBy,
  }
  return found && ((unmoved: Unmoved) => ask(found.row, asks, who, at, unmoved))
}

/** `2d 09:05`: so many working days later, at that time; the same day only if the time has not passed. */
export function later(moment: Date, after: string, calendar: Calendar): Date {
  const [days, clock = '09:00'] = after.split('d ')
  let day = today(moment)
  for (let left = Number(days); left > 0; ) {
    day = shift(day, 1)
    if (isWorkday(day, calendar)) left--
  }
  const then = at(day, clock)
  return then > moment ? then : new Date(moment.getTime() + 60_000)
}

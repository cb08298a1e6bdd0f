import { eq } from 'drizzle-orm'
import { surveys, visits } from '../../db/schema.ts'
import { earliest, today } from '../case/deadline.ts'
import { shift } from '../day.ts'
import { pickable, questionsIn } from '../survey/asked.ts'
import { isTaking } from '../survey/cast.ts'
import type { SurveyRow } from '../survey/found.ts'
import { quickOf, runningOn } from '../survey/purpose.ts'
import { invitationOf } from '../survey/tied.ts'
import type { VisitRow } from '../visit/found.ts'
import { tieOf } from '../visit/invitation.ts'
import type { Type } from './code.ts'
import type { CodeRow, World } from './found.ts'
import type { Verdict } from './verdict.ts'

/** So many days after it was registered, or was to be, an inspection may be rated. */
export const LASTS = 30

/** Codes of a body that are rated by whoever scans them; one rating is not told from another by which code it was. */
export const RATED = ['ORG', 'STATION', 'ITEM', 'OFFICER', 'CASE'] as const satisfies Type[]
const isRated = (type: Type) => RATED.some((one) => one === type)

/**
 * What whoever scanned a code may do about rating: rate, wait, or nothing any more. Officers hold the code too, so whether
 * it was rated is told to nobody but whoever tries once more.
 */
export type Rating =
  | { state: 'early' | 'over' | 'none' }
  | {
      state: 'open'
      survey: string
      version: number
      minutes: number
      /** The questions of which body and how good, by their names in the form; and the page the longer way begins with. */
      asks: { body: string; grade: string; first: string }
      /** Whom it may be about; the first unless another is picked. */
      bodies: { code: string; name: string }[]
      until: string
      /** Of who was inspected: good for one answer. Anybody else brings a proof of work. */
      invitation: { token: string; publicKey: string } | null
    }
type Open = Extract<Rating, { state: 'open' }>

const none: Rating = { state: 'none' }

/** Not good any more, or taken out of use by the very body that would be rated: neither undoes that they were there. */
const INSPECTED: readonly Verdict[] = ['genuine', 'expired', 'suspended', 'lost']

/** What a code says about rating today. A task’s outlives its day; others are rated while they are good. */
export async function ratingOf(world: World, row: CodeRow, verdict: Verdict, now: Date): Promise<Rating | undefined> {
  if (row.type === 'TASK') return INSPECTED.includes(verdict) ? inspected(world, row, now) : undefined
  if (!isRated(row.type) || !row.department || verdict !== 'genuine') return undefined
  const survey = await runningOn(world, 'scanned', today(now))
  return survey ? open(world, survey, [row.department], survey.closesOn, null, now) : undefined
}

/**
 * From when the days of rating run. Who registers late, or never, must not thereby shut out whoever was inspected; who
 * holds the code was shown it.
 */
const lastSeen = ({ enteredOn, backfilledAt, until }: VisitRow): string =>
  backfilledAt === null ? (enteredOn ?? until) : today(new Date(backfilledAt))

async function inspected(world: World, { subject }: CodeRow, now: Date): Promise<Rating | undefined> {
  const visit = await world.store.read.select().from(visits).where(eq(visits.no, subject)).get()
  if (!visit || visit.status === 'cancelled') return undefined
  if (visit.survey === null) return none
  if (visit.enteredOn === null && today(now) <= visit.until) return { state: 'early' }
  const [survey, invitation] = await Promise.all([
    world.store.read.select().from(surveys).where(eq(surveys.code, visit.survey)).get(),
    invitationOf(world, tieOf(visit.survey, visit.no)),
  ])
  if (!survey?.publicKey || !invitation) return none
  const until = earliest(shift(lastSeen(visit), LASTS), survey.closesOn)
  if (today(now) > until) return { state: 'over' }
  const { token } = invitation
  const bodies = [visit.department, ...visit.partners]
  return open(world, survey, bodies, until, { token, publicKey: survey.publicKey }, now)
}

/** Nothing where a survey takes no answers, or would not take this body’s name. */
async function open(
  { store }: World,
  survey: SurveyRow,
  codes: readonly string[],
  until: string,
  invitation: Open['invitation'],
  now: Date,
): Promise<Rating> {
  if (!isTaking(survey, today(now))) return { state: 'over' }
  const [asked, { departments }] = await Promise.all([questionsIn(store, survey, now), pickable(store, now)])
  const quick = quickOf(asked)
  const bodies = codes.flatMap((code) => departments.find((body) => body.code === code) ?? [])
  const ids = asked.sections.flatMap(({ questions }) => questions.map(({ id }) => id))
  if (!quick || bodies.length === 0) return none
  // Of one body nobody is asked which.
  const first = bodies.length > 1 ? quick.body : (ids.find((id) => id !== quick.body) ?? quick.grade)
  const { code, version } = survey
  const asks = { ...quick, first }
  return { state: 'open', survey: code, version, minutes: asked.minutes, asks, bodies, until, invitation }
}

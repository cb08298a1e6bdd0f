import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import type { Store } from '../../db/open.ts'
import { openings } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Published } from '../publication/publication.ts'
import { cameOf } from './came.ts'
import { type Day, lastingOf, overflows } from './day.ts'
import { positionOf, type Registered, type World } from './found.ts'
import { messagesFor } from './message.ts'
import { NEWS, newsOf } from './news.ts'
import { GROUP, GROUPS, instantOf, isHeard, PHASE, type Phase, phaseOf, zoned } from './open-day.ts'
import { photographsOf, shownOf } from './photographs.ts'
import { askedOf, surveyOf } from './questionnaire.ts'
import { type Action, allowed, STATE, type State } from './workflow.ts'

const Quota = z.object({ seats: z.int(), left: z.int() })
/** What is told of an open day besides what was published. */
export const Standing = {
  phase: z.enum(Object.keys(PHASE) as Phase[]),
  /** What a browser shows Turnstile with; nothing where a proof of work is asked for. */
  turnstile: z.string().nullable(),
  heard: z.boolean().meta({ description: 'Whether an opinion may now be sent as from this open day.' }),
  /** With the report: who came, of fewer than five of a group only that they were few; sizes of its photographs; the survey. */
  came: z
    .object({
      groups: z.array(z.object({ group: z.enum(GROUPS), n: z.int().nullable() })),
      total: z.int().nullable(),
    })
    .optional(),
  photographs: z.array(z.object({ id: z.string(), width: z.int(), height: z.int() })).optional(),
  survey: z.string().optional().meta({ description: 'The published survey of who came.' }),
  sessions: z.array(
    z.object({
      id: z.string(),
      starts: z.string(),
      ends: z.string(),
      checkIn: z.string(),
      quota: z.partialRecord(z.enum(GROUPS), Quota),
    }),
  ),
}

/** Where it stands, and how many seats each group has and has left; from the day of overflow all share what is left. */
export async function standingOf(store: Store, item: Published<'open-day'>, now: Date) {
  const { data, status } = item
  const phase = phaseOf(data, status === 'cancelled', now.getTime())
  const rows = await store.read.select().from(openings).where(eq(openings.event, data.code))
  const taken = new Map(rows.map((row) => [`${row.session}/${row.group}`, row.taken]))
  const shared = overflows(data, today(now))
  const sessions = data.sessions.map(({ id, starts, ends, checkIn, seats }) => {
    const own = seats.map((s) => ({ ...s, left: Math.max(0, s.seats - (taken.get(`${id}/${s.group}`) ?? 0)) }))
    // The party of one that comes next gets a seat as long as there is one anywhere.
    const all = own.reduce((sum, { left }) => sum + left, 0)
    const quota = Object.fromEntries(own.map((s) => [s.group, { seats: s.seats, left: shared ? all : s.left }]))
    return { id, starts: zoned(starts), ends: zoned(ends), checkIn: zoned(checkIn), quota }
  })
  const heard = isHeard(data, status === 'cancelled', now.getTime())
  return { phase, heard, sessions, ...(phase === 'reported' && (await reportOf(store, data, now))) }
}

async function reportOf(store: Store, { code, sessions }: OpenDay, now: Date) {
  const [came, kept, survey] = await Promise.all([
    cameOf(store, code),
    photographsOf({ store }, code),
    surveyOf(store, sessions),
  ])
  const shown = await shownOf({ store }, code, now)
  const pictures = kept.filter(({ id }) => shown.has(id)).map(({ id, width, height }) => ({ id, width, height }))
  return { came, photographs: pictures, ...(survey && { survey }) }
}

const LETS = ['accept', 'decline', 'change', 'details', 'cancel'] as const satisfies Action[]

export const RegistrationAnswer = z
  .object({
    number: z.string(),
    state: z.enum(Object.keys(STATE) as State[]),
    label: z.string(),
    event: z.object({ code: z.string(), name: z.string(), url: z.string() }),
    session: z.object({ id: z.string(), checkIn: z.string(), starts: z.string(), ends: z.string() }),
    group: z.enum(GROUPS),
    groupLabel: z.string(),
    companions: z.int(),
    position: z.int().optional(),
    offerUntil: z.string().optional(),
    /** Why a message came: another time or place, or that it is near. */
    news: z.array(z.enum(NEWS)),
    /** Why it was refused. */
    reason: z.string().optional(),
    /** What the organiser wrote, the newest first. */
    messages: z.array(z.object({ text: z.string(), at: z.string() })),
    /** For who came: what they are asked about the day. `token` answers once. */
    questionnaire: z
      .object({ survey: z.string(), version: z.int(), minutes: z.int(), until: z.string(), token: z.string() })
      .optional(),
    heard: z.boolean().meta({ description: 'Whether an opinion may now be sent as from this open day.' }),
    may: z.array(z.enum(LETS)),
  })
  .meta({ ref: 'Registration' })

/** A registration as its holder sees it. Name and telephone are not said back: whoever finds a ticket learns neither. */
export async function toldOf(world: World, row: Registered, day: Day, now: Date) {
  const session = lastingOf(day, row.session)
  const begun = instantOf(session.starts) <= now.getTime()
  const may = begun ? [] : allowed(row.state, ['holder'])
  const over = row.offerUntil !== null && row.offerUntil <= now.getTime()
  const [position, questionnaire] = await Promise.all([positionOf(world, row), askedOf(world, row, now)])
  return {
    number: row.number,
    state: row.state,
    label: STATE[row.state],
    event: { code: row.event, name: day.data.name, url: `/open-days/${row.event}` },
    session: {
      id: row.session,
      checkIn: zoned(session.checkIn),
      starts: zoned(session.starts),
      ends: zoned(session.ends),
    },
    group: row.group,
    groupLabel: GROUP[row.group],
    companions: row.size - 1,
    ...(position !== undefined && { position }),
    ...(row.offerUntil !== null && { offerUntil: new Date(row.offerUntil).toISOString() }),
    news: await newsOf(world, row),
    ...(row.state === 'refused' && row.reason && { reason: row.reason }),
    messages: await messagesFor(world, row),
    ...(questionnaire && { questionnaire }),
    heard: isHeard(day.data, day.cancelled, now.getTime()),
    may: LETS.filter((action) => may.includes(action) && !(action === 'accept' && over)),
  }
}

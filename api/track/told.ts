import * as z from 'zod'
import { today } from '../case/deadline.ts'
import { type Found, find } from '../case/found.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { track } from '../case/told.ts'
import { recheckUntil } from '../case/way.ts'
import type { Deps } from '../context.ts'
import { channelsOf } from '../notice/channels.ts'
import { Refusal } from '../refusal.ts'
import { improvementOf } from './improve.ts'

const Timeline = z.array(z.object({ at: z.string(), label: z.string(), text: z.string().optional() }))
const Messages = z.array(z.object({ at: z.string(), from: z.enum(['you', 'desk']), text: z.string() }))
const Rated = z
  .object({
    at: z.string(),
    grade: z.number(),
    label: z.string(),
    reasons: z.array(z.string()),
    text: z.string().nullable(),
  })
  .nullable()

export const TrackAnswer = z
  .object({
    no: z.string(),
    kind: z.string(),
    status: z.string(),
    statusLabel: z.string(),
    receivedAt: z.string(),
    dueOn: z.string().nullable(),
    provisional: z.boolean(),
    because: z.string(),
    company: z.boolean(),
    acceptBy: z.string().optional(),
    answerBy: z.string().optional(),
    timeline: Timeline,
    messages: Messages,
    files: z.array(
      z.object({ n: z.number(), kind: z.string().nullable(), size: z.number(), state: z.string(), from: z.string() }),
    ),
    rating: Rated,
    directives: z
      .array(
        z.object({
          type: z.string(),
          servedOn: z.string(),
          conclusion: z.string().nullable(),
          result: z.string().nullable(),
          revoked: z.boolean(),
          number: z.string().nullable(),
          digest: z.string().nullable(),
        }),
      )
      .meta({ description: 'Supervision documents that rest on the case, by conclusion only.' }),
    improvement: z
      .object({
        status: z.string(),
        statusLabel: z.string(),
        receivedAt: z.string(),
        dueOn: z.string().nullable(),
        acceptBy: z.string().optional(),
        answerBy: z.string().optional(),
        provisional: z.boolean(),
        timeline: Timeline,
        messages: Messages,
        rating: Rated,
        may: z.array(z.enum(['rate', 'write'])),
      })
      .nullable()
      .meta({ description: 'The case that came of an unhappy rating, under this same number.' }),
    may: z.array(z.string()),
    editableUntil: z.string().optional(),
    recheckUntil: z.string().optional(),
    notices: z.boolean(),
    proof: z.object({ seal: z.string(), intact: z.boolean(), erased: z.boolean().optional() }),
  })
  .meta({ ref: 'Track' })

/** A case as its sender is told of it, with exactly what they may do now. */
export function told(
  found: Found,
  { secrets, env }: Pick<Deps, 'secrets' | 'env'>,
  book: Rulebook,
  now: Date,
  part?: Found,
) {
  const seen = track(found, secrets, book, now)
  const until = recheckUntil(found.row, found.events, book)
  const may = seen.may.filter((name) => name !== 'recheck' || (until !== undefined && today(now) <= until))
  return {
    ...seen,
    messages: messagesTold(seen),
    improvement: part ? improvementTold(part, secrets, book, now) : null,
    may,
    // What is erased cannot be compared any more; that is no sign of a change.
    ...(found.events[0]?.data === null && { proof: { ...seen.proof, erased: true } }),
    ...(may.includes('recheck') && until && { recheckUntil: until }),
    /** Whether a notice goes out when something new stands here. */
    notices: found.row.appears === 'named' && channelsOf(env).size > 0,
  }
}

const messagesTold = ({ messages }: Pick<ReturnType<typeof track>, 'messages'>) =>
  messages.map((m) => ({ ...m, from: m.from === 'desk' ? ('desk' as const) : ('you' as const) }))

/** What came of an unhappy rating, as far as it is new: whose case it is stands above it. */
function improvementTold(found: Found, secrets: Deps['secrets'], book: Rulebook, now: Date) {
  const seen = track(found, secrets, book, now)
  const { status, statusLabel, receivedAt, dueOn, acceptBy, answerBy, provisional, timeline, rating } = seen
  const may = (['rate', 'write'] as const).filter((what) => seen.may.includes(what))
  const dates = { dueOn, ...(acceptBy && { acceptBy }), ...(answerBy && { answerBy }), provisional }
  return { status, statusLabel, receivedAt, ...dates, timeline, messages: messagesTold(seen), rating, may }
}

/** The same, with what came of an unhappy rating. */
export async function toldNow(found: Found, deps: Deps, now: Date) {
  const [book, part] = await Promise.all([rulebook(deps.store, now), improvementOf(deps, found.row.no)])
  return told(found, deps, book, now, part)
}

/** The same, read anew after something was done. */
export async function toldOf(deps: Deps, { no, codeHash }: Found['row'], now: Date) {
  const found = await find(deps, no)
  if (!found || found.row.codeHash !== codeHash) throw new Refusal('no_such_case')
  return toldNow(found, deps, now)
}

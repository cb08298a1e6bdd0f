import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { cases } from '../../db/schema.ts'
import { PRIVACY } from '../complaint/privacy.ts'
import type { Deps } from '../context.ts'
import { asTaken, claim } from '../file/claim.ts'
import { Refusal } from '../refusal.ts'
import type { Unmoved } from './act.ts'
import { today } from './deadline.ts'
import type { Submission } from './details.ts'
import { append, type Event } from './event.ts'
import { newNumber, newQueryCode } from './number.ts'
import { type Lane, OURS } from './routing.ts'
import { clockFor, endOf, rulebook } from './rulebook.ts'
import { sheet } from './sheet.ts'
import { type State, take } from './state.ts'
import { type Improved, weigh } from './weighed.ts'
import type { Status } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

export interface Receipt {
  no: string
  queryCode: string
  status: Status
  receivedAt: string
  dueOn: string | null
  acceptBy: string | null
  answerBy: string | null
  provisional: boolean
  handledBy: { code: string; name: string }
  because: string
  url: string
}

/** How long a sender may change what was sent (rulings.md 7). */
const EDITABLE = 10 * 60_000

/** What the form does not say. */
export interface Opening {
  demo: boolean
  /** Where it happened, as a township's code. */
  township?: string | undefined
  /** A digest a person has confirmed; only the demonstration brings one. */
  digest?: string
  /** More to write in the same commit. */
  also?: (receipt: Receipt, lane: Lane) => InStatement[]
  /** Came without a proof of work, by a page without script. */
  plain?: boolean
  /** Who of the desk entered it, for somebody who came, wrote or called. */
  by?: Record<string, string>
  /** When it was received, where that was before it was entered: dates are counted from then. */
  received?: Date
  /** Whether its sender was told by word of mouth what the page would have said; a page shows its text itself. */
  told?: boolean
  /** Names to keep out of the search, and who must not know, of the case this one is a part of. */
  names?: readonly string[]
  blind?: readonly string[]
  /** Needs no pre-screening (R12): where the bureau has it, it opens already accepted. Its sender changes nothing. */
  direct?: boolean
  /** The case whose unhappy rating it comes of. */
  improves?: Improved
}

/** Takes a submission in. Eight random digits meet an older number now and then; then another is drawn. */
export async function open(
  world: World,
  complaint: Submission,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  for (let left = 4; ; left--) {
    try {
      return await enter(world, complaint, channel, now, opening)
    } catch (error) {
      if (left === 0 || !caseTaken(error)) throw asTaken(error)
    }
  }
}

/** Another case has this number, or came of the same rating, by a commit that was first. */
export const caseTaken = (error: unknown) =>
  error instanceof Error && /constraint failed: cases\.(no|improves)/i.test(error.message)

/** The case, its first event and all that belongs to it in one commit. */
async function enter(
  world: World,
  complaint: Submission,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  const { receipt, lane, statements } = await entry(world, complaint, channel, now, opening)
  await world.store.writes.commit([...statements(), ...(opening.also?.(receipt, lane) ?? [])])
  return receipt
}

/** Where nothing is screened the clock of the answer runs from the day it came. */
async function acceptedAtOnce(
  world: Pick<World, 'store'>,
  of: Parameters<typeof clockFor>[1],
  state: State,
  now: Date,
) {
  const book = await rulebook(world.store, now)
  return take(state, 'accept', { on: today(now), start: clockFor(book, of, today(now)), end: endOf(book) })
}

/** The second event of what is not screened: the rule accepts it, nobody of the desk. */
const straight = ({ stream, at }: Pick<Event, 'stream' | 'at'>, state: State): Event => ({
  stream,
  n: 2,
  at,
  actor: { kind: 'system' },
  action: 'accept',
  data: {},
  state: { ...state },
})

/** What a submission will be: its receipt, and what to write for it, perhaps on a condition. */
export async function entry(
  world: World,
  complaint: Submission,
  channel: string,
  now: Date,
  opening: Omit<Opening, 'also'>,
) {
  const { received = now, improves } = opening
  const { routed, state, columns, provisional } = await weigh(world, complaint, now, received, {
    channel,
    township: opening.township,
    improves,
  })
  const no = newNumber(today(now).slice(0, 4))
  const claimed = await claim(world, complaint.attachments ?? [], no, 'sender', now)
  if (claimed.fields.length > 0) throw new Refusal('invalid', { fields: claimed.fields })
  const queryCode = newQueryCode()
  const direct = opening.direct === true && routed.lane !== 'sealed' && routed.handler.code === OURS.code
  const accepted = direct ? await acceptedAtOnce(world, { ...routed, kind: columns.kind, channel }, state, now) : state
  const submission = {
    stream: `case/${no}`,
    n: 1,
    at: now,
    actor: opening.by ?? { kind: 'citizen' },
    action: 'submit',
    data: {
      account: world.secrets.digest('seal', complaint.account),
      rule: routed.rule,
      because: routed.because,
      ...(opening.told === undefined ? { privacy: PRIVACY } : { told: opening.told }),
    },
    state: { ...state },
  }
  const { status, dueOn, acceptBy, answerBy } = accepted
  const receipt: Receipt = {
    no,
    queryCode,
    status,
    receivedAt: received.toISOString(),
    dueOn,
    acceptBy,
    answerBy,
    provisional,
    handledBy: routed.handler,
    because: routed.because,
    url: '/track',
  }
  const row = {
    no,
    channel,
    receivedAt: received.getTime(),
    n: direct ? 2 : 1,
    // What the desk entered is not its sender's to rewrite within minutes; nor is a lead, which nobody screens again.
    editableUntil: opening.by || improves || opening.direct !== undefined ? null : now.getTime() + EDITABLE,
    codeHash: world.secrets.digest('code', queryCode),
    demo: opening.demo,
    improves: improves?.no ?? null,
    ...columns,
    flags: opening.plain ? [...(columns.flags ?? []), 'plain'] : columns.flags,
    ...accepted,
  }
  const blind = [...new Set([...routed.blind, ...(opening.blind ?? [])])]
  const statements = (when?: Unmoved): InStatement[] => [
    insert(cases, row, when),
    ...append(submission, when).statements,
    ...(direct ? append(straight(submission, accepted), when).statements : []),
    ...sheet(world, no, complaint, { ...routed, blind }, opening.digest ?? null, {
      when,
      others: opening.names,
      // Whoever lost the code is given that of the first case.
      lost: improves === undefined,
    }),
    ...(when ? claimed.on(when) : claimed.statements),
  ]
  return { receipt, lane: routed.lane, statements }
}

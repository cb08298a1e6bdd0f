import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { caseBlind, caseCopies, cases, caseTexts, identities } from '../../db/schema.ts'
import { appears, type Complaint } from '../complaint/complaint.ts'
import { PRIVACY } from '../complaint/privacy.ts'
import type { Deps } from '../context.ts'
import { asTaken, claim } from '../file/claim.ts'
import { Refusal } from '../refusal.ts'
import type { Unmoved } from './act.ts'
import { aroundOf } from './around.ts'
import { today } from './deadline.ts'
import { detailsOf, type Submission, sealDetails } from './details.ts'
import { append, type Event } from './event.ts'
import { type Around, factsOf } from './facts.ts'
import { namesOf } from './names.ts'
import { newNumber, newQueryCode } from './number.ts'
import { type Facts, type Lane, OURS, type Route, route, SUPERIOR } from './routing.ts'
import { clockAtOnce, clockFor, datesOf, endOf, isProvisional, rulebook } from './rulebook.ts'
import { bigrams, mask } from './search.ts'
import { dueIn, type State, take } from './state.ts'
import { traitsOf } from './trait.ts'
import { asPerson } from './visibility.ts'
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

/** What of a rated case is the same for the one that comes of it. */
export type Improved = Pick<typeof cases.$inferSelect, 'no' | 'lane'>

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

const RECUSED = '本局有关人员依规定回避，由上一级监督机构办理'

/**
 * What a submission comes to by the rules of today, with dates counted from the day it was received: checked against
 * what is published, routed, and as the columns of its case.
 */
export async function weigh(
  world: Pick<World, 'store'>,
  complaint: Complaint,
  now: Date,
  received = now,
  from: Pick<Around, 'channel' | 'township'> & { released?: true; improves?: Improved | undefined } = {
    channel: 'WEB',
  },
) {
  const book = await rulebook(world.store, now)
  const { recused, deserted, ...known } = await aroundOf(world.store, book, complaint, received)
  const around = { ...from, ...known }
  const stated = factsOf(complaint, book, around, now)
  const facts = from.released ? unsealed(stated) : from.improves ? rated(stated, from.improves) : stated
  const { category } = facts
  const ruled = route(facts, book.rules)
  // Where too many must not know, whoever is above takes it.
  const up = deserted && ruled.handler.code === OURS.code && ruled.lane !== 'sealed'
  const routed = up ? { ...ruled, handler: SUPERIOR, because: RECUSED } : ruled
  const timed = { lane: routed.lane, kind: category.kind, channel: from.channel }
  const dates = datesOf(book, timed, today(received))
  const acceptBy = dates.accept?.on ?? null
  const answerBy = dates.answer?.on ?? null
  const state: State = {
    status: 'received',
    lane: routed.lane,
    handler: routed.handler.code,
    assignee: null,
    acceptBy,
    answerBy,
    dueOn: dueIn({ status: 'received', acceptBy, answerBy }),
    card: null,
    returned: false,
    longer: false,
    clock: clockAtOnce(book, timed, today(received)),
  }

  const columns = {
    kind: category.kind,
    category: category.code,
    aboutDepartment: facts.bodies[0]?.code ?? null,
    place: from.township ?? complaint.about?.township ?? facts.bodies.find((b) => b.type === 'township')?.code ?? null,
    happenedOn: complaint.happenedOn ?? null,
    rule: routed.rule,
    appears: appears(complaint),
    stage: complaint.stage ?? null,
    flags: routed.flags.length > 0 ? (routed.flags as string[]) : null,
  }
  return {
    routed: { ...routed, blind: [...routed.blind, ...recused.map(asPerson)] },
    state,
    columns,
    provisional: isProvisional(book, acceptBy, answerBy),
  }
}

/** As two people of the sealed desk found it: neither its category nor its words make it theirs. */
const unsealed = (facts: Facts): Facts => ({
  ...facts,
  category: { ...facts.category, lane: facts.category.lane === 'sealed' ? 'general' : facts.category.lane },
  marks: facts.marks.filter((mark) => mark !== 'integrity'),
})

/** An unhappy rating is no other matter: sealed where what it judges is, and nobody's who must not know of that. */
const rated = (facts: Facts, { lane }: Improved): Facts => {
  const own = facts.category.lane
  const ordinary = own === 'sealed' || own === 'light' ? 'general' : own
  return { ...facts, category: { ...facts.category, kind: 'rating', lane: lane === 'sealed' ? 'sealed' : ordinary } }
}

/** What was said, who said it, who must not know and what a search finds; on a condition where it takes the place of older words. */
export function sheet(
  world: Pick<World, 'secrets'>,
  no: string,
  complaint: Submission,
  { lane, blind, copies }: Pick<Route, 'lane' | 'blind' | 'copies'>,
  digest: string | null,
  {
    when,
    others = [],
    lost = true,
  }: {
    when?: Unmoved | undefined
    /** Names of people another case has, of which this one is a part. */
    others?: readonly string[] | undefined
    /** Whether it is found by the telephone of its sender. */
    lost?: boolean
  } = {},
): InStatement[] {
  const { account, person } = complaint
  const details = sealDetails(world.secrets, no, detailsOf(complaint))
  const { keyId, sealed } = world.secrets.seal('vault', no, JSON.stringify({ person }))
  const phoneIndex = lost && person?.phone ? world.secrets.digest('phone', person.phone) : null
  const names = [...namesOf(complaint), ...others]
  return [
    insert(caseTexts, { no, account, digest, keyId: details.keyId, details: details.sealed }, when),
    insert(identities, { no, keyId, sealed, phoneIndex }, when),
    ...traitsOf(world.secrets, complaint).map(({ digest }) => keepTrait(no, digest, when)),
    ...blind.map((body) => insert(caseBlind, { no, department: body }, when)),
    // Who has no desk and no code here stands under its name: somebody writes to it.
    ...copies.map(({ code, name, rule }) => insert(caseCopies, { no, department: code ?? name, rule }, when)),
    ...(lane === 'sealed'
      ? []
      : [
          {
            sql: `insert into case_terms (rowid, terms) select rowid, ? from cases where no = ?${when ? ` and ${when.sql}` : ''}`,
            args: [bigrams(mask(`${digest ?? ''}\n${account}`, names)), no, ...(when?.args ?? [])],
          },
        ]),
  ]
}

/** Kept with the day it came, so that what is recent is found without looking at the rest. */
const keepTrait = (no: string, trait: string, when?: Unmoved): InStatement => ({
  sql: `insert into case_traits (no, trait, received_at) select no, ?, received_at from cases where no = ?${when ? ` and ${when.sql}` : ''}`,
  args: [trait, no, ...(when?.args ?? [])],
})

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

import type { InStatement } from '@libsql/client'
import { asc, eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { caseBlind, caseCopies, cases, caseTexts, events, identities } from '../../db/schema.ts'
import { appears, type Complaint } from '../complaint/complaint.ts'
import { PRIVACY } from '../complaint/privacy.ts'
import type { Deps } from '../context.ts'
import { asTaken, claim } from '../file/claim.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { aroundOf } from './around.ts'
import { today } from './deadline.ts'
import { type Details, sealDetails } from './details.ts'
import { append } from './event.ts'
import { type Around, factsOf } from './facts.ts'
import { newNumber, newQueryCode } from './number.ts'
import { type Route, route } from './routing.ts'
import { clockFor, datesOf, isProvisional, rulebook } from './rulebook.ts'
import { bigrams, mask } from './search.ts'
import { type Action, BARS, type By, barsOf, dueIn, type State, type Status, step, take } from './workflow.ts'

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
interface Opening {
  demo: boolean
  /** Where it happened, as a township's code. */
  township?: string | undefined
  /** A digest a person has confirmed; only the demonstration brings one. */
  digest?: string
  /** More to write in the same commit. */
  also?: (receipt: Receipt) => InStatement[]
  /** Came without a proof of work, by a page without script. */
  plain?: boolean
}

/** Takes a submission in. Eight random digits meet an older number now and then; then another is drawn. */
export async function open(
  world: World,
  complaint: Complaint,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  for (let left = 4; ; left--) {
    try {
      return await enter(world, complaint, channel, now, opening)
    } catch (error) {
      if (left === 0 || !numberTaken(error)) throw asTaken(error)
    }
  }
}

const numberTaken = (error: unknown) => error instanceof Error && /constraint failed: cases\.no/i.test(error.message)

/**
 * What a submission comes to by the rules of today, with dates counted from the day it was received: checked against
 * what is published, routed, and as the columns of its case.
 */
export async function weigh(
  world: Pick<World, 'store'>,
  complaint: Complaint,
  now: Date,
  received = now,
  from: Pick<Around, 'channel' | 'township'> = { channel: 'WEB' },
) {
  const book = await rulebook(world.store, now)
  const around = { ...from, ...(await aroundOf(world.store, book, complaint, received)) }
  const facts = factsOf(complaint, book, around, now)
  const { category } = facts
  const routed = route(facts, book.rules)
  const dates = datesOf(book, { lane: routed.lane, kind: category.kind, channel: from.channel }, today(received))
  const acceptBy = dates.accept?.on ?? null
  const answerBy = dates.answer?.on ?? null
  const state: State = {
    status: 'received',
    lane: routed.lane,
    handler: routed.handler.code,
    acceptBy,
    answerBy,
    dueOn: dueIn('received', acceptBy, answerBy),
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
  return { routed, state, columns, provisional: isProvisional(book, acceptBy, answerBy) }
}

/** What was said, who said it, who must not know and what a search finds; on a condition where it takes the place of older words. */
export function sheet(
  world: Pick<World, 'secrets'>,
  no: string,
  complaint: Complaint,
  { lane, blind, copies }: Pick<Route, 'lane' | 'blind' | 'copies'>,
  digest: string | null,
  when?: { sql: string; args: (string | number)[] },
): InStatement[] {
  const { account, person, enterprise, about } = complaint
  const details = sealDetails(world.secrets, no, detailsOf(complaint))
  const { keyId, sealed } = world.secrets.seal('vault', no, JSON.stringify({ person }))
  const phoneIndex = person?.phone ? world.secrets.digest('phone', person.phone) : null
  const guardian = person?.guardian?.split(/[^\p{L}]+/u) ?? []
  const names = [person?.name, ...guardian, enterprise?.name, about?.officer].filter((n): n is string => Boolean(n))
  return [
    insert(caseTexts, { no, account, digest, keyId: details.keyId, details: details.sealed }, when),
    insert(identities, { no, keyId, sealed, phoneIndex }, when),
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

/** The case, its first event and all that belongs to it in one commit. */
async function enter(
  world: World,
  complaint: Complaint,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  const { routed, state, columns, provisional } = await weigh(world, complaint, now, now, {
    channel,
    township: opening.township,
  })
  const no = newNumber(today(now).slice(0, 4))
  const claimed = await claim(world, complaint.attachments ?? [], no, 'sender', now)
  if (claimed.fields.length > 0) throw new Refusal('invalid', { fields: claimed.fields })
  const queryCode = newQueryCode()
  const event = append({
    stream: `case/${no}`,
    n: 1,
    at: now,
    actor: { kind: 'citizen' },
    action: 'submit',
    data: {
      account: world.secrets.digest('seal', complaint.account),
      rule: routed.rule,
      because: routed.because,
      privacy: PRIVACY,
    },
    state: { ...state },
  })
  const { status, dueOn, acceptBy, answerBy } = state
  const receipt = {
    no,
    queryCode,
    status,
    receivedAt: now.toISOString(),
    dueOn,
    acceptBy,
    answerBy,
    provisional,
    handledBy: routed.handler,
    because: routed.because,
    url: '/track',
  }
  await world.store.writes.commit([
    insert(cases, {
      no,
      channel,
      receivedAt: now.getTime(),
      n: 1,
      editableUntil: now.getTime() + EDITABLE,
      codeHash: world.secrets.digest('code', queryCode),
      demo: opening.demo,
      ...columns,
      flags: opening.plain ? [...(columns.flags ?? []), 'plain'] : columns.flags,
      ...state,
    }),
    ...event.statements,
    ...sheet(world, no, complaint, routed, opening.digest ?? null),
    ...claimed.statements,
    ...(opening.also?.(receipt) ?? []),
  ])
  return receipt
}

/** What of a complaint is sealed beside the account. */
export function detailsOf({ about, enterprise, matter, code, document, remedy, relation }: Complaint): Details {
  const { officer, place, text, position } = about ?? {}
  return { officer, place, text, position, enterprise, matter, code, document, remedy, relation }
}

/** What a person sees before acting: acting on anything older is refused. */
export interface Taking {
  no: string
  /** The last event the person saw. */
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
  /** Where it leads beyond what the table says: an edited submission is routed anew. */
  leads?: State
}

/** The only mover of cases: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  taking: Taking,
  hats: readonly By[],
  who: Actor | 'citizen' | 'system',
  now: Date,
  /** More to write in the same commit, on the same condition. */
  also?: (unmoved: { sql: string; args: (string | number)[] }) => InStatement[],
): Promise<void> {
  const { no, n, action, said, leads } = taking
  const before = await world.store.read.select().from(cases).where(eq(cases.no, no)).get()
  if (!before) throw new Refusal('not_found')
  const { by, from, unless } = step(action)
  if (!by.some((hat) => hats.includes(hat))) throw new Refusal('not_yours')
  if (before.n !== n) throw new Refusal('moved_meanwhile')
  if (!from.includes(before.status as Status)) throw new Refusal('not_now')
  if (unless && barsOf(before, await logOf(world, no), typeof who === 'string' ? null : who.login, now).has(unless))
    throw new Refusal(BARS[unless])
  const state: State = {
    status: before.status as Status,
    lane: before.lane,
    handler: before.handler,
    acceptBy: before.acceptBy,
    answerBy: before.answerBy,
    dueOn: before.dueOn,
  }

  const book = await rulebook(world.store, now)
  const due = clockFor(book, step(action).seals ? { ...before, lane: 'sealed' } : before, today(now))
  const after = leads ?? take(state, action, due, said)
  const unmoved = { sql: 'exists (select 1 from cases where no = ? and n = ?)', args: [no, n] }
  const actor: Record<string, string> =
    typeof who === 'string'
      ? { kind: who }
      : { kind: 'person', login: who.login, name: who.name, post: who.post, department: who.department }
  const event = append(
    { stream: `case/${no}`, n: n + 1, at: now, actor, action, data: said, state: { ...after } },
    unmoved,
  )
  const { status, lane, handler, acceptBy, answerBy, dueOn } = after
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    // Before the case moves: after it the condition no longer holds.
    ...(also?.(unmoved) ?? []),
    ...(step(action).seals ? traces(no, unmoved) : []),
    {
      sql: 'update cases set status = ?, lane = ?, handler = ?, accept_by = ?, answer_by = ?, due_on = ?, n = n + 1 where no = ? and n = ?',
      args: [status, lane, handler, acceptBy, answerBy, dueOn, no, n],
    },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

/** What a case leaves for the sealed lane without: its words in the search, whoever was told of it, and documents that rest on it. */
const traces = (no: string, unmoved: { sql: string; args: (string | number)[] }): InStatement[] => [
  {
    sql: `delete from case_terms where rowid = (select rowid from cases where no = ?) and ${unmoved.sql}`,
    args: [no, ...unmoved.args],
  },
  { sql: `delete from case_copies where no = ? and ${unmoved.sql}`, args: [no, ...unmoved.args] },
  { sql: `delete from directive_cases where no = ? and ${unmoved.sql}`, args: [no, ...unmoved.args] },
]

const logOf = ({ store }: World, no: string) =>
  store.read
    .select({ action: events.action, actor: events.actor })
    .from(events)
    .where(eq(events.stream, `case/${no}`))
    .orderBy(asc(events.n))

import { and, asc, eq } from 'drizzle-orm'
import { LANE } from '../../content/kinds/category.ts'
import { caseBlind, cases, caseTexts, events } from '../../db/schema.ts'
import { APPEARS, type Appears } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { fieldsOf } from '../form.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from '../staff/actor.ts'
import { today } from './deadline.ts'
import { type Details, openDetails } from './details.ts'
import type { Lane } from './routing.ts'
import { clockFor, isProvisional, type Rulebook } from './rulebook.ts'
import { mayRead } from './visibility.ts'
import { type Action, allowed, STATUS, type State, type Status, step, take } from './workflow.ts'

export type CaseRow = typeof cases.$inferSelect
type EventRow = typeof events.$inferSelect

export interface Found {
  row: CaseRow
  account: string
  digest: string | null
  details: Details
  blind: string[]
  events: EventRow[]
}

export async function find(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  no: string,
): Promise<Found | undefined> {
  const row = await store.read.select().from(cases).where(eq(cases.no, no)).get()
  if (!row) return undefined
  const [text, blind, log] = await Promise.all([
    store.read.select().from(caseTexts).where(eq(caseTexts.no, no)).get(),
    store.read.select().from(caseBlind).where(eq(caseBlind.no, no)),
    store.read
      .select()
      .from(events)
      .where(and(eq(events.stream, `case/${no}`)))
      .orderBy(asc(events.n)),
  ])
  return {
    row,
    account: text?.account ?? '',
    digest: text?.digest ?? null,
    details: text ? openDetails(secrets, no, { keyId: text.keyId, sealed: text.details }) : {},
    blind: blind.map((b) => b.department),
    events: log,
  }
}

const named = (book: Rulebook, code: string | null) =>
  code === null ? null : { code, name: book.departments.get(code)?.name ?? code }

/** A case as one person of the desk may see it, or nothing. The only way a case reaches the desk. */
export function view(found: Found, actor: Actor | null, book: Rulebook, now: Date) {
  const { row, account, events: log } = found
  if (!actor || !mayRead({ ...row, blind: found.blind }, actor)) return undefined
  return {
    no: row.no,
    n: row.n,
    kind: row.kind,
    lane: { code: row.lane, label: LANE[row.lane as Lane] },
    category: { code: row.category, name: book.categories.get(row.category)?.name ?? row.category },
    about: named(book, row.aboutDepartment),
    place: named(book, row.place),
    happenedOn: row.happenedOn,
    appears: { code: row.appears, label: APPEARS[row.appears as Appears] },
    channel: row.channel,
    status: row.status as Status,
    statusLabel: STATUS[row.status as Status],
    handler: row.handler === 'SEALED' ? { code: 'SEALED', name: '密件专员' } : named(book, row.handler),
    rule: row.rule,
    receivedAt: new Date(row.receivedAt).toISOString(),
    acceptBy: row.acceptBy,
    answerBy: row.answerBy,
    dueOn: row.dueOn,
    provisional: isProvisional(book, row.acceptBy, row.answerBy),
    demo: row.demo,
    gist: found.digest ?? account.slice(0, 40),
    account,
    details: detailsFor(row, found.details),
    events: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: e.actor.name
        ? `${e.actor.name} ${e.actor.post ?? ''}`.trim()
        : e.actor.kind === 'citizen'
          ? '提交人'
          : '系统',
      label: e.action === 'submit' ? '提交' : step(e.action as Action).label,
      note: textOf(e, 'note'),
    })),
    allowed: allowed({ status: row.status as Status }, actor.roles).map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsOf(step(action).says),
      speaks: step(action).speaks ?? false,
      effect: effect(row, action, book, now),
    })),
  }
}

/** Of a sender who asked for confidence the desk learns no enterprise: it is as good as a name. */
const detailsFor = (row: CaseRow, { officer, place, text, enterprise, matter, code }: Details) => ({
  officer: officer ?? null,
  place: place ?? null,
  text: text ?? null,
  matter: matter ?? null,
  enterprise: row.appears === 'confidential' ? null : (enterprise ?? null),
  code: row.appears === 'confidential' ? null : (code ?? null),
})

/** What a step taken today would lead to, so that the date is seen before it is confirmed. */
function effect(row: CaseRow, action: Action, book: Rulebook, now: Date) {
  const { handler, acceptBy, answerBy, dueOn } = row
  const state: State = { status: row.status as Status, handler, acceptBy, answerBy, dueOn }
  const after = take(state, action, clockFor(book, row, today(now)))
  return {
    status: after.status,
    statusLabel: STATUS[after.status],
    dueOn: after.dueOn,
    starts: step(action).starts ?? null,
  }
}

const textOf = (event: EventRow, key: string): string | null =>
  typeof event.data?.[key] === 'string' ? event.data[key] : null

/** Where a sender is told their case is: who of the desk has it is the desk's business, and of a sealed case only its end. */
function toldStatus(row: CaseRow): { status: Status; statusLabel: string } {
  const status = row.status as Status
  if (row.lane !== 'sealed' || status === 'withdrawn')
    return { status, statusLabel: STATUS[status === 'assigned' ? 'accepted' : status] }
  return status === 'transferred'
    ? { status: 'closed', statusLabel: '已依法处理' }
    : { status: 'received', statusLabel: '正在依法处理' }
}

function firstDates(row: CaseRow, log: readonly EventRow[]) {
  const { acceptBy, answerBy, dueOn } = (log[0]?.state ?? row) as unknown as State
  return { acceptBy, answerBy, dueOn: row.dueOn && dueOn }
}

/** A case as its sender sees it: whoever holds number and code. */
export function track({ row, account, events: log }: Found, secrets: Secrets, book: Rulebook) {
  const sealed = row.lane === 'sealed'
  const told = log.flatMap((e) => {
    if (e.action === 'submit') return [{ at: new Date(e.at).toISOString(), label: '已提交' }]
    const { told: label, speaks } = step(e.action as Action)
    if (!label || (sealed && e.action !== 'withdraw')) return []
    const text = speaks ? textOf(e, 'note') : null
    return [{ at: new Date(e.at).toISOString(), label, ...(text && { text }) }]
  })
  // A sealed case keeps the dates of its first day: moving ones would tell where it is.
  const { acceptBy, answerBy, dueOn } = sealed ? firstDates(row, log) : row
  return {
    no: row.no,
    kind: row.kind,
    ...toldStatus(row),
    receivedAt: new Date(row.receivedAt).toISOString(),
    dueOn,
    /** Who deals with it and why, as the sender was told at submission. */
    because: (log[0] && textOf(log[0], 'because')) ?? '',
    ...(acceptBy && { acceptBy }),
    ...(answerBy && { answerBy }),
    /** A date in a year whose holidays are not announced yet may still move. */
    provisional: isProvisional(book, acceptBy, answerBy),
    timeline: told,
    messages: [],
    may: allowed({ status: row.status as Status }, ['citizen']).filter((a) => a === 'withdraw'),
    proof: proof(account, log[0], secrets),
  }
}

/**
 * What shows that the words are still those sent: a keyed digest of the first event, under the key of its day so that it
 * stays the same, and whether the account still is the one that event committed to (rulings.md 31).
 */
function proof(account: string, first: EventRow | undefined, secrets: Secrets) {
  const sent = first && textOf(first, 'account')
  if (!first || !sent) return { seal: '', intact: false }
  const [keyOfItsDay = ''] = sent.split('.')
  const seal = secrets.digest('seal', first.hash, keyOfItsDay).slice(keyOfItsDay.length + 1, keyOfItsDay.length + 17)
  return { seal, intact: secrets.matches('seal', account, sent) }
}

import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { LANE } from '../../content/kinds/category.ts'
import {
  attachments,
  caseBlind,
  caseCopies,
  type caseLinks,
  cases,
  caseTexts,
  enquiries,
  enquiryFiles,
  erasures,
  events,
  identities,
  redactions,
} from '../../db/schema.ts'
import { APPEARS, type Appears, type Complaint, STAGE } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { type Conclusion, conclusionsOf } from '../directive/conclusion.ts'
import type { LeadSaid } from '../lead/lead.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from '../staff/actor.ts'
import { momentFor, openChildren, stateOf, wishesCall } from './act.ts'
import { type Details, openDetails } from './details.ts'
import { enquiryAs, type Sent } from './enquiry.ts'
import { LINK, linksOf } from './links.ts'
import { actorOf, fieldsFor, messagesOf, moreOf, ratingOf, textOf } from './past.ts'
import { ASSERTED, type Lane } from './routing.ts'
import { countingOf, isProvisional, type Rulebook } from './rulebook.ts'
import { take } from './state.ts'
import { eyes, mayRead } from './visibility.ts'
import { unveiled, wayOf } from './way.ts'
import { type Action, allowed, leadsTo, STATUS, type Status, step } from './workflow.ts'

export type CaseRow = typeof cases.$inferSelect
export type EventRow = typeof events.$inferSelect

export interface Found {
  row: CaseRow
  account: string
  digest: string | null
  details: Details
  blind: string[]
  /** Bodies told of it, and the rule that said so. */
  copies: { department: string; rule: string }[]
  enquiries: (typeof enquiries.$inferSelect)[]
  /** What went with them. */
  sent: Sent[]
  files: Pick<typeof attachments.$inferSelect, 'n' | 'kind' | 'size' | 'state' | 'by' | 'sha256'>[]
  links: (typeof caseLinks.$inferSelect)[]
  /** Cases split off that are not at their end. */
  children: number
  /** Its sender wished to be called when it is answered. */
  callback: boolean
  /** Sealed; opened for the checks of a digest, and for whoever may look. */
  identity: { keyId: string; sealed: Buffer } | undefined
  events: EventRow[]
  /** The key of the day the words came, kept where they were erased. */
  sealKey: string | null
  /** Documents that rest on it and were served, as far as its sender is told of them. */
  conclusions: Conclusion[]
}

export async function find(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  no: string,
): Promise<Found | undefined> {
  const { read } = store
  const row = await read.select().from(cases).where(eq(cases.no, no)).get()
  if (!row) return undefined
  const { n, kind, size, state, by, sha256 } = attachments
  const [text, blind, copies, asked, sent, files, links, children, callback, identity, log, conclusions] =
    await Promise.all([
      read.select().from(caseTexts).where(eq(caseTexts.no, no)).get(),
      read.select().from(caseBlind).where(eq(caseBlind.no, no)),
      read.select().from(caseCopies).where(eq(caseCopies.no, no)).orderBy(asc(caseCopies.department)),
      read.select().from(enquiries).where(eq(enquiries.no, no)).orderBy(asc(enquiries.askedAt)),
      read
        .select({ enquiry: enquiryFiles.enquiry, k: enquiryFiles.k, kind: redactions.kind, size: redactions.size })
        .from(enquiryFiles)
        .innerJoin(redactions, eq(redactions.id, enquiryFiles.redaction))
        .where(eq(redactions.no, no))
        .orderBy(asc(enquiryFiles.k)),
      read.select({ n, kind, size, state, by, sha256 }).from(attachments).where(eq(attachments.no, no)).orderBy(asc(n)),
      linksOf(store, no),
      openChildren({ store }, no),
      wishesCall({ store }, no),
      read.select().from(identities).where(eq(identities.no, no)).get(),
      read
        .select()
        .from(events)
        .where(eq(events.stream, `case/${no}`))
        .orderBy(asc(events.n)),
      conclusionsOf(store, no),
    ])
  const erased =
    log[0]?.data === null &&
    (await read
      .select({ keyId: erasures.keyId })
      .from(erasures)
      .where(and(eq(erasures.no, no), isNotNull(erasures.keyId)))
      .get())
  return {
    row,
    account: text?.account ?? '',
    digest: text?.digest ?? null,
    details: text ? openDetails(secrets, no, { keyId: text.keyId, sealed: text.details }) : {},
    blind: blind.map((b) => b.department),
    copies,
    enquiries: asked,
    sent,
    files,
    links,
    children,
    callback,
    identity,
    events: log,
    sealKey: erased ? erased.keyId : null,
    conclusions,
  }
}

const named = (book: Rulebook, code: string | null) =>
  code === null ? null : { code, name: book.departments.get(code)?.name ?? code }

/** A case as one person of the desk may see it, or nothing. The only way a case reaches the desk. */
export function view(found: Found, actor: Actor | null, book: Rulebook, now: Date, secrets?: Secrets) {
  const { row, account, digest, events: log } = found
  if (!actor || !mayRead({ ...row, blind: found.blind }, actor)) return undefined
  const opened = unveiled(log, actor.login, now)
  const shows = eyes(opened ? [...actor.roles, 'opener'] : actor.roles, row.appears)
  const covers = (actor.for ?? []).map(({ login }) => login)
  const { children, callback } = found
  const way = wayOf({ ...row, children, callback }, log, actor.login, now, book, covers)
  // What the sealed desk did and wrote stays with it, also when the case came back.
  const mine = (e: EventRow) =>
    actor.roles.includes('sealed') || (e.state.lane !== 'sealed' && e.action !== 'resolve') || e.actor.kind !== 'person'
  // Less than where it stands and who has it is no case to work on.
  if (!shows('standing', true) || !shows('internal', true)) return undefined
  const status = row.status as Status
  return {
    no: row.no,
    n: row.n,
    kind: row.kind,
    lane: { code: row.lane, label: LANE[row.lane as Lane] },
    category: { code: row.category, name: book.categories.get(row.category)?.name ?? row.category },
    about: named(book, row.aboutDepartment),
    place: named(book, row.place),
    stage: row.stage === null ? null : { code: row.stage, label: STAGE[row.stage as keyof typeof STAGE] },
    happenedOn: row.happenedOn,
    appears: { code: row.appears, label: APPEARS[row.appears as Appears] },
    flags: (row.flags ?? []).filter((flag) => !Object.hasOwn(ASSERTED, flag) || shows('asserted', true)),
    copies: found.copies.map(({ department, rule }) => ({
      code: department,
      name: named(book, department)?.name,
      rule,
    })),
    channel: row.channel,
    status,
    statusLabel: STATUS[status],
    handler: row.handler === 'SEALED' ? { code: 'SEALED', name: '密件专员' } : named(book, row.handler),
    rule: row.rule,
    receivedAt: new Date(row.receivedAt).toISOString(),
    /** While the sender may still change it. */
    editableUntil:
      row.editableUntil && row.editableUntil > now.getTime() ? new Date(row.editableUntil).toISOString() : null,
    acceptBy: row.acceptBy,
    answerBy: row.answerBy,
    dueOn: row.dueOn,
    counting: countingOf(book, { ...row, running: row.clock?.counting ?? null }),
    card: row.card,
    assignee: row.assignee,
    provisional: isProvisional(book, row.acceptBy, row.answerBy),
    demo: row.demo,
    gist: shows('digest', digest) ?? shows('account', account.slice(0, 40)) ?? '',
    account: shows('account', account),
    details: detailsFor(found.details, shows),
    files: shows('files', filesOf(found)) ?? [],
    messages: shows('messages', messagesOf(log.filter(mine))) ?? [],
    rating: shows('rating', ratingOf(log)),
    /** For half an hour after it was opened with a reason. */
    identity: opened && secrets ? shows('identity', personIn(found, secrets)) : null,
    links: found.links.map(({ no, main, kind }) => ({
      no: no === row.no ? main : no,
      kind,
      label: LINK[kind][no === row.no ? 0 : 1],
    })),
    enquiries:
      shows(
        'enquiry',
        found.enquiries.map((e) => enquiryAs(e, book, found.sent)),
      ) ?? [],
    events: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      // Who entered a case for somebody wrote it down before it was anybody’s.
      by: mine(e) || e.n === 1 || e.action === 'seal' ? actorOf(e) : '密件专员',
      label: e.n === 1 ? (e.actor.kind === 'person' ? '登记' : '提交') : step(e.action as Action).label,
      action: e.action,
      // What was written to the sender stands among the messages.
      note: e.action === 'message' || !(mine(e) || e.action === 'seal') ? null : textOf(e, 'note'),
      more: mine(e) ? moreOf(e) : [],
      /** Who was asked to look, by login. */
      mention: mine(e) && e.action === 'note' ? ((e.data?.mention as string[] | undefined) ?? []) : [],
      /** Another case it names. */
      into: mine(e) ? textOf(e, 'into') : null,
    })),
    allowed: allowed({ status }, actor.roles, way).map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsFor(action),
      speaks: step(action).speaks ?? false,
      told: step(action).told !== undefined,
      effect: effect(found, action, book, now),
    })),
  }
}

/** What a lead says of itself; why its sender has to do with the body may say who they are. */
const leadSaid = ({ source, agreed, urgency, before, callback, conflict }: LeadSaid) => ({
  source,
  agreed,
  urgency,
  before,
  callback,
  conflict,
})

type Shows = ReturnType<typeof eyes>

function detailsFor(details: Details, shows: Shows) {
  const { officer, place, text, position, matter, remedy, relation, enterprise, code, document, reference, lead } =
    details
  const particular = <T>(value: T | undefined): T | null => shows('particulars', value) ?? null
  return {
    officer: particular(officer),
    place: particular(place),
    text: particular(text),
    position: particular(position),
    matter: particular(matter),
    remedy: particular(remedy),
    relation: particular(relation),
    enterprise: shows('enterprise', enterprise) ?? null,
    code: shows('traces', code) ?? null,
    document: shows('traces', document) ?? null,
    reference: shows('traces', reference) ?? null,
    lead: lead ? { ...shows('particulars', leadSaid(lead)), why: shows('traces', lead.why) ?? null } : null,
  }
}

/** Files by number: a name they had may tell who spoke, and stays sealed. */
export const filesOf = ({ files }: Found) =>
  files.map(({ n, kind, size, state, by }) => ({
    n: n ?? 0,
    kind,
    size,
    state,
    from: by === 'sender' ? 'sender' : 'desk',
  }))

/** What a step taken today would lead to, so that the date is seen before it is confirmed. */
function effect({ row, events: log }: Found, action: Action, book: Rulebook, now: Date) {
  const moment = momentFor(row, log, action, now, book, null)
  const { seals, starts = null, clock = null, to } = step(action)
  const decided = clock === 'extends' ? { decision: 'grant' } : {}
  const after = take(stateOf(row), action, moment, decided)
  const led = leadsTo(action)
  return {
    status: after.status,
    /** Where what is decided chooses, all it may choose from. */
    statusLabel: (typeof to === 'object' && after.status === row.status ? led : [after.status])
      .map((status) => STATUS[status])
      .join('或'),
    moves: led.length > 0,
    dueOn: after.dueOn,
    starts,
    clock,
    /** Whoever takes it does not see the case any more. */
    leaves: seals ?? action === 'recuse',
  }
}

/** What the sender left, out of the vault. */
export const personIn = ({ row, identity }: Found, secrets: Secrets) =>
  identity
    ? ((JSON.parse(secrets.open('vault', row.no, identity)) as { person?: Complaint['person'] }).person ?? null)
    : null

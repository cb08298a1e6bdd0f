import { LANE } from '../../content/kinds/category.ts'
import { APPEARS, type Appears, STAGE } from '../complaint/complaint.ts'
import type { LeadSaid } from '../lead/lead.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from '../staff/actor.ts'
import { momentFor, stateOf } from './act.ts'
import type { Details } from './details.ts'
import { enquiryAs } from './enquiry.ts'
import { ASSERTED } from './flag.ts'
import { type EventRow, type Found, filesOf, personIn } from './found.ts'
import { LINK } from './links.ts'
import { actorOf, fieldsFor, messagesOf, moreOf, ratingOf, textOf } from './past.ts'
import type { Lane } from './routing.ts'
import { countingOf, isProvisional, type Rulebook } from './rulebook.ts'
import { take } from './state.ts'
import { eyes, mayRead } from './visibility.ts'
import { unveiled, wayOf } from './way.ts'
import { type Action, allowed, leadsTo, STATUS, type Status, step } from './workflow.ts'

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

import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import {
  caseBlind,
  cases,
  directiveCases,
  directives,
  enquiries,
  grants,
  interests,
  people,
  retentions,
  specials,
  visitAlarms,
} from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { dueIn } from '../case/state.ts'
import { askedBody, mayRead } from '../case/visibility.ts'
import { type Status, TURN } from '../case/workflow.ts'
import { scope as directiveScope, mayRead as mayReadDirective } from '../directive/visibility.ts'
import {
  STEPS as DIRECTIVE_STEPS,
  TURN as DIRECTIVE_TURN,
  type Status as DirectiveStatus,
} from '../directive/workflow.ts'
import { mayRun } from '../open-day/visibility.ts'
import { mayApprove } from '../retention/class.ts'
import { mayRead as mayReadSpecial } from '../special/visibility.ts'
import { JUDGES } from '../special/workflow.ts'
import { type Actor, has, mayDecide } from '../staff/actor.ts'
import { inTerm, rolesOf } from '../staff/term.ts'
import { mayJudge } from '../visit/visibility.ts'
import { type ContactsNow, contactConcerns, contactsNow } from './contact.ts'
import { hostsOf } from './open-day.ts'
import { type SupervisorsNow, supervisorConcerns, supervisorsNow } from './supervisor.ts'
import { type SurveyNow, surveyConcerns, surveyNow } from './survey.ts'

/** Everybody who works here today, with the roles they wear today. */
export async function crew(store: Store, now: Date): Promise<Actor[]> {
  const day = today(now)
  const all = await store.read.select().from(people).where(eq(people.active, true))
  return all
    .filter((one) => inTerm(one, day))
    .map((one) => {
      const { login, name, department, post } = one
      return { login, name, department, post, ...rolesOf(one, all, day) }
    })
}

/** Statuses in which the desk owes something. */
export const isOwed = (status: string) =>
  dueIn({ status: status as Status, acceptBy: 'a', answerBy: 'a' }) !== null && status !== 'supplement'

/** Whether somebody is this person, or wears their hat while they are away. */
export const standsFor = (actor: Actor, login: string) =>
  actor.login === login || (actor.for ?? []).some((one) => one.login === login)

/** Whose turn a case is: the one named for it and whoever stands in for them, or everybody of the role. */
const isTurnOf = (actor: Actor, { status, assignee }: typeof cases.$inferSelect) =>
  has(actor, ...TURN[status as Status]) && (assignee === null || !HANDED.includes(status) || standsFor(actor, assignee))
const HANDED = ['assigned', 'handling', 'approved']

/** Things notices are about, as they stand now. */
interface Standing {
  cases: Map<string, typeof cases.$inferSelect & { blind: string[] }>
  enquiries: Map<string, typeof enquiries.$inferSelect>
  grants: Map<string, (typeof grants.$inferSelect)[]>
  runs: Map<string, typeof retentions.$inferSelect>
  directives: Map<string, typeof directives.$inferSelect & { blind: string[] }>
  specials: Map<string, typeof specials.$inferSelect & { interested: string[] }>
  surveys: Map<string, SurveyNow>
  supervisors: SupervisorsNow
  contacts: ContactsNow
  /** Alarms nobody has closed. */
  alarms: Set<string>
  /** Open days where somebody waits to be judged, with the body that judges. */
  openDays: Map<string, string>
}

const parts = (subjects: readonly string[], kind: string) =>
  [...new Set(subjects)].flatMap((s) => (s.startsWith(`${kind}/`) ? [s.slice(kind.length + 1)] : []))

/** Reads what a list of subjects is about. */
export async function standing(store: Store, subjects: readonly string[]): Promise<Standing> {
  const { read } = store
  const [nos, ids, logins] = [parts(subjects, 'case'), parts(subjects, 'enquiry'), parts(subjects, 'grant')]
  const runIds = parts(subjects, 'retention')
  const alarmed = parts(subjects, 'alarm')
  const [documents, special] = [parts(subjects, 'directive'), parts(subjects, 'special')]
  const codes = parts(subjects, 'survey')
  const [
    found,
    blind,
    asked,
    wished,
    runs,
    written,
    hidden,
    grouped,
    declared,
    put,
    alarms,
    openDays,
    watching,
    speaking,
  ] = await Promise.all([
    nos.length ? read.select().from(cases).where(inArray(cases.no, nos)) : [],
    nos.length ? read.select().from(caseBlind).where(inArray(caseBlind.no, nos)) : [],
    ids.length ? read.select().from(enquiries).where(inArray(enquiries.id, ids)) : [],
    logins.length ? read.select().from(grants).where(inArray(grants.person, logins)) : [],
    runIds.length
      ? read
          .select()
          .from(retentions)
          .where(and(inArray(retentions.id, runIds), eq(retentions.state, 'proposed')))
      : [],
    documents.length ? read.select().from(directives).where(inArray(directives.id, documents)) : [],
    documents.length
      ? read
          .select({ id: directiveCases.directive, one: caseBlind.department })
          .from(directiveCases)
          .innerJoin(caseBlind, eq(caseBlind.no, directiveCases.no))
          .where(inArray(directiveCases.directive, documents))
      : [],
    special.length ? read.select().from(specials).where(inArray(specials.id, special)) : [],
    special.length
      ? read
          .select({ id: specials.id, person: interests.person })
          .from(specials)
          .innerJoin(interests, and(eq(interests.kind, 'department'), eq(interests.subject, specials.department)))
          .where(inArray(specials.id, special))
      : [],
    codes.length ? Promise.all(codes.map((code) => surveyNow(read, code))) : [],
    alarmed.length
      ? read
          .select({ id: visitAlarms.id })
          .from(visitAlarms)
          .where(and(inArray(visitAlarms.id, alarmed), ne(visitAlarms.status, 'closed')))
      : [],
    hostsOf(store, parts(subjects, 'open-day')),
    supervisorsNow(store, parts(subjects, 'supervisor')),
    contactsNow(store, parts(subjects, 'contact')),
  ])
  return {
    cases: new Map(
      found.map((c) => [c.no, { ...c, blind: blind.filter((b) => b.no === c.no).map((b) => b.department) }]),
    ),
    enquiries: new Map(asked.map((e) => [e.id, e])),
    grants: Map.groupBy(wished, (g) => g.person),
    runs: new Map(runs.map((r) => [r.id, r])),
    directives: new Map(
      written.map((d) => [d.id, { ...d, blind: hidden.filter(({ id }) => id === d.id).map(({ one }) => one) }]),
    ),
    specials: new Map(
      grouped.map((s) => [
        s.id,
        { ...s, interested: declared.filter(({ id }) => id === s.id).map(({ person }) => person) },
      ]),
    ),
    surveys: new Map(put.flatMap((s) => (s ? [[s.code, s]] : []))),
    alarms: new Set(alarms.map(({ id }) => id)),
    openDays,
    supervisors: watching,
    contacts: speaking,
  }
}

/**
 * Whether a thing, as it stands now, is somebody's to deal with. Asked when a notice arises, when it is sent and when it
 * is shown: whoever lost sight of a thing meanwhile is told of it no more.
 */
export function concerns(actor: Actor, { subject, what }: { subject: string; what: string }, now: Standing): boolean {
  const [kind = '', id = ''] = [subject.slice(0, subject.indexOf('/')), subject.slice(subject.indexOf('/') + 1)]
  if (kind === 'case') {
    const found = now.cases.get(id)
    if (found === undefined || !mayRead(found, actor)) return false
    // Told by name, whosever turn it is.
    if (what === 'mentioned') return true
    // Not those any more from whom it went to somebody else.
    if (what === 'answered') return found.assignee === null || standsFor(actor, found.assignee)
    return isOwed(found.status) && isTurnOf(actor, found)
  }
  if (kind === 'enquiry') {
    const found = now.enquiries.get(id)
    return found !== undefined && found.answeredAt === null && askedBody(actor) === found.department
  }
  if (kind === 'directive') {
    const found = now.directives.get(id)
    if (!found || !mayReadDirective(found, directiveScope(actor))) return false
    const judges = found.objection === 'open' && has(actor, ...DIRECTIVE_STEPS.rule.by)
    return judges || has(actor, ...DIRECTIVE_TURN[found.status as DirectiveStatus])
  }
  if (kind === 'special') {
    const found = now.specials.get(id)
    if (!found || found.status === 'closed' || !mayReadSpecial(found, actor)) return false
    const mine = found.person === actor.login || (actor.for ?? []).some(({ login }) => login === found.person)
    return found.status === 'open' ? mine : !mine && has(actor, ...JUDGES)
  }
  if (kind === 'survey') {
    const found = now.surveys.get(id)
    return found !== undefined && surveyConcerns(actor, what, found)
  }
  if (kind === 'alarm') return mayJudge(actor) && now.alarms.has(id)
  if (kind === 'open-day') return mayRun(actor, now.openDays.get(id) ?? '')
  if (kind === 'supervisor') return supervisorConcerns(actor, what, now.supervisors.get(id))
  if (kind === 'contact') return contactConcerns(actor, now.contacts.get(id))
  if (kind === 'publication') return has(actor, 'editor', 'publisher')
  if (kind === 'grant') {
    const asked = now.grants.get(id) ?? []
    return mayDecide(actor) && asked.some((one) => ![one.askedBy, one.person].includes(actor.login))
  }
  if (kind === 'retention') {
    const found = now.runs.get(id)
    return found !== undefined && mayApprove(actor, found.realm) && found.proposedBy !== actor.login
  }
  return false
}

/** Those of some notices that still concern their person. */
export async function stillTrue<T extends { subject: string; what: string }>(
  store: Store,
  actor: Actor,
  rows: readonly T[],
): Promise<T[]> {
  const stand = await standing(
    store,
    rows.map((r) => r.subject),
  )
  return rows.filter((row) => concerns(actor, row, stand))
}

import { inArray } from 'drizzle-orm'
import { DIRECTIVE } from '../../content/kinds/template.ts'
import { caseBlind, cases } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { mayRead as mayReadCase } from '../case/visibility.ts'
import { fieldsOf, withOptions } from '../form.ts'
import { find as findSpecial } from '../special/found.ts'
import type { Actor } from '../staff/actor.ts'
import { addressable } from './directive.ts'
import { compose, templatesOf } from './document.ts'
import { allowedNow, type DirectiveRow, type Found, stateOf, type World } from './found.ts'
import { dueIn } from './history.ts'
import { take } from './state.ts'
import { eyes, mayRead, scope } from './visibility.ts'
import { type Action, CONCLUSION, leadsTo, RESULT, RULING, SERVED, STATUS, type Status, step } from './workflow.ts'

export const named = (book: Rulebook, code: string) => ({ code, name: book.departments.get(code)?.name ?? code })
const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
const text = (data: Record<string, unknown> | null, key: string) => (typeof data?.[key] === 'string' ? data[key] : null)

/** A line of the register: what it is, to whom, where it stands. */
export const lineOf = (row: DirectiveRow, book: Rulebook, now: Date) => ({
  id: row.id,
  type: row.type,
  typeLabel: DIRECTIVE[row.type],
  number: row.number,
  subject: row.subject,
  department: named(book, row.department),
  status: row.status as Status,
  statusLabel: STATUS[row.status as Status],
  signedOn: row.signedOn,
  servedOn: row.servedOn,
  dueOn: row.dueOn,
  overdue: row.status === 'served' && row.dueOn !== null && row.dueOn < today(now),
  result: row.result && RESULT[row.result as keyof typeof RESULT],
})

/** A document as one person may see it, or nothing. The only way a document reaches anybody. */
export async function view(world: World, found: Found, actor: Actor, book: Rulebook, now: Date) {
  const { row } = found
  const within = scope(actor)
  const known = (one: DirectiveRow) => mayRead({ ...one, blind: found.blind.get(one.id) ?? [] }, within)
  if (!within || !known(row)) return undefined
  const shows = eyes(within.audience)
  const template = row.text === null ? (await templatesOf(world.store, now)).get(row.template) : undefined
  const readable = await readableCases(world, found.cases, actor)
  const may = allowedNow(found, actor, now)
  const under = row.special === null ? undefined : await findSpecial(world, row.special, actor)
  return {
    ...lineOf(row, book, now),
    n: row.n,
    audience: within.audience,
    issuer: named(book, row.issuer),
    servedHow: row.servedHow && SERVED[row.servedHow as keyof typeof SERVED],
    receivedAt: instant(row.receivedAt),
    objectBy: row.objectBy,
    objection: row.objection,
    ruleBy: row.ruleBy,
    conclusion: row.conclusion && CONCLUSION[row.conclusion as keyof typeof CONCLUSION],
    demo: row.demo,
    /** As signed; before that as its template of today makes it. */
    document: shows('document', () =>
      row.text !== null
        ? { title: row.title ?? '', text: row.text }
        : template
          ? compose(row, template, book, found.previous?.number ?? null)
          : null,
    ),
    exchange: shows('exchange', () => exchangeOf(found)) ?? [],
    escalation: shows('escalation', () => escalationOf(found, book)),
    cases: shows('cases', () => readable) ?? [],
    special: shows('cases', () => (under ? { id: under.row.id, title: under.row.title } : null)),
    internal: shows('internal', () => internalOf(found, known)),
    allowed: may.map((action) => ({
      action,
      label: step(action).label,
      elsewhere: step(action).elsewhere ?? false,
      speaks: step(action).speaks ?? false,
      fields: fieldsFor(action, book, row),
      effect: effect(row, action, book, now),
    })),
  }
}

const fieldsFor = (action: Action, book: Rulebook, row: DirectiveRow) =>
  withOptions(fieldsOf(step(action).says), { department: addressable(book, row.issuer) })

/** What a step taken today would lead to, so that the date is seen before it is confirmed. */
function effect(row: DirectiveRow, action: Action, book: Rulebook, now: Date) {
  const after = take(stateOf(row), action, {}, (clock) => dueIn(book, row, clock, today(now)))
  const led = leadsTo(action)
  return {
    statusLabel: (led.length > 0 ? [...new Set(led)] : [after.status]).map((one) => STATUS[one]).join('或'),
    dueOn: (step(action).starts ?? []).some((clock) => clock === 'feedback' || clock === 'urge') ? after.dueOn : null,
  }
}

const WORDS = { feed: 'note', record: 'note', verify: 'note', urge: 'note', object: 'note', rule: 'note' } as const

/** What bureau and body said to each other about it, oldest first; of the bureau no names. */
const exchangeOf = ({ events: log }: Found) =>
  log.flatMap((e) => {
    if (!Object.hasOwn(WORDS, e.action)) return []
    const decided = text(e.data, 'result') ?? text(e.data, 'ruling')
    const label = { ...RESULT, ...RULING }[decided as keyof typeof RESULT | keyof typeof RULING] as string | undefined
    return [
      {
        at: new Date(e.at).toISOString(),
        from: ['feed', 'object'].includes(e.action) ? ('body' as const) : ('bureau' as const),
        label: step(e.action as Action).label + (label ? `：${label}` : ''),
        text: text(e.data, 'note') ?? '',
      },
    ]
  })

const escalationOf = ({ row, events: log }: Found, book: Rulebook) =>
  row.escalatedTo === null
    ? null
    : {
        to: named(book, row.escalatedTo),
        /** Of bodies under another line the law wants that line told as well (Regulation 825, art. 42). */
        also: book.departments.get(row.department)?.superior ?? null,
        said: log
          .filter((e) => e.action === 'escalate' || e.action === 'instruct')
          .map((e) => ({
            at: new Date(e.at).toISOString(),
            label: step(e.action as Action).label,
            text: text(e.data, 'note') ?? '',
          })),
      }

const linkOf = (row: DirectiveRow | undefined, known: (one: DirectiveRow) => boolean) =>
  row && known(row)
    ? { id: row.id, number: row.number, typeLabel: DIRECTIVE[row.type], statusLabel: STATUS[row.status as Status] }
    : null

const internalOf = ({ row, previous, next, events: log }: Found, known: (one: DirectiveRow) => boolean) => ({
  parts: {
    department: row.department,
    subject: row.subject,
    facts: row.facts,
    basis: row.basis,
    demands: row.demands,
    conclusion: row.conclusion,
  },
  template: row.template,
  signer: row.signer,
  previous: linkOf(previous, known),
  next: next.flatMap((one) => linkOf(one, known) ?? []),
  digest: { text: row.digest, named: row.named, shown: row.shown, publishedOn: row.publishedOn },
  history: log.map((e) => ({
    n: e.n,
    at: new Date(e.at).toISOString(),
    by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
    label: e.action === 'draft' ? '拟稿' : step(e.action as Action).label,
    note: Object.hasOwn(WORDS, e.action) ? null : (text(e.data, 'note') ?? text(e.data, 'digest')),
  })),
})

/** A case may have moved to where this person does not read it; then its number is not told either. */
export async function readableCases({ store }: Pick<World, 'store'>, nos: readonly string[], actor: Actor) {
  if (nos.length === 0) return []
  const [rows, blind] = await Promise.all([
    store.read
      .select({ no: cases.no, handler: cases.handler, lane: cases.lane })
      .from(cases)
      .where(inArray(cases.no, [...nos])),
    store.read
      .select()
      .from(caseBlind)
      .where(inArray(caseBlind.no, [...nos])),
  ])
  const told = (no: string) => blind.filter((b) => b.no === no).map((b) => b.department)
  return rows.filter((row) => mayReadCase({ ...row, blind: told(row.no) }, actor)).map(({ no }) => no)
}

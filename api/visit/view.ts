import { and, eq, inArray } from 'drizzle-orm'
import { codes, visitAlarms, visits } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { scope as caseScope } from '../case/visibility.ts'
import { grouped } from '../code/id.ts'
import { readableOf } from '../desk/list.ts'
import { fieldsOf, withOptions } from '../form.ts'
import { VERDICT } from '../officer/officer.ts'
import type { Actor } from '../staff/actor.ts'
import { ALARM } from './alarm.ts'
import { standingOf as standingIn } from './companies.ts'
import { bodiesOf } from './counts.ts'
import type { AlarmRow, Found, FoundAlarm, VisitRow, World } from './found.ts'
import { barsOf as alarmBars, labelOf as alarmLabel, judging, mayDo, STANDS } from './judging.ts'
import { covers, type Published, published, shownName, standingOf, tailOf } from './published.ts'
import { categoriesIn, draftOf } from './referring.ts'
import { hatsOf, mayJudge, scope } from './visibility.ts'
import { CAUSE, industryName } from './visit.ts'
import { allowed, barsOf, labelOf, STATUS, step } from './workflow.ts'

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/** A planned one whose days are over was not registered, and not cancelled either. */
const statusLabel = ({ status, until }: VisitRow, day: string) =>
  status === 'planned' && until < day ? '过期未登记' : STATUS[status]

/** A line of the list. */
export const lineOf = (row: VisitRow, book: Published, day: string) => ({
  no: row.no,
  company: row.company,
  uscc: row.uscc,
  department: { code: row.department, name: book.body(row.department) },
  partners: row.partners.map((code) => ({ code, name: book.body(code) })),
  on: row.on,
  until: row.until,
  status: row.status,
  statusLabel: statusLabel(row, day),
  enteredAt: iso(row.enteredAt),
  backfilled: row.backfilledAt !== null,
  urgent: row.approver !== null,
})

/** The code the officers show, if there still is one. */
async function codeOf({ store }: Pick<World, 'store'>, no: string) {
  const rows = await store.read
    .select({ id: codes.id, status: codes.status })
    .from(codes)
    .where(and(eq(codes.type, 'TASK'), eq(codes.subject, no)))
  const code = rows.find(({ status }) => status === 'active')
  return code ? { id: code.id, shown: grouped(code.id) } : null
}

/** One as somebody who may read it sees it. */
export async function view(world: World, { row, events: log }: Found, actor: Actor, now: Date) {
  const day = today(now)
  const on = row.enteredOn ?? row.on
  const book = await published(world.store, on)
  const [items, officers, code, bodies, alarms] = await Promise.all([
    book.items(row.items),
    book.officers(row.officers),
    codeOf(world, row.no),
    standingIn(world, row.uscc, row.industry, on),
    scope(actor) === 'all'
      ? world.store.read.select().from(visitAlarms).where(eq(visitAlarms.visit, row.no))
      : ([] as AlarmRow[]),
  ])
  const may = allowed(row.status, hatsOf(row, actor), barsOf(row, day))
  return {
    ...lineOf(row, book, day),
    n: row.n,
    industry: { code: row.industry, label: industryName(row.industry) },
    place: row.place,
    cause: { code: row.cause, label: CAUSE[row.cause] },
    why: row.why,
    other: row.other,
    counted: row.counted,
    tasked: row.tasked,
    reason: row.reason,
    approver: row.approver,
    demo: row.demo,
    code,
    items: row.items.map((one) => ({
      code: one,
      name: book.itemName(one),
      published: covers(items.get(one), bodiesOf(row), row.industry),
    })),
    officers: row.officers.map((one) => {
      const officer = officers.get(one)
      return {
        name: officer ? shownName(officer) : '不在名册里',
        tail: officer ? tailOf(officer) : '',
        body: officer ? book.body(officer.department) : '',
        standing: VERDICT[standingOf(officer, day)],
      }
    }),
    /** How often those concerned were there this year; of other bodies nothing. */
    bodies: bodies.filter(({ code }) => bodiesOf(row).includes(code) || scope(actor) === 'all'),
    alarms: alarms.map((one) => ({ id: one.id, label: ALARM[one.kind], status: STANDS[one.status] })),
    history: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
      label: labelOf(e.action),
      note: typeof e.data?.note === 'string' ? e.data.note : typeof e.data?.reason === 'string' ? e.data.reason : null,
    })),
    allowed: may.map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsOf(step(action).says),
      status: STATUS[step(action).to],
    })),
  }
}

/** Of what an alarm is, in words. */
function aboutOf(row: AlarmRow, book: Published): string | null {
  if (row.about === '') return null
  if (row.kind === 'cap') return book.body(row.about)
  return row.kind === 'unpublished' ? book.itemName(row.about) : row.about
}

/** A line of the list of alarms. */
export const alarmLine = (
  row: AlarmRow,
  visit: Pick<VisitRow, 'company' | 'enteredOn'> | undefined,
  book: Published,
) => ({
  id: row.id,
  kind: row.kind,
  label: ALARM[row.kind],
  about: aboutOf(row, book),
  count: row.facts.n ?? null,
  most: row.facts.most ?? null,
  visit: row.visit,
  company: visit?.company ?? row.uscc,
  uscc: row.uscc,
  enteredOn: visit?.enteredOn ?? null,
  department: { code: row.department, name: book.body(row.department) },
  status: row.status,
  statusLabel: STANDS[row.status],
  raisedAt: new Date(row.raisedAt).toISOString(),
})

/** An alarm as the bureau sees it, with what may be done about it. */
export async function alarmView(world: World, found: FoundAlarm, actor: Actor, now: Date) {
  const { row, visit, events: log } = found
  const [book, rules] = await Promise.all([
    published(world.store, visit.enteredOn ?? today(now)),
    rulebook(world.store, now),
  ])
  const within = caseScope(actor)
  const known = row.caseNo && within ? await readableOf(world.store, within, [row.caseNo]) : new Set<string>()
  return {
    ...alarmLine(row, visit, book),
    n: row.n,
    demo: row.demo,
    /** Its case; the number for those alone who may read it. */
    referred: row.caseNo !== null,
    caseNo: row.caseNo && known.has(row.caseNo) ? row.caseNo : null,
    bodies: await standingIn(world, row.uscc, visit.industry, visit.enteredOn ?? today(now)),
    history: log.map((e) => ({
      n: e.n,
      at: new Date(e.at).toISOString(),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim() || '平台',
      label: alarmLabel(e.action),
      note: typeof e.data?.note === 'string' ? e.data.note : null,
    })),
    allowed: mayJudge(actor)
      ? mayDo(row.status, actor.roles, alarmBars(row)).map((action) => ({
          action,
          label: judging(action).label,
          fields: withOptions(fieldsOf(judging(action).says), { category: categoriesIn(rules) }),
          values: action === 'refer' ? draftOf(found, book) : {},
          status: STANDS[judging(action).to ?? row.status],
        }))
      : [],
  }
}

/** The inspections some alarms are about, by number. */
export async function visitsBy({ store }: Pick<World, 'store'>, nos: readonly string[]) {
  const rows = nos.length
    ? await store.read
        .select()
        .from(visits)
        .where(inArray(visits.no, [...nos]))
    : []
  return new Map(rows.map((row) => [row.no, row]))
}

import * as z from 'zod'
import { today } from '../case/deadline.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { fieldsOf } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { TYPE } from '../supervisor/supervisor.ts'
import { broughtTo } from './arrival.ts'
import { doorCode } from './door.ts'
import { KIND, mostMinutes, WHY } from './duty.ts'
import { type DutyRow, interestedIn, isClosed, type PartRow, partsOf, type Supervisor, type World } from './found.ts'
import { WAITING } from './history.ts'
import { historyOf } from './log.ts'
import { saidOf } from './sealing.ts'
import { barsFor, lacksReport } from './taking.ts'
import { mayMake } from './visibility.ts'
import { timesOf } from './when.ts'
import { allowed, allowedPart, barsOf, PART, type PartState, partStep, STATE, type State, step } from './workflow.ts'

export const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const Coded = z.object({ code: z.string(), name: z.string() })
const Step = z.looseObject({
  action: z.string(),
  label: z.string(),
  fields: z.array(z.looseObject({ name: z.string() })),
})
const head = {
  id: z.string(),
  n: z.int(),
  title: z.string(),
  kind: z.string(),
  kindLabel: z.string(),
  place: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  on: z.string(),
  reportBy: z.string().nullable(),
  state: z.enum(Object.keys(STATE) as State[]),
  stateLabel: z.string(),
  demo: z.boolean(),
}
export const Head = z.object(head)
const mine = {
  state: z.enum(Object.keys(PART) as PartState[]),
  stateLabel: z.string(),
  n: z.int(),
  late: z.boolean(),
  unreported: z.boolean(),
  minutes: z.int().nullable(),
}
export const OwnLine = z.object({ ...head, part: z.object(mine) })
export const Own = z
  .object({
    ...head,
    brief: z.string(),
    department: Coded.nullable(),
    cancelledFor: z.string().nullable(),
    part: z.object({
      ...mine,
      cameAt: z.string().nullable(),
      reportedAt: z.string().nullable(),
      why: z.string().nullable(),
      findings: z.string().nullable(),
      suggestion: z.string().nullable(),
      returned: z.string().nullable(),
      allowed: z.array(Step),
      history: z.array(z.object({ label: z.string(), at: z.string() })),
    }),
  })
  .meta({ ref: 'Duty' })
const PartLine = z.object({
  ...mine,
  supervisor: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  type: z.string(),
  cameAt: z.string().nullable(),
  reportedAt: z.string().nullable(),
  interested: z.boolean(),
  allowed: z.array(Step),
})
export const DeskView = z
  .object({
    ...head,
    brief: z.string(),
    department: Coded.nullable(),
    starts: z.string(),
    ends: z.string(),
    makes: z.boolean(),
    code: z.string().nullable(),
    most: z.int(),
    counts: z.record(z.string(), z.int()),
    parts: z.array(PartLine),
    allowed: z.array(Step),
    history: z.array(z.object({ label: z.string(), at: z.string(), by: z.string(), note: z.string().nullable() })),
  })
  .meta({ ref: 'DeskDuty' })

export const headOf = (row: DutyRow) => ({
  id: row.id,
  n: row.n,
  title: row.title,
  kind: row.kind,
  kindLabel: KIND[row.kind],
  place: row.place,
  startsAt: new Date(row.startsAt).toISOString(),
  endsAt: new Date(row.endsAt).toISOString(),
  on: timesOf(row).on,
  reportBy: row.reportBy,
  state: row.state,
  stateLabel: STATE[row.state],
  demo: row.demo,
})

/** Whether the report came after its day. */
export const isLate = ({ reportBy }: Pick<DutyRow, 'reportBy'>, { reportedAt }: Pick<PartRow, 'reportedAt'>): boolean =>
  reportBy !== null && reportedAt !== null && today(new Date(reportedAt)) > reportBy

export const mineOf = (duty: DutyRow, part: PartRow) => ({
  state: part.state,
  stateLabel: PART[part.state],
  n: part.n,
  late: isLate(duty, part),
  unreported: part.state === 'confirmed' && lacksReport(duty, part),
  minutes: part.minutes,
})

const bodyOf = ({ departments }: Rulebook, code: string | null) =>
  code === null ? null : { code, name: departments.get(code)?.name ?? code }

/** A task as the supervisor who was asked reads it. */
export async function ownView(world: World, duty: DutyRow, part: PartRow, me: Supervisor, now: Date) {
  const [book, bars, log, cancelled] = await Promise.all([
    rulebook(world.store, now),
    barsFor(world, duty, part, me.login, now),
    historyOf(world, `duty-part/${duty.id}/${me.id}`),
    duty.state === 'cancelled' ? historyOf(world, `duty/${duty.id}`) : [],
  ])
  const said = saidOf(world, part)
  return {
    ...headOf(duty),
    brief: duty.brief,
    department: bodyOf(book, duty.department),
    cancelledFor: cancelled[0]?.note ?? null,
    part: {
      ...mineOf(duty, part),
      cameAt: iso(part.cameAt),
      reportedAt: iso(part.reportedAt),
      why: said.why === undefined ? null : (Object.entries(WHY).find(([code]) => code === said.why)?.[1] ?? null),
      findings: said.findings ?? null,
      suggestion: said.suggestion ?? null,
      returned: said.returned ?? null,
      allowed: allowedPart(part.state, ['self'], bars).map((action) => ({
        action,
        label: partStep(action).label,
        fields: fieldsOf(partStep(action).says),
      })),
      history: log.map(({ label, at }) => ({ label, at })),
    },
  }
}

/** A task as the bureau reads it: who was asked and how each stands; what they wrote is opened one by one. */
export async function deskView(world: World, duty: DutyRow, actor: Actor, now: Date) {
  const [book, rows, log, closed, brought] = await Promise.all([
    rulebook(world.store, now),
    partsOf(world, duty.id),
    historyOf(world, `duty/${duty.id}`),
    isClosed(world, duty),
    broughtTo(world, duty.id),
  ])
  const logins = rows.map(({ supervisor }) => supervisor.login)
  const interested = await interestedIn(world, duty.department, logins, now)
  const hats = mayMake(actor) ? actor.roles : []
  const open = rows.filter(({ part }) => WAITING.some((state) => state === part.state)).length
  const counts: Record<string, number> = {}
  for (const { part } of rows) counts[part.state] = (counts[part.state] ?? 0) + 1
  const { starts, ends } = timesOf(duty)
  return {
    ...headOf(duty),
    brief: duty.brief,
    department: bodyOf(book, duty.department),
    starts,
    ends,
    makes: mayMake(actor),
    code: mayMake(actor) && duty.state === 'open' && duty.endsAt > now.getTime() ? doorCode(world.secrets, duty) : null,
    most: mostMinutes(duty),
    counts,
    parts: rows.map(({ part, supervisor, name }) => {
      const facts = {
        interested: interested.has(supervisor.login ?? ''),
        reported: part.state === 'reported',
        closed,
        theirs: !brought.has(supervisor.id),
      }
      const bars = barsOf(duty, facts, now.getTime())
      return {
        ...mineOf(duty, part),
        supervisor: supervisor.id,
        name: name ?? '（没有账号）',
        number: supervisor.number,
        type: TYPE[supervisor.type],
        cameAt: iso(part.cameAt),
        reportedAt: iso(part.reportedAt),
        interested: facts.interested,
        allowed: allowedPart(part.state, hats, bars).map((action) => ({
          action,
          label: action === 'confirm' && lacksReport(duty, part) ? '确认（未交报告）' : partStep(action).label,
          fields: fieldsOf(partStep(action).says),
        })),
      }
    }),
    allowed: allowed(duty.state, hats, barsOf(duty, { open }, now.getTime())).map((action) => ({
      action,
      label: step(action).label,
      fields: fieldsOf(step(action).says),
    })),
    history: log,
  }
}

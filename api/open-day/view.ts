import * as z from 'zod'
import { FORMAT } from '../../content/kinds/open-day.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { fieldsOf, withOptions } from '../form.ts'
import type { Actor } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { type Day, sessionOf } from './day.ts'
import type { Registered, World } from './found.ts'
import { historyOf, labelOf } from './history.ts'
import { isJudging, Lost, SAYS } from './judging.ts'
import { type Line, numberOf, sessionLabel } from './list.ts'
import { Message, messagesOf } from './message.ts'
import { GROUP, groupsOf, instantOf, PHASE, phaseOf, zoned } from './open-day.ts'
import { Seating } from './seating.ts'
import { hatsOf, mayRun } from './visibility.ts'
import { allowed, STATE, step } from './workflow.ts'

const Counts = z.looseObject({ seats: z.int(), taken: z.int(), left: z.int(), came: z.int() })
export const ListLine = z.looseObject({ ...Counts.shape, code: z.string(), name: z.string(), phase: z.string() })
export const Overview = z
  .looseObject({
    code: z.string(),
    name: z.string(),
    phase: z.string(),
    runs: z.boolean(),
    all: Counts,
    sessions: z.array(z.looseObject({ id: z.string(), groups: z.array(Counts) })),
    history: z.array(z.looseObject({ label: z.string(), at: z.string() })),
    messages: z.array(z.looseObject({ text: z.string(), at: z.string() })),
  })
  .meta({ ref: 'DeskOpenDay' })
export const Shown = z
  .looseObject({ id: z.string(), n: z.int(), number: z.string(), state: z.string() })
  .meta({ ref: 'DeskRegistration' })

/** What stands at the head of an open day. */
export function headOf({ data, cancelled }: Day, book: Rulebook, now: Date) {
  const phase = phaseOf(data, cancelled, now.getTime())
  return {
    code: data.code,
    name: data.name,
    /** What it is called where that is not an open day. */
    called: data.format ? FORMAT[data.format] : null,
    department: { code: data.department, name: book.departments.get(data.department)?.name ?? data.department },
    phase,
    phaseLabel: PHASE[phase],
    starts: data.sessions.map(({ starts }) => zoned(starts)),
  }
}

/** An open day as somebody who may read it sees it, but for its numbers. */
export async function overview({ store }: World, day: Day, actor: Actor, book: Rulebook, now: Date) {
  const { code, sessions, department } = day.data
  const [log, messages] = await Promise.all([historyOf(store, code), messagesOf(store, code)])
  const ids = log.flatMap(({ data }) => (typeof data?.registration === 'string' ? [data.registration] : []))
  const [numbers, nameOf] = await Promise.all([
    numberOf({ store }, code, ids),
    called(
      store,
      messages.map(({ by }) => by),
      now,
    ),
  ])
  const session = sessions.map(({ id }) => ({ value: id, label: sessionLabel(day, id) }))
  const groups = groupsOf(sessions).map((group) => ({ value: group, label: GROUP[group] }))
  return {
    ...headOf(day, book, now),
    runs: mayRun(actor, department),
    choices: { session, groups },
    fields: {
      message: withOptions(fieldsOf(Message), { session, groups }),
      seating: withOptions(fieldsOf(Seating), { session }),
      lost: fieldsOf(Lost),
    },
    history: log.map(({ n, at, actor: by, action, data }) => ({
      n,
      at: new Date(at).toISOString(),
      by: `${by.name ?? ''} ${by.post ?? ''}`.trim(),
      label: labelOf(action),
      number: numbers.get(String(data?.registration))?.number ?? null,
      people: typeof data?.people === 'number' ? data.people : null,
    })),
    messages: messages.map(({ n, session, groups, states, text, to, by, at }) => ({
      n,
      to: [
        ...(session === null ? [] : [sessionLabel(day, session)]),
        ...groups.map((group) => GROUP[group as keyof typeof GROUP] ?? group),
        ...states.map((state) => STATE[state as keyof typeof STATE] ?? state),
      ],
      people: to.length,
      text,
      by: nameOf(by),
      at: new Date(at).toISOString(),
    })),
  }
}

/** A registration with what this person may do with it now. */
export function shownOf(line: Line, row: Registered, day: Day, actor: Actor, now: Date) {
  const found = sessionOf(day, row.session)
  // What was moved or given up once it has begun is nobody's seat any more.
  const begun = !found || instantOf(found.starts) <= now.getTime()
  const may = allowed(row.state, hatsOf(actor, day.data.department)).filter(isJudging)
  const options = {
    session: day.data.sessions.map(({ id }) => ({ value: id, label: sessionLabel(day, id) })),
    group: groupsOf(day.data.sessions).map((group) => ({ value: group, label: GROUP[group] })),
  }
  return {
    ...line,
    reason: row.reason,
    offerUntil: row.offerUntil === null ? null : new Date(row.offerUntil).toISOString(),
    allowed: may
      .filter((action) => !(begun && step(action).by.includes('holder')))
      .map((action) => ({
        action,
        label: step(action).label,
        fields: withOptions(fieldsOf(SAYS[action]), action === 'change' ? options : {}),
      })),
  }
}

import { INDUSTRY } from '../../content/kinds/industry.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { grouped } from '../code/id.ts'
import { servedBy } from '../duty/served.ts'
import { fieldsOf, withOptions } from '../form.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from '../staff/actor.ts'
import { timesDisplaced } from '../staff/crowding.ts'
import { alikeOf } from './alike.ts'
import { openApplication } from './application.ts'
import { certificateOf } from './certificate.ts'
import { mayJudge } from './deciding.ts'
import { EDUCATION } from './eligible.ts'
import { barsFor, type Found, type SupervisorRow, type World } from './found.ts'
import { OBJECTION, openObjection } from './objection.ts'
import { sectorName } from './sector.ts'
import { GROUP, TYPE } from './supervisor.ts'
import { hatsOf } from './visibility.ts'
import { type Action, allowed, endsWith, labelOf, NAMED_AT_APPOINTMENT, STATE, step } from './workflow.ts'

const iso = (at: number) => new Date(at).toISOString()
/** A name where there is none any more. */
export const GONE = '（已删除）'

export const nameOf = (secrets: Secrets, row: SupervisorRow) => openApplication(secrets, row)?.name ?? GONE

const areaName = (book: Rulebook, code: string) => book.departments.get(code)?.name ?? code

/** A line of the list. Names are opened for it; whoever calls this writes the reading down. */
export const lineOf = (secrets: Secrets, row: SupervisorRow, book: Rulebook) => ({
  id: row.id,
  n: row.n,
  name: nameOf(secrets, row),
  type: row.type,
  typeLabel: TYPE[row.type],
  group: row.group,
  groupLabel: GROUP[row.group],
  state: row.state,
  stateLabel: STATE[row.state],
  number: row.number,
  from: row.from,
  to: row.to,
  publicFrom: row.publicFrom,
  publicTo: row.publicTo,
  areas: row.areas.map((code) => ({ code, name: areaName(book, code) })),
  sectors: row.sectors.map((code) => ({ code, name: sectorName(code) })),
  listed: row.listed,
  at: iso(row.at),
  demo: row.demo,
})
export type Line = ReturnType<typeof lineOf>

/** The townships and sectors there are, to choose from. */
export const choices = (book: Rulebook) => ({
  areas: [...book.departments.values()]
    .filter(({ type }) => type === 'township')
    .map(({ code, name }) => ({ value: code, label: name })),
  sectors: Object.entries(INDUSTRY).map(([value, label]) => ({ value, label })),
})

/** All bodies there are. */
export const bodiesOf = (book: Rulebook) =>
  [...book.departments.values()].map(({ code, name }) => ({ value: code, label: name }))

/** All that somebody wrote when they applied, for whoever gave a reason to read it. */
export function applicationOf(secrets: Secrets, row: SupervisorRow, book: Rulebook) {
  const said = openApplication(secrets, row)
  if (!said) return null
  const { employer = {} } = said
  const body = employer.department ? areaName(book, employer.department) : undefined
  return {
    name: said.name,
    phone: said.phone,
    birth: said.birth,
    education: EDUCATION[said.education],
    employer: [body, employer.name, employer.uscc].filter(Boolean).join('，') || null,
    kin: (said.kin ?? []).map((code) => areaName(book, code)),
    interests: said.interests ?? null,
    statement: said.statement,
  }
}

/** What a step asks for: what must be kept away from besides, only of who wrote that there is something. */
const fieldsFor = (action: Action, wrote: boolean) =>
  fieldsOf(step(action).says).filter(({ name }) => wrote || !NAMED_AT_APPOINTMENT.includes(name))

/** One as somebody who may read it sees it; of who objected only whether they said so. */
export async function view(world: World, found: Found, actor: Actor, book: Rulebook, now: Date) {
  const { row, events: log, objections: against } = found
  const day = today(now)
  const bars = barsFor(found, actor.login, day)
  const may = allowed(row.state, hatsOf(actor), bars)
  const said = openApplication(world.secrets, row)
  const [code, served, alike] = await Promise.all([
    certificateOf(world, row.number),
    servedBy(world, row.id),
    said ? alikeOf(world, row, said) : [],
  ])
  const options = { ...choices(book), bodies: bodiesOf(book) }
  const last = log.at(-1)
  const judges = mayJudge(log, actor)
  return {
    ...lineOf(world.secrets, row, book),
    call: row.call,
    alike: alike.map(({ id, state }) => ({ id, stateLabel: STATE[state] })),
    login: row.login,
    /** How often in thirty days it was open at more places than it may. */
    crowded: await timesDisplaced(world.store, row.login, now),
    certificate: code ? { id: code.id, shown: grouped(code.id), status: code.status } : null,
    /** Whether the application names what else to keep away from; the words are opened for a reason. */
    interests: said?.interests !== undefined,
    /** What was said of the newest step whose words are theirs to read. */
    reason: said?.reason ?? null,
    /** What stands in the way of appointing, in order. */
    waits:
      row.state === 'publicity'
        ? {
            publicity: bars.has('publicity'),
            objected: bars.has('objected'),
            upheld: bars.has('upheld'),
            hands: bars.has('hands'),
          }
        : null,
    objections: against.map((one) => {
      const words = openObjection(world.secrets, one)
      return {
        id: one.id,
        n: one.n,
        state: one.state,
        stateLabel: OBJECTION[one.state],
        at: iso(one.at),
        text: words?.text ?? null,
        /** Whether somebody put a name or a telephone to it; which, is opened for a reason. */
        signed: words?.name !== undefined || words?.phone !== undefined,
        answer: words?.answer ?? null,
        judges,
        decides: one.state === 'open' && judges,
      }
    }),
    honours: log.flatMap((e) =>
      e.action === 'honour' && typeof e.data?.honour === 'string' ? [{ honour: e.data.honour, at: iso(e.at) }] : [],
    ),
    history: log.map((e) => ({
      n: e.n,
      at: iso(e.at),
      by: `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
      label: labelOf(e.action),
      note:
        typeof e.data?.remark === 'string' ? e.data.remark : typeof e.data?.honour === 'string' ? e.data.honour : null,
    })),
    /** What they were trained in and did; what they reported is read at the task itself. */
    served,
    changedAt: last ? iso(last.at) : iso(row.at),
    allowed: may.map((action) => ({
      action,
      label: step(action).label,
      fields: withOptions(fieldsFor(action, said?.interests !== undefined), options),
      state: STATE[endsWith(action)[0] ?? row.state],
    })),
  }
}

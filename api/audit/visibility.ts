import type { Condition } from '../../db/row.ts'
import { mayReadAppraisals } from '../appraisal/visibility.ts'
import { asPerson } from '../case/visibility.ts'
import { scope as codeScope } from '../code/visibility.ts'
import { mayReadContacts } from '../contact/visibility.ts'
import { tableOf } from '../desk/export.ts'
import { scope as openDayScope } from '../open-day/visibility.ts'
import { within as withinSpecials } from '../special/visibility.ts'
import { type Actor, has } from '../staff/actor.ts'
import { mayOversee } from '../visit/visibility.ts'

/** One of several conditions, none where there is none. */
export const either = (parts: string[]) => (parts.length > 0 ? `(${parts.join(' or ')})` : '0')

/**
 * Which rows somebody may read. A sealed case does not exist but for the sealed desk, a case an auditor or their body must
 * not know does not exist for them, nor does a document resting on one, and the administrator reads of no case and no
 * document: by no row, no count and no number asked for. `other` says that a row is about neither, `document` is the one
 * it is about.
 */
export function within(actor: Actor, other: string, document: string, special: string): Condition {
  const parts: string[] = []
  const args: Condition['args'] = []
  const barred = (no: string) => `exists (select 1 from case_blind b where b.no = ${no} and b.department in (?, ?))`
  const me = asPerson(actor.login)
  if (has(actor, 'stats')) {
    const { department } = actor
    const specials = withinSpecials({ handlers: [department], sealed: false, department, person: me })
    parts.push(
      other,
      `(c.no is not null and c.lane <> 'sealed' and not ${barred('c.no')})`,
      `(${document} in (select d.id from directives d) and not exists (select 1 from directive_cases x
        join cases k on k.no = x.no where x.directive = ${document} and (k.lane = 'sealed' or ${barred('k.no')})))`,
      `${special} in (select id from specials where ${specials.sql})`,
      `${document} = ?`,
    )
    args.push(actor.department, me, actor.department, me, ...specials.args, tableOf(actor.department))
  }
  if (has(actor, 'sealed')) {
    parts.push("(c.lane = 'sealed' and not exists (select 1 from case_blind b where b.no = c.no and b.department = ?))")
    parts.push(`${document} = ?`)
    args.push(me, tableOf('SEALED'))
  }
  if (has(actor, 'admin')) parts.push(other)
  return { sql: either(parts), args }
}

/**
 * When a supervisor or a contact point signed in, beside the moment a lead came, says who sent it: whoever reads of cases
 * here does not read of that.
 */
const NOT_AT_THE_DOOR = `not (e.stream like 'person/%' and e.action in ('sign-in', 'sign-out', 'displaced')
  and exists (select 1 from people o where o.login = substr(e.stream, 8) and o.department = ''))`

/** Codes, inspections, alarms, open days and tasks of supervisors: what is done to them is read by whoever may read all of them at the desk. */
export const overseen = (actor: Actor): string[] => [
  ...(has(actor, 'stats', 'sealed') ? [NOT_AT_THE_DOOR] : []),
  ...(codeScope(actor) === 'all' ? [] : ["e.stream not like 'code/%'"]),
  ...(mayReadAppraisals(actor)
    ? []
    : ["e.stream not like 'appraisal/%'", "e.stream not like 'supervisor/%'", "e.stream not like 'objection/%'"]),
  ...(openDayScope(actor) === 'all' ? [] : ["e.stream not like 'open-day/%'"]),
  ...(mayOversee(actor)
    ? []
    : [
        "e.stream not like 'visit/%'",
        "e.stream not like 'alarm/%'",
        "e.stream not like 'duty%/%'",
        "e.stream not like 'announcement/%'",
      ]),
  ...(mayReadContacts(actor) ? [] : ["e.stream not like 'contact%'"]),
]

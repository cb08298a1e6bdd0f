import { asPerson, mayRead as mayReadCase, type Scope, scope } from '../case/visibility.ts'
import { type Actor, has } from '../staff/actor.ts'
import { OPENS } from './workflow.ts'

/** What of a special supervision decides who may read it. */
export interface Subject {
  office: string
  department: string | null
  /** Who declared an interest in the body it is about, by login. */
  interested: readonly string[]
}

/** As of a case: its office's own, never the body it is about, nor whoever has an interest in that body. */
export const mayRead = ({ office, department, interested }: Subject, actor: Actor | null): boolean =>
  mayReadCase(
    {
      handler: office,
      lane: 'general',
      blind: [...(department ? [department] : []), ...interested.map((login) => asPerson(login))],
    },
    actor,
  )

/** The same asked of the database, of a row of `specials`, for lists and for the log; the sealed desk has cases of its own only. */
export const within = ({ handlers, sealed, department, person }: Scope) => ({
  sql: `(specials.office in (${handlers.map(() => '?').join()}) and ? = 0 and specials.department is not ?
    and not exists (select 1 from interests i where i.kind = 'department' and i.subject = specials.department
      and '@' || i.person = ?))`,
  args: [...handlers, sealed ? 1 : 0, department, person],
})

/** Who has a list of them: whoever reads cases, but the sealed desk, which has cases of its own only. */
export const mayReadSpecials = (actor: Actor | null) => scope(actor)?.sealed === false

/** Whoever begins one. */
export const mayOpen = (actor: Actor | null) => has(actor, ...OPENS) && mayReadSpecials(actor)

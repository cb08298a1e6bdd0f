import type { DEPARTMENT_TYPE, Department } from '../../content/kinds/department.ts'
import type { Matter } from '../../content/kinds/matter.ts'
import type { Complaint } from '../complaint/complaint.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { today } from './deadline.ts'
import type { Asserted } from './flag.ts'
import type { CaseKind } from './kind.ts'
import { type Mark, marksIn } from './marks.ts'
import { isReportable, type Lane, OURS } from './routing.ts'
import type { Rulebook } from './rulebook.ts'

/** Somebody who may be told: with a code where the register has it, else by name alone. */
export interface Party {
  code: string | null
  name: string
}

/** A body as routing reads it. */
export interface Body {
  code: string
  name: string
  type: keyof typeof DEPARTMENT_TYPE
  /** Whom it is part of, and who entrusted it. */
  parent?: Party | undefined
  entrustedBy?: Party | undefined
  superior?: Party | undefined
  /** Codes of what is part of it. */
  parts: readonly string[]
}

/** What routing may know of a submission: codes and marks, never who sent it. */
export interface Facts {
  category: { code: string; kind: CaseKind; lane: Lane }
  /** The bodies spoken about, the one the sender names first; none when nobody knows. */
  bodies: readonly Body[]
  /** Bodies that may have acted instead, as a township an empowered matter was handed to: kept out like those named. */
  perhaps: readonly string[]
  /** The department an empowered matter comes from. */
  origin?: Party | undefined
  enterprise: boolean
  /** The enterprise had to stop, or may not survive. */
  halted: boolean
  minor: boolean
  /** What the sender says of where it stands: before a court, still going on. */
  asserted: readonly Asserted[]
  /** Where it came in: WEB, 12345, SUPERVISOR … */
  channel: string
  /** What the account speaks of. */
  marks: readonly Mark[]
  /** Cases about the same body of the same category in the ninety days before. */
  similar: number
  /** Somebody of the bureau's staff is named. */
  staff: boolean
}

/** What the form does not say. */
export interface Around {
  channel: string
  /** Where it happened, as a township's code. */
  township?: string | undefined
  /** The enforcement matter it is about, if it is a published one. */
  matter?: Matter | undefined
  similar?: number
  /** Names of the bureau's staff. */
  staff?: readonly string[]
}

/** What was said of category, body, place and day, as routing reads it; what of it does not exist is refused, all at once. */
export function factsOf(
  complaint: Pick<
    Complaint,
    'category' | 'about' | 'account' | 'enterprise' | 'person' | 'minor' | 'before' | 'danger' | 'happenedOn'
  >,
  book: Rulebook,
  around: Around,
  now: Date,
): Facts {
  const { about, account, enterprise, person, minor, before, danger, happenedOn } = complaint
  const category = book.categories.get(complaint.category)
  const named = about?.department ? book.departments.get(about.department) : undefined
  const township = around.township ?? about?.township
  const place = township ? book.departments.get(township) : undefined
  const fields: FieldError[] = []
  if (!category) fields.push({ path: 'category', message: '没有这个类别，请重新选择' })
  if (about?.department && !(named && isReportable(named.type)))
    fields.push({ path: 'about.department', message: '没有这个单位，请重新选择；不清楚就不选' })
  if (township && place?.type !== 'township')
    fields.push({ path: 'about.township', message: '没有这个镇街，请重新选择；不清楚就不选' })
  if (happenedOn && happenedOn > today(now)) fields.push({ path: 'happenedOn', message: '发生日期还没有到，请改正' })
  if (!category || fields.length) throw new Refusal('invalid', { fields })

  const meant = bodiesMeant(named, around.matter, place, book)
  const ours = category.code === 'T31' ? bodiesOf(book, book.departments.get(OURS.code)) : []
  const said = `${account}\n${about?.officer ?? ''}`
  return {
    category,
    ...meant,
    // Of a complaint about the bureau its own offices learn as little as the bureau.
    perhaps: [...meant.perhaps, ...ours.flatMap((b) => b.parts)],
    enterprise: enterprise !== undefined,
    halted: enterprise?.effect === 'halted' || enterprise?.effect === 'threatened',
    minor: minor === true || person?.guardian !== undefined,
    asserted: [...(before && before !== 'none' ? [before] : []), ...(danger ? (['danger'] as const) : [])],
    channel: around.channel,
    marks: marksIn(`${account}\n${about?.text ?? ''}`),
    similar: around.similar ?? 0,
    staff: around.staff?.some((name) => said.includes(name)) ?? false,
  }
}

/**
 * The body named, and the one in whose name the matter is enforced. Where a matter was handed to a township (domain.md
 * A3.3) its department is where it came from; a place alone never makes a township the body (rulings.md 6), but while it
 * may be the one it is kept out.
 */
function bodiesMeant(
  named: Department | undefined,
  matter: Matter | undefined,
  place: Department | undefined,
  book: Rulebook,
): Pick<Facts, 'bodies' | 'perhaps' | 'origin'> {
  const holder = matter && book.departments.get(matter.department)
  const handed = matter?.townships ?? []
  if (!holder || named?.code === holder.code) return { bodies: bodiesOf(book, named), perhaps: [] }
  if (!named) {
    const perhaps = place && handed.includes(place.code) ? [place.code] : []
    return { bodies: isReportable(holder.type) ? bodiesOf(book, holder) : [], perhaps }
  }
  const above = [named.parent, named.entrustedBy]
  if (handed.includes(named.code))
    return { bodies: bodiesOf(book, named), perhaps: [], origin: party(book, holder.code) }
  return { bodies: above.includes(holder.code) ? bodiesOf(book, named) : bodiesOf(book, named, holder), perhaps: [] }
}

const bodiesOf = (book: Rulebook, ...departments: (Department | undefined)[]): Body[] =>
  departments.flatMap((d) =>
    d
      ? {
          code: d.code,
          name: d.name,
          type: d.type,
          parent: party(book, d.parent),
          entrustedBy: party(book, d.entrustedBy),
          superior: higher(book, d.superior),
          parts: [...book.departments.values()].filter((p) => p.parent === d.code).map((p) => p.code),
        }
      : [],
  )

const party = (book: Rulebook, code: string | undefined): Party | undefined =>
  code === undefined ? undefined : { code, name: book.departments.get(code)?.name ?? code }

/** A superior is published by its name; a few of them are in the register. */
const higher = (book: Rulebook, name: string | undefined): Party | undefined =>
  name === undefined
    ? undefined
    : { code: [...book.departments.values()].find((d) => d.name === name)?.code ?? null, name }

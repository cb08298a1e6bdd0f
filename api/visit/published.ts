import type { Inspection } from '../../content/kinds/inspection.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import type { Store } from '../../db/open.ts'
import { type OfficerVerdict, verdict } from '../officer/officer.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { isCounted } from '../tool/visit.ts'

/** What was published for a day: items of inspection and officers, as known now. */
export async function published(store: Store, on: string) {
  const book = await register(store)
  const by = dayEnd(on)
  async function some<T>(kind: 'inspection' | 'officer', codes: readonly string[]): Promise<Map<string, T>> {
    const known = codes.flatMap((code) => {
      const found = inForceOf(book.sayings(kind, code), on, by)
      return found && !found.cancelled ? [found] : []
    })
    const rows = await rowsOf(store, known)
    return new Map(rows.map(({ code, data }) => [code, data as T]))
  }
  const all = (kind: 'inspection' | 'officer') =>
    book.inForce(kind, on, by).flatMap(({ code, cancelled }) => (cancelled ? [] : [code]))
  return {
    items: (codes: readonly string[]) => some<Inspection>('inspection', codes),
    officers: (codes: readonly string[]) => some<Officer>('officer', codes),
    allItems: async () => [...(await some<Inspection>('inspection', all('inspection'))).values()],
    officersOf: async (bodies: readonly string[]) => {
      const codes = bodies.flatMap((body) =>
        book.referring(`department/${body}`, on, by).flatMap(({ kind, code }) => (kind === 'officer' ? [code] : [])),
      )
      return [...(await some<Officer>('officer', [...new Set(codes)])).values()]
    },
    /** Whether anything was ever published under a code. */
    isItem: (code: string) => book.sayings('inspection', code).length > 0,
    itemName: (code: string) => book.title('inspection', code, on, by) ?? code,
    body: (code: string) => book.title('department', code, on, by) ?? code,
  }
}
export type Published = Awaited<ReturnType<typeof published>>

/** Whether an item was published for these bodies to inspect companies of a sector by: another sector’s caps are not theirs. */
export const covers = (item: Inspection | undefined, bodies: readonly string[], industry: string): boolean =>
  item !== undefined && bodies.includes(item.department) && (item.industries as string[]).includes(industry)

/** Certificates that allow inspecting; those of supervision do not. */
export const mayInspect = (officer: Officer, on: string): boolean =>
  officer.certificateType !== 'supervision' && verdict(officer, false, on) === 'valid'

export const standingOf = (officer: Officer | undefined, on: string): OfficerVerdict =>
  officer ? verdict(officer, false, on) : 'cancelled'

/** An officer as anybody may see them: surname and the end of the certificate’s number (rulings.md 21). */
export const shownName = ({ name }: Pick<Officer, 'name'>) => `${name.slice(0, 1)}某`
export const tailOf = ({ certificate }: Pick<Officer, 'certificate'>) => certificate.slice(-4)

/** Most visits of a body to one company of a sector in a year, as published; none when nothing is. */
export function capOf(all: Iterable<Inspection>, body: string, industry: string): number | null {
  const caps = [...all].flatMap((item) =>
    item.department === body && isCounted(item) && (item.industries as string[]).includes(industry) ? [item.cap] : [],
  )
  return caps.length > 0 ? Math.max(...caps) : null
}

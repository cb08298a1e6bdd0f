import { desc, eq } from 'drizzle-orm'
import { codes, visits } from '../../db/schema.ts'
import type { Option } from '../form.ts'
import { capsOn, entered, timesOf, yearOf } from './counts.ts'
import type { World } from './found.ts'
import { mayInspect, published, shownName, tailOf } from './published.ts'
import { industryName } from './visit.ts'

/** What is known of a company from its last inspection, or from the code on its wall. */
async function known({ store }: Pick<World, 'store'>, uscc: string) {
  const last = await store.read
    .select()
    .from(visits)
    .where(eq(visits.uscc, uscc))
    .orderBy(desc(visits.createdAt))
    .limit(1)
    .get()
  if (last) return { company: last.company, industry: last.industry as string, place: last.place }
  const code = await store.read
    .select()
    .from(codes)
    .where(eq(codes.subject, uscc))
    .orderBy(desc(codes.issuedAt))
    .limit(1)
    .get()
  return code?.type === 'ENT'
    ? { company: code.label, industry: code.facts.industry ?? '', place: code.facts.place ?? '' }
    : null
}

/** Officers a body sent lately, the latest first: whoever plans in seconds picks them again. */
async function lately({ store }: Pick<World, 'store'>, department: string) {
  const rows = await store.read
    .select({ officers: visits.officers })
    .from(visits)
    .where(eq(visits.department, department))
    .orderBy(desc(visits.on))
    .limit(20)
  return [...new Set(rows.flatMap(({ officers }) => officers))]
}

/** What somebody of a body chooses from for an inspection of a company on a day, possibly with others. */
export async function choices(
  world: Pick<World, 'store'>,
  department: string,
  { uscc, partners = [], on: day }: { uscc?: string | undefined; partners?: string[] | undefined; on: string },
) {
  const book = await published(world.store, day)
  const all = await book.allItems()
  const bodies = [department, ...partners]
  const company = uscc === undefined ? null : await known(world, uscc)
  const { from, to } = yearOf(day)
  const year = uscc === undefined ? [] : await entered(world, uscc, from, to)
  const caps = await capsOn(book, bodies, company?.industry ?? '')
  const recent = await lately(world, department)
  const place = (code: string) => (recent.includes(code) ? recent.indexOf(code) : recent.length)
  const fits = (industries: readonly string[]) => company !== null && industries.includes(company.industry)
  /** Whose it is has to be said only where several go. */
  const of = (code: string) => (partners.length > 0 ? [book.body(code)] : [])
  const items = all
    .filter((item) => bodies.includes(item.department))
    .sort((a, b) => Number(fits(b.industries)) - Number(fits(a.industries)) || (a.code < b.code ? -1 : 1))
    .map(
      (item): Option => ({
        value: item.code,
        label: `${item.name}（${[
          ...of(item.department),
          ...(fits(item.industries) ? [] : [item.industries.map(industryName).join('、')]),
          `每年最多${item.cap}次`,
          ...(item.oneVisit ? ['应当联合'] : []),
        ].join('，')}）`,
      }),
    )
  const officers = (await book.officersOf(bodies))
    .filter((officer) => mayInspect(officer, day))
    .sort(
      (a, b) =>
        place(a.code) - place(b.code) ||
        (a.department < b.department ? -1 : a.department > b.department ? 1 : a.code < b.code ? -1 : 1),
    )
    .map(
      (officer): Option => ({
        value: officer.code,
        label: [shownName(officer), `证号尾号${tailOf(officer)}`, ...of(officer.department)].join('，'),
      }),
    )
  return {
    company,
    items,
    officers,
    partners: [...new Set(all.map((item) => item.department))]
      .filter((code) => code !== department)
      .map((code): Option => ({ value: code, label: book.body(code) })),
    /** How often each was there this year, and may be. */
    bodies: bodies.map((code) => ({
      code,
      name: book.body(code),
      n: timesOf(year, code),
      cap: caps.get(code) ?? null,
    })),
  }
}

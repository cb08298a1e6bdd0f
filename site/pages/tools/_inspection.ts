import type { AstroGlobal } from 'astro'
import type { Field, FormState } from '../../../api/form.ts'
import type { Published } from '../../../api/publication/publication.ts'
import type { FieldError } from '../../../api/refusal.ts'
import { type Visits, visitsOf } from '../../../api/tool/visit.ts'
import { INDUSTRY } from '../../../content/kinds/industry.ts'
import type { Names } from '../_doors.ts'
import { askedOf, gathered, returned, statusOf } from './_asked.ts'
import { type Bodies, bodiesIn } from './_bodies.ts'

export const PATH = '/tools/inspection'
type Industry = keyof typeof INDUSTRY

/** What a sector may expect; without a sector, only the question. */
export interface Sector {
  values: Record<string, string>
  state: FormState | null
  fields: Field[]
  away: boolean
  bodies: Bodies
  names: Names
  industry?: Industry
  visits?: Visits
  guides: Published<'guide'>[]
  /** The township asked about, and what it may inspect itself. */
  township?: { code: string; name: string; phone: string; matters: Published<'matter'>[] }
}

const isIndustry = (code: string | undefined): code is Industry => code !== undefined && Object.hasOwn(INDUSTRY, code)

/** Reads the sector, the day and the township an address asks for. Sets the status of the page. */
export async function readSector(astro: AstroGlobal): Promise<Sector> {
  const { client, cacheable } = astro.locals
  const values = askedOf(astro.url, ['industry', 'township', 'on'])
  const { industry, township, on } = values
  const day: Record<string, string> = on ? { on } : {}
  const errors: FieldError[] = []
  const bodies = await bodiesIn(client, undefined)
  const townships = bodies.options.filter(({ value }) => bodies.all.get(value)?.type === 'township')
  if (industry && !isIndustry(industry)) errors.push({ path: 'industry', message: '没有这个行业，请从列表里选' })
  if (!industry && (township || on)) errors.push({ path: 'industry', message: '请选一个行业' })
  const place = townships.find(({ value }) => value === township)
  if (township && !place && townships.length > 0)
    errors.push({ path: 'township', message: '没有这个乡镇街道，请从列表里选' })

  const query = isIndustry(industry) && errors.length === 0 ? industry : undefined
  const [listed, guides, matters] = await Promise.all([
    query ? gathered(client, 'inspection', { ...day, industries: query }) : undefined,
    query ? gathered(client, 'guide', { ...day, industry: query }) : undefined,
    query && place ? gathered(client, 'matter', { ...day, type: 'JC', townships: place.value }) : undefined,
  ])
  errors.push(...(listed?.errors ?? []))
  const away = listed?.away === true || (bodies.all.size === 0 && Boolean(query))
  astro.response.status = statusOf(errors, away)
  if (astro.url.search === '' && !away) cacheable()
  const body = place && bodies.all.get(place.value)
  return {
    values,
    state: returned(values, errors),
    fields: [
      { name: 'industry', title: '您做哪一行', kind: 'select', required: true, options: pairs(INDUSTRY) },
      {
        name: 'township',
        title: '在哪个乡镇街道',
        kind: 'select',
        required: false,
        options: townships.map((o) => ({ value: o.value, label: o.label })),
      },
      { name: 'on', title: '看哪一天有效的', kind: 'date', required: false },
    ],
    away,
    bodies,
    names: { ...bodies.names, ...listed?.names, ...matters?.names },
    guides: guides?.items ?? [],
    ...(query &&
      errors.length === 0 &&
      !away &&
      listed && { industry: query, visits: visitsOf(listed.items.map(({ data }) => data)) }),
    ...(body &&
      matters && { township: { code: body.code, name: body.name, phone: body.phone, matters: matters.items } }),
  }
}

const pairs = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }))

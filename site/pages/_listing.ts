import type { AstroGlobal } from 'astro'
import type { Field, FormState } from '../../api/form.ts'
import { filtersOf, type Kind, PLURAL, type Published, publicFields, SORT } from '../../api/publication/publication.ts'
import type { FieldSpec } from '../../content/fields.ts'
import { KINDS } from '../../content/schema.ts'
import { doorOf, errorsOf, type Names } from './_doors.ts'
import { GROUPS } from './departments/_groups.ts'

const SIZE = 20

/** A list page of a kind: what its address asks for, what answers, and the form that asked. */
export interface Listing<K extends Kind> {
  kind: K
  path: string
  items: Published<K>[]
  names: Names
  total: number
  page: number
  pages: number
  fields: Field[]
  /** What the address says, by name; only what this list knows. */
  values: Record<string, string>
  state: FormState | null
  away: boolean
  /** Each condition in words, and the list without it. */
  chosen: { text: string; href: string }[]
  /** This list with some of its conditions changed, from its first page. */
  href(changed?: Record<string, string>): string
  /** The same entries as a file. */
  file(end: 'csv' | 'json' | 'xlsx'): string
}

/** Reads a list as the address asks; sets the status of the page and lets it be kept when nothing was asked. */
export async function listing<K extends Kind>(astro: AstroGlobal, kind: K, size = SIZE): Promise<Listing<K>> {
  const { client, cacheable } = astro.locals
  const filters = filtersOf(kind)
  const specs = publicFields(kind).filter(({ name }) => filters.includes(name))
  const known = ['q', ...filters, 'withdrawn', 'on', 'known', 'sort', 'page']
  const values = Object.fromEntries(
    known.flatMap((name) => {
      const value = astro.url.searchParams.get(name)?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const { page = '1', ...conditions } = values
  const answer = await doorOf(client, kind).$get({ query: { ...conditions, page, limit: String(size) } })
  const said = answer.ok ? await answer.json() : { items: [], total: 0, names: {} }
  const errors = answer.ok ? [] : await errorsOf(answer)
  if (!answer.ok) astro.response.status = answer.status
  else if (astro.url.search === '') cacheable()

  const fields = formOf(specs, await choices(astro, specs))
  const path = `/${PLURAL[kind]}`
  const query = (all: Record<string, string>) => {
    const text = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== '')).toString()
    return text && `?${text}`
  }
  const label = (spec: FieldSpec, value: string) =>
    spec.labels?.[value] ??
    said.names[`${spec.ref}/${value}`] ??
    fields.find(({ name }) => name === spec.name)?.options?.find((option) => option.value === value)?.label ??
    value
  const without = (name: string) =>
    path + query(Object.fromEntries(Object.entries(conditions).filter(([n]) => n !== name)))
  const chosen = specs.flatMap((spec) => {
    const value = conditions[spec.name]
    return value ? [{ text: `${spec.title}：${label(spec, value)}`, href: without(spec.name) }] : []
  })
  const { sort: _, ...asFile } = conditions
  return {
    kind,
    path,
    ...said,
    page: Number(page),
    pages: Math.max(1, Math.ceil(said.total / size)),
    fields,
    values,
    state: answer.ok || answer.status >= 500 ? null : { values, errors, token: '' },
    away: answer.status >= 500,
    chosen: [
      ...(conditions.q ? [{ text: `含有“${conditions.q}”`, href: without('q') }] : []),
      ...chosen,
      ...(conditions.withdrawn === 'true' ? [{ text: '只看已取消的', href: without('withdrawn') }] : []),
    ],
    href: (changed = {}) => path + query({ ...conditions, ...changed }),
    file: (end) => `/api${path}.${end}${query(asFile)}`,
  }
}

/** Bodies and categories are few enough to choose from; other references are followed from the page they are on. */
async function choices(astro: AstroGlobal, specs: readonly FieldSpec[]) {
  const refs = new Set(specs.map(({ ref }) => ref))
  const { client } = astro.locals
  const [bodies, categories] = await Promise.all([
    refs.has('department') ? doorOf(client, 'department').$get({ query: { limit: '100' } }) : undefined,
    refs.has('category') ? doorOf(client, 'category').$get({ query: { limit: '100' } }) : undefined,
  ])
  const listed = bodies?.ok ? (await bodies.json()).items : []
  return {
    department: GROUPS.flatMap(({ title, types }) =>
      listed
        .filter(({ data }) => types.includes(data.type))
        .map(({ code, data }) => ({ value: code, label: data.short, group: title })),
    ),
    category: (categories?.ok ? (await categories.json()).items : []).map(({ code, data }) => ({
      value: code,
      label: data.name,
    })),
  }
}

function formOf(specs: readonly FieldSpec[], options: Awaited<ReturnType<typeof choices>>): Field[] {
  const field = (name: string, title: string, more: Partial<Field>): Field => ({
    name,
    title,
    kind: 'select',
    required: false,
    ...more,
  })
  const pairs = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }))
  return [
    field('q', '查找', { kind: 'text', maxLength: 100 }),
    ...specs.map(({ name, title, kind, labels, ref }) => {
      if (labels) return field(name, title, { options: pairs(labels) })
      if (kind === 'flag') return field(name, title, { options: pairs({ true: '是', false: '否' }) })
      if (name === 'townships')
        return field(name, title, { options: options.department.filter(({ group }) => group === '乡镇和街道') })
      if (ref === 'department' || ref === 'category') return field(name, title, { options: options[ref] })
      return field(name, title, { kind: 'hidden' })
    }),
    field('on', '看某一天有效的', { kind: 'date' }),
    field('withdrawn', '已取消的', { options: pairs({ true: '只看已取消的' }) }),
    field('sort', '排序', { options: pairs(SORT) }),
    field('known', '看网站某一天的说法', { kind: 'hidden' }),
  ]
}

/** What a kind is called to people. */
export const kindTitle = (kind: Kind): string => KINDS[kind].title

/** The pages a reader may jump to: the ends, the neighbours, and gaps between. */
export function jumps(page: number, pages: number): (number | 'gap')[] {
  const near = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages)
  const sorted = [...new Set(near)].sort((a, b) => a - b)
  return sorted.flatMap((n, i) => {
    const before = sorted[i - 1]
    return before !== undefined && n - before > 1 ? (['gap', n] as const) : [n]
  })
}

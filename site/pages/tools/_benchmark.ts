import type { AstroGlobal } from 'astro'
import type { Field, FormState } from '../../../api/form.ts'
import type { Published } from '../../../api/publication/publication.ts'
import type { FieldError } from '../../../api/refusal.ts'
import { bodyOf, circumstancesOf, type Pointed, pointedTo } from '../../../api/tool/scale.ts'
import { doorOf, errorsOf, type Names } from '../_doors.ts'
import { askedOf, gathered, returned, statusOf } from './_asked.ts'
import { bodiesIn } from './_bodies.ts'

export const PATH = '/tools/benchmark'

/** Step one: the benchmarks of a day to choose from. */
export interface Choosing {
  values: Record<string, string>
  state: FormState | null
  fields: Field[]
  away: boolean
  items: Published<'benchmark'>[]
  names: Names
}
/** Step two: one benchmark, its circumstances, and what the ticked ones point to. */
export interface Chosen {
  item: Published<'benchmark'>
  names: Names
  groups: ReturnType<typeof circumstancesOf>
  ticked: ReadonlySet<string>
  values: Record<string, string>
  state: FormState | null
  /** Absent until the reader asked. */
  pointed?: Pointed
  /** Entries of the four lists under the same matter. */
  leniencies: Published<'leniency'>[]
}

const NONE: FieldError = { path: 'q', message: '没有这一项基准，请从下面选一项' }
const THEN: FieldError = { path: 'on', message: '这一天没有这一项，请换一个日期，或者从下面选一项' }

/** Reads what an address asks for: the list, or one benchmark with ticked circumstances. Sets the status of the page. */
export async function readBenchmark(astro: AstroGlobal): Promise<{ chosen: Chosen } | { choosing: Choosing }> {
  const values = askedOf(astro.url, ['q', 'department', 'on', 'code'])
  const tried = values.code ? await choose(astro, values.code, values) : []
  if (!Array.isArray(tried)) {
    astro.response.status = statusOf(tried.state?.errors ?? [], false)
    return { chosen: tried }
  }
  const choosing = await list(astro, values, tried)
  astro.response.status = statusOf(choosing.state?.errors ?? [], choosing.away)
  if (astro.response.status === 200 && astro.url.search === '') astro.locals.cacheable()
  return { choosing }
}

async function list(astro: AstroGlobal, values: Record<string, string>, tried: FieldError[]): Promise<Choosing> {
  const { client } = astro.locals
  const { q, department, on } = values
  const listed = await gathered(client, 'benchmark', { ...(on && { on }), ...(q && { q }) })
  const bodies = await bodiesIn(client, undefined, department)
  const errors = [...tried, ...listed.errors.filter(({ path }) => !tried.some((t) => t.path === path))]
  if (department && !bodies.known) errors.push({ path: 'department', message: '没有这个单位，请从列表里选' })
  const own = new Set(listed.items.map(({ data }) => bodyOf(data.matter)))
  const options = bodies.options.filter(({ value }) => own.has(value) || value === department)
  return {
    values,
    state: returned(values, errors),
    fields: [
      { name: 'q', title: '违法行为', kind: 'text', required: false, maxLength: 100 },
      { name: 'department', title: '由谁来罚', kind: 'select', required: false, options },
      { name: 'on', title: '哪一天发生的', kind: 'date', required: false },
    ],
    away: listed.away,
    items: listed.items.filter(({ data }) => !department || bodyOf(data.matter) === department),
    names: { ...listed.names, ...bodies.names },
  }
}

async function choose(
  astro: AstroGlobal,
  code: string,
  values: Record<string, string>,
): Promise<Chosen | FieldError[]> {
  const { client } = astro.locals
  const day: Record<string, string> = values.on ? { on: values.on } : {}
  if (!/^[A-Z0-9-]{1,40}$/.test(code)) return [NONE]
  const answer = await doorOf(client, 'benchmark')[':code'].$get({ param: { code }, query: day })
  if (!answer.ok)
    return answer.status === 422 ? errorsOf(answer) : answer.status === 404 ? [values.on ? THEN : NONE] : []
  const item = await answer.json()
  if (item.status === 'cancelled') return [NONE]
  const groups = circumstancesOf(item.data.tiers)
  const known = new Set(groups.flatMap(({ items }) => items.map(({ key }) => key)))
  const said = astro.url.searchParams.getAll('is').filter((key) => key !== '')
  const ticked = new Set(said.filter((key) => known.has(key)))
  // A circumstance nobody knows: a new version since this address was made, or an invented one.
  const lost = said.some((key) => !known.has(key))
  const errors = lost ? [{ path: 'is', message: '有的情形在这一版基准里没有，请重新勾选' }] : []
  const lists = await gathered(client, 'leniency', { ...day, matter: item.data.matter })
  const asked = !lost && (astro.url.searchParams.has('go') || ticked.size > 0)
  return {
    item,
    names: item.names,
    groups,
    ticked,
    values,
    state: returned(values, errors),
    leniencies: lists.items,
    ...(asked && { pointed: pointedTo(item.data.tiers, ticked) }),
  }
}

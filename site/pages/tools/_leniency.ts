import type { AstroGlobal } from 'astro'
import type { Field, FormState } from '../../../api/form.ts'
import type { Published } from '../../../api/publication/publication.ts'
import type { FieldError } from '../../../api/refusal.ts'
import { ANSWER, type Answer, type Judged, judged, type Question, questionsOf } from '../../../api/tool/leniency.ts'
import { LENIENCY_LIST } from '../../../content/kinds/leniency.ts'
import { doorOf, errorsOf, type Names } from '../_doors.ts'
import { askedOf, gathered, returned, statusOf } from './_asked.ts'

export const PATH = '/tools/leniency'

/** Step one: the entries of the four lists to choose from. */
export interface Choosing {
  values: Record<string, string>
  state: FormState | null
  fields: Field[]
  away: boolean
  items: Published<'leniency'>[]
}
/** Step two: one entry, its questions, what was answered and what follows. */
export interface Chosen {
  item: Published<'leniency'>
  names: Names
  questions: Question[]
  answers: ReadonlyMap<string, Answer>
  values: Record<string, string>
  state: FormState | null
  fields: Field[]
  judged: Judged
  /** How the same matter is scaled when it is punished. */
  benchmarks: Published<'benchmark'>[]
}

const NONE: FieldError = { path: 'q', message: '清单里没有这一项，请从下面选一项' }
const THEN: FieldError = { path: 'on', message: '这一天没有这一项，请换一个日期，或者从下面选一项' }

/** Reads what an address asks for: the lists, or one entry with answers. Sets the status of the page. */
export async function readLeniency(astro: AstroGlobal): Promise<{ chosen: Chosen } | { choosing: Choosing }> {
  const values = askedOf(astro.url, ['q', 'list', 'field', 'on', 'code'])
  const tried = values.code ? await choose(astro, values.code, values) : []
  if (!Array.isArray(tried)) {
    astro.response.status = statusOf(tried.state?.errors ?? [], false)
    return { chosen: tried }
  }
  const choosing = await lists(astro, values, tried)
  astro.response.status = statusOf(choosing.state?.errors ?? [], choosing.away)
  if (astro.response.status === 200 && astro.url.search === '') astro.locals.cacheable()
  return { choosing }
}

async function lists(astro: AstroGlobal, values: Record<string, string>, tried: FieldError[]): Promise<Choosing> {
  const { q, list, field, on } = values
  const query = { ...(on && { on }), ...(q && { q }), ...(list && { list }) }
  const { items, errors: refused, away } = await gathered(astro.locals.client, 'leniency', query)
  const errors = [...tried, ...refused.filter(({ path }) => !tried.some((t) => t.path === path))]
  const known = [...new Set(items.map(({ data }) => data.field))].sort((a, b) => a.localeCompare(b, 'zh-CN'))
  // A field of another list or another search is no mistake; it only finds nothing.
  const fields = field && !known.includes(field) ? [...known, field.slice(0, 30)] : known
  return {
    values,
    state: returned(values, errors),
    fields: [
      { name: 'q', title: '做了什么', kind: 'text', required: false, maxLength: 100 },
      {
        name: 'list',
        title: '哪张清单',
        kind: 'select',
        required: false,
        options: Object.entries(LENIENCY_LIST).map(([value, label]) => ({ value, label })),
      },
      {
        name: 'field',
        title: '哪个领域',
        kind: 'select',
        required: false,
        options: fields.map((label) => ({ value: label, label })),
      },
      { name: 'on', title: '哪一天发生的', kind: 'date', required: false },
    ],
    away,
    items: items.filter(({ data }) => !field || data.field === field),
  }
}

async function choose(
  astro: AstroGlobal,
  code: string,
  values: Record<string, string>,
): Promise<Chosen | FieldError[]> {
  const { client } = astro.locals
  if (!/^[A-Z0-9-]{1,40}$/.test(code)) return [NONE]
  const query: Record<string, string> = values.on ? { on: values.on } : {}
  const answer = await doorOf(client, 'leniency')[':code'].$get({ param: { code }, query })
  if (!answer.ok)
    return answer.status === 422 ? errorsOf(answer) : answer.status === 404 ? [values.on ? THEN : NONE] : []
  const item = await answer.json()
  if (item.status === 'cancelled') return [NONE]
  const questions = questionsOf(item.data)
  const { answers, errors } = said(astro.url, questions)
  const scaled = await gathered(client, 'benchmark', { ...query, matter: item.data.matter })
  return {
    item,
    names: item.names,
    questions,
    answers,
    values,
    state: returned(values, errors),
    fields: questions.map(({ name, text }) => ({ name, title: text, kind: 'choice', required: false })),
    benchmarks: scaled.items,
    judged: judged(questions, errors.length > 0 ? new Map() : answers),
  }
}

/** The answers an address holds; those to questions this version does not ask are told, not dropped in silence. */
function said(url: URL, questions: readonly Question[]) {
  const answers = new Map<string, Answer>()
  const errors: FieldError[] = []
  const known = new Set(questions.map(({ name }) => name))
  for (const [name, value] of url.searchParams) {
    if (!/^[cx]-/.test(name) || value === '') continue
    if (!known.has(name)) errors.push({ path: '', message: '有的问题在这一版清单里没有，请重新回答' })
    else if (value in ANSWER) answers.set(name, value as Answer)
    else errors.push({ path: name, message: '请选“是”“不是”或者“不清楚”' })
  }
  return { answers, errors: errors.filter((e, i) => errors.findIndex((f) => f.path === e.path) === i) }
}

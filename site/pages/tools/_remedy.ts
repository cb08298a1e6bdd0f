import type { AstroGlobal } from 'astro'
import type { Field, FormState } from '../../../api/form.ts'
import type { FieldError } from '../../../api/refusal.ts'
import type { Term } from '../../../api/tool/remedy.ts'
import { WHAT, type What } from '../../../api/tool/remedy.ts'
import { errorsOf } from '../_doors.ts'
import { addressOf, askedOf, returned, statusOf } from './_asked.ts'
import { bodiesIn } from './_bodies.ts'

export const PATH = '/tools/remedy'
const NAMES = ['what', 'day', 'spot', 'learned', 'until', 'department'] as const

/** What each situation calls the day it starts from, and where that day stands. */
export const DAY: Record<What, { title: string; hint: string }> = {
  decision: { title: '哪一天收到的', hint: '您签收决定书的那一天；邮寄的，看签收日期。' },
  untold: { title: '哪一天收到或者知道决定的', hint: '看到决定内容的那一天。' },
  notice: { title: '哪一天收到告知书的', hint: '您签收行政处罚告知书、听证告知书的那一天。' },
  inaction: { title: '哪一天提出申请的', hint: '对方收到您申请的那一天，看回执。' },
  review: { title: '哪一天收到复议决定的', hint: '您签收行政复议决定书的那一天。' },
}

export interface Answered {
  what: What
  day: string
  terms: Term[]
  place: { to: string[]; basis: string; note?: string | undefined }
  /** The same question as a calendar file. */
  file: string
}
interface Reading {
  values: Record<string, string>
  state: FormState | null
  fields: Field[]
  away: boolean
  answered?: Answered
}

/** Asks the API what the address asks; sets the status of the page. */
export async function readRemedy(astro: AstroGlobal): Promise<Reading> {
  const { client, cacheable } = astro.locals
  const values = askedOf(astro.url, NAMES)
  const bodies = await bodiesIn(client, undefined)
  // A link from a matter fills in what it knows; what only the reader knows is not yet an error.
  const prefilled =
    values.day === undefined && !astro.url.searchParams.has('go') && values.what !== undefined && values.what in WHAT
  const asked = !prefilled && (Object.keys(values).length > 0 || astro.url.searchParams.has('go'))
  const answer = asked ? await client.api.remedy.$get({ query: relevant(values) as never }) : undefined
  const away = answer !== undefined && !answer.ok && answer.status >= 500
  const errors = answer && !answer.ok && !away ? spoken(await errorsOf(answer)) : []
  astro.response.status = statusOf(errors, away)
  if (!asked && bodies.all.size > 0 && astro.url.search === '') cacheable()
  const said = answer?.ok ? await answer.json() : undefined
  const fields: Field[] = [
    { name: 'what', title: '发生了什么', kind: 'choice', required: true },
    { name: 'day', title: '哪一天', kind: 'date', required: true },
    { name: 'spot', title: '是不是当场作出的', kind: 'check', required: false },
    { name: 'learned', title: '哪一天才知道可以复议、诉讼的', kind: 'date', required: false },
    { name: 'until', title: '应当在哪一天前办完', kind: 'date', required: false },
    { name: 'department', title: '哪个单位', kind: 'select', required: false, options: bodies.options },
  ]
  return {
    values,
    state: returned(values, errors),
    fields,
    away,
    ...(said && {
      answered: {
        what: values.what as What,
        day: said.day,
        terms: said.terms as Term[],
        place: said.place,
        file: addressOf('/api/remedy.ics', relevant(values)),
      },
    }),
  }
}

/** Controls of the other situations may have been filled before the answer was changed: they are not asked with it. */
function relevant(values: Record<string, string>): Record<string, string> {
  const { what } = values
  const out = new Set([
    ...(what === 'decision' || what === 'untold' ? [] : ['spot']),
    ...(what === 'untold' ? [] : ['learned']),
    ...(what === 'inaction' ? [] : ['until']),
  ])
  return Object.fromEntries(Object.entries(values).filter(([name]) => !out.has(name)))
}

/** What is missing is asked for in the words of the page. */
const spoken = (errors: FieldError[]): FieldError[] =>
  errors.map((error) =>
    error.path === 'what'
      ? { path: 'what', message: `请选一种情况：${Object.keys(WHAT).length}种里选最像的` }
      : error.path === 'day' && error.message.startsWith('日期应是')
        ? { path: 'day', message: '请填一个日期，如2026-06-13' }
        : error,
  )

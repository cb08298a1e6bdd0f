import type { Client } from '../../../../api/client.ts'
import { controlOf, type Values } from '../../../../api/draft/form.ts'
import type { Field, Option } from '../../../../api/form.ts'
import { isSearched, type Kind, pageOf } from '../../../../api/publication/publication.ts'
import type { FieldError } from '../../../../api/refusal.ts'
import { type FieldSpec, fields } from '../../../../content/fields.ts'
import { KINDS } from '../../../../content/schema.ts'

export const kindOf = (asked: string | undefined): Kind | undefined =>
  asked !== undefined && Object.hasOwn(KINDS, asked) ? (asked as Kind) : undefined
export const isCode = (code: string): boolean => code.length <= 40 && /^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(code)
/** Which fields of an entry are filled in; its code is its address and stays. */
export const shapeOf = (kind: Kind): FieldSpec[] => fields(KINDS[kind].schema).filter(({ name }) => name !== 'code')

/** The entry as the public has it on a day; the portal's own rules have no page of their own. */
export const publicPage = (kind: Kind, code: string, on?: string): string | undefined =>
  isSearched(kind) && kind !== 'category' ? `${pageOf(kind, code)}${on ? `?on=${on}` : ''}` : undefined

/** Up to so many are offered as a list to choose from; more are offered while typing; beyond that codes are looked up. */
const CHOSEN = 60
const OFFERED = 300
interface List {
  options: Option[]
  total: number
  way: 'choose' | 'offer' | 'look'
}
type Lists = Partial<Record<string, List>>

/** What the references of a kind may point to. */
export async function listsOf(client: Client, of: readonly FieldSpec[]): Promise<Lists> {
  const kinds = [...new Set(refsIn(of))]
  const lists = await Promise.all(
    kinds.map(async (kind): Promise<[string, List]> => {
      const answer = await client.api.desk.publications.entries.$get({ query: { kind, limit: String(OFFERED) } })
      const { items, total } = answer.ok ? await answer.json() : { items: [], total: 0 }
      const options = items.filter((i) => !i.cancelled).map((i) => ({ value: i.code, label: i.title }))
      return [kind, { options, total, way: total <= CHOSEN ? 'choose' : total <= OFFERED ? 'offer' : 'look' }]
    }),
  )
  return Object.fromEntries(lists)
}
const refsIn = (of: readonly FieldSpec[]): string[] =>
  of.flatMap((f) => [...(f.ref ? [f.ref] : []), ...refsIn(f.of ?? [])])

/** A report shows photographs that were uploaded: they are chosen by what they show, and nobody copies an id. */
export async function pictured(client: Client, code: string, of: FieldSpec[]): Promise<FieldSpec[]> {
  const answer = await client.api.desk['open-days'][':code'].photographs.$get({ param: { code } })
  const { items } = answer.ok ? await answer.json() : { items: [] }
  if (items.length === 0) return of
  const labels = Object.fromEntries(items.map(({ id, alt }, i) => [id, `第${i + 1}张：${alt}`]))
  const choosing = (field: FieldSpec): FieldSpec =>
    field.name === 'photo'
      ? { ...field, kind: 'choice', labels }
      : { ...field, ...(field.of && { of: field.of.map(choosing) }) }
  return of.map(choosing)
}

/** What every control of an entry's form is drawn from. */
export interface Sheet {
  values: Values
  /** What is wrong, by the control it is shown at. */
  wrong: ReadonlyMap<string, string>
  lists: Lists
  /** What references are called, as `kind/code`. */
  names: Readonly<Record<string, string>>
  /** A row that opens although others are folded. */
  open: string
}

/** Not filled in yet, which is no mistake. */
export const MISSING = /请填写|请写明|至少要有\d+项$|请写上或删掉/
/** Mistakes at their controls; what is merely not filled in yet is said only when asked for. */
export function wrongOf(of: readonly FieldSpec[], faults: readonly FieldError[], all: boolean): Map<string, string> {
  const wrong = new Map<string, string>()
  for (const { path, message } of faults) {
    const at = controlOf(of, path)
    const title = of.find(({ name }) => name === path.split('.')[1])?.title
    // Beside the field its own title would only be said twice.
    const text = title && message.startsWith(title) ? message.slice(message.indexOf('：') + 1) : message
    if (path !== '' && (all || !MISSING.test(message)) && !wrong.has(at)) wrong.set(at, text)
  }
  return wrong
}

const LISTS: readonly FieldSpec['kind'][] = ['texts', 'refs', 'choices', 'rows']
export const isOptional = (field: FieldSpec): boolean =>
  !field.required || (LISTS.includes(field.kind) && (field.min ?? 0) === 0)

const within = (at: string, name: string) => at === name || at.startsWith(`${name}.`)
export const isFilled = (name: string, values: Values): boolean =>
  Object.keys(values).some((at) => within(at, name) && values[at] !== '')

/** Whether what its row says elsewhere, or a row around it, makes use of a field. */
export function isUsed({ where }: Pick<FieldSpec, 'where'>, name: string, values: Values): boolean {
  if (!where) return true
  for (let row = name; row.includes('.'); ) {
    row = row.slice(0, row.lastIndexOf('.'))
    const chosen = values[`${row}.${where.field}`]
    if (chosen !== undefined) return where.is.includes(chosen)
  }
  return false
}

/** What to know before filling a field in. */
export function hintOf({ kind, name, min = 0, max }: FieldSpec): string | undefined {
  const many = [min > 1 && `至少${min}条`, max !== undefined && `最多${max}条`].filter(Boolean).join('，')
  const law = ['basis', 'violates'].includes(name)
    ? '写到条款项，如《中华人民共和国食品安全法》第一百二十四条第一款。'
    : ''
  if (kind === 'texts') return `${law}一行写一条${many && `，${many}`}。`
  if (kind === 'refs') return `一行写一个编码，后面可以带名称${many && `，${many}`}。`
  if (kind === 'rows' || kind === 'choices') return many ? `${many.replaceAll('条', '项')}。` : undefined
  if (kind === 'markdown')
    return `空一行分段；行首“## ”是小标题，“- ”是列表；**两个星号**之间加粗；[文字](https://网址)是链接。不能写HTML和图片。最多${max}字。`
  if (kind === 'long' || (kind === 'text' && (max ?? 0) >= 100)) return `${law}最多${max}字。`
  return law || undefined
}

/** What a code is called; a draft may hold codes that are none. */
export const labelOf = ({ labels = {} }: Pick<FieldSpec, 'labels'>, code: string): string | undefined =>
  Object.hasOwn(labels, code) ? labels[code] : undefined

const pairs = (labels: Record<string, string>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

/** A plain field as the kit draws it. What was saved before and is no choice any more stays to be seen. */
export function plainField(field: FieldSpec, name: string, value: string, lists: Lists, small: boolean): Field {
  const base = { name, title: field.title, hint: hintOf(field), required: !isOptional(field) }
  const known = (options: Option[]) =>
    value === '' || options.some((o) => o.value === value)
      ? options
      : [...options, { value, label: `${value}（没有这一项，请另选）` }]
  if (field.kind === 'choice') {
    const options = known(pairs(field.labels ?? {}))
    return { ...base, kind: small || options.length > 5 ? 'select' : 'choice', options }
  }
  if (field.kind === 'flag')
    return { ...base, kind: small ? 'select' : 'choice', options: pairs({ true: '是', false: '否' }) }
  // Whoever is signed out is given no list; then nothing is said to be missing from it either.
  const list = lists[field.ref ?? '']
  if (field.kind === 'ref')
    return { ...base, kind: 'select', options: list ? known(list.options) : value ? pairs({ [value]: value }) : [] }
  if (field.kind === 'day') return { ...base, kind: 'date' }
  if (field.kind === 'number') return { ...base, kind: 'number', inputmode: field.whole ? 'numeric' : 'decimal' }
  const long = field.kind !== 'text' || (field.max ?? 0) > 150
  return { ...base, kind: long ? 'long' : 'text' }
}

/** How many lines a text needs, within reason. */
export const linesOf = (field: FieldSpec, value: string): number => {
  const written = value.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 36), 0)
  const most = field.kind === 'markdown' ? 24 : 12
  return Math.min(most, Math.max(field.kind === 'markdown' ? 8 : 3, written + 1))
}

import type { FieldSpec } from '../../content/fields.ts'

/** What a form holds: one text a control, named after where it goes: `data.tiers.0.grade`. */
export type Values = Record<string, string>
export type Data = Record<string, unknown>

/** What is said of a version besides its content. */
const ENVELOPE = ['from', 'source', 'filingNo', 'reason', 'reviewOn'] as const
export const filled = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.flatMap((name) => (values[name]?.trim() ? [[name, values[name]]] : [])))
export const envelopeOf = (values: Values): Values => ({ n: values.n ?? '0', ...filled(values, ENVELOPE) })

/** Stands for a line break inside one entry of a list whose entries are lines. */
const BREAK = '↵'
/** More rows than any schema allows; a form that claims more is not ours. */
export const MOST_ROWS = 400

export const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : v === undefined || v === null ? [] : [v])
export const inside = (v: unknown): Data =>
  typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Data) : {}
const text = (v: unknown): string => (typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v))
const isEmpty = (data: Data) => Object.values(data).every((v) => Array.isArray(v) && v.length === 0)

/** An entry as the controls of its form show it. Whatever was saved is shown, valid or not. */
export function toValues(of: readonly FieldSpec[], data: Data, prefix = 'data'): Values {
  return Object.assign({}, ...of.map((field) => shown(field, data[field.name], `${prefix}.${field.name}`)))
}

function shown(field: FieldSpec, value: unknown, name: string): Values {
  const of = field.of ?? []
  if (value === undefined || value === null) return {}
  if (field.kind === 'group') return toValues(of, inside(value), name)
  if (field.kind === 'map')
    return Object.assign({}, ...Object.entries(inside(value)).map(([k, v]) => toValues(of, inside(v), `${name}.${k}`)))
  if (field.kind === 'rows')
    return Object.assign(
      {},
      ...list(value).map((row, i) => ({ [`${name}.${i}`]: 'row', ...toValues(of, inside(row), `${name}.${i}`) })),
    )
  if (field.kind === 'choices') {
    const ticks = list(value).map((code) => [`${name}.${text(code)}`, 'on'])
    // Ticks have no order of their own, and a new order would look like a change.
    return { ...Object.fromEntries(ticks), [name]: list(value).map(text).join(' ') }
  }
  if (field.kind === 'texts' || field.kind === 'refs') return { [name]: list(value).map(asLine).join('\n') }
  return { [name]: text(value) }
}

const asLine = (entry: unknown) => text(entry).replaceAll('\n', BREAK)

/** What the controls of a form hold, as an entry. Nothing typed is thrown away: what is no number stays a text. */
export function fromValues(of: readonly FieldSpec[], values: Values, prefix = 'data'): Data {
  const data: Data = {}
  for (const field of of) {
    const value = said(field, values, `${prefix}.${field.name}`)
    if (value !== undefined) data[field.name] = value
  }
  return data
}

function said(field: FieldSpec, values: Values, name: string): unknown {
  const of = field.of ?? []
  if (field.kind === 'group') {
    const group = fromValues(of, values, name)
    return isEmpty(group) && !field.required ? undefined : group
  }
  if (field.kind === 'map') {
    const parts = Object.keys(field.labels ?? {}).map((key) => [key, fromValues(of, values, `${name}.${key}`)] as const)
    const filled = parts.filter(([, part]) => !isEmpty(part))
    return filled.length > 0 || field.required ? Object.fromEntries(filled) : undefined
  }
  if (field.kind === 'rows')
    return several(
      field,
      rowsIn(values, name).map((i) => fromValues(of, values, `${name}.${i}`)),
    )
  if (field.kind === 'choices') {
    const before = (values[name] ?? '').split(' ').filter((code) => code !== '')
    const order = [...new Set([...before, ...Object.keys(field.labels ?? {})])]
    return several(
      field,
      order.filter((code) => values[`${name}.${code}`] !== undefined),
    )
  }
  if (field.kind === 'refs')
    return several(field, lines(`${values[name] ?? ''}\n${values[`pick.${name}`] ?? ''}`).flatMap(codesIn))
  if (field.kind === 'texts')
    return several(
      field,
      lines(values[name] ?? '').map((line) => line.replaceAll(BREAK, '\n')),
    )
  const typed = (values[name] ?? '').trim()
  if (typed === '') return undefined
  if (field.kind === 'flag') return typed === 'true' ? true : typed === 'false' ? false : typed
  if (field.kind === 'number') return numberIn(typed)
  return field.kind === 'ref' ? codesIn(typed)[0] : typed
}

/** A list that must be there may be empty; one that need not be is left out instead. */
const several = (field: FieldSpec, all: unknown[]) => (all.length > 0 || field.required ? all : undefined)
const lines = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Codes at the start of a line; a name after them, as the lists show it, is only for people. */
function codesIn(line: string): string[] {
  const plain = line.normalize('NFKC').toUpperCase()
  const codes = /^[A-Z0-9][A-Z0-9-]*(?:\s*[,、;]\s*[A-Z0-9][A-Z0-9-]*)*(?![A-Z0-9-])/.exec(plain)?.[0]
  return codes ? codes.split(/\s*[,、;]\s*/) : [line]
}

/** Full-width digits are digits; what is no number is kept for the check to name. */
function numberIn(typed: string): number | string {
  const plain = typed.normalize('NFKC').replaceAll(',', '')
  return /^-?\d{1,15}(\.\d{1,12})?$/.test(plain) ? Number(plain) : typed
}

/** The numbers of the rows a form holds under a name. */
export function rowsIn(values: Values, name: string): number[] {
  const found = new Set<number>()
  for (const key of Object.keys(values)) {
    const n = key.startsWith(`${name}.`) ? /^\d{1,3}/.exec(key.slice(name.length + 1))?.[0] : undefined
    if (n !== undefined && Number(n) < MOST_ROWS) found.add(Number(n))
  }
  return [...found].sort((a, b) => a - b)
}

/** The control a mistake belongs to: the nearest one that is drawn, so that a link to it arrives. */
export function controlOf(of: readonly FieldSpec[], path: string): string {
  const [root = '', ...rest] = path.split('.')
  return root === 'data' ? walk(of, rest, 'data') : root
}

function walk(of: readonly FieldSpec[], path: readonly string[], here: string): string {
  const [head, ...rest] = path
  const field = of.find((f) => f.name === head)
  if (!field) return here
  const name = `${here}.${field.name}`
  const [next, ...last] = rest
  if (field.kind === 'group') return walk(field.of ?? [], rest, name)
  if ((field.kind === 'rows' || field.kind === 'map') && next !== undefined)
    return walk(field.of ?? [], last, `${name}.${next}`)
  return name
}

import * as z from 'zod'
import type { FieldError } from './refusal.ts'
import { Refusal } from './refusal.ts'

z.config(z.locales.zhCN())

/** What a form needs to draw one field; plain data, so islands need no validator in the browser. */
export interface Field {
  name: string
  title: string
  kind:
    | 'text'
    | 'long'
    | 'choice'
    | 'select'
    | 'date'
    | 'check'
    | 'number'
    | 'password'
    | 'email'
    | 'tel'
    | 'hidden'
    | 'several'
  hint?: string | undefined
  required: boolean
  minLength?: number | undefined
  maxLength?: number | undefined
  pattern?: string | undefined
  options?: Option[] | undefined
  autocomplete?: string | undefined
  inputmode?: string | undefined
}
export interface Option {
  value: string
  label: string
  hint?: string | undefined
  group?: string | undefined
}

/** A form that came back: everything typed, what was wrong, and the token that makes sending twice harmless. */
export interface FormState {
  values: Record<string, string>
  errors: FieldError[]
  token: string
}

interface Shape {
  type?: string
  title?: string
  hint?: string
  format?: string
  kind?: Field['kind']
  minLength?: number
  maxLength?: number
  pattern?: string
  autocomplete?: string
  inputmode?: string
  labels?: Record<string, string>
  const?: unknown
  properties?: Record<string, Shape>
  required?: string[]
  anyOf?: Shape[]
}

/** Schemas never change while we run: each is read once, and not for everybody who sends its form. */
const read = new WeakMap<z.ZodType, Field[]>()

/** Reads the fields of a form from the schema that validates it; nested objects become dotted names. */
export function fieldsOf(schema: z.ZodType, only?: readonly string[]): Field[] {
  const fields = read.get(schema) ?? flatten(shapeOf(schema), '', true)
  read.set(schema, fields)
  return only ? only.flatMap((name) => fields.filter((f) => f.name === name)) : fields
}

const shapeOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape

function flatten(shape: Shape, prefix: string, needed: boolean): Field[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, p]) => {
    const name = prefix + key
    const required = needed && (shape.required ?? []).includes(key)
    if (p.properties) return flatten(p, `${name}.`, required)
    return [toField(name, p, required)]
  })
}

const KIND_OF_FORMAT: Record<string, Field['kind']> = { date: 'date', email: 'email' }

function toField(name: string, p: Shape, required: boolean): Field {
  const guessed = p.labels
    ? 'choice'
    : p.type === 'boolean' || p.const === true
      ? 'check'
      : p.type === 'integer' || p.type === 'number'
        ? 'number'
        : (KIND_OF_FORMAT[p.format ?? ''] ?? ((p.maxLength ?? 0) > 200 ? 'long' : 'text'))
  return {
    name,
    title: p.title ?? name,
    kind: p.kind ?? guessed,
    required,
    ...(p.hint && { hint: p.hint }),
    ...(p.minLength && { minLength: p.minLength }),
    ...(p.maxLength && { maxLength: p.maxLength }),
    ...(p.pattern && !p.format && { pattern: p.pattern }),
    ...(p.autocomplete && { autocomplete: p.autocomplete }),
    ...(p.inputmode && { inputmode: p.inputmode }),
    ...(p.labels && { options: Object.entries(p.labels).map(([value, label]) => ({ value, label })) }),
  }
}

/** The same fields with the choices that only the day's publications know. */
export const withOptions = (
  fields: Field[],
  options: Record<string, Option[]>,
  kind: Field['kind'] = 'select',
): Field[] =>
  fields.map((f) =>
    options[f.name]
      ? { ...f, kind: f.options || f.kind === 'several' ? f.kind : kind, options: options[f.name] ?? [] }
      : f,
  )

/** Turns what a browser's form sends into the object the schema expects. Empty controls are absent. */
export function fromForm(schema: z.ZodType, values: Record<string, string>): Record<string, unknown> {
  const kinds = new Map(fieldsOf(schema).map((f) => [f.name, f.kind]))
  const groups = [...kinds].flatMap(([name, kind]) => (kind === 'several' ? [name] : []))
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('_') || value.trim() === '') continue
    // A form keeps one value a name: each of several ticks has its own.
    const group = groups.find((one) => name.startsWith(`${one}.`))
    if (group) {
      const ticked = body[group]
      body[group] = [...(Array.isArray(ticked) ? ticked : []), name.slice(group.length + 1)]
      continue
    }
    const kind = kinds.get(name)
    const typed = kind === 'check' ? value === 'on' || value === 'true' : kind === 'number' ? Number(value) : value
    if (kind === 'check' && typed === false) continue
    place(body, kind ? name.split('.') : [name], typed)
  }
  return body
}

/** The fields of a form with repeating names, each by the name it was sent under. */
export const pairsOf = (values: Record<string, string>): [string, string][] =>
  Object.entries(values).map(([name, value]) => [name.replace(/#\d+$/, ''), value])

function place(body: Record<string, unknown>, path: string[], value: unknown) {
  const [head, ...rest] = path
  if (head === undefined) return
  if (rest.length === 0)
    Object.defineProperty(body, head, { value, enumerable: true, writable: true, configurable: true })
  else {
    body[head] ??= {}
    const inner = body[head]
    // `about=x&about.department=y` is no form of ours: what came first stays, and the schema refuses it.
    if (typeof inner === 'object' && inner !== null) place(inner as Record<string, unknown>, rest, value)
  }
}

/** Checks a body against its schema; all mistakes at once, each with words. */
export function check<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal('invalid', { fields: parsed.error.issues.flatMap(asFields) })
}

/** A name that is safe to say back: anything else would echo what was sent. */
const speakable = (path: PropertyKey[]) => {
  const name = path.join('.')
  return /^[\w.-]{0,60}$/.test(name) ? name : ''
}

function asFields(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: speakable([...issue.path, key]), message: '没有这一项，请删去' }))
  const missing = issue.code === 'invalid_type' && issue.input === undefined && issue.message.startsWith('无效输入')
  return [{ path: speakable(issue.path), message: missing ? '请填写这一项' : issue.message }]
}

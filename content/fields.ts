import * as z from 'zod'

/** One field of a kind as data: forms, workbooks, comparisons and the data dictionary are all drawn from this. */
export interface FieldSpec {
  name: string
  title: string
  /** `rows` is a list of objects, `map` an object with known keys, `group` one object; their parts are in `of`. */
  kind:
    | 'text'
    | 'long'
    | 'markdown'
    | 'choice'
    | 'choices'
    | 'day'
    | 'number'
    | 'flag'
    | 'texts'
    | 'ref'
    | 'refs'
    | 'rows'
    | 'map'
    | 'group'
  required: boolean
  /** Codes and their labels, of a choice or of the keys of a map. */
  labels?: Record<string, string>
  /** The kind referred to. */
  ref?: string
  /** Fewest and most: signs of a text, size of a number, entries of a list. */
  min?: number
  max?: number
  whole?: true
  /** Used only where a field of its row, or of a row around it, says one of these. */
  where?: { field: string; is: readonly string[] }
  /** Rows of rows that may move from one list to the next: what holds such a list. */
  among?: string
  of?: FieldSpec[]
}

interface Meta {
  title?: string
  labels?: Record<string, string>
  ref?: string
  long?: boolean
  markdown?: boolean
  where?: FieldSpec['where']
  among?: string
}
const metaOf = (schema: z.core.$ZodType): Meta => (z.globalRegistry.get(schema) ?? {}) as Meta

const known = new WeakMap<z.core.$ZodType, FieldSpec[]>()

/** The fields of an object schema, in the order people read them. */
export function fields(schema: z.ZodObject): FieldSpec[] {
  const found = known.get(schema)
  if (found) return found
  const made = Object.entries(schema.shape).map(([name, field]) => ({ name, ...spec(field as z.ZodType) }))
  known.set(schema, made)
  return made
}

function spec(outer: z.ZodType): Omit<FieldSpec, 'name'> {
  const required = !(outer instanceof z.ZodOptional)
  const wrapped = outer instanceof z.ZodOptional || outer instanceof z.ZodDefault
  const inner = wrapped ? (outer.unwrap() as z.ZodType) : outer
  const meta = { ...metaOf(inner), ...metaOf(outer) }
  const { title = '', where, among } = meta
  const base = { title, required, ...(where && { where }), ...(among && { among }) }
  if (inner instanceof z.ZodObject) return { ...base, kind: 'group', of: fields(inner) }
  if (inner instanceof z.ZodRecord) {
    const { labels } = metaOf(inner.keyType)
    return { ...base, kind: 'map', ...(labels && { labels }), of: fields(inner.valueType as z.ZodObject) }
  }
  if (inner instanceof z.ZodArray) return { ...base, ...list(inner) }
  const bounds = range(inner)
  if (inner instanceof z.ZodBoolean) return { ...base, kind: 'flag' }
  if (inner instanceof z.ZodNumber)
    return { ...base, ...bounds, kind: 'number', ...(inner.format === 'safeint' && { whole: true as const }) }
  if (meta.labels) return { ...base, kind: 'choice', labels: meta.labels }
  if (meta.ref) return { ...base, kind: 'ref', ref: meta.ref }
  if (inner instanceof z.ZodISODate) return { ...base, kind: 'day' }
  return { ...base, ...bounds, kind: meta.markdown ? 'markdown' : meta.long ? 'long' : 'text' }
}

function list(array: z.ZodArray): Pick<FieldSpec, 'kind'> & Partial<FieldSpec> {
  const item = array.element as z.ZodType
  const { labels, ref } = metaOf(item)
  const bounds = range(array)
  if (item instanceof z.ZodObject) return { ...bounds, kind: 'rows', of: fields(item) }
  if (labels) return { ...bounds, kind: 'choices', labels }
  if (ref) return { ...bounds, kind: 'refs', ref }
  return { ...bounds, kind: 'texts' }
}

/** The bounds the checks of a schema state. */
function range(schema: z.ZodType): { min?: number; max?: number } {
  const bounds: { min?: number; max?: number } = {}
  for (const check of schema.def.checks ?? []) {
    const said = check._zod.def as { check: string; minimum?: number; maximum?: number; value?: number }
    if (said.check === 'min_length' || said.check === 'greater_than') bounds.min = said.minimum ?? said.value ?? 0
    if (said.check === 'max_length' || said.check === 'less_than') bounds.max = said.maximum ?? said.value ?? 0
  }
  return bounds
}

/** Every reference in a value, with the place it stands in. */
export function references(
  of: readonly FieldSpec[],
  value: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[] = [],
): { path: (string | number)[]; kind: string; code: string }[] {
  return of.flatMap((field) => {
    const here = [...path, field.name]
    const said = value[field.name]
    if (said === undefined || said === null) return []
    if (field.kind === 'ref') return [{ path: here, kind: field.ref ?? '', code: String(said) }]
    if (field.kind === 'refs')
      return (said as string[]).map((code, i) => ({ path: [...here, i], kind: field.ref ?? '', code }))
    if (field.kind === 'rows')
      return (said as Record<string, unknown>[]).flatMap((row, i) => references(field.of ?? [], row, [...here, i]))
    if (field.kind === 'group') return references(field.of ?? [], said as Record<string, unknown>, here)
    return []
  })
}

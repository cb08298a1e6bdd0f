import * as z from 'zod'
import { disagreements } from '../../content/agree.ts'
import type { FieldSpec } from '../../content/fields.ts'
import { fields } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'
import { isNested } from './plan.ts'

const DAY = '2026-03-01'
/** What fields with a form of their own look like; the first that a field's schema accepts is its example. */
const SHAPES = [
  'SL-001',
  'IDENTITY',
  '0000-1234501',
  '《中华人民共和国食品安全法》第一百二十四条第一款第（五）项',
  'CH-SCJG-CF-001',
  'RY-0A1B2C3D',
  'T01',
  'R1',
  '2026',
  '2026-03-07',
  '1234',
  '37150100000001',
  '113799810041000177',
]
type Values = Record<string, unknown>

/** An example every schema accepts: made from the schema, so that it cannot say what is no longer right. */
export function sample(kind: Kind): Values {
  const { schema } = KINDS[kind]
  const made = values(schema, fields(schema))
  // What this example needs besides, because of what else it says: a body of its type has a credit code.
  for (const { path } of disagreements(kind, made as never)) {
    const field = fields(schema).find((f) => f.name === path[0])
    if (field)
      made[field.name] ??= value(field, inner((schema.shape as Record<string, z.ZodType>)[field.name] as z.ZodType), 0)
  }
  return made
}

/** Only what is required: an example with everything would not say what may be left out. */
const values = (schema: z.ZodObject, of: readonly FieldSpec[], nth = 0): Values =>
  Object.fromEntries(
    of.filter((f) => f.required).map((f) => [f.name, value(f, inner(schema.shape[f.name] as z.ZodType), nth)]),
  )

const inner = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? inner(schema.unwrap() as z.ZodType) : schema

function value(field: FieldSpec, schema: z.ZodType, nth: number): unknown {
  if (isNested(field)) return nested(field, schema)
  const least = Math.max(field.min ?? 0, 1)
  const item = () => shaped(field, schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema)
  switch (field.kind) {
    case 'choice':
      return Object.keys(field.labels ?? {})[0]
    case 'choices':
      return Object.keys(field.labels ?? {}).slice(0, least)
    case 'day':
      return DAY
    case 'number':
      return Math.max(field.min ?? 1, Math.min(1, field.max ?? 1))
    case 'flag':
      return false
    case 'ref':
      return codeOf(field.ref as Kind)
    case 'refs':
      return [codeOf(field.ref as Kind)]
    case 'texts':
      return Array.from({ length: least }, (_, i) => (i === 0 ? item() : `${item()}${i + 1}`))
    default:
      return shaped(field, schema, nth)
  }
}

function nested(field: FieldSpec, schema: z.ZodType): unknown {
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodObject
    return Array.from({ length: Math.max(field.min ?? 1, 1) }, (_, i) => values(element, field.of ?? [], i))
  }
  if (schema instanceof z.ZodRecord)
    return { [Object.keys(field.labels ?? {})[0] ?? '']: values(schema.valueType as z.ZodObject, field.of ?? []) }
  return values(schema as z.ZodObject, field.of ?? [])
}

/** Words where words will do, a code or a telephone where the schema asks for one. */
export function shaped(field: FieldSpec, schema: z.ZodType, nth = 0): string {
  const accepts = (text: string) => schema.safeParse(text).success
  const words = [`${field.title}示例${nth > 0 ? nth + 1 : ''}`, '示例', '例']
  return [...words, ...SHAPES].find(accepts) ?? ''
}

const codeOf = (kind: Kind): string => {
  const of = fields(KINDS[kind].schema).find((f) => f.name === 'code') as FieldSpec
  return shaped(of, KINDS[kind].schema.shape.code)
}

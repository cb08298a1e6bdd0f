import * as fc from 'fast-check'
import * as z from 'zod'
import { shaped } from '../../api/workbook/sample.ts'
import { type FieldSpec, fields } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'

type Values = Record<string, unknown>

/** What a spreadsheet, a CSV or XML might take for something else. */
const NASTY = [
  '=1+1',
  '=HYPERLINK("http://example.com","x")',
  '+SUM(A1)',
  '-2+3',
  '@cmd',
  '＝1+1',
  "'quoted",
  '"quoted"',
  '<script>&amp;</script>',
  ']]>',
  '_x000D_',
  '_x005F_x000A_',
  '一行\n又一行',
  '甲；乙',
  '甲、乙',
  '👩‍👩‍👧 emoji 🇨🇳',
  '2026-03-01',
  '1e5',
  '007',
  'TRUE',
  '是',
  '—',
  '说明：某',
  '示例',
  '  两边有空格  ',
  '长'.repeat(2000),
]
const prose = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map(([a, b]) => a + b),
)

const inner = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? inner(schema.unwrap() as z.ZodType) : schema

/** Text the schema accepts: what was drawn if it does, or the field's example. */
const text = (field: FieldSpec, schema: z.ZodType) =>
  prose.map((drawn) => {
    const result = schema.safeParse(drawn.slice(0, field.max ?? 8000))
    return result.success ? result.data : shaped(field, schema)
  })

function value(field: FieldSpec, schema: z.ZodType): fc.Arbitrary<unknown> {
  const element = schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema
  const several = <T>(item: fc.Arbitrary<T>) =>
    fc
      .uniqueArray(item, { minLength: field.min ?? 0, maxLength: Math.min(field.max ?? 5, (field.min ?? 0) + 4) })
      .filter((all) => all.length >= (field.min ?? 0))
  const codes = Object.keys(field.labels ?? {})
  switch (field.kind) {
    case 'choice':
      return fc.constantFrom(...codes)
    case 'choices':
      return several(fc.constantFrom(...codes))
    case 'day':
      return fc.integer({ min: 0, max: 3000 }).map((n) => new Date(1.7e12 + n * 864e5).toISOString().slice(0, 10))
    case 'number':
      return field.whole
        ? fc.integer({ min: field.min ?? 0, max: field.max ?? 1000 })
        : fc.integer({ min: (field.min ?? 0) * 100, max: (field.max ?? 1000) * 100 }).map((n) => n / 100)
    case 'flag':
      return fc.boolean()
    case 'ref':
      return fc.constantFrom('A1', 'B-2', '370000001')
    case 'refs':
      return several(fc.constantFrom('A1', 'B-2', '370000001', 'CH-SCJG-CF-001'))
    case 'texts':
      return several(text({ name: '', title: '', kind: 'text', required: true }, element))
    case 'rows':
      return fc.array(values(element as z.ZodObject, field.of ?? []), {
        minLength: Math.max(field.min ?? 0, 1),
        maxLength: (field.min ?? 1) + 2,
      })
    case 'map': {
      const item = values((schema as z.ZodRecord).valueType as z.ZodObject, field.of ?? [])
      return fc.dictionary(fc.constantFrom(...codes), item, { minKeys: 1, maxKeys: 5 }).map((map) => ({ ...map }))
    }
    case 'group':
      return values(schema as z.ZodObject, field.of ?? [])
    default:
      return text(field, schema)
  }
}

const values = (schema: z.ZodObject, of: readonly FieldSpec[]): fc.Arbitrary<Values> =>
  fc
    .tuple(
      ...of.map((field) => {
        const drawn = value(field, inner(schema.shape[field.name] as z.ZodType))
        return field.required ? drawn : fc.option(drawn, { nil: undefined })
      }),
    )
    .map((drawn) =>
      Object.fromEntries(
        of.flatMap((field, i) => {
          const said = drawn[i]
          // A list that need not be there is either there with something in it, or not.
          const nothing = said === undefined || (!field.required && Array.isArray(said) && said.length === 0)
          return nothing ? [] : [[field.name, said]]
        }),
      ),
    )

/** Agreement between fields (content/agree.ts), which drawing field by field does not know. */
function agreeing(kind: Kind, data: Values): Values {
  if (kind === 'matter') return { ...data, type: 'CF', exercise: 'direct' }
  if (kind === 'inspection') return { ...data, type: data.joint ? 'joint' : 'daily' }
  if (kind === 'device') return { ...data, status: 'announced' }
  if (kind === 'department') return { ...data, type: 'external' }
  if (kind === 'officer') return { ...data, validFrom: '2020-01-01' }
  if (kind === 'score') return { ...data, items: (data.items as Values[]).slice(0, 1), excellent: 30, qualified: 8 }
  if (kind === 'bulletin') {
    const { call, ...rest } = data
    if (call === undefined) return { ...rest, type: 'notice' }
    const asked = call as Values
    return { ...rest, type: 'call', call: { ...asked, areas: asked.areas ?? [], applyTo: asked.applyFrom } }
  }
  if (kind === 'retention') return { ...data, code: 'IDENTITY' }
  if (kind === 'template') {
    const { mark: _mark, title: _title, basis: _basis, ...rest } = data
    return { ...rest, for: 'reply', body: String(data.body).replace(/[{}]/g, '') || '示例' }
  }
  if (kind === 'workday') {
    const [off] = data.off as Values[]
    const work = (data.work as string[]).length > 0 ? ['2026-01-04'] : []
    return { ...data, code: '2026', off: [{ ...off, from: '2026-01-01', to: '2026-01-03' }], work }
  }
  if (kind === 'benchmark')
    return { ...data, tiers: (data.tiers as Values[]).map((t) => ({ ...t, min: 0, max: 5, unit: 'yuan' })) }
  return data
}

/** An entry of a kind such as its schema accepts. */
export const entry = (kind: Kind): fc.Arbitrary<Values> => {
  const { schema } = KINDS[kind]
  return values(schema, fields(schema))
    .map((data) => agreeing(kind, data))
    .filter((data) => schema.safeParse(data).success)
}

import { type FieldSpec, fields } from '../../content/fields.ts'
import { Envelope } from '../../content/schema.ts'

/** A column of a table: a field of the data, of the envelope, or what says to which entry a row belongs. */
export interface Column {
  title: string
  field: FieldSpec
  of: 'data' | 'envelope' | 'key'
  /** The list the field is a part of. */
  part?: FieldSpec
}

/** One sheet: the entries themselves, or a list within them, one row each with the entry's code. */
export interface Table {
  title: string
  part?: FieldSpec
  columns: Column[]
}

/** The sheets of a kind: reading, writing and the template all go by this. */
export interface Plan {
  main: Table
  parts: Table[]
}

const NESTED: readonly FieldSpec['kind'][] = ['rows', 'map', 'group']
export const isNested = (field: FieldSpec): boolean => NESTED.includes(field.kind)

/** Titles as people retype them: without full-width signs, brackets with what they hold, spaces, stars and colons. */
export const tidy = (title: string): string =>
  title
    .normalize('NFKC')
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, '')
    .replace(/[\s*:_]/g, '')

/** The name under which a map's row says which of its keys it is; no schema names it. */
export const KEY: FieldSpec = { name: '', title: '项目', kind: 'choice', required: true }
export const ENVELOPE: readonly FieldSpec[] = fields(Envelope)
const FROM = ENVELOPE.find((f) => f.name === 'from') as FieldSpec

export function plan(title: string, of: readonly FieldSpec[]): Plan {
  const leaves = of.filter((f) => !isNested(f))
  const main = leaves.map((field): Column => ({ title: field.title, field, of: 'data' }))
  const code = of.find((f) => f.name === 'code') ?? (of[0] as FieldSpec)
  return {
    main: { title, columns: [...main, ...ENVELOPE.map((field) => besides(main, field))] },
    parts: of.filter(isNested).map((part) => {
      const own = partColumns(part)
      const key: Column = { title: code.title, field: code, of: 'key' }
      return {
        title: part.title,
        part,
        columns: [key, { ...besides(own, FROM), of: 'key' }, ...own],
      }
    }),
  }
}

function partColumns(part: FieldSpec): Column[] {
  const own = (part.of ?? []).map((field): Column => ({ title: field.title, field, of: 'data', part }))
  if (part.kind !== 'map') return own
  const field = { ...KEY, ...(part.labels && { labels: part.labels }) }
  return [{ title: field.title, field, of: 'data', part }, ...own]
}

/** A column of the envelope beside others: 说明 of a category is not 说明 of its version. */
function besides(others: readonly Column[], field: FieldSpec): Column {
  const taken = others.some((c) => tidy(c.title) === tidy(field.title))
  return { title: taken ? `版本${field.title}` : field.title, field, of: 'envelope' }
}

/** Columns that our own downloads have and nobody fills in; 序号 is what offices put before everything. */
export const STATUS = '版本状态'
export const SKIPPED = ['序号', '版本', STATUS, '发布时间']
export const CANCELLED = '已取消'
/** Sheets that explain; never read. */
export const ASIDE = ['说明', '填写说明', '选项']

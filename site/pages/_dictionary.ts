import type { FieldSpec } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'

/** One field with the way to it: `tiers[].grade` is the grade of each tier. */
interface FieldRow extends FieldSpec {
  path: string
}

const INTO: Partial<Record<FieldSpec['kind'], string>> = { rows: '[].', group: '.', map: '.*.' }

/** Every field, those inside others after the one that holds them. */
export const rowsOf = (fields: readonly FieldSpec[], before = ''): FieldRow[] =>
  fields.flatMap((field) => {
    const path = before + field.name
    return [{ ...field, path }, ...rowsOf(field.of ?? [], `${path}${INTO[field.kind] ?? '.'}`)]
  })

const WORDS: Record<FieldSpec['kind'], string> = {
  text: '文字',
  long: '多行文字',
  markdown: '正文（Markdown）',
  choice: '一个代码',
  choices: '几个代码',
  day: '日期（年-月-日）',
  number: '数字',
  flag: '是或否',
  texts: '几段文字',
  ref: '编码',
  refs: '几个编码',
  rows: '几行，每行有下面的字段',
  map: '按代码分开，每项有下面的字段',
  group: '一组字段',
}
const KEPT_IN_TEXT: readonly FieldSpec['kind'][] = ['text', 'long', 'markdown']

/** The type of a field as people say it, with its bounds. */
export function typeWords({ kind, ref, whole, min, max }: FieldSpec): string {
  if (ref && Object.hasOwn(KINDS, ref)) return `${KINDS[ref as Kind].title}的${WORDS[kind]}`
  const word = whole ? '整数' : WORDS[kind]
  if (max === undefined) return word
  if (KEPT_IN_TEXT.includes(kind)) return `${word}，最多${max}字`
  if (kind === 'number') return `${word}，${min ?? 0}到${max}`
  return `${word}，最多${max}个`
}

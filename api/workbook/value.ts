import type { FieldSpec } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'
import type { Lookup } from './lookup.ts'
import type { Cell } from './sheet.ts'

/** A cell as a value of its field; nothing when it is empty; or what is wrong with it. */
type Reading = { value?: unknown; wrong?: string }

/** Codes, numbers and days as typed with a Chinese keyboard; prose is never touched. */
export const narrow = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−]/g, '-')
    .trim()

/** What offices write where nothing is to be said. */
const NOTHING = /^[-/\\]*$/
const YES = /^(是|√|✓|✔|☑|有|y|yes|true|1)$/i
const NO = /^(否|×|x|✗|✘|☐|无|n|no|false|0)$/i
/** Numbers Excel shows exactly; beyond, it has already changed the last digits. */
const EXACT = 1e15

export function reading(field: FieldSpec, cell: Cell | undefined, look: Lookup): Reading {
  if (cell === null || cell === undefined) return {}
  switch (field.kind) {
    case 'day':
      return dayOf(cell)
    case 'number':
      return numberOf(cell)
    case 'flag':
      return flagOf(cell)
    default:
  }
  const read = textOf(cell)
  if (read.wrong !== undefined || read.value === undefined) return read
  const text = String(read.value)
  switch (field.kind) {
    case 'choice':
      return NOTHING.test(narrow(text)) ? {} : choiceOf(field, text)
    case 'ref':
      return NOTHING.test(narrow(text)) ? {} : refOf(field, text, look)
    case 'choices':
      return listOf(text, (item) => choiceOf(field, item))
    case 'refs':
      return listOf(text, (item) => refOf(field, item, look))
    case 'texts':
      return { value: items(text) }
    default:
      return { value: field.name === 'code' ? narrow(text) : text }
  }
}

function textOf(cell: Exclude<Cell, null>): Reading {
  if (typeof cell === 'string') {
    const text = cell.replace(/\r\n?/g, '\n')
    return text.trim() === '' ? {} : { value: text }
  }
  if (typeof cell === 'number')
    return Math.abs(cell) < EXACT
      ? { value: String(cell) }
      : { wrong: '数字太长，表格软件已经改动了末尾几位。请把这一列设为“文本”格式，再重新填写' }
  if (cell instanceof Date)
    return { wrong: '这里应写文字，表格软件把它当成了日期。请把这一列设为“文本”格式，再重新填写' }
  return { value: cell ? '是' : '否' }
}

/** A number of days beyond every calendar comes as a date that is none; asking it for its day would throw. */
const NO_DATE = '这不是日期，或这一天不存在。请写成 2026-03-01 的样子'
const isNoDate = (cell: Cell) => cell instanceof Date && Number.isNaN(cell.getTime())

function dayOf(cell: Exclude<Cell, null>): Reading {
  if (isNoDate(cell)) return { wrong: NO_DATE }
  if (cell instanceof Date) return { value: cell.toISOString().slice(0, 10) }
  const text = narrow(String(cell))
  if (NOTHING.test(text)) return {}
  const said = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text)
  const [, year, month, day] = said ?? /^(20\d{2})(\d{2})(\d{2})$/.exec(text) ?? []
  if (year && month && day) {
    const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    if (exists(value)) return { value }
  }
  // A cell set to “number” shows the day as Excel counts them; these are the years 1982 to 2119.
  if (/^[3-7]\d{4}$/.test(text))
    return { value: new Date(Date.UTC(1899, 11, 30) + Number(text) * 86_400_000).toISOString().slice(0, 10) }
  return { wrong: `“${text}”不是日期，或这一天不存在。请写成 2026-03-01 的样子` }
}

const exists = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

function numberOf(cell: Exclude<Cell, null>): Reading {
  if (typeof cell === 'number') return { value: cell }
  if (isNoDate(cell)) return { wrong: NO_DATE }
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : narrow(String(cell)).replace(/[,\s]/g, '')
  if (NOTHING.test(text)) return {}
  return /^[-+]?\d+(\.\d+)?$/.test(text)
    ? { value: Number(text) }
    : { wrong: `“${text}”不是数字。请只写数字，不写单位和文字` }
}

function flagOf(cell: Exclude<Cell, null>): Reading {
  if (typeof cell === 'boolean') return { value: cell }
  const text = narrow(String(cell))
  if (NOTHING.test(text)) return {}
  return YES.test(text)
    ? { value: true }
    : NO.test(text)
      ? { value: false }
      : { wrong: `“${text}”看不懂。请写“是”或“否”` }
}

function choiceOf({ labels = {} }: FieldSpec, text: string): Reading {
  const said = narrow(text)
  const codes = Object.keys(labels)
  const code =
    codes.find((c) => labels[c]?.normalize('NFKC') === said) ??
    codes.find((c) => c === said) ??
    codes.find((c) => c.toLowerCase() === said.toLowerCase())
  if (code !== undefined) return { value: code }
  return { wrong: `“${said}”不在可选的范围里。请从这些里选：${Object.values(labels).join('、')}` }
}

function refOf({ ref = '' }: FieldSpec, text: string, look: Lookup): Reading {
  const said = narrow(text)
  const code = look.known(ref, said) ? said : look.resolve(ref, text.trim())
  if (code !== undefined) return { value: code }
  const title = KINDS[ref as Kind]?.title ?? ref
  return { wrong: `“${said}”不在${title}里，或有几个同名的。请改正编码，或先加上它` }
}

/** One item a line; without line breaks one between semicolons. A line break within an item is U+2028 (see `join`). */
const items = (text: string): string[] =>
  text
    .split(text.includes('\n') ? '\n' : /[;；]/)
    .map((item) => item.replaceAll('\u2028', '\n').trim())
    .filter((item) => item !== '')

/** A list as one cell that `items` takes apart again. */
export const join = (list: readonly string[]): string => {
  const lines = list.map((item) => item.replaceAll('\n', '\u2028'))
  return lines.length === 1 ? lines[0] + (/[;；]/.test(lines[0] ?? '') ? '\n' : '') : lines.join('\n')
}

function listOf(text: string, one: (item: string) => Reading): Reading {
  const values: unknown[] = []
  for (const item of items(text).filter((i) => !NOTHING.test(narrow(i)))) {
    const whole = one(item)
    // Labels may hold these signs themselves, so they divide only what is no label as it stands.
    const divided = whole.wrong === undefined ? [whole] : item.split(/[、,，]/).map((part) => one(part.trim()))
    const wrong = divided.find((r) => r.wrong !== undefined)
    if (wrong) return divided.length === 1 ? whole : wrong
    values.push(...divided.map((r) => r.value))
  }
  return { value: values }
}

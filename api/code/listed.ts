import { readPlain } from '../workbook/plain.ts'
import { type Batched, COLUMNS, industryOf, type Wrong } from './batch.ts'

/** A line of a list by the names of its columns. */
interface Listed {
  row: number
  cells: Record<string, string>
}
export interface Read {
  lines: Listed[]
  wrong: Wrong[]
  /** The list as text, so that it can be mended where it stands. */
  text: string
}

/** A list as it was pasted: cells divided by tabs, as tables are copied, or by commas. */
export const pasted = (text: string): string[][] => {
  const rows = text.split(/\r\n?|\n/)
  const divider = rows.some((row) => row.includes('\t')) ? '\t' : /[,，]/
  return rows.map((row) => row.split(divider))
}

/** A table as it lies in a file, and which cells of it cannot be taken. */
export interface Filed {
  rows: string[][]
  wrong: Wrong[]
}

/** A list as a file. */
export async function filed(bytes: Uint8Array, name: string): Promise<Filed> {
  const plain = await readPlain(bytes, /\.[a-z]+$/i.test(name) ? name : `${name}.csv`)
  if ('refused' in plain) return { rows: [], wrong: [{ row: 0, message: plain.refused }] }
  return { rows: plain.rows, wrong: plain.broken.map(({ row, message }) => ({ row, message })) }
}

const tidy = (cell: string) => cell.normalize('NFKC').replace(/[\s*]/g, '')
/** One cell as one piece of text: what divides cells and lines is none of it. */
const flat = (cell: string) => cell.replace(/[\t\r\n]+/g, ' ').trim()

/** The lines of a table by its heads; without heads, by the order of the columns. */
export function listed(type: Batched, rows: readonly string[][], wrong: readonly Wrong[] = []): Read {
  const columns = COLUMNS[type]
  const titles = columns.map(({ title }) => title)
  const at = rows.findIndex((row) => row.some((cell) => cell.trim()))
  const heads = rows[at]?.map(tidy) ?? []
  const headed = heads.filter((head) => titles.includes(head)).length >= Math.min(2, titles.length)
  const found: Wrong[] = [...wrong]
  const places = columns.map(({ title }, i) => (headed ? heads.indexOf(title) : i))
  if (headed) {
    const unknown = heads.filter((head) => head && !titles.includes(head))
    const twice = titles.filter((title) => heads.filter((head) => head === title).length > 1)
    const missing = columns.filter(({ required }, i) => required && places[i] === -1).map(({ title }) => title)
    if (unknown.length > 0)
      found.push({
        row: at + 1,
        message: `不认识表头“${unknown.join('”“').slice(0, 60)}”，请删去这一列。只用：${titles.join('、')}`,
      })
    if (twice.length > 0) found.push({ row: at + 1, message: `表头“${twice.join('”“')}”有两列，请删去一列` })
    if (missing.length > 0) found.push({ row: at + 1, message: `缺少“${missing.join('”“')}”这一列，请加上` })
  }
  const first = headed ? at + 1 : Math.max(at, 0)
  const lines = rows.slice(first).flatMap((row, i): Listed[] => {
    if (row.every((cell) => !cell.trim())) return []
    const cells: Record<string, string> = {}
    for (const [k, { name }] of columns.entries()) {
      const cell = flat(row[places[k] ?? -1] ?? '')
      if (cell) cells[name] = name === 'industry' ? industryOf(cell) : cell
    }
    const more = headed ? [] : row.slice(columns.length).filter((cell) => cell.trim())
    if (more.length > 0)
      found.push({
        row: first + i + 1,
        message: `多出${more.length}格，应当是：${titles.join('、')}。地址里有逗号的，请从表格里复制`,
      })
    return [{ row: first + i + 1, cells }]
  })
  return {
    lines,
    wrong: found,
    text: rows
      .map((row) => row.map(flat).join('\t').trimEnd())
      .join('\n')
      .trim(),
  }
}

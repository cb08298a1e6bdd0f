import { type CellValue, type Sheet as Read, readXlsx } from 'hucre/xlsx'
import { delimited } from './delimited.ts'
import { type Fault, letter } from './fault.ts'
import { isZip, NOT_A_WORKBOOK, refusal } from './guard.ts'

export type Cell = CellValue

/** A sheet as cells, with what is merged spread out. */
export interface Sheet {
  name: string
  hidden: boolean
  /** Merged cells have their value in every row they reach down to. */
  rows: Cell[][]
  /** For heads: merged cells have their value in every column they reach across. */
  head(row: number, column: number): string
  /** Whether the cell only repeats the one it is merged with. */
  covered(row: number, column: number): boolean
  /** Cells whose content cannot be taken as it is, by row and column. */
  broken: ReadonlyMap<string, string>
}

/** Heads stand within so many rows from the top. */
export const HEAD_ROWS = 20
/** More merged cells than a person would make: a file made to keep a reader busy. */
const MOST_MERGED = 1_000_000

const TOO_VAST = '表格的范围太大，没有读取。请删掉最右边和最下面用不到的单元格，保存后再导入'

type Opened = { sheets: Sheet[] } | { refused: string }

/** By its name a file of one table; a workbook's sheets are not called so. */
export const isDelimited = (name: string) => /\.(csv|tsv|txt)$/i.test(name)

/** Opens a workbook or a CSV; what is neither, or not safe, is refused with one sentence. */
export async function open(bytes: Uint8Array, fileName: string): Promise<Opened> {
  if (isDelimited(fileName) && !isZip(bytes)) {
    const read = delimited(bytes)
    return 'refused' in read ? read : { sheets: [plain(fileName, read.rows)] }
  }
  const refused = refusal(bytes, fileName)
  if (refused) return { refused }
  try {
    const { sheets } = await readXlsx(bytes)
    if (sheets.some((sheet) => merged(sheet) > MOST_MERGED))
      return { refused: '合并的单元格太多，没有读取。请取消合并后再导入' }
    return { sheets: sheets.map(spread) }
  } catch (error) {
    // hucre says so of a sheet whose cells lie too far apart to be laid out.
    const vast = error instanceof Error && / spans \d+ rows/.test(error.message)
    return { refused: vast ? TOO_VAST : NOT_A_WORKBOOK }
  }
}

const plain = (name: string, rows: Cell[][]): Sheet => ({
  name,
  hidden: false,
  rows,
  head: (row, column) => String(rows[row]?.[column] ?? ''),
  covered: () => false,
  broken: new Map(),
})

const merged = ({ merges = [], rows }: Read) =>
  merges.reduce((sum, m) => sum + Math.max(0, Math.min(m.endRow, rows.length) - m.startRow), 0)

function spread({ name, rows, merges = [], cells, hidden, veryHidden }: Read): Sheet {
  const covered = new Set<string>()
  const across = new Map<string, string>()
  for (const { startRow, startCol, endRow, endCol } of merges) {
    const value = rows[startRow]?.[startCol] ?? null
    for (let row = startRow; row <= Math.min(endRow, rows.length - 1); row++) {
      const line = rows[row]
      if (line && row > startRow) {
        line[startCol] = value
        covered.add(`${row},${startCol}`)
      }
      if (row >= HEAD_ROWS) continue
      for (let column = startCol; column <= Math.min(endCol, startCol + 255); column++)
        across.set(`${row},${column}`, String(value ?? ''))
    }
  }
  const broken = new Map<string, string>()
  for (const [key, cell] of cells ?? []) {
    const [row = 0, column = 0] = key.split(',').map(Number)
    const at = `${letter(column)}${row + 1}`
    if (cell.formula !== undefined) broken.set(key, `单元格 ${at} 是公式，不能导入。请复制后选择性粘贴为数值`)
    else if (cell.type === 'error') broken.set(key, `单元格 ${at} 是错误值 ${cell.value}。请改成正确的内容`)
  }
  return {
    name,
    hidden: Boolean(hidden || veryHidden),
    rows,
    head: (row, column) => across.get(`${row},${column}`) ?? String(rows[row]?.[column] ?? ''),
    covered: (row, column) => covered.has(`${row},${column}`),
    broken,
  }
}

export const blank = (cell: Cell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')

/** What is wrong with single cells, whatever they mean. */
export const brokenCells = (sheet: Sheet, title: (column: number) => string): Fault[] =>
  [...sheet.broken].map(([key, message]) => {
    const [row = 0, column = 0] = key.split(',').map(Number)
    return { sheet: sheet.name, row: row + 1, column: `${letter(column)} ${title(column)}`.trim(), message }
  })

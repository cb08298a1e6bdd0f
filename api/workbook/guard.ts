import { inflateRawSync } from 'node:zlib'
import { type Entry, listing } from './archive.ts'

/** Most rows of one import: more is an exchange between systems, not a workbook somebody keeps. */
export const MOST_ROWS = 50_000
/** security.md F-05: most bytes when unpacked, and most times what was sent. */
const MOST_BYTES = 100 * 1024 * 1024
const MOST_RATIO = 100
/** A part this small may be as repetitive as it likes. */
const SMALL = 1024 * 1024

const AGAIN = '请用 Excel 或 WPS 打开原文件，另存为“Excel 工作簿（.xlsx）”后再导入'
export const TOO_MANY_ROWS = `表格超过 ${MOST_ROWS.toLocaleString('en')} 行，没有读取。请分成几个文件，一次导入一个；如果下面多是空行，请选中空行删除后保存`
export const NOT_A_WORKBOOK = `这不是电子表格文件，或者文件已损坏。${AGAIN}`
const TOO_LARGE = '工作簿解开后超过 100 MB，或压缩比异常，没有读取。请删掉不需要的工作表、图片和空行，另存后再导入'
const ENCRYPTED = '工作簿加了密码，无法读取。请在 Excel 或 WPS 里取消密码，保存后再导入'
const MACROS = '工作簿带有宏，不能导入。请另存为“Excel 工作簿（.xlsx）”，去掉宏后再导入'
const LINKS = '工作簿引用了别的文件或外部数据，不能导入。请断开链接，把这些单元格粘贴为数值，保存后再导入'
const OBJECTS = '工作簿里嵌入了别的文件或控件，不能导入。请删掉它们，保存后再导入'

const latin = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
export const isZip = (bytes: Uint8Array): boolean => latin(bytes.subarray(0, 4)).equals(Buffer.from('PK\x03\x04'))

/** Why a file that is no text is not read at all; nothing has been parsed when this answers. */
export function refusal(bytes: Uint8Array, fileName: string): string | undefined {
  // The container of .xls, .doc and of encrypted .xlsx alike.
  if (latin(bytes.subarray(0, 4)).equals(Buffer.from('d0cf11e0', 'hex')))
    return latin(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))
      ? ENCRYPTED
      : `这是旧格式（.xls）或其他 Office 文件，不能导入。${AGAIN}`
  if (!isZip(bytes)) return NOT_A_WORKBOOK
  const found = listing(bytes)
  if ('broken' in found) return found.broken === 'not zip' ? NOT_A_WORKBOOK : TOO_LARGE
  return kindOf(found.entries, fileName) ?? sizes(bytes, found.entries)
}

function kindOf(entries: readonly Entry[], fileName: string): string | undefined {
  const has = (pattern: RegExp) => entries.some((e) => pattern.test(e.name))
  if (entries.some((e) => e.encrypted)) return ENCRYPTED
  if (has(/vbaProject\.bin$/i) || has(/^xl\/macrosheets\//i) || /\.xl(sm|tm|am|m)$/i.test(fileName)) return MACROS
  if (has(/^content\.xml$/) && has(/^mimetype$/)) return `这是 .ods 文件，不能导入。${AGAIN}`
  if (has(/^xl\/workbook\.bin$/i)) return `这是二进制工作簿（.xlsb），不能导入。${AGAIN}`
  if (!has(/^\[Content_Types\]\.xml$/) || !has(/^xl\/workbook\.xml$/i)) return NOT_A_WORKBOOK
  if (has(/^xl\/(externalLinks\/|connections\.xml|queryTables\/)/i)) return LINKS
  if (has(/^xl\/(embeddings|activeX|ctrlProps)\//i)) return OBJECTS
  return entries.some((e) => e.method !== 0 && e.method !== 8) ? NOT_A_WORKBOOK : undefined
}

/** Sizes as stated, then as they are: a directory may lie, so every part is unpacked up to what it stated and no further. */
function sizes(bytes: Uint8Array, entries: readonly Entry[]): string | undefined {
  const total = entries.reduce((sum, e) => sum + e.size, 0)
  const steep = entries.some((e) => e.size > SMALL && e.size > MOST_RATIO * e.packed)
  if (total > MOST_BYTES || (total > SMALL && total > MOST_RATIO * bytes.length) || steep) return TOO_LARGE
  for (const entry of entries) {
    const part = unpacked(bytes, entry)
    if (typeof part === 'string') return part
    if (/^\[Content_Types\]\.xml$/.test(entry.name) && part.includes('macroEnabled')) return MACROS
    if (/^xl\/worksheets\/[^/]+\.xml$/i.test(entry.name) && rows(part) > MOST_ROWS) return TOO_MANY_ROWS
  }
  return undefined
}

function unpacked(bytes: Uint8Array, { start, packed, size, method }: Entry): Buffer | string {
  const raw = bytes.subarray(start, start + packed)
  if (method === 0) return packed === size ? latin(raw) : NOT_A_WORKBOOK
  try {
    const part = inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) })
    return part.length === size ? part : NOT_A_WORKBOOK
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : NOT_A_WORKBOOK
  }
}

/** Rows with cells in them, or the number of the last such row when that is beyond reason. */
function rows(part: Buffer): number {
  let count = 0
  for (let at = part.indexOf('<row'); at >= 0 && count <= MOST_ROWS; at = part.indexOf('<row', at + 4)) {
    const close = part.indexOf('>', at)
    if (close < 0 || part[close - 1] === 47) continue
    count += 1
    const number = / r="(\d+)"/.exec(part.toString('latin1', at, close))?.[1]
    // One cell in the last row of a sheet costs a reader a million empty ones.
    if (number && Number(number) > 4 * MOST_ROWS) return Number(number)
  }
  return count
}

import { MOST_ROWS, NOT_A_WORKBOOK, TOO_MANY_ROWS } from './guard.ts'

const MOST_BYTES = 50 * 1024 * 1024

/** Text as UTF-8, as Excel's UTF-16, or as GB18030, which Excel and WPS write on a Chinese machine. */
function decoded(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return attempt('utf-16le', bytes)
  // Text has no zero byte; everything binary soon has one.
  if (bytes.includes(0)) return undefined
  return attempt('utf-8', bytes) ?? attempt('gb18030', bytes)
}

function attempt(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    // GB18030 has a reading for most bytes: what nobody types says that it was none.
    return /\p{Cc}/u.test(text.replace(/[\t\n\v\f\r\x80-\x9f]/g, '')) ? undefined : text
  } catch {
    return undefined
  }
}

/** What our own CSV puts before text that a spreadsheet would take for a formula (api/publication/csv.ts). */
const GUARD = /^'(?=[=+\-@＝＋－＠\t\r\n|%])/

/** The rows of a CSV (RFC 4180; tabs too, as “Unicode text” has them), or why it is not read. */
export function delimited(bytes: Uint8Array): { rows: string[][] } | { refused: string } {
  const text = bytes.length > MOST_BYTES ? undefined : decoded(bytes)
  if (text === undefined) return { refused: bytes.length > MOST_BYTES ? TOO_MANY_ROWS : NOT_A_WORKBOOK }
  const first = text.slice(0, text.search(/\n|$/))
  const separator = first.includes('\t') && !first.includes(',') ? '\t' : ','
  const token = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*)?)(${separator}|\\r?\\n|\\r|$)`,
    'y',
  )
  const rows: string[][] = []
  let row: string[] = []
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (!found)
      return {
        refused: `第 ${rows.length + 1} 行的引号不成对（从“${text.slice(at, at + 12)}”起）。请用 Excel 或 WPS 打开，另存为 CSV 后再导入`,
      }
    row.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').replace(GUARD, ''))
    if (found[3] === separator && token.lastIndex < text.length) continue
    rows.push(row)
    row = []
    // Blank lines at the end are no rows; the reader skips them anyway.
    if (rows.length > MOST_ROWS + 20) return { refused: TOO_MANY_ROWS }
  }
  return { rows }
}

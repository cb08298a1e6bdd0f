import type { Lookup } from '../../api/workbook/lookup.ts'
import { frame, row } from '../../api/workbook/markup.ts'
import { zip } from '../../api/workbook/zip.ts'

const START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
const END = '</sheetData></worksheet>'

/** An archive of files by name. */
export const archive = async (files: Record<string, string>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(zip(Object.entries(files).map(([name, text]) => ({ name, text: [text] })))))

/** The parts of a workbook, to be changed before they are packed. */
export const parts = (sheets: Record<string, readonly (readonly string[])[]>): Record<string, string> => ({
  ...Object.fromEntries(frame(Object.keys(sheets)).map(({ name, text }) => [name, text.join('')])),
  ...Object.fromEntries(
    Object.values(sheets).map((rows, i) => [
      `xl/worksheets/sheet${i + 1}.xml`,
      START + rows.map((cells, n) => row(n + 1, cells)).join('') + END,
    ]),
  ),
})

/** A small workbook of text cells. */
export const workbook = (sheets: Record<string, readonly (readonly string[])[]>): Promise<Buffer> =>
  archive(parts(sheets))

export const csv = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from(rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n'))

/** Whatever is referred to exists. */
export const anything: Lookup = { known: () => true, resolve: () => undefined }

export const SYNONYM = ['词条编码', '老百姓的说法', '规范说法', '生效日期']
export const synonym = (n: number): string[] => [
  `TYC-${String(n).padStart(5, '0')}`,
  `说法${n}`,
  `规范${n}`,
  '2026-03-01',
]

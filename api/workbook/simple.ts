import { after, before, frame, row, STYLE } from './markup.ts'
import { zip } from './zip.ts'

/** A sheet of text: how wide its columns are, its heads if it has any, its rows. */
export interface Sheet {
  title: string
  widths: readonly number[]
  head?: readonly string[]
  rows: readonly (readonly string[])[]
}

/** A workbook of a few sheets that fit in memory. */
export function workbook(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  return zip([
    ...frame(sheets.map(({ title }) => title)),
    ...sheets.map(({ widths, head, rows }, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      text: [
        before(widths, head !== undefined),
        ...(head ? [row(1, head, STYLE.head)] : []),
        ...rows.map((cells, at) => row(at + 1 + (head ? 1 : 0), cells)),
        after(),
      ],
    })),
  ])
}

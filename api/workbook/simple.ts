import { after, before, frame, row, STYLE } from './markup.ts'
import { zip } from './zip.ts'

/** A sheet of text: how wide its columns are, its heads if it has any, its rows. */
export interface Sheet {
  title: string
  widths: readonly number[]
  head?: readonly string[]
  rows: readonly (readonly string[])[]
}

/** A column of lines: its head, how wide it is, what stands in it. */
export type Column<T> = readonly [title: string, width: number, of: (line: T) => string | number | null | undefined]

/** Lines as a sheet, column by column. */
export const listed = <T>(title: string, columns: readonly Column<T>[], lines: readonly T[]): Sheet => ({
  title,
  widths: columns.map(([, width]) => width),
  head: columns.map(([head]) => head),
  rows: lines.map((line) => columns.map(([, , of]) => String(of(line) ?? ''))),
})

/** Totals as a sheet: each line says what it is divided by. */
export const divided = <T extends { label: string }>(
  title: string,
  numbers: readonly (readonly [head: string, of: (one: T) => string | number])[],
  parts: readonly (readonly [cut: string, some: readonly T[]])[],
): Sheet => ({
  title,
  widths: [12, 24, ...numbers.map(() => 14)],
  head: ['怎样分', '哪一个', ...numbers.map(([head]) => head)],
  rows: parts.flatMap(([cut, some]) =>
    some.map((one) => [cut, one.label, ...numbers.map(([, of]) => String(of(one)))]),
  ),
})

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

/** One mistake in a workbook: where the spreadsheet shows it, and what to do about it. */
export interface Fault {
  sheet: string
  /** As the spreadsheet counts, from 1; 0 when the whole file is meant. */
  row: number
  /** Letter and head, such as `C 事项名称`; empty when no column can be named. */
  column: string
  message: string
}

/** An editor mends what fits on some screens; the rest is only counted. */
const MOST = 500

/** Cells may hold megabytes: five hundred sentences that quote them would be kept, and sent with every look at them. */
const LONGEST = 400
/** The middle goes: what is quoted comes first, what to do about it last. */
const clip = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most / 4)}…${text.slice((-3 * most) / 4)}`.toWellFormed() : text
const clipped = ({ sheet, row, column, message }: Fault): Fault => ({
  sheet: clip(sheet, 60),
  row,
  column: clip(column, 60),
  message: clip(message, LONGEST),
})

export interface Faults {
  add(fault: Fault): void
  readonly count: number
  all(): Fault[]
}

export function faults(): Faults {
  const kept: Fault[] = []
  let count = 0
  return {
    add(fault) {
      count += 1
      if (kept.length < MOST) kept.push(clipped(fault))
    },
    get count() {
      return count
    },
    all() {
      const sheets = [...new Set(kept.map((f) => f.sheet))]
      const place = ({ sheet, row, column }: Fault) => [sheets.indexOf(sheet), row, number(column)] as const
      const sorted = kept.toSorted((a, b) => {
        const [x, y] = [place(a), place(b)]
        return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
      })
      const rest = count - kept.length
      if (rest > 0) sorted.push(whole(`还有 ${rest} 处问题没有列出。请先改正上面这些，再导入一次`))
      return sorted
    },
  }
}

/** A mistake of the whole file. */
export const whole = (message: string): Fault => ({ sheet: '', row: 0, column: '', message })

/** The letters of a column, counted from 0. */
export const letter = (column: number): string =>
  (column >= 26 ? letter(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

/** The number of the letters a column's name begins with: B before AA. */
const number = (column: string) =>
  [...(/^[A-Z]*/.exec(column)?.[0] ?? '')].reduce((sum, sign) => 26 * sum + sign.charCodeAt(0) - 64, 0)

export const columnName = (column: number, title: string): string => `${letter(column)} ${title}`.trim()

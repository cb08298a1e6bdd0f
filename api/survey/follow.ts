import { BANDS, type Column } from './column.ts'
import type { Result } from './result.ts'
import { CELL } from './survey.ts'
import type { Line, Table } from './table.ts'

/** Every line of every table by its name. */
function linesOf(tables: readonly Table[]): Map<string, Line> {
  return new Map(
    tables.flatMap((table) => [
      [`${table.key}\n`, table.all] as const,
      ...table.cuts.flatMap(({ cut, lines }) =>
        lines.map((line) => [`${table.key}\n${cut}\n${line.part}`, line] as const),
      ),
    ]),
  )
}

/** The counts of a line, each by its name; what is hidden is nothing. */
const countsIn = (line: Line): [string, number | null][] => [
  ['n', line.n],
  ['answered', line.answered],
  ...line.cells.map(({ option, n }): [string, number | null] => [`=${option}`, n]),
]

const isNear = (a: number, b: number) => a !== b && Math.abs(a - b) < CELL

/** Whether the later line, held against the earlier, tells of a few people. */
function tells(before: Line | undefined, after: Line): boolean {
  const known = new Map(before ? countsIn(before) : [])
  const counts = countsIn(after)
  // What was hidden stays hidden; what was not there at all was hidden too.
  if (counts.some(([name, n]) => n !== null && typeof known.get(name) !== 'number')) return true
  if (counts.some(([name, n]) => n !== null && isNear(n, known.get(name) ?? n))) return true
  if (before && sumOf(before) !== undefined && isNear(sumOf(before) ?? 0, sumOf(after) ?? sumOf(before) ?? 0))
    return true
  if (after.mean && !before?.mean) return true
  // A mean moves only with counts that moved.
  const same = counts.every(([name, n]) => n === known.get(name))
  return same && JSON.stringify(after.mean) !== JSON.stringify(before?.mean)
}

/** What is in no part shown is told by those that are: it too must stand or move by five. What is hidden since is in it before too. */
function restsFollow(before: readonly Table[], after: readonly Table[]): boolean {
  const known = linesOf(before)
  return after.every(({ key, graded, all, cuts }) =>
    cuts.every(({ cut, lines }) => {
      const was = (line: Line) => known.get(line === all ? `${key}\n` : `${key}\n${cut}\n${line.part}`)
      /** How many are left of all without those parts that show this now, then and now. */
      const moves = (of: (line: Line | undefined) => number | null | undefined) => {
        const shown = lines.filter((line) => Number.isInteger(of(line)))
        const left = (which: (line: Line) => Line | undefined) =>
          shown.reduce((rest, line) => rest - (of(which(line)) ?? Number.NaN), of(which(all)) ?? Number.NaN)
        return isNear(
          left(was),
          left((line) => line),
        )
      }
      const columns: readonly Pick<Column, 'option' | 'of'>[] = graded
        ? BANDS
        : all.cells.map(({ option }) => ({ option, of: [option] }))
      const nIn = (line: Line | undefined, option: string) => line?.cells.find((cell) => cell.option === option)?.n
      // Parts show bands, all of them grades.
      const nOf =
        ({ option, of }: (typeof columns)[number]) =>
        (line: Line | undefined) =>
          nIn(line, option) ?? of.reduce<number>((sum, grade) => sum + (nIn(line, grade) ?? Number.NaN), 0)
      return ![(line: Line | undefined) => line?.n, ...columns.map(nOf)].some(moves)
    }),
  )
}

/** What all that is shown comes to, where nothing is hidden. */
const sumOf = ({ cells }: Line): number | undefined =>
  cells.every(({ n }) => n !== null) ? cells.reduce((sum, { n }) => sum + (n ?? 0), 0) : undefined

/**
 * Whether a result may be published after another of the same survey: whoever holds both must not learn what a few
 * answers in between said. Every shown number is the same or at least five apart, and nothing comes out of hiding.
 */
export function mayFollow(before: Pick<Result, 'tables' | 'words'>, after: Pick<Result, 'tables' | 'words'>): boolean {
  const known = linesOf(before.tables)
  for (const [name, line] of linesOf(after.tables)) if (tells(known.get(name), line)) return false
  if (!restsFollow(before.tables, after.tables)) return false
  const words = new Map(
    before.words.flatMap(({ key, items }) => items.map(({ word, n }) => [`${key}\n${word}`, n] as const)),
  )
  return after.words.every(({ key, items }) =>
    items.every(({ word, n }) => !isNear(n, words.get(`${key}\n${word}`) ?? n)),
  )
}

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

/** What is in no part shown is told by those that are: it too must stand or move by five. */
function restsFollow(before: readonly Table[], after: readonly Table[]): boolean {
  const restsOf = (tables: readonly Table[]) =>
    new Map(
      tables.flatMap(({ key, all, cuts }) =>
        cuts.flatMap(({ cut, lines }) => {
          const shown = lines.filter(({ n }) => n !== null)
          const less = (whole: number | null | undefined, of: (line: Line) => number | null | undefined) => {
            const some = shown.map(of)
            const isKnown = typeof whole === 'number' && some.every((n) => typeof n === 'number')
            return isKnown ? [some.reduce<number>((left, n) => left - (n ?? 0), whole)] : []
          }
          const nOf = (line: Line, option: string) => line.cells.find((cell) => cell.option === option)?.n
          return [
            ...less(all.n, (line) => line.n).map((n) => [`${key}\n${cut}`, n] as const),
            ...all.cells.flatMap(({ option, n }) =>
              less(n, (line) => nOf(line, option)).map((left) => [`${key}\n${cut}\n${option}`, left] as const),
            ),
          ]
        }),
      ),
    )
  const known = restsOf(before)
  return [...restsOf(after)].every(([name, n]) => !isNear(n, known.get(name) ?? n))
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

import { type Asked, BANDS, type Column, type Count, SILENT } from './column.ts'
import { CUT } from './counting.ts'
import { hide, isSmall } from './hide.ts'
import { GIVEN, type Grades, meanOf, roughMean, shareOf } from './mean.ts'
import { CELL, ENOUGH } from './survey.ts'
import type { Cell, Line } from './table.ts'

export const sum = (all: readonly number[]) => all.reduce((total, n) => total + n, 0)
export const isEnough = (n: number) => n >= ENOUGH

/** What each column counts in a part. */
export const rowOf = (columns: readonly Column[], count: (option: string) => number) =>
  columns.map((column) => sum(column.of.map(count)))

export const gradesIn = (count: (option: string) => number): Grades =>
  Object.fromEntries([...GIVEN, '0'].map((grade) => [grade, count(grade)]))

/** One line as it may be shown, and which columns may be shown of its parts. */
export interface Whole {
  line: Line
  columns: readonly Column[]
  /** Nobody's silence would be told by it. */
  silence: boolean
  /** How many could have said something, and whether that is told. */
  people: number
  peopleTold: boolean
}

/**
 * Where several may be picked nothing adds up, but who answered picked so many at least and at most. A count may be said
 * to be open only where four more or fewer would still fit.
 */
export function bends({ least, most, alone }: NonNullable<Asked['several']>, answered: number, row: Readonly<Grades>) {
  const others = Object.entries(row)
    .filter(([option]) => !alone.includes(option))
    .map(([, n]) => n)
  const free = answered - sum(alone.map((option) => row[option] ?? 0))
  const slack = CELL - 1
  return (
    Math.max(0, ...others) <= free - slack &&
    sum(others) + slack <= most * (free - slack) &&
    sum(others) - slack >= least * (free + slack)
  )
}

/** All answers to a question. Where it may not be told how many could have answered, only those who did are spoken of. */
export function whole(of: Asked, count: Count, people: number, peopleTold = true): Whole {
  const at = (option: string) => count('all', '', of.key, option)
  const row = rowOf(of.options, at)
  const answered = of.several ? at('*') : sum(row)
  const silent = peopleTold ? Math.max(0, people - answered) : 0
  const line = { part: '', label: CUT.all }
  const none: Whole = {
    line: { ...line, n: null, answered: null, cells: [] },
    columns: [],
    silence: false,
    people,
    peopleTold,
  }
  // Who named several bodies graded several times.
  if (!isEnough(of.each ? at('*') : answered)) return none
  if (of.several) {
    const told = [...row, silent].some(isSmall)
    if (told && !bends(of.several, answered, Object.fromEntries(of.options.map((o) => [o.option, at(o.option)]))))
      return none
    const cells = of.options.map(({ option, label }, i) => ({
      option,
      label,
      n: isSmall(row[i] ?? 0) ? null : (row[i] ?? 0),
    }))
    const columns = of.options.filter((_, i) => cells[i]?.n !== null)
    // More picks than people: how many picked several, and how many at least only this one.
    const more = sum(row) - answered
    const quiet = ![silent, more, ...row.map((n) => n - more)].some(isSmall)
    return {
      line: { ...line, n: people, answered: quiet ? answered : null, cells },
      columns,
      silence: quiet,
      people,
      peopleTold,
    }
  }
  const columns = of.graded ? BANDS : of.options
  const bands = [...rowOf(columns, at), silent]
  const hidden = hide({ counts: [bands], rowsTold: true, columnsTold: bands.map(() => false) }, 0)?.[0]
  if (!hidden) return none
  const shown = columns.filter((_, i) => !hidden[i])
  const quiet = !hidden[columns.length]
  const n = { n: answered + silent, answered: quiet ? answered : null }
  const parts = { columns: shown, silence: quiet && peopleTold, people, peopleTold }
  if (!of.graded) return { line: { ...line, ...n, cells: cellsOf(columns, hidden, bands) }, ...parts }
  // Of a band that may be shown, a grade few gave is hidden with the other one.
  const split = shown.filter((band) => band.of.some((grade) => isSmall(at(grade))))
  const lost = columns.flatMap((band, i) => (hidden[i] ? band.of : []))
  const groups = [
    ...(lost.length || !quiet ? [[...lost, ...(quiet ? [] : [SILENT])]] : []),
    ...split.map((band) => band.of),
  ]
  const unseen = new Set(groups.flat())
  const cells = of.options.map(({ option, label }) => ({ option, label, n: unseen.has(option) ? null : at(option) }))
  const rough = groups.length ? roughMean({ ...gradesIn(at), [SILENT]: silent }, groups) : undefined
  const mean = groups.length ? rough !== undefined && { mean: rough } : meanOf(gradesIn(at))
  const bandCells = cellsOf(columns, hidden, bands)
  return { line: { ...line, ...n, cells, ...(mean && { mean }), ...satisfied(bandCells) }, ...parts }
}

export const cellsOf = (columns: readonly Column[], hidden: readonly boolean[], row: readonly number[]): Cell[] =>
  columns.map(({ option, label }, i) => ({ option, label, n: hidden[i] ? null : (row[i] ?? 0) }))

/** The share of the satisfied, out of what is shown and nothing else. */
export function satisfied(cells: readonly Cell[]): Pick<Line, 'satisfied'> {
  const n = (option: string) => cells.find((cell) => cell.option === option)?.n
  const [good, fair, bad] = [n('good'), n('fair'), n('bad')]
  if (typeof good !== 'number' || typeof fair !== 'number' || typeof bad !== 'number') return {}
  const all = good + fair + bad
  return all ? { satisfied: shareOf(good, all) } : {}
}

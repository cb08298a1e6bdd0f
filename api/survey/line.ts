import { type Asked, BANDS, type Column, type Count } from './column.ts'
import type { Cut } from './counting.ts'
import { hide, isSmall } from './hide.ts'
import { type Grades, meanOf } from './mean.ts'
import type { Line } from './table.ts'
import { bends, cellsOf, gradesIn, isEnough, rowOf, satisfied, sum, type Whole } from './whole.ts'

interface Parting {
  of: Asked
  cut: Cut
  parts: readonly string[]
  /** Whether anything may be said of a part. */
  may(part: string): boolean
  people(part: string): number
  all: Whole
  count: Count
  label(part: string): string
}

/** One part with what it counts in each column: what may be shown of all, silence, and the rest where everybody picks one. */
interface Row {
  part: string
  people: number
  /** How many persons; more gradings than that may come of them. */
  heads: number
  answered: number
  row: readonly number[]
  options: Grades
}

/** What few chose of all, and silence few kept, are one column that is not shown. */
function lineUp(
  of: Asked,
  all: Whole,
  cut: Cut,
  who: { part: string; people: number },
  at: (option: string) => number,
): Row {
  const options = Object.fromEntries(of.options.map(({ option }) => [option, at(option)]))
  const answered = of.several ? at('*') : sum(Object.values(options))
  const shown = rowOf(all.columns, at)
  const silent = who.people - answered
  const other = of.several ? [] : [answered - sum(shown) + (all.silence ? 0 : silent)]
  const heads = of.each && cut !== 'body' ? at('*') : who.people
  return { ...who, heads, answered, options, row: [...shown, ...(all.silence ? [silent] : []), ...other] }
}

/** The parts of a cut beside each other. What few chose of all is not parted; grades come in bands. */
export function parted({ of, cut, parts, may, people, all, count, label }: Parting): Line[] {
  const columns = all.columns
  const rows = parts.map((part): Row => {
    const at = (option: string) => count(cut, part, of.key, option)
    return lineUp(of, all, cut, { part, people: people(part) }, at)
  })
  const total = lineUp(of, all, cut, { part: '', people: all.people }, (option) => count('all', '', of.key, option))
  const found = kept(of, rows, total, all, may)
  if (!found) return []
  const { lines, hidden } = found
  const means = new Set(meansOf(of, cut, columns, lines, hidden, count))
  return parts.map((part): Line => {
    const at = lines.findIndex((one) => one.part === part)
    const one = lines[at]
    if (!one) return { part, label: label(part), n: null, answered: null, cells: [] }
    const here = hidden[at] ?? []
    const cells = cellsOf(columns, here, one.row)
    // Where several may be picked, who picked more than one would be told.
    const silence = all.silence && !of.several && !here[columns.length]
    const mean = means.has(part) && meanOf(gradesIn((grade) => count(cut, part, of.key, grade)))
    return {
      part,
      label: label(part),
      n: one.people,
      answered: silence ? one.answered : null,
      cells,
      ...(mean && { mean }),
      ...(of.graded && satisfied(cells)),
    }
  })
}

/**
 * Which parts can be shown and which of their cells are hidden: what is left over must be nobody, or as many as a part. How
 * many there are in the parts not shown other tables may tell, so each of them is looked at by itself.
 */
function kept(
  of: Asked,
  rows: readonly Row[],
  total: Row,
  { peopleTold }: Whole,
  may: Parting['may'],
): { lines: Row[]; hidden: boolean[][] } | undefined {
  const { several } = of
  const isFixed = ({ answered, options }: Row) => several !== undefined && !bends(several, answered, options)
  const isTelling = (row: Row) => isFixed(row) && [...row.row, row.people - row.answered].some(isSmall)
  let lines = rows.filter((row) => may(row.part) && isEnough(row.heads) && isEnough(row.answered) && !isTelling(row))
  for (; lines.length; lines = lines.toSorted((a, b) => b.people - a.people).slice(0, -1)) {
    const rest = less(total, lines)
    if (rest.people < 0 || rest.row.some((n) => n < 0)) return undefined
    if ((rest.heads > 0 && !isEnough(rest.heads)) || isTelling(rest)) continue
    // What is left of all beside what they show is told only where it is told how many they are.
    const columnsTold = total.row.map((_, c) => several !== undefined || peopleTold || c < total.row.length - 1)
    const hiding = (unseen: readonly Row[], already?: boolean[][]) => {
      const all = [...lines, ...unseen]
      const grid = { counts: all.map(({ row }) => row), rowsTold: !several, columnsTold, fixed: all.map(isFixed) }
      return hide(grid, unseen.length, already)?.slice(0, lines.length)
    }
    const together = hiding([rest])
    const apart = [...rows.filter((row) => !lines.includes(row)), less(total, rows)]
    const hidden = several || !together ? together : hiding(apart, together)
    if (hidden) return { lines, hidden }
  }
  return undefined
}

/** All without those shown. */
const less = (total: Row, lines: readonly Row[]): Row => ({
  part: '',
  people: total.people - sum(lines.map((one) => one.people)),
  heads: total.heads - sum(lines.map((one) => one.heads)),
  answered: total.answered - sum(lines.map((one) => one.answered)),
  row: total.row.map((n, i) => n - sum(lines.map(({ row }) => row[i] ?? 0))),
  options: Object.fromEntries(
    Object.entries(total.options).map(([option, n]) => [
      option,
      n - sum(lines.map(({ options }) => options[option] ?? 0)),
    ]),
  ),
})

/**
 * Parts whose mean may be said: no grade in them was given by few, and in all the others together none was either, so
 * that neither a mean nor what is left of the whole one tells a few people's.
 */
function meansOf(
  of: Asked,
  cut: Cut,
  columns: readonly Column[],
  lines: readonly Row[],
  hidden: readonly (readonly boolean[])[],
  count: Count,
): string[] {
  if (!of.graded) return []
  // A band nobody may know would come out of a mean.
  if (BANDS.some((band) => band.option !== 'none' && !columns.includes(band))) return []
  const gradesOf = (part: string) => gradesIn((grade) => count(cut, part, of.key, grade))
  const all = gradesIn((grade) => count('all', '', of.key, grade))
  let may = lines
    .filter((_, i) => !hidden[i]?.some(Boolean))
    .map(({ part, people }) => ({ part, people, grades: gradesOf(part) }))
    .filter(({ grades }) => !Object.values(grades).some(isSmall))
    .toSorted((a, b) => b.people - a.people)
  for (; may.length; may = may.slice(0, -1)) {
    const others = Object.entries(all).map(([grade, n]) => n - sum(may.map(({ grades }) => grades[grade] ?? 0)))
    if (!others.some(isSmall)) break
  }
  return may.map(({ part }) => part)
}

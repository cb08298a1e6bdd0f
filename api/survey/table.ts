import { GRADE, type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { CUT, type Cut } from './counting.ts'
import { hide, isSmall } from './hide.ts'
import { type Grades, meanOf, roughMean, shareOf } from './mean.ts'
import { ENOUGH } from './survey.ts'

/** One row of `survey_counts`. */
export interface Counted {
  cut: string
  part: string
  question: string
  option: string
  n: number
}

/** How often an option was chosen; nothing where so few did that it might tell who. */
export interface Cell {
  option: string
  label: string
  n: number | null
}

export interface Line {
  part: string
  label: string
  /** How many answered; nothing where too few did to say anything. */
  n: number | null
  cells: Cell[]
  mean?: { mean: number; low: number; high: number } | { mean: number } | undefined
  /** Satisfied or very satisfied, of those who gave a grade. */
  satisfied?: { rate: number; low: number; high: number } | undefined
}

export interface Table {
  /** A question, or a row of one. */
  key: string
  title: string
  dimension?: string | undefined
  graded: boolean
  all: Line
  cuts: { cut: Cut; title: string; lines: Line[] }[]
}

/** What a code is called: a body, a township. */
export type Called = (code: string) => string

const BANDS = [
  { option: 'good', label: '满意（4、5分）', of: ['5', '4'] },
  { option: 'fair', label: '基本满意（3分）', of: ['3'] },
  { option: 'bad', label: '不满意（1、2分）', of: ['2', '1'] },
  { option: 'none', label: '不了解', of: ['0'] },
] as const

interface Asked {
  key: string
  title: string
  dimension?: string | undefined
  graded: boolean
  /** Everybody picks one, so that the counts of a part add up to its answers. */
  one: boolean
  options: readonly { option: string; label: string }[]
}

const grades = Object.entries(GRADE)
  .map(([option, label]) => ({ option, label }))
  .toSorted((a, b) => Number(b.option) - Number(a.option))

/** What is counted of a questionnaire, row by row. Texts, numbers and days are not options. */
function asked(questionnaire: Questionnaire, counts: readonly Counted[], called: Called): Asked[] {
  const seen = (id: string) => [...new Set(counts.filter((c) => c.question === id).map((c) => c.option))].toSorted()
  return questionsOf(questionnaire).flatMap((question): Asked[] => {
    const base = { key: question.id, title: question.text, dimension: question.dimension, graded: false, one: false }
    switch (question.asks) {
      case 'grade':
        return [{ ...base, graded: true, one: true, options: grades }]
      case 'matrix':
        if (question.each !== undefined) return [{ ...base, graded: true, one: true, options: grades }]
        return (question.rows ?? []).map((row) => ({
          key: `${question.id}/${row.id}`,
          title: `${question.text} ${row.text}`,
          dimension: row.dimension,
          graded: true,
          one: true,
          options: grades,
        }))
      case 'single':
      case 'multiple':
      case 'ranking': {
        const options = (question.options ?? []).map(({ id, text }) => ({ option: id, label: text }))
        return [{ ...base, one: question.asks !== 'multiple', options }]
      }
      case 'department':
      case 'township': {
        const options = seen(question.id).map((option) => ({ option, label: called(option) }))
        return [{ ...base, one: question.asks === 'township' && (question.max ?? 1) === 1, options }]
      }
      default:
        return []
    }
  })
}

/** All tables of a survey as they may be published: no count that might tell who, and none that others would tell. */
export function tablesOf(questionnaire: Questionnaire, counts: readonly Counted[], called: Called): Table[] {
  const sums = new Map(
    counts.map(({ cut, part, question, option, n }) => [[cut, part, question, option].join('\n'), n]),
  )
  const count = (...key: [cut: string, part: string, question: string, option: string]) => sums.get(key.join('\n')) ?? 0
  const parts = partsShown(questionnaire, counts, count)
  const labels = labelsOf(questionnaire, called)
  return asked(questionnaire, counts, called).map((of) => ({
    key: of.key,
    title: of.title,
    dimension: of.dimension,
    graded: of.graded,
    all: whole(of, (option) => count('all', '', of.key, option), count('all', '', '*', '*')),
    cuts: parts.flatMap(({ cut, shown, few }) => {
      if (cut === ownCut(questionnaire, of.key)) return []
      const lines = parted(of, cut, shown, count, labels)
      const small = few.map((part): Line => ({ part, label: labels(cut, part), n: null, cells: [] }))
      return lines.length + small.length ? [{ cut, title: CUT[cut], lines: [...lines, ...small] }] : []
    }),
  }))
}

type Count = (cut: string, part: string, question: string, option: string) => number

/** A question that itself says the part is not parted by it. */
const ownCut = (questionnaire: Questionnaire, key: string): string | undefined =>
  questionsOf(questionnaire).find((q) => q.id === key)?.tells

const told = (questionnaire: Questionnaire, tells: string): Question | undefined =>
  questionsOf(questionnaire).find((q) => q.tells === tells)

/** Which parts of each cut are large enough, and not among those hidden where the parts themselves are counted. */
function partsShown(questionnaire: Questionnaire, counts: readonly Counted[], count: Count) {
  return (Object.keys(CUT) as Cut[]).flatMap((cut) => {
    if (cut === 'all') return []
    const parts = [...new Set(counts.filter((c) => c.cut === cut).map((c) => c.part))].toSorted()
    if (!parts.length) return []
    const sizes = parts.map((part) => count(cut, part, '*', '*'))
    const rest = count('all', '', '*', '*') - sizes.reduce((sum, n) => sum + n, 0)
    // Bodies overlap: somebody may have named three. The others part all answers, and what is left is told with them.
    const overlap = cut === 'body' || rest < 0 || Boolean(told(questionnaire, cut)?.asks === 'multiple')
    const hidden = overlap
      ? sizes.map(isSmall)
      : (hide(
          { counts: [[...sizes, rest]], rowsTold: true, columnsTold: [...sizes, rest].map(() => false) },
          false,
        )[0] ?? [])
    const isShown = (_: string, i: number) => (sizes[i] ?? 0) >= ENOUGH && !hidden[i]
    return [{ cut, shown: parts.filter(isShown), few: parts.filter((part, i) => !isShown(part, i)) }]
  })
}

function labelsOf(questionnaire: Questionnaire, called: Called) {
  return (cut: Cut, part: string): string => {
    const option = told(questionnaire, cut)?.options?.find((o) => o.id === part)
    return option?.text ?? called(part)
  }
}

/** All answers to a question. */
function whole(of: Asked, count: (option: string) => number, people: number): Line {
  const row = of.options.map(({ option }) => count(option))
  const sum = row.reduce((all, n) => all + n, 0)
  const n = of.one ? sum : people
  const line = { part: '', label: CUT.all }
  if (n < ENOUGH) return { ...line, n: null, cells: [] }
  const columnsTold = row.map(() => false)
  const hidden = hide({ counts: [row], rowsTold: of.one, columnsTold }, false)[0] ?? []
  const cells = of.options.map((o, i) => ({ ...o, n: hidden[i] ? null : (row[i] ?? 0) }))
  if (!of.graded) return { ...line, n, cells }
  const given: Grades = Object.fromEntries(of.options.map(({ option }, i) => [option, row[i] ?? 0]))
  const unseen = new Set(of.options.filter((_, i) => hidden[i]).map(({ option }) => option))
  const rough = unseen.size ? roughMean(given, unseen) : undefined
  const mean = unseen.size ? rough !== undefined && { mean: rough } : meanOf(given)
  return { ...line, n, cells, ...(mean && { mean }), ...satisfied(cells, ['5', '4'], ['5', '4', '3', '2', '1']) }
}

/** The parts of a cut beside each other; grades in bands, for fewer people gave each. */
function parted(
  of: Asked,
  cut: Cut,
  shown: readonly string[],
  count: Count,
  labels: (cut: Cut, part: string) => string,
): Line[] {
  const columns = of.graded ? BANDS : of.options.map((o) => ({ ...o, of: [o.option] }))
  const counted = (c: string, part: string) =>
    columns.map((column) => column.of.reduce((sum, option) => sum + count(c, part, of.key, option), 0))
  const rows = shown.map((part) => ({ part, row: counted(cut, part) }))
  // A part in which too few answered this question is left out like one that is too small.
  const size = (row: readonly number[]) => row.reduce((sum, n) => sum + n, 0)
  const kept = rows.filter(({ row }) => !of.one || size(row) >= ENOUGH)
  const total = counted('all', '')
  const rest = total.map((n, i) => Math.max(0, n - kept.reduce((sum, { row }) => sum + (row[i] ?? 0), 0)))
  const grid = { counts: [...kept.map(({ row }) => row), rest], rowsTold: of.one, columnsTold: total.map(() => true) }
  const hidden = hide(grid)
  return rows.map(({ part, row }): Line => {
    const at = kept.findIndex((line) => line.part === part)
    const line = { part, label: labels(cut, part) }
    if (at < 0) return { ...line, n: null, cells: [] }
    const cells = columns.map(({ option, label }, i) => ({ option, label, n: hidden[at]?.[i] ? null : (row[i] ?? 0) }))
    const n = of.one ? size(row) : count(cut, part, '*', '*')
    if (!of.graded) return { ...line, n, cells }
    const given: Grades = Object.fromEntries(of.options.map(({ option }) => [option, count(cut, part, of.key, option)]))
    const safe = !Object.values(given).some(isSmall) && !cells.some((cell) => cell.n === null)
    const mean = safe && meanOf(given)
    return { ...line, n, cells, ...(mean && { mean }), ...satisfied(cells, ['good'], ['good', 'fair', 'bad']) }
  })
}

/** The share of the satisfied, out of what is shown and nothing else. */
function satisfied(
  cells: readonly Cell[],
  good: readonly string[],
  graded: readonly string[],
): Pick<Line, 'satisfied'> {
  const sum = (options: readonly string[]) => {
    const some = cells.filter(({ option }) => options.includes(option)).map(({ n }) => n)
    return some.includes(null) ? undefined : some.reduce<number>((all, n) => all + (n ?? 0), 0)
  }
  const [part, all] = [sum(good), sum(graded)]
  return part !== undefined && all ? { satisfied: shareOf(part, all) } : {}
}

import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Asked, askedOf, type Called, type Count, type Counted } from './column.ts'
import { ALONE, CUT, type Cut, picksSeveral } from './counting.ts'
import { isSmall } from './hide.ts'
import { parted, whole } from './line.ts'

/** How often an option was chosen; nothing where so few did that it might tell who. */
export interface Cell {
  option: string
  label: string
  n: number | null
}

export interface Line {
  part: string
  label: string
  /** How many there are; nothing where too few are to say anything. */
  n: number | null
  /** How many of them said something; nothing where it would tell of the few who did not. */
  answered: number | null
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
  /** Several may be picked. */
  several: boolean
  /** Asked of each body that was named: counted are gradings, not answers. */
  each: boolean
  all: Line
  cuts: { cut: Cut; title: string; lines: Line[] }[]
}

/** All tables of a survey as they may be published: no count that might tell who, and none that others would tell. */
export function tablesOf(questionnaire: Questionnaire, counts: readonly Counted[], called: Called): Table[] {
  const sums = new Map(
    counts.map(({ cut, part, question, option, n }) => [[cut, part, question, option].join('\n'), n]),
  )
  const count: Count = (...key) => sums.get(key.join('\n')) ?? 0
  const cuts = (Object.keys(CUT) as Cut[]).flatMap((cut) => {
    if (cut === 'all' || !parts(questionnaire, cut)) return []
    const known = [...new Set(counts.filter((c) => c.cut === cut && c.question === '*').map((c) => c.part))].toSorted()
    return known.length ? [{ cut, known }] : []
  })
  const label = labelsOf(questionnaire, called)
  // Who named several bodies is told by those who named any less those who named one.
  const bodies = cuts.find(({ cut }) => cut === 'body')?.known ?? []
  const named = count('all', '', telling(questionnaire, 'body')?.id ?? '', '*')
  const manifold = bodies.reduce((left, body) => left - count('body', body, '*', ALONE), named)
  return askedOf(questionnaire, counts, called).map((of) => {
    const all = whole(of, count, peopleOf(of, count, cuts))
    return {
      key: of.key,
      title: of.title,
      dimension: of.dimension,
      graded: of.graded,
      several: of.several !== undefined,
      each: of.each,
      all: all.line,
      cuts: cuts.flatMap(({ cut, known }) => {
        if (all.line.n === null || telling(questionnaire, cut)?.id === of.key) return []
        if (cut === 'body' && !of.each && isSmall(manifold)) return []
        const people = (part: string) => peopleIn(of, count, cut, part)
        const lines = parted({ of, cut, parts: known, people, all, count, label: (part) => label(cut, part) })
        return lines.some((line) => line.n !== null) ? [{ cut, title: CUT[cut], lines }] : []
      }),
    }
  })
}

const telling = (questionnaire: Questionnaire, tells: string): Question | undefined =>
  questionsOf(questionnaire).find((q) => q.tells === tells)

/** Whether everybody is in one part of it at most. Who named several bodies is in none as a whole. */
const parts = (questionnaire: Questionnaire, cut: Cut): boolean => {
  const question = telling(questionnaire, cut)
  return cut === 'body' || !question || !picksSeveral(question)
}

const gradings = (of: Asked, count: Count, cut: string, part: string) =>
  of.options.reduce((sum, { option }) => sum + count(cut, part, of.key, option), 0)

/** How many a part of the answers has that could have said something. */
function peopleIn(of: Asked, count: Count, cut: Cut, part: string): number {
  if (cut === 'body') {
    const [named, alone] = [count(cut, part, '*', '*'), count(cut, part, '*', ALONE)]
    // Few who named another besides would be told by the difference.
    return of.each ? named : isSmall(named - alone) ? 0 : alone
  }
  // How many bodies a township's people named is published nowhere.
  return of.each ? gradings(of, count, cut, part) : count(cut, part, '*', '*')
}

const peopleOf = (of: Asked, count: Count, cuts: readonly { cut: Cut; known: readonly string[] }[]): number => {
  if (!of.each) return count('all', '', '*', '*')
  const bodies = cuts.find(({ cut }) => cut === 'body')?.known ?? []
  return bodies.reduce((sum, body) => sum + count('body', body, '*', '*'), 0)
}

function labelsOf(questionnaire: Questionnaire, called: Called) {
  return (cut: Cut, part: string): string =>
    telling(questionnaire, cut)?.options?.find((o) => o.id === part)?.text ?? called(cut, part)
}

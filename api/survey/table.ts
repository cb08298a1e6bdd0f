import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Asked, askedOf, type Called, type Count, type Counted } from './column.ts'
import { ALONE, CUT, type Cut, picksSeveral } from './counting.ts'
import { isSmall } from './hide.ts'
import { parted } from './line.ts'
import { CELL, ENOUGH } from './survey.ts'
import { type Whole, whole } from './whole.ts'

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
  const asked = askedOf(questionnaire, counts, called)
  const bodies = cuts.find(({ cut }) => cut === 'body')?.known ?? []
  const everyBody = bodies.every((body) => !isSmall(count('body', body, '*', '*')))
  const wholes = new Map(
    asked.map((of) => [of.key, whole(of, count, peopleOf(of, count, bodies), !of.each || everyBody)]),
  )
  // How many there are of each part is told by the table of the question it comes from, and by nothing else.
  const telling = new Map<Cut, string | undefined>(
    cuts.map(({ cut }) => [cut, tellingOf(questionnaire, cut)?.id] as const).filter(([, id]) => id !== undefined),
  )
  const open = (cut: Cut) => {
    const cells = wholes.get(telling.get(cut) ?? '')?.line.cells ?? []
    return new Set(cells.flatMap(({ option, n }) => (n ? [option] : [])))
  }
  const mayShow = new Map<Cut, Set<string>>([...telling.keys()].map((cut) => [cut, open(cut)]))
  const alone = soleBodies(questionnaire, count, mayShow.get('body') ?? new Set())
  const parting = new Set(telling.values())
  return asked.map((of) => {
    const all = wholes.get(of.key) as Whole
    const may = (cut: Cut, part: string) =>
      (cut === 'body' && !of.each ? alone : mayShow.get(cut))?.has(part) ?? !telling.has(cut)
    const lines = cuts.flatMap(({ cut, known }) => {
      // Who is who by where they live would stand there twice, and be hidden in two ways.
      if (all.line.n === null || parting.has(of.key)) return []
      // Of these parts it is known how many gave a grade.
      if (of.each && cut !== 'body' && all.line.answered === null) return []
      const found = parted({
        of,
        cut,
        parts: known,
        may: (part) => may(cut, part),
        people: (part) => peopleIn(of, count, cut, part),
        all,
        count,
        label: (part) => label(cut, part),
      })
      return found.some((line) => line.n !== null) ? [{ cut, title: CUT[cut], lines: found }] : []
    })
    // Who was visited is in a part of the sample; both together would tell of the part that is too small.
    const sampled = lines.some(({ cut }) => cut === 'stratum')
    return {
      key: of.key,
      title: of.title,
      dimension: of.dimension,
      graded: of.graded,
      several: of.several !== undefined,
      each: of.each,
      all: all.line,
      cuts: lines.filter(({ cut }) => cut !== 'channel' || !sampled),
    }
  })
}

const tellingOf = (questionnaire: Questionnaire, tells: string): Question | undefined =>
  questionsOf(questionnaire).find((q) => q.tells === tells)

/** Whether everybody is in one part of it at most. Who named several bodies is in none as a whole. */
const parts = (questionnaire: Questionnaire, cut: Cut): boolean => {
  const question = tellingOf(questionnaire, cut)
  return cut === 'body' || !question || !picksSeveral(question)
}

const gradings = (of: Asked, count: Count, cut: string, part: string) =>
  of.options.reduce((sum, { option }) => sum + count(cut, part, of.key, option), 0)

/** How many a part of the answers has that could have said something. */
function peopleIn(of: Asked, count: Count, cut: Cut, part: string): number {
  if (cut === 'body') return count(cut, part, '*', of.each ? '*' : ALONE)
  // How many bodies a township's people named is published nowhere.
  return of.each ? gradings(of, count, cut, part) : count(cut, part, '*', '*')
}

const peopleOf = (of: Asked, count: Count, bodies: readonly string[]): number =>
  of.each ? bodies.reduce((sum, body) => sum + count('body', body, '*', '*'), 0) : count('all', '', '*', '*')

/**
 * The bodies of which may be said how many named them and no other. Who named another besides is told by the difference to
 * all who named them, and who named none of these by the difference to all who named any.
 */
function soleBodies(questionnaire: Questionnaire, count: Count, open: ReadonlySet<string>): Set<string> {
  const any = count('all', '', tellingOf(questionnaire, 'body')?.id ?? '', '*')
  let sole = [...open]
    .map((body) => ({ body, n: count('body', body, '*', ALONE), named: count('body', body, '*', '*') }))
    .filter(({ n, named }) => n >= ENOUGH && !isSmall(named - n))
    .toSorted((a, b) => b.n - a.n)
  const people = count('all', '', '*', '*')
  /** Who named several is no more than half of what they named; with all of them it tells how many named none. */
  const tellsSilent = () => {
    const left = sole.reduce((sum, { n }) => sum - n, people)
    const others = sole.map(({ n, named }) => named - n)
    const half = Math.floor(others.reduce((sum, n) => sum + n, 0) / 2)
    return isSmall(people - any) && sole.length === open.size && left > half && left - Math.max(0, ...others) < CELL
  }
  while (isSmall(sole.reduce((left, { n }) => left - n, any)) || tellsSilent()) sole = sole.slice(0, -1)
  return new Set(sole.map(({ body }) => body))
}

function labelsOf(questionnaire: Questionnaire, called: Called) {
  return (cut: Cut, part: string): string =>
    tellingOf(questionnaire, cut)?.options?.find((o) => o.id === part)?.text ?? called(cut, part)
}

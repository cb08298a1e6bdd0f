import type { Boxed } from '../../api/survey/box.ts'
import type { Counted } from '../../api/survey/column.ts'
import { ALONE, added, countsOf } from '../../api/survey/counting.ts'
import { framesTold } from '../../api/survey/result.ts'
import type { Line, Table } from '../../api/survey/table.ts'
import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import type { Answer } from '../../content/questionnaire.ts'
import { type Known, Ways } from './linear.ts'

export const GRADES = ['5', '4', '3', '2', '1', '0']
export const BANDED: Record<string, readonly string[]> = { good: ['5', '4'], fair: ['3'], bad: ['2', '1'], none: ['0'] }
type Key = readonly [cut: string, part: string, question: string, option: string]
/** A number made of counts: each added so many times. */
type Sum = readonly (readonly [times: number, key: Key])[]
const plus = (keys: readonly Key[]): Sum => keys.map((key) => [1, key])

export const countedOf = (questionnaire: Questionnaire, answers: readonly Boxed[]): Counted[] =>
  added(answers.flatMap((answer) => countsOf(questionnaire, answer))).map(
    ({ count: [cut, part, question, option], n }) => ({ cut, part, question, option, n }),
  )

/** Everything somebody can have answered to one question, being who they can be. */
export interface Range {
  /** Who somebody is and how they came, without what they think. */
  people: readonly Boxed[]
  /** What they can have said to a question; nothing is silence. */
  said(question: Question, who: Boxed): readonly (Answer | undefined)[]
}

/** Whoever holds all that is published, and tries to tell how many they were that answered so. */
export class Attacker {
  readonly #questionnaire: Questionnaire
  readonly #range: Range
  readonly #tables: readonly Table[]
  readonly #parts: ReadonlyMap<string, readonly string[]>

  constructor(questionnaire: Questionnaire, range: Range, tables: readonly Table[]) {
    this.#questionnaire = questionnaire
    this.#range = range
    this.#tables = tables
    const counts = range.people.flatMap((one) => countsOf(questionnaire, one))
    this.#parts = new Map(
      ['township', 'who', 'body', 'channel', 'stratum'].map((cut) => [
        cut,
        [...new Set(counts.flatMap(([c, part]) => (c === cut ? [part] : [])))],
      ]),
    )
  }

  #people(table: Table, cut: string, part: string): Sum {
    const each = this.#isEach(table)
    if (cut === 'all' && each && this.#hidesBody()) return this.#answered(table, cut, part)
    if (cut === 'all')
      return each ? plus(this.#bodies().map((b) => ['body', b, '*', '*'])) : plus([['all', '', '*', '*']])
    if (cut === 'body') return plus([['body', part, '*', each ? '*' : ALONE]])
    return each ? this.#answered(table, cut, part) : plus([[cut, part, '*', '*']])
  }
  #answered = (table: Table, cut: string, part: string): Sum =>
    table.several
      ? plus([[cut, part, table.key, '*']])
      : plus(table.all.cells.map(({ option }) => [cut, part, table.key, option]))
  #isEach = (table: Table) => questionsOf(this.#questionnaire).find((q) => q.id === table.key)?.each !== undefined
  /** Then it is not said how many bodies were named in all. */
  #hidesBody = () => this.#tables.some((table) => table.key === 'body' && table.all.cells.some(({ n }) => n === null))
  #bodies = () => this.#parts.get('body') ?? []

  /** The numbers a line says, each as the sum of counts it is. */
  #read(table: Table, cut: string, line: Line): { sum: Sum; n: number }[] {
    const { key } = table
    const said: { sum: Sum; n: number | null }[] = [
      { sum: this.#people(table, cut, line.part), n: line.n },
      { sum: this.#answered(table, cut, line.part), n: line.answered },
      ...line.cells.map(({ option, n }) => ({
        sum: plus(
          (cut === 'all' ? [option] : table.graded ? BANDED[option]! : [option]).map((o) => [cut, line.part, key, o]),
        ),
        n,
      })),
    ]
    return said.flatMap(({ sum, n }) => (n === null ? [] : [{ sum, n }]))
  }

  /** Of other tables only how many were asked can tell of this one; questions that part people tell of all of them. */
  #shown(of: Table): { sum: Sum; n: number }[] {
    const tells = new Set(questionsOf(this.#questionnaire).flatMap((q) => (q.tells ? [q.id] : [])))
    return this.#tables.flatMap((table) =>
      [{ cut: 'all', lines: [table.all] }, ...table.cuts].flatMap(({ cut, lines }) =>
        lines.flatMap((line) => {
          if (table === of || tells.has(table.key)) return this.#read(table, cut, line)
          return line.n === null || this.#isEach(table) ? [] : [{ sum: this.#people(table, cut, line.part), n: line.n }]
        }),
      ),
    )
  }

  /**
   * Counts of one to four that everything published proves to be of one to four. `exact` is what is known besides, or from
   * a mean with its range: which grades were given.
   */
  betrayed(of: Table, truth: readonly Counted[]): string[] {
    const question = questionsOf(this.#questionnaire).find((q) => q.id === of.key)!
    const kinds = this.#range.people.flatMap((who) =>
      this.#range.said(question, who).map(
        (answer): Boxed => ({
          ...who,
          answers: { ...who.answers, ...(answer !== undefined && { [question.id]: answer }) },
        }),
      ),
    )
    const columns = new Map<string, Float64Array>()
    for (const [k, kind] of kinds.entries())
      for (const key of countsOf(this.#questionnaire, kind)) {
        const name = key.join('\n')
        if (!columns.has(name)) columns.set(name, new Float64Array(kinds.length))
        columns.get(name)![k]! += 1
      }
    const counts = new Map(
      truth.map(({ cut, part, question, option, n }) => [[cut, part, question, option].join('\n'), n]),
    )
    const weigh = (sum: Sum) => {
      const all = new Float64Array(kinds.length)
      for (const [times, key] of sum) {
        const column = columns.get(key.join('\n'))
        if (column) for (let k = 0; k < all.length; k++) all[k]! += times * column[k]!
      }
      return all
    }
    const trueOf = (sum: Sum) => sum.reduce((n, [times, key]) => n + times * (counts.get(key.join('\n')) ?? 0), 0)

    const known = new Map<string, Known>()
    const learn = (sum: Sum, n: number) => {
      const weights = weigh(sum)
      known.set(weights.join(), { weights, is: '=', sum: n })
    }
    for (const { sum, n } of this.#shown(of)) learn(sum, n)
    // How many were visited in each part of the sample is published as such.
    const sizes = this.#parts.get('stratum')?.map((part) => plus([['stratum', part, '*', '*']])) ?? []
    const told = framesTold(sizes.map(trueOf))
    for (const [i, size] of sizes.entries()) if (told[i] !== null) learn(size, trueOf(size))
    for (const { cut, lines } of [{ cut: 'all', lines: [of.all] }, ...of.cuts])
      for (const line of lines) {
        if (!line.mean) continue
        const at = (grade: string): Key => [cut, line.part, of.key, grade]
        // With its range beside it, a mean of what is shown may tell every grade.
        if ('low' in line.mean) for (const grade of GRADES) learn(plus([at(grade)]), trueOf(plus([at(grade)])))
        else {
          const { mean } = line.mean
          const above = (by: number): Sum => GRADES.slice(0, 5).map((grade) => [Number(grade) - mean + by, at(grade)])
          known.set(`mean ${cut} ${line.part} low`, { weights: weigh(above(0.0501)), is: '>=', sum: 0 })
          known.set(`mean ${cut} ${line.part} high`, {
            weights: weigh(above(-0.0501)).map((x) => -x),
            is: '>=',
            sum: 0,
          })
        }
      }
    const ways = new Ways(kinds.length, [...known.values()])
    return this.#secrets(of).flatMap(([name, sum]) => {
      const n = trueOf(sum)
      if (n < 1 || n > 4) return []
      const weights = weigh(sum)
      return ways.least(weights, 0) > 1e-5 && ways.most(weights, 5) < 5 - 1e-5 ? [`${of.key}: ${name} = ${n}`] : []
    })
  }

  /** What nobody may learn: how many of a part answered so, kept silent, or are in it at all. */
  #secrets(of: Table): [string, Sum][] {
    const said = (cut: string, part: string): [string, Sum][] => [
      ...of.all.cells.map(({ option }): [string, Sum] => [
        `${cut}/${part}/${option}`,
        plus([[cut, part, of.key, option]]),
      ]),
      ...(of.all.cells.length && of.graded
        ? Object.entries(BANDED).map(([band, grades]): [string, Sum] => [
            `${cut}/${part}/${band}`,
            plus(grades.map((grade) => [cut, part, of.key, grade])),
          ])
        : []),
      ...(this.#isEach(of) && cut !== 'body' && cut !== 'all'
        ? []
        : [
            [`${cut}/${part}/-`, this.#less(this.#people(of, cut, part), this.#answered(of, cut, part))] as [
              string,
              Sum,
            ],
          ]),
    ]
    const own = ['township', 'who', 'body'] as const
    const cuts = [...this.#parts].flatMap(([cut, parts]) => parts.flatMap((part) => said(cut, part)))
    const none = own
      .filter((cut) => cut !== 'body')
      .flatMap((cut) =>
        of.all.cells.map(({ option }): [string, Sum] => [
          `no ${cut}/${option}`,
          this.#less(
            plus([['all', '', of.key, option]]),
            plus((this.#parts.get(cut) ?? []).map((part) => [cut, part, of.key, option])),
          ),
        ]),
      )
    const sizes = own.flatMap((cut) =>
      (this.#parts.get(cut) ?? []).map((part): [string, Sum] => [`${cut}/${part}`, plus([[cut, part, '*', '*']])]),
    )
    const several = this.#bodies().map((body): [string, Sum] => [
      `${body} with others`,
      this.#less(plus([['body', body, '*', '*']]), plus([['body', body, '*', ALONE]])),
    ])
    return [...said('all', ''), ...cuts, ...none, ...sizes, ...several]
  }
  #less = (a: Sum, b: Sum): Sum => [...a, ...b.map(([times, key]) => [-times, key] as const)]
}

import { describe, expect, test } from 'vitest'
import type { Boxed } from '../../api/survey/box.ts'
import { type Line, type Table, tablesOf } from '../../api/survey/table.ts'
import type { Question, Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Answer } from '../../content/questionnaire.ts'
import { COUNTED, dice } from './filled.ts'
import { Attacker, BANDED, countedOf, GRADES } from './joint.ts'
import { Ways } from './linear.ts'

const only = (...ids: string[]): Questionnaire => ({
  ...COUNTED,
  sections: COUNTED.sections.map((s) => ({ ...s, questions: s.questions.filter(({ id }) => ids.includes(id)) })),
})
const PLAIN = only('body', 'known', 'overall', 'wish', 'who', 'township')
const EACH = only('body', 'lawful', 'who')

const WHO = ['citizen', 'trader', undefined]
const TOWNS = ['CD', 'CX', 'CN', undefined]
const PLACES: Pick<Boxed, 'channel' | 'stratum'>[] = [
  { channel: 'web' },
  { channel: 'visit', stratum: 's01' },
  { channel: 'telephone', stratum: 's01' },
  { channel: 'visit', stratum: 's02' },
]
const NAMED = [[], ['ZFJ'], ['SCJG'], ['YJJ'], ['ZFJ', 'SCJG'], ['ZFJ', 'YJJ'], ['SCJG', 'YJJ'], ['ZFJ', 'SCJG', 'YJJ']]
const person = (
  place: Pick<Boxed, 'channel' | 'stratum'>,
  body: string[],
  who: string | undefined,
  town: string | undefined,
): Boxed => ({
  ...place,
  marks: [],
  answers: { ...(body.length && { body }), ...(who && { who }), ...(town && { township: [town] }) },
})
const PEOPLE = PLACES.flatMap((place) =>
  NAMED.flatMap((body) => WHO.flatMap((who) => TOWNS.map((town) => person(place, body, who, town)))),
)
const SIMPLE = NAMED.flatMap((body) => WHO.map((who) => person({ channel: 'web' }, body, who, undefined)))

const SAID: Record<string, (Answer | undefined)[]> = {
  known: ['yes', 'partly', 'no', undefined],
  overall: [...GRADES, undefined],
  wish: [
    ['fair'],
    ['civil'],
    ['open'],
    ['fair', 'civil'],
    ['fair', 'open'],
    ['civil', 'open'],
    ['fair', 'civil', 'open'],
    ['fine'],
    undefined,
  ],
}
const gradings = (bodies: readonly string[]): (Answer | undefined)[] => {
  let all: Record<string, string>[] = [{}]
  for (const body of bodies)
    all = all.flatMap((given) => [given, ...GRADES.map((grade) => ({ ...given, [body]: grade }))])
  return all.map((given) => (Object.keys(given).length ? given : undefined))
}
const said = (question: Question, who: Boxed) =>
  question.id === 'lawful'
    ? gradings((who.answers.body as string[]) ?? [])
    : (SAID[question.id] ?? [who.answers[question.id]])

type Roll = ReturnType<typeof dice>
/** Some are many and some are few, otherwise each time. */
const lopsided = <T>(roll: Roll, all: readonly T[]) => {
  const weights = all.map(() => [1, 2, 6, 30, 90][roll(5)]!)
  const sum = weights.reduce((a, b) => a + b)
  return () => {
    const at = roll(sum)
    return all[weights.findIndex((_, i) => weights.slice(0, i + 1).reduce((a, b) => a + b) > at)] as T
  }
}
const sample = (questionnaire: Questionnaire, people: readonly Boxed[], seed: number): Boxed[] => {
  const roll = dice(seed * 7919)
  const pick = <K>(from: (one: Boxed) => K) => {
    const values = [...new Map(people.map((one) => [JSON.stringify(from(one)) ?? '', from(one)])).values()]
    return lopsided(roll, values)
  }
  const place = pick(({ channel, stratum }) => ({ channel, ...(stratum && { stratum }) }))
  const [body, who, town] = [
    pick((a) => a.answers.body ?? []),
    pick((a) => a.answers.who),
    pick((a) => a.answers.township),
  ]
  const grade = lopsided(roll, [...GRADES, undefined])
  const says = new Map(Object.entries(SAID).map(([id, all]) => [id, lopsided(roll, all)]))
  return Array.from({ length: 60 + roll(240) }, () => {
    const named = body() as string[]
    const town1 = town() as string[] | undefined
    const someone = person(place(), named, who() as string | undefined, town1?.[0])
    const lawful = Object.fromEntries(named.flatMap((b) => [[b, grade()] as const]).filter(([, g]) => g))
    const answers = questionnaire.sections
      .flatMap((s) => s.questions)
      .flatMap(({ id }) => {
        const answer = id === 'lawful' ? (Object.keys(lawful).length ? lawful : undefined) : says.get(id)?.()
        return answer === undefined ? [] : [[id, answer] as const]
      })
    return { ...someone, answers: { ...someone.answers, ...Object.fromEntries(answers) } } as Boxed
  })
}

/** Only what is small by itself hidden, and parts of fewer than thirty: what many who publish tables do. */
const plainly = (questionnaire: Questionnaire, answers: readonly Boxed[]): Table[] => {
  const counts = countedOf(questionnaire, answers)
  const n = (...key: string[]) =>
    counts.find((c) => [c.cut, c.part, c.question, c.option].join() === key.join())?.n ?? 0
  const show = (count: number) => (count > 0 && count < 5 ? null : count)
  return tablesOf(questionnaire, counts, (_, code) => code).map((table) => {
    const line = (cut: string, part: string, options: Record<string, readonly string[]>): Line => {
      const people = cut === 'body' ? n(cut, part, '*', 'alone') : n(cut, part, '*', '*')
      const whole = Object.values(options).flat()
      const answered = table.several
        ? n(cut, part, table.key, '*')
        : whole.reduce((sum, o) => sum + n(cut, part, table.key, o), 0)
      const cells = Object.entries(options).map(([option, of]) => ({
        option,
        label: '',
        n: show(of.reduce((sum, o) => sum + n(cut, part, table.key, o), 0)),
      }))
      return people < 30
        ? { part, label: '', n: null, answered: null, cells: [] }
        : { part, label: '', n: people, answered, cells }
    }
    const options = Object.fromEntries(table.all.cells.map(({ option }) => [option, [option]]))
    const parts = ['township', 'who', 'body', 'stratum'].map((cut) =>
      [...new Set(counts.filter((c) => c.cut === cut).map((c) => c.part))].map((part) =>
        line(cut, part, table.graded ? BANDED : options),
      ),
    )
    return {
      ...table,
      all: line('all', '', options),
      cuts: (['township', 'who', 'body', 'stratum'] as const).map((cut, i) => ({ cut, title: '', lines: parts[i]! })),
    }
  })
}

const betrayed = (
  questionnaire: Questionnaire,
  people: readonly Boxed[],
  answers: readonly Boxed[],
  tables: readonly Table[],
) => {
  const attacker = new Attacker(questionnaire, { people, said }, tables)
  const truth = countedOf(questionnaire, answers)
  return tables.filter((table) => table.all.n !== null).flatMap((table) => attacker.betrayed(table, truth))
}
const published = (questionnaire: Questionnaire, answers: readonly Boxed[]) =>
  tablesOf(questionnaire, countedOf(questionnaire, answers), (_, code) => code)

describe('everything that is published of a survey at once', () => {
  test('proves of nobody, and of no two, three or four, what they answered or are', () => {
    for (let seed = 1; seed <= Number(process.env.SEEDS ?? 8); seed++) {
      const answers = sample(PLAIN, PEOPLE, seed)
      expect.soft(betrayed(PLAIN, PEOPLE, answers, published(PLAIN, answers)), String(seed)).toEqual([])
    }
  }, 600_000)
  test('nor how few graded a body they named', () => {
    for (let seed = 1; seed <= Number(process.env.SEEDS ?? 8); seed++) {
      const answers = sample(EACH, SIMPLE, seed)
      expect.soft(betrayed(EACH, SIMPLE, answers, published(EACH, answers)), String(seed)).toEqual([])
    }
  }, 600_000)
  test('negative control: where only small counts are hidden, many are found', () => {
    const found = [1, 2].flatMap((seed) => {
      const answers = sample(PLAIN, SIMPLE, seed)
      return betrayed(PLAIN, SIMPLE, answers, plainly(PLAIN, answers))
    })
    expect(found.length).toBeGreaterThan(5)
  }, 600_000)
})

test('the attacker knows what can be between what', () => {
  const row = (...n: number[]) => Float64Array.from(n)
  // x + y = 9, y + z = 6, z >= 2.
  const ways = new Ways(3, [
    { weights: row(1, 1, 0), is: '=', sum: 9 },
    { weights: row(0, 1, 1), is: '=', sum: 6 },
    { weights: row(0, 0, 1), is: '>=', sum: 2 },
  ])
  const [x, y, z] = [row(1, 0, 0), row(0, 1, 0), row(0, 0, 1)]
  expect([ways.least(x, -1), ways.most(x, 99)]).toEqual([5, 9])
  expect([ways.least(y, -1), ways.most(y, 99)].map(Math.abs)).toEqual([0, 4])
  expect([ways.least(z, -1), ways.most(z, 99)]).toEqual([2, 6])
  expect(
    () =>
      new Ways(1, [
        { weights: row(1), is: '=', sum: 2 },
        { weights: row(2), is: '=', sum: 5 },
      ]),
  ).toThrow()
})

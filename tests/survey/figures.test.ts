import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import type { Boxed } from '../../api/survey/box.ts'
import { find } from '../../api/survey/found.ts'
import { meanOf } from '../../api/survey/mean.ts'
import { methodOf } from '../../api/survey/method.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { release } from '../../api/survey/release.ts'
import { type Result, resultOf } from '../../api/survey/result.ts'
import { questionsOf } from '../../content/kinds/questionnaire.ts'
import { insert } from '../../db/row.ts'
import { surveyBallots, surveyFrames, surveys, surveyTokens } from '../../db/schema.ts'
import { person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { anyAnswer, COUNTED, closedSurvey, dice } from './filled.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const roll = dice(3)
const some = (n: number, more: Partial<Boxed> = {}): Boxed[] =>
  Array.from({ length: n }, () => ({ ...anyAnswer(roll, ['CD']), ...more }))
const result = async (code: string): Promise<Result> => {
  const [row] = await w.deps.store.read.select().from(surveys).where(eq(surveys.code, code))
  return resultOf(w.deps, row!, w.deps.now())
}
const published = async (code: string) => {
  const found = (await find(w.deps, code, person('chief')))!
  await release(w.deps, found, { n: found.row.n, note: '已经交各单位整改。' }, person('chief'), w.deps.now())
}
const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length
const overallOf = (answers: readonly Boxed[]) => answers.map((a) => Number(a.answers.overall)).filter(Boolean)

describe('who answered of those who were asked', () => {
  const cases: [
    code: string,
    invited: number,
    paper: number,
    ballots: number,
    volunteers: number,
    rate: number | null,
  ][] = [
    ['CP-2026-11', 400, 30, 90, 20, 30],
    ['CP-2026-12', 300, 0, 100, 0, 33.3],
    // Signed, but never cast: no answer came of it.
    ['CP-2026-13', 200, 0, 0, 40, 0],
    ['CP-2026-14', 0, 0, 0, 60, null],
  ]
  test.each(cases)(
    '%s: of %i invited %i on paper, %i by ballot, %i of themselves',
    async (code, invited, paper, ballots, volunteers, rate) => {
      await closedSurvey(w.deps, code, some(paper + ballots + volunteers), { invited })
      const token = (i: number, used: boolean, blinded: string | null) =>
        insert(surveyTokens, { survey: code, hash: `${code}-${i}`, used, blinded })
      await w.deps.store.writes.commit([
        ...Array.from({ length: paper }, (_, i) => token(i, true, null)),
        ...Array.from({ length: ballots + 5 }, (_, i) => token(1000 + i, true, 'x')),
        token(5000, false, null),
        ...Array.from({ length: ballots }, (_, i) => insert(surveyBallots, { survey: code, hash: `${code}-${i}` })),
      ])
      await openTurn(w.deps, w.deps.now())
      const told = await result(code)
      expect(told.answers).toMatchObject({
        received: paper + ballots + volunteers,
        invited,
        byInvitation: paper + ballots,
        rate,
      })
      expect(methodOf(told).join()).toContain(invited ? '应答率是受邀的人里' : '没有应答率')
    },
  )
})

describe('a sample in parts', () => {
  const CODE = 'CP-2026-21'
  const strata = [
    { stratum: 's01', label: '城区', population: 9000, target: 60, asked: 50 },
    { stratum: 's02', label: '乡镇', population: 1000, target: 90, asked: 90 },
  ]
  // The town is content, the country is not: weighting must show.
  const grades = (n: number, all: readonly string[]) => Array.from({ length: n }, (_, i) => all[i % all.length]!)
  const answers = [
    ...grades(50, ['5', '5', '4', '0', '2']).map(
      (overall): Boxed => ({ channel: 'visit', stratum: 's01', marks: [], answers: { overall } }),
    ),
    ...grades(90, ['1', '2', '3']).map(
      (overall, i): Boxed => ({
        channel: i % 2 ? 'visit' : 'telephone',
        stratum: 's02',
        marks: [],
        answers: { overall, known: 'yes' },
      }),
    ),
    ...grades(40, ['3', '4']).map((overall): Boxed => ({ channel: 'web', marks: [], answers: { overall } })),
  ]
  const run = async (code: string, all: readonly Boxed[]) => {
    await closedSurvey(w.deps, code, all, { invited: 0 })
    await w.deps.store.writes.commit(strata.map((one) => insert(surveyFrames, { survey: code, ...one })))
    await openTurn(w.deps, w.deps.now())
    return result(code)
  }
  test('is weighted by its people, by a plain look at every answer', async () => {
    const told = await run(CODE, answers)
    const of = (stratum: string) => mean(overallOf(answers.filter((a) => a.stratum === stratum)))
    const expected = (of('s01') * 9000 + of('s02') * 1000) / 10_000
    expect(told.weighted.find(({ key }) => key === 'overall')?.mean).toBeCloseTo(expected, 1)
    // The control: unweighted it is another.
    expect(told.tables.find(({ key }) => key === 'overall')?.all.mean?.mean).toBeCloseTo(mean(overallOf(answers)), 1)
    expect(Math.abs(expected - mean(overallOf(answers)))).toBeGreaterThan(0.5)
    expect(told.strata).toEqual(
      strata.map(({ label, population, target, asked }) => ({ label, population, target, asked })),
    )
    expect(methodOf(told).join()).toContain('按人数加权')
  })
  test('of which one is too small has no weighted mean', async () => {
    const told = await run('CP-2026-22', [
      ...answers.filter((a) => a.stratum !== 's02'),
      ...answers.filter((a) => a.stratum === 's02').slice(0, 29),
    ])
    expect(told.weighted).toEqual([])
    const lines =
      told.tables.find(({ key }) => key === 'overall')!.cuts.find(({ cut }) => cut === 'stratum')?.lines ?? []
    expect(lines.find(({ part }) => part === 's02')?.n ?? null).toBeNull()
  })
})

test('the interval of a mean is that of the method said: known values, and as simulation has it', () => {
  const given = { 5: 10, 4: 10, 3: 10, 2: 6, 1: 4 }
  const all = Object.entries(given).flatMap(([grade, n]) => Array.from({ length: n }, () => Number(grade)))
  const s = Math.sqrt(all.reduce((sum, x) => sum + (x - mean(all)) ** 2, 0) / (all.length - 1))
  const far = (1.96 * s) / Math.sqrt(all.length)
  const told = meanOf(given)!
  expect(told.mean).toBeCloseTo(mean(all), 2)
  expect([told.low, told.high]).toEqual([Number((mean(all) - far).toFixed(2)), Number((mean(all) + far).toFixed(2))])
  const dicer = dice(42)
  let inside = 0
  const truth = mean(all)
  for (let i = 0; i < 400; i++) {
    const drawn: Record<string, number> = {}
    for (let k = 0; k < 60; k++) {
      const grade = String(all[dicer(all.length)])
      drawn[grade] = (drawn[grade] ?? 0) + 1
    }
    const { low, high } = meanOf(drawn)!
    if (low <= truth && truth <= high) inside++
  }
  expect(inside / 400).toBeGreaterThan(0.91)
  expect(inside / 400).toBeLessThan(0.985)
})

test('dimensions and totals are what a plain look at every answer comes to, weighed as the page says', async () => {
  const code = 'CP-2026-31'
  const answers = some(500)
  await closedSurvey(w.deps, code, answers)
  await openTurn(w.deps, w.deps.now())
  const told = await result(code)
  const gradesOf = (id: string, body?: string) =>
    answers
      .flatMap((a) =>
        Object.entries((a.answers[id] ?? {}) as Record<string, string>).flatMap(([b, g]) =>
          !body || b === body ? [Number(g)] : [],
        ),
      )
      .filter(Boolean)
  for (const id of ['lawful', 'fair'] as const)
    expect(told.dimensions.find(({ dimension }) => dimension === id)?.mean).toBeCloseTo(mean(gradesOf(id)), 1)
  expect(told.total).toBeCloseTo((mean(gradesOf('lawful')) * 0.4 + mean(gradesOf('fair')) * 0.6) * 20, 0)
  expect(told.totals.length).toBeGreaterThan(0)
  for (const { part, total } of told.totals)
    expect(
      Math.abs(total - (mean(gradesOf('lawful', part)) * 0.4 + mean(gradesOf('fair', part)) * 0.6) * 20),
    ).toBeLessThan(1)
  const how = methodOf(told).join()
  for (const words of ['规范40、公正60', '按每题有多少人回答加权', '威尔逊', '正态近似']) expect(how).toContain(words)
})

describe('one survey after another', () => {
  test('compares questions in the same words, totals of the same weights, and nothing of too few', async () => {
    const second = structuredClone(COUNTED)
    second.weights = [
      { dimension: 'lawful', weight: 50 },
      { dimension: 'fair', weight: 50 },
    ]
    const changed = questionsOf(second).find(({ id }) => id === 'fair')!
    changed.text = '同样的事同样处理，您满意吗？'
    const runs = [
      ['CP-2025-01', '2025-06-10', 300],
      ['CP-2025-02', '2025-12-10', 29],
      ['CP-2026-41', '2026-06-11', 300],
    ] as const
    for (const [code, closesOn, n] of runs) {
      await closedSurvey(w.deps, code, some(n), { closesOn })
      await openTurn(w.deps, w.deps.now())
      if (code !== 'CP-2026-41') await published(code)
    }
    const of = (told: Result, code: string) => told.trend.find((one) => one.code === code)!
    const same = await result('CP-2026-41')
    expect(same.trend.map(({ code }) => code)).toEqual(expect.arrayContaining(['CP-2025-01', 'CP-2025-02']))
    expect(of(same, 'CP-2025-01').total).toBeGreaterThan(20)
    expect(Object.keys(of(same, 'CP-2025-01').means)).toEqual(expect.arrayContaining(['lawful', 'fair', 'overall']))
    // Twenty-nine say nothing, then or later.
    expect(of(same, 'CP-2025-02')).toMatchObject({ total: null, means: {} })
    // Nothing of later ones, nor of what was not published.
    expect(same.trend.some(({ code }) => code >= 'CP-2026')).toBe(false)

    const at = new Date('2026-06-02T09:00:00+08:00')
    await publish(
      w.deps.store,
      [{ kind: 'questionnaire', code: COUNTED.code, from: '2026-06-02', data: { ...second }, follows: 1 }],
      { proposed: 'editor', published: 'publisher' },
      at,
    )
    await closedSurvey(w.deps, 'CP-2026-42', some(300), { closesOn: '2026-06-12', version: 2 })
    await openTurn(w.deps, w.deps.now())
    const other = await result('CP-2026-42')
    expect(other.questionnaire.version).toBe(2)
    expect(of(other, 'CP-2025-01')).toMatchObject({ version: 1, total: null })
    const { means } = of(other, 'CP-2025-01')
    expect(means.lawful).toBe(of(same, 'CP-2025-01').means.lawful)
    expect(means.fair).toBeUndefined()
    expect(methodOf(other).join()).toContain('权重和这次不同的，不比总分')
  })
})

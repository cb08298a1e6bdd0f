import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Boxed } from '../../api/survey/box.ts'
import { countingOf, openBox, openTurn } from '../../api/survey/opening.ts'
import { surveyAnswers, surveyBox, surveyCounts, surveys } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { anyAnswer, closedSurvey, dice } from './filled.ts'

const CODE = 'CP-2026-07'
let w: World
let answers: Boxed[]

beforeEach(async () => {
  w = await makeWorld()
  const roll = dice(3)
  answers = Array.from({ length: 95 }, () => anyAnswer(roll, ['CD']))
  await closedSurvey(w.deps, CODE, answers)
})
afterEach(() => w.close())

const row = async () => (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, CODE)))[0]!
const open = async (piece: number) =>
  openBox(w.deps, CODE, await countingOf(w.deps.store, await row(), w.deps.now()), w.deps.now(), piece)
const texts = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).toSorted()
const inBox = () => w.deps.store.read.$count(surveyBox, eq(surveyBox.survey, CODE))
const whole = async () => {
  const rows = await w.deps.store.read.select().from(surveyAnswers)
  expect(texts(rows.map(({ data }) => data))).toEqual(texts(answers.map((one) => one.answers)))
  const [all] = (await w.deps.store.read.select().from(surveyCounts)).filter(
    (c) => c.cut === 'all' && c.question === '*',
  )
  expect(all?.n).toBe(answers.length)
  expect(await inBox()).toBe(0)
  expect((await row()).status).toBe('counted')
}

describe('the box', () => {
  test('is opened once, everything counted, under numbers of which none was in it', async () => {
    const before = new Set((await w.deps.store.read.select({ id: surveyBox.id }).from(surveyBox)).map(({ id }) => id))
    await openTurn(w.deps, w.deps.now())
    await whole()
    const after = await w.deps.store.read.select({ id: surveyAnswers.id }).from(surveyAnswers)
    expect(after.filter(({ id }) => before.has(id))).toEqual([])
    await openTurn(w.deps, w.deps.now())
    await whole()
  })

  test('is taken out in even pieces, none smaller than it must be', async () => {
    const commit = vi.spyOn(w.deps.store.writes, 'commit')
    await open(20)
    const pieces = commit.mock.calls.flatMap(([statements]) =>
      statements.flatMap((s) => {
        const { sql, args } = s as { sql: string; args: string[] }
        return /^insert into survey_answers/.test(sql) ? [(JSON.parse(args[1]!) as unknown[]).length] : []
      }),
    )
    expect(pieces.toSorted()).toEqual([23, 24, 24, 24])
    await whole()
  })

  test('holds those of one channel together: a single invited one among volunteers would be known', async () => {
    const other = 'CP-2026-08'
    const roll = dice(5)
    const some = Array.from({ length: 120 }, (_, i): Boxed => {
      return { ...anyAnswer(roll, ['CD']), channel: i % 10 ? 'volunteer' : 'invited' }
    })
    await closedSurvey(w.deps, other, some)
    const commit = vi.spyOn(w.deps.store.writes, 'commit')
    const counting = await countingOf(w.deps.store, await row(), w.deps.now())
    await openBox(w.deps, other, counting, w.deps.now(), 10)
    const pieces = commit.mock.calls.flatMap(([statements]) =>
      statements.flatMap((s) => {
        const { sql, args } = s as { sql: string; args: string[] }
        return /^insert into survey_answers/.test(sql) ? [JSON.parse(args[1]!) as { channel: string }[]] : []
      }),
    )
    for (const piece of pieces) expect(new Set(piece.map(({ channel }) => channel)).size).toBe(1)
    const sizes = (of: string) => pieces.filter(([one]) => one?.channel === of).map(({ length }) => length)
    expect(sizes('invited')).toEqual([12])
    expect(sizes('volunteer').every((n) => n >= 10)).toBe(true)
    expect(pieces.flat()).toHaveLength(120)
  })

  test('marks the very same words also of the invited: that is seen in what they say, not in how they came', async () => {
    const other = 'CP-2026-09'
    const roll = dice(7)
    const same = anyAnswer(roll, ['CD']).answers
    const some = Array.from({ length: 40 }, (_, i): Boxed => {
      const answers = i < 4 ? { ...same, say: '希望公开罚款依据，一字不差' } : anyAnswer(roll, ['CD']).answers
      return { answers, channel: 'invited', marks: [] }
    })
    await closedSurvey(w.deps, other, some)
    await openBox(w.deps, other, await countingOf(w.deps.store, await row(), w.deps.now()), w.deps.now())
    const rows = await w.deps.store.read.select().from(surveyAnswers).where(eq(surveyAnswers.survey, other))
    const marked = rows.filter(({ marks }) => marks.includes('same'))
    expect(marked.map(({ data }) => (data as { say: string }).say)).toEqual(Array(4).fill('希望公开罚款依据，一字不差'))
  })

  test('loses and doubles nothing where it stops between two pieces', async () => {
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    let left = 2
    const stopping = vi.spyOn(writes, 'commit').mockImplementation(async (statements) => {
      if (left-- === 0) throw new Error('stopped')
      return commit(statements)
    })
    await expect(open(20)).rejects.toThrow('stopped')
    stopping.mockRestore()
    expect(await inBox()).toBeGreaterThan(0)
    expect((await row()).status).toBe('closed')
    await open(20)
    await whole()
  })

  test('two nodes at once count each answer once', async () => {
    await Promise.all([open(10), open(25)])
    await open(20)
    await whole()
  })

  test('what is damaged stays, is told of, and stops nothing', async () => {
    const [one] = await w.deps.store.read.select().from(surveyBox).limit(1)
    await w.deps.store.writes.commit([
      { sql: 'update survey_box set sealed = ? where id = ?', args: [Buffer.alloc(3000, 7), one!.id] },
    ])
    await open(20)
    expect(await inBox()).toBe(1)
    expect((await row()).status).toBe('counted')
    expect(await w.deps.store.read.$count(surveyAnswers)).toBe(94)
    const [event] = await w.deps.store.heavy.rows<{ data: string }>("select data from events where action = 'open-box'")
    expect(JSON.parse(event!.data)).toEqual({ answers: 95, damaged: 1 })
  })
})

import { describe, expect, test } from 'vitest'
import type { Boxed } from '../../api/survey/box.ts'
import { added, type Count, countsOf } from '../../api/survey/counting.ts'
import { mayFollow } from '../../api/survey/follow.ts'
import { type Table, tablesOf } from '../../api/survey/table.ts'
import { proved, worked } from './attacker.ts'
import { anyAnswer, COUNTED, dice } from './filled.ts'

const BANDS = { good: ['5', '4'], fair: ['3'], bad: ['2', '1'], none: ['0'] }
const PLACES = ['CD', 'CX', 'CN']
const counted = (answers: readonly Boxed[]) =>
  added(answers.flatMap((answer) => countsOf(COUNTED, answer))).map(({ count: [cut, part, question, option], n }) => ({
    cut,
    part,
    question,
    option,
    n,
  }))
const tables = (answers: readonly Boxed[]) => tablesOf(COUNTED, counted(answers), (_, code) => code)
const sample = (seed: number, n: number) => {
  const roll = dice(seed)
  return Array.from({ length: n }, () => anyAnswer(roll, PLACES))
}

interface Said {
  body: string[]
  lawful: Record<string, string>
  overall: string
  township?: string[]
  wish?: string[]
}

describe('counting', () => {
  test('comes to what a plain look at every answer comes to', () => {
    const answers = sample(4, 300)
    const counts = counted(answers)
    const n = (...key: Count) => counts.find((c) => [c.cut, c.part, c.question, c.option].join() === key.join())?.n ?? 0
    const plain = (is: (a: Said) => boolean) => answers.filter((a) => is(a.answers as never)).length
    const names = (a: Said) => a.body
    expect(n('all', '', '*', '*')).toBe(300)
    for (const grade of ['5', '3', '0']) expect(n('all', '', 'overall', grade)).toBe(plain((a) => a.overall === grade))
    for (const body of ['ZFJ', 'SCJG']) {
      expect(n('body', body, '*', '*')).toBe(plain((a) => names(a).includes(body)))
      expect(n('body', body, '*', 'alone')).toBe(plain((a) => names(a).join() === body))
      expect(n('body', body, 'lawful', '5')).toBe(plain((a) => a.lawful?.[body] === '5'))
      expect(n('body', body, 'overall', '5')).toBe(plain((a) => names(a).join() === body && a.overall === '5'))
    }
    expect(n('township', 'CX', 'wish', 'fine')).toBe(
      plain((a) => String(a.township) === 'CX' && String(a.wish) === 'fine'),
    )
    expect(n('all', '', 'wish', '*')).toBe(plain((a) => a.wish !== undefined))
    expect(counts.some((c) => c.question === 'say')).toBe(false)
  })
})

/** Only what is small by itself hidden: what many who publish tables do. */
const plainly = (all: readonly Boxed[]): Table[] => {
  const counts = counted(all)
  const n = (...key: string[]) =>
    counts.find((c) => [c.cut, c.part, c.question, c.option].join() === key.join())?.n ?? 0
  const show = (count: number) => (count > 0 && count < 5 ? null : count)
  return tables(all).map((table) => {
    const options = table.all.cells.map((cell) => ({ ...cell, n: show(n('all', '', table.key, cell.option)) }))
    const people = n('all', '', '*', '*')
    const answered = table.several
      ? n('all', '', table.key, '*')
      : table.all.cells.reduce((s, c) => s + n('all', '', table.key, c.option), 0)
    return { ...table, all: { ...table.all, n: people, answered, cells: options }, cuts: [] }
  })
}

describe('what is published', () => {
  test('proves no count between one and four, by sums over all its cuts', () => {
    let shown = 0
    let hidden = 0
    for (let seed = 1; seed <= 20; seed++) {
      const all = tables(sample(seed, 60 + seed * 27))
      for (const table of all) {
        expect(proved(worked(table, BANDS)), `${seed} ${table.key}`).toEqual([])
        for (const { lines } of table.cuts)
          for (const { cells } of lines) {
            shown += cells.filter(({ n }) => n !== null).length
            hidden += cells.filter(({ n }) => n === null).length
          }
      }
    }
    // It still says something.
    expect(shown).toBeGreaterThan(hidden)
  })

  test('negative control: where only small counts are hidden they are worked out', () => {
    const betrayed = Array.from({ length: 20 }, (_, i) =>
      plainly(sample(i + 1, 60 + i * 27)).flatMap((t) => proved(worked(t, BANDS))),
    )
    expect(betrayed.flat().length).toBeGreaterThan(10)
  })

  test('parts with fewer than thirty say nothing, and are not what is left over either', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const answers = sample(seed, 150 + seed * 4)
      for (const table of tables(answers))
        for (const { cut, lines } of table.cuts) {
          for (const { n, cells, mean } of lines) {
            if (n === null) expect([cells, mean]).toEqual([[], undefined])
            else expect(n).toBeGreaterThanOrEqual(30)
          }
          if (cut === 'channel' || table.key === 'lawful' || table.key === 'fair') continue
          const left = answers.length - lines.reduce((sum, { n }) => sum + (n ?? 0), 0)
          expect(left === 0 || left >= 30, `${seed} ${table.key} ${cut} ${left}`).toBe(true)
        }
    }
  })

  test('ten people who graded three bodies each are no thirty', () => {
    const bodies = ['ZFJ', 'SCJG', 'YJJ']
    const lived = (township: string, n: number) =>
      Array.from({ length: n }, (_, i): Boxed => {
        const lawful = Object.fromEntries(bodies.map((body) => [body, i % 3 ? '5' : '1']))
        return {
          answers: { body: bodies, lawful, overall: '4', township: [township] },
          channel: 'volunteer',
          marks: [],
        }
      })
    const shown = (few: number) =>
      tables([...lived('CD', few), ...lived('CX', 90), ...lived('CN', 60)])
        .find(({ key }) => key === 'lawful')!
        .cuts.flatMap(({ cut, lines }) => (cut === 'township' ? lines : []))
        .flatMap(({ part, n }) => (n === null ? [] : [`${part} ${n}`]))
    // Nor are they what is left over.
    expect(shown(12)).toEqual(['CX 270'])
    // The control: thirty people are.
    expect(shown(30)).toEqual(['CD 90', 'CN 180', 'CX 270'])
    expect(tables(lived('CD', 29)).find(({ key }) => key === 'lawful')!.all.n).toBeNull()
  })

  test('fewer than thirty answers in all say nothing', () => {
    for (const table of tables(sample(1, 29))) expect(table.all.n).toBeNull()
  })
})

describe('a later release', () => {
  const result = (answers: readonly Boxed[]) => ({ tables: tables(answers), words: [] })
  const answers = sample(9, 500)
  test('may say the same, and nothing that moved by a few', () => {
    expect(mayFollow(result(answers), result(answers))).toBe(true)
    expect(mayFollow(result(answers), result([...answers, ...sample(77, 1)]))).toBe(false)
    expect(mayFollow(result(answers), result(answers.slice(3)))).toBe(false)
    const same = answers[3]!
    expect(mayFollow(result(answers), result([...answers, ...Array.from({ length: 6 }, () => same)]))).toBe(true)
  })
  test('tells of no few who are left over in a band of grades', () => {
    const lived = (township: string, good: number, bad: number) =>
      Array.from({ length: good + bad }, (_, i): Boxed => {
        return { answers: { overall: i < good ? '4' : '2', township: [township] }, channel: 'volunteer', marks: [] }
      })
    const before = result([...lived('CD', 40, 40), ...lived('CX', 10, 10), ...lived('CN', 10, 10)])
    const after = (good: number) =>
      result([...lived('CD', 50, 47), ...lived('CX', good, 20 - good), ...lived('CN', 10, 10)])
    expect(mayFollow(before, after(12))).toBe(false)
    // The control: whoever is left over stayed, and those who are shown moved by many.
    expect(mayFollow(before, after(10))).toBe(true)
    // Nor in parts that were shown before: with those that never were they are the same left over.
    const more = result([...lived('CD', 60, 60), ...lived('CX', 20, 20), ...lived('CN', 20, 13)])
    const less = (good: number) =>
      result([...lived('CD', 50, 50), ...lived('CX', 20, 20), ...lived('CN', good, 28 - good)])
    const of = ({ tables }: typeof more) =>
      tables
        .find(({ key }) => key === 'overall')!
        .cuts.find(({ cut }) => cut === 'township')!
        .lines.filter(({ n }) => n)
    expect([of(more).length, of(less(16)).length]).toEqual([3, 1])
    expect(mayFollow(more, less(16))).toBe(false)
    expect(mayFollow(more, less(15))).toBe(true)
  })
  test('shows nothing that was hidden', () => {
    const before = result(answers)
    const first = before.tables[1]!
    const veiled = { ...first, all: { ...first.all, cells: first.all.cells.map((cell) => ({ ...cell, n: null })) } }
    expect(mayFollow({ ...before, tables: before.tables.map((t) => (t === first ? veiled : t)) }, before)).toBe(false)
  })
  test('no sequence of releases isolates fewer than five: every shown number stands or moves by five', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const [before, after] = [
        result(sample(seed, 300)),
        result([...sample(seed, 300), ...sample(seed + 500, seed % 40)]),
      ]
      if (!mayFollow(before, after)) continue
      for (const [i, { all }] of after.tables.entries())
        for (const { option, n } of all.cells) {
          const was = before.tables[i]!.all.cells.find((cell) => cell.option === option)!.n
          if (n !== null) expect(was !== null && (n === was || Math.abs(n - was) >= 5)).toBe(true)
        }
    }
  })
  test('words move by five or not at all', () => {
    const words = (n: number) => [{ key: 'say', title: '', items: [{ word: '公开', n }] }]
    expect(mayFollow({ tables: [], words: words(20) }, { tables: [], words: words(22) })).toBe(false)
    expect(mayFollow({ tables: [], words: words(20) }, { tables: [], words: words(25) })).toBe(true)
  })
})

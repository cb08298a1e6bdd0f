import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checked } from '../../api/survey/answer.ts'
import { disagreements } from '../../content/agree.ts'
import { faultsOf, foreseen } from '../../content/dead-end.ts'
import {
  ASKS,
  type Asks,
  type Question,
  type Questionnaire,
  questionsOf,
  uses,
} from '../../content/kinds/questionnaire.ts'
import { type Answer, type Answers, choicesOf, way } from '../../content/questionnaire.ts'
import { effort } from '../support/effort.ts'
import { answersTo, asking, questionnaires, READY, ready, single } from './made.ts'

const KNOWN = { departments: new Set(['SCJG', 'CGJ']), townships: new Set(['370100001']) }
const answered = questionnaires.chain((asked) => fc.tuple(fc.constant(asked), answersTo(asked)))

const valuesOf = (answer: Answer | undefined): string[] =>
  answer === undefined ? [] : typeof answer === 'string' ? [answer] : Object.values(answer)

/** The rules of a way, said again without the code that follows them. */
function holds(walk: typeof way, asked: Questionnaire, answers: Answers): boolean {
  const all = questionsOf(asked)
  const trod = walk(asked, answers)
  const places = trod.map((q) => all.indexOf(q))
  const forwards = places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]!))
  const said = (id: string, from: number) =>
    trod.some((q) => q.id === id && all.indexOf(q) < from) ? valuesOf(answers[id]) : []
  const conditions = (q: Question, n: number) =>
    (q.show ?? []).every(({ question, is }) => said(question, n).some((v) => !is || is.includes(v))) &&
    (q.each === undefined || said(q.each, n).length > 0)
  const jump = (q: Question) => q.skip?.find(({ is }) => valuesOf(answers[q.id]).some((v) => is.includes(v)))?.to
  const whole = all.every((q, n) => {
    const last = trod.filter((one) => all.indexOf(one) < n).at(-1)
    const to = last && jump(last)
    const jumped = to !== undefined && (to === 'end' || n < all.findIndex((one) => one.id === to))
    return trod.includes(q) === (!jumped && conditions(q, n))
  })
  return forwards && whole
}

describe('the way through a questionnaire', () => {
  test('asks nothing twice, never goes back, and exactly what its conditions and skips say', () => {
    fc.assert(
      fc.property(answered, ([asked, answers]) => holds(way, asked, answers)),
      { numRuns: 400 },
    )
  })

  test('a way that listens to answers of questions that were not asked would be noticed', () => {
    const credulous: typeof way = (asked, answers) => {
      const trod: Question[] = []
      let until: string | undefined
      for (const q of questionsOf(asked)) {
        if (until && q.id !== until) continue
        until = undefined
        const met = (q.show ?? []).every(({ question, is }) =>
          valuesOf(answers[question]).some((v) => !is || is.includes(v)),
        )
        if (!met || (q.each && !valuesOf(answers[q.each]).length)) continue
        trod.push(q)
        until = q.skip?.find(({ is }) => valuesOf(answers[q.id]).some((v) => is.includes(v)))?.to
        if (until === 'end') break
      }
      return trod
    }
    const tried = fc.check(
      fc.property(answered, ([asked, answers]) => holds(credulous, asked, answers)),
      {
        numRuns: 2000,
        seed: 7,
      },
    )
    expect(tried.failed).toBe(true)
  })

  test('what is answered off the way is dropped', () => {
    fc.assert(
      fc.property(answered, ([asked, answers]) => {
        const kept = checked(asked, answers, KNOWN).answers
        const trod = way(asked, kept).map(({ id }) => id)
        expect(Object.keys(kept).filter((id) => !trod.includes(id))).toEqual([])
        const off = questionsOf(asked).filter(({ id }) => !trod.includes(id))
        const more = Object.fromEntries(off.map((q) => [q.id, choicesOf(q)?.[0] ?? 'SCJG']))
        expect(checked(asked, { ...answers, ...more }, KNOWN).answers).toEqual(kept)
      }),
      { numRuns: 200 },
    )
  })
})

/** Every way of answering what anything can hang on. */
function* everyAnswer(asked: Questionnaire): Generator<Answers> {
  const open = questionsOf(asked).map((q): [string, (Answer | undefined)[]] => {
    const none = q.required ? [] : [undefined]
    if (q.asks === 'multiple')
      return [q.id, [...none, ['a'], ['b'], ['c'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']]]
    if (q.asks === 'matrix') return [q.id, [...none, { SCJG: '5' }, { SCJG: '1', CGJ: '0' }]]
    return [q.id, [...none, ...(choicesOf(q) ?? ['SCJG'])]]
  })
  const size = open.reduce((product, [, values]) => product * values.length, 1)
  for (let i = 0; i < size; i++) {
    let rest = i
    yield Object.fromEntries(
      open.map(([id, values]) => {
        const value = values[rest % values.length]
        rest = Math.floor(rest / values.length)
        return [id, value]
      }),
    )
  }
}

describe('dead ends', () => {
  test('a questionnaire has a fault exactly where no answers lead to a question', () => {
    // Two grades of three bodies hang together in more ways than the test answers: only those without are compared.
    const small = questionnaires.filter((q) => !questionsOf(q).some(({ asks }) => asks === 'matrix'))
    fc.assert(
      fc.property(small, (asked) => {
        const reached = new Set<string>()
        for (const answers of everyAnswer(asked)) for (const { id } of way(asked, answers)) reached.add(id)
        const never = questionsOf(asked).flatMap(({ id }) => (reached.has(id) ? [] : [id]))
        const found = faultsOf(asked).map(({ message }) => /到不了题(q\d)/.exec(message)?.[1])
        expect(found).toEqual(never)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  test('whoever answers every question as it comes gets to the end, whatever they choose', () => {
    const sound = questionnaires.filter((q) => faultsOf(q).length === 0)
    fc.assert(
      fc.property(sound, fc.infiniteStream(fc.nat(97)), (asked, picks) => {
        const said: Record<string, Answer> = {}
        const seen: string[] = []
        for (;;) {
          const question = way(asked, said).find(({ id }) => !seen.includes(id))
          if (!question) break
          seen.push(question.id)
          const choices = choicesOf(question) ?? ['SCJG', 'CGJ']
          const one = choices[picks.next().value! % choices.length]!
          if (question.asks === 'matrix') {
            const rows = (said[question.each ?? ''] as string[] | undefined) ?? []
            said[question.id] = Object.fromEntries(rows.map((row) => [row, one]))
          } else said[question.id] = ['multiple', 'department'].includes(question.asks) ? [one] : one
        }
        expect(seen.length).toBeLessThanOrEqual(questionsOf(asked).length)
        const { answers, errors } = checked(asked, said, KNOWN)
        expect([errors, Object.keys(answers)]).toEqual([[], seen])
        // The control: without one that is required it does not end.
        const needed = questionsOf(asked).find(({ id, required }) => required && seen.includes(id))
        if (needed) expect(checked(asked, { ...said, [needed.id]: '' }, KNOWN).errors).not.toEqual([])
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  test.each(READY)('$code has none, its weights make a hundred, and every part of it is reached', (data) => {
    expect(disagreements('questionnaire', data)).toEqual([])
  })

  /** One slip each, in an otherwise sound questionnaire of four. */
  const planted: [string, Partial<Question>, string, string][] = [
    ['a skip back', { skip: [{ is: ['a'], to: 'q1' }] }, 'skip.0.to', '只能往后跳：题q1不在这一题后面'],
    ['a skip to itself', { skip: [{ is: ['a'], to: 'q2' }] }, 'skip.0.to', '只能往后跳：题q2不在这一题后面'],
    ['a skip to nowhere', { skip: [{ is: ['a'], to: 'q9' }] }, 'skip.0.to', '只能往后跳：题q9不在这一题后面'],
    ['a skip on an unknown option', { skip: [{ is: ['z'], to: 'end' }] }, 'skip.0.is', '“z”不是这一题的选项'],
    ['a condition on itself', { show: [{ question: 'q2' }] }, 'show.0.question', '要写前面一道题的题号'],
    ['a condition on a later one', { show: [{ question: 'q3' }] }, 'show.0.question', '要写前面一道题的题号'],
    ['a condition on none', { show: [{ question: 'q8' }] }, 'show.0.question', '要写前面一道题的题号'],
    ['a condition on an unknown option', { show: [{ question: 'q1', is: ['z'] }] }, 'show.0.is', '“z”不是题q1的选项'],
    [
      'two answers where one is given',
      {
        show: [
          { question: 'q1', is: ['a'] },
          { question: 'q1', is: ['b'] },
        ],
      },
      'id',
      '怎样回答都到不了题q2。请改条件或跳题',
    ],
    ['a number used twice', { id: 'q1' }, 'id', '题号q1用了两次。请改成不同的题号'],
    ['a number no answer can bear', { id: 'constructor' }, 'id', '题号不能写constructor，程序另有用处。请换一个'],
    [
      'a row no answer can bear',
      { asks: 'matrix', options: undefined, rows: [{ id: 'prototype', text: '甲' }] },
      'rows.0.id',
      '代号不能写prototype，程序另有用处。请换一个',
    ],
    ['the number that means the end', { id: 'end' }, 'id', '题号不能写end，它表示结束。请换一个'],
    ['no options', { options: undefined }, 'options', '请写至少两个选项'],
    ['options of a text', { asks: 'text' }, 'options', '这种题型没有选项，请删掉选项或改题型'],
    [
      'twins among options',
      {
        options: [
          { id: 'a', text: '甲' },
          { id: 'a', text: '乙' },
        ],
      },
      'options',
      '选项代号重复了，请改成不同的代号',
    ],
    [
      'a matrix of nothing',
      { asks: 'matrix', options: undefined },
      'rows',
      '请写要打分的各项，或写明给哪一题选的单位打分',
    ],
    [
      'grades for what nobody picks',
      { asks: 'matrix', options: undefined, each: 'q1' },
      'each',
      '要写前面一道“选单位”题的题号',
    ],
    ['more to pick than there is', { asks: 'multiple', min: 4 }, 'min', '一共只有3个可选，没有人答得上来。请改小'],
    ['a least above the most', { asks: 'multiple', min: 3, max: 2 }, 'max', '最多比最少还小，请核对'],
    ['a longest nobody may write', { asks: 'text', options: undefined, max: 900 }, 'max', '最多写到500'],
    ['something told by the wrong type', { tells: 'body' }, 'tells', '这种题型不能说明“涉及的单位”，请删掉或改题型'],
    [
      'what only several answers have',
      {
        options: [
          { id: 'a', text: '甲', alone: true },
          { id: 'b', text: '乙' },
        ],
      },
      'options',
      '只有多选题才有“选它就不选别的”，请改成“否”',
    ],
  ]
  const four = [single('q1'), single('q2'), single('q3'), single('q4')]
  test('the questionnaire the slips are planted in is sound', () => {
    expect(faultsOf(asking(four, 2))).toEqual([])
  })
  test.each(planted)('%s is found where it is', (_, slip, field, message) => {
    const wrong = four.map((q) => (q.id === 'q2' ? ({ ...q, ...slip } as Question) : q))
    expect(faultsOf(asking(wrong, 2))).toContainEqual({
      path: ['sections', 0, 'questions', 1, ...field.split('.')],
      message,
    })
  })
  const GIVEN = {
    dimension: 'fair',
    options: four[0]!.options,
    shuffled: true,
    rows: [{ id: 'a', text: '甲' }],
    each: 'body',
    min: 1,
    max: 2,
  }
  const TOLD = { single: 'who', multiple: 'wish', ranking: 'wish', department: 'body', township: 'township' }
  test.each(Object.keys(ASKS) as Asks[])(
    'what a %s does not use is a fault where it is, what it uses is none',
    (asks) => {
      const bare = { id: 'q2', asks, text: '？', ...(uses(asks, 'options') && { options: GIVEN.options }) }
      const given = {
        ...GIVEN,
        tells: TOLD[asks as 'single'] ?? 'who',
        skip: [{ is: [uses(asks, 'options') ? 'a' : '5'], to: 'end' }],
      }
      for (const [part, value] of Object.entries(given)) {
        const body: Question = { id: 'body', asks: 'department', text: '哪个？' }
        const faults = faultsOf(asking([body, { ...bare, [part]: value } as Question]))
        const here = faults.some(({ path }) => path[4] === part)
        expect(here, part).toBe(!uses(asks, part as keyof typeof given))
      }
    },
  )
  test('what is not written yet hides no dead end, and accuses nobody', () => {
    const draft = (more: object) => [
      { questions: [{ ...four[0]!, text: undefined, required: true, ...more }, {}, four[1]] },
    ]
    const past = { skip: [{ is: ['a', 'b', 'c'], to: 'end' }] }
    expect(foreseen(draft(past))).toEqual([
      { path: ['sections', 0, 'questions', 2, 'id'], message: '怎样回答都到不了题q2。请改条件或跳题' },
    ])
    expect(foreseen(draft({}))).toEqual([])
    for (const odd of [undefined, 'x', [null], [{ questions: 'x' }], [{ questions: [null, { id: 5 }] }]])
      expect(foreseen(odd)).toEqual([])
    fc.assert(
      fc.property(questionnaires, (asked) => {
        expect(foreseen(asked.sections)).toEqual(faultsOf(asked))
      }),
      { numRuns: 60 },
    )
  })
  test('a question everybody is led past is found', () => {
    const skip = [{ is: ['a', 'b', 'c'], to: 'q3' }]
    const past = four.map((q) => (q.id === 'q1' ? { ...q, required: true, skip } : q))
    expect(faultsOf(asking(past)).map(({ message }) => message)).toEqual(['怎样回答都到不了题q2。请改条件或跳题'])
    // Whoever may leave the first unanswered is not led past.
    expect(faultsOf(asking(past.map((q) => ({ ...q, required: false }))))).toEqual([])
  })
  test('a section whose questions hang on each other is not put in any order', () => {
    const section = {
      title: '打乱',
      shuffled: true,
      questions: [four[0]!, { ...four[1]!, show: [{ question: 'q1' }] }],
    }
    expect(faultsOf({ sections: [section] })).toEqual([
      { path: ['sections', 0, 'shuffled'], message: '有条件、跳题或给所选单位打分的部分，题目不能打乱' },
    ])
  })
  test('many questions that hang on many are looked through in no time', () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      single(`q${n}`, n > 14 ? { show: [{ question: `q${n - 15}`, is: ['a'] }] } : {}),
    )
    expect(effort(() => expect(faultsOf(asking(many))).toEqual([]))).toBeLessThan(2000)
  })
  test('nor does the preview of one that is made to take long stop everybody', () => {
    const options = Array.from({ length: 20 }, (_, i) => ({ id: `o${i}`, text: `选项${i}` }))
    const ids = options.map(({ id }) => id)
    const several = (id: string, more: Partial<Question>): Question => ({
      id,
      asks: 'multiple',
      text: '题',
      options,
      ...more,
    })
    const text = (id: string, from: number): Question => ({
      id,
      asks: 'text',
      text: '题',
      show: ids.slice(from, from + 5).map((one) => ({ question: 'q0', is: [one] })),
    })
    const skips = Array.from({ length: 60 }, (_, n) =>
      several(`m${n}`, { skip: [{ is: ids, to: n < 59 ? `m${n + 1}` : 'late' }] }),
    )
    const slow = [several('q0', { options: options.slice(0, 9) }), ...skips, text('late', 0), { ...text('later', 4) }]
    expect(effort(() => expect(faultsOf(asking(slow))).toEqual([]))).toBeLessThan(2000)
    // The control: what is found while there is time for it is still found.
    const past = several('p', { required: true, skip: [{ is: ids, to: 'z' }] })
    const lost = [past, text('never', 0), single('z')].map((q) => (q.id === 'never' ? { ...q, show: undefined } : q))
    expect(faultsOf(asking(lost as Question[])).map(({ message }) => message)).toEqual([
      '怎样回答都到不了题never。请改条件或跳题',
    ])
  })
})

describe('weights', () => {
  const data = ready('WJ-QZ')
  test('that make no hundred, or weigh what is not asked, are refused', () => {
    const weights = [{ dimension: 'fair' as const, weight: 90 }]
    expect(disagreements('questionnaire', { ...data, weights })).toEqual([
      { path: ['weights'], message: '权重加起来是90，要等于100' },
    ])
    const only = asking([single('q1')])
    expect(disagreements('questionnaire', { ...only, weights: [{ dimension: 'fair', weight: 100 }] })).toEqual([
      { path: ['weights', 0, 'dimension'], message: '没有题目衡量这一项，请删掉' },
    ])
  })
})

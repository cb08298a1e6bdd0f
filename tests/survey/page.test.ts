import { describe, expect, test } from 'vitest'
import { checked } from '../../api/survey/answer.ts'
import { askedOf } from '../../api/survey/column.ts'
import { countsOf } from '../../api/survey/counting.ts'
import { offersOf } from '../../api/survey/offer.ts'
import { CHECK, ENOUGH, neededOf, turn } from '../../api/survey/steps.ts'
import { faultsOf } from '../../content/dead-end.ts'
import type { Question } from '../../content/kinds/questionnaire.ts'
import { pagesOf } from '../../content/questionnaire.ts'
import { asking, ready, single } from './made.ts'

const KNOWN = { departments: new Set(['SCJG', 'CGJ', 'ZFJ']), townships: new Set<string>() }
const asked = ready('WJ-QZ')
const GRADES = ['lawful', 'civil', 'fair', 'prompt', 'clean', 'open', 'easy', 'remedy']
const grade = (body: string, value: string) => Object.fromEntries(GRADES.map((row) => [`${body}/${row}`, value]))
const MET = { contact: 'named', body: ['SCJG', 'CGJ'], steps: { badge: 'yes', two: 'no' }, overall: '4' }
const both = { ...MET, graded: { ...grade('SCJG', '4'), ...grade('CGJ', '2') } }
const countedIn = (answers: Record<string, unknown>) =>
  countsOf(asked, { answers: checked(asked, answers, KNOWN).answers, channel: 'web', marks: [] }).map((c) =>
    c.join(' '),
  )

describe('the pages', () => {
  test('each body picked has one with all its rows, and who wants to stop may once nothing is needed', () => {
    const { answers, errors } = checked(asked, both, KNOWN)
    expect(errors).toEqual([])
    const pages = pagesOf(asked, answers)
    expect(pages.map(({ id }) => id).slice(0, 7)).toEqual([
      'contact',
      'body',
      'steps',
      'graded.SCJG',
      'graded.CGJ',
      'integrity',
      'overall',
    ])
    expect(neededOf(asked, pages)).toBe(7)
    // Before a body is picked its grades are not on the way yet, and needed all the same.
    const company = ready('WJ-QY')
    const ids = pagesOf(company, {}).map(({ id }) => id)
    expect(ids.slice(0, neededOf(company, pagesOf(company, {})))).toEqual(['body', 'overall'])
    expect(pagesOf(asked, checked(asked, { contact: 'no' }, KNOWN).answers).map(({ id }) => id)[1]).toBe('overall')
  })

  const asking1 = { asked, version: 1, known: KNOWN }
  const form = (more: Record<string, string>) => ({
    version: '1',
    'answers.contact': 'named',
    'answers.body': 'SCJG',
    ...more,
  })
  test('“enough” leads past what nobody must answer, and not past what is needed', () => {
    const done = turn(asking1, form({ _at: 'overall', _go: ENOUGH, 'answers.overall': '3' }))
    expect(done).toMatchObject({ at: CHECK, errors: [] })
    const early = turn(asking1, form({ _at: 'steps', _go: ENOUGH }))
    expect([early?.at, early?.errors[0]?.message]).toEqual(['overall', '这一题需要回答'])
  })
  test('of a body not picked any more nothing is said, and its page does not stand in the way', () => {
    const values = form({ 'answers.graded.CGJ/fair': '1', 'answers.graded.SCJG/fair': '5', 'answers.overall': '3' })
    expect(turn(asking1, { ...values, _at: 'overall', _go: ENOUGH })).toMatchObject({ at: CHECK, errors: [] })
    // A program says it outright, and is told.
    expect(checked(asked, { ...MET, body: ['SCJG'], graded: { 'CGJ/fair': '1' } }, KNOWN).errors).toEqual([
      { path: 'answers.graded.SCJG', message: '请从列出的选项里选' },
    ])
  })
  test('where all rows are needed, what is missing is said on the page of its body', () => {
    const strict = (q: Question) => (q.id === 'graded' ? { ...q, required: true } : q)
    const found = ready('WJ-QY')
    const company = {
      ...found,
      sections: found.sections.map((s) => ({ ...s, questions: s.questions.map(strict) })),
    }
    const rows = { 'ZFJ/civil': '4', 'ZFJ/prompt': '4' }
    for (const graded of [rows, {}])
      expect(checked(company, { body: ['ZFJ'], overall: '4', graded }, KNOWN).errors[0]?.path).toBe('answers.graded.ZFJ')
    expect(checked(company, { body: ['ZFJ'], overall: '4', graded: { ...rows, 'ZFJ/clean': '1' } }, KNOWN).errors).toEqual([])
  })
})

describe('what is counted', () => {
  test('body by dimension, under the names of the dimensions, in the whole and in the body’s own part', () => {
    const counts = countedIn(both)
    for (const said of ['all  fair 4', 'all  fair 2', 'body SCJG fair 4', 'body CGJ fair 2', 'all  steps/two no'])
      expect(counts).toContain(said)
    expect(counts.filter((c) => c.startsWith('body SCJG') && c.includes('/'))).toEqual([])
    expect(counts.filter((c) => c === 'body SCJG fair 4')).toHaveLength(1)
    // Who named one body alone spoke of it throughout, and is counted there once.
    const alone = countedIn({ ...both, body: ['SCJG'], graded: grade('SCJG', '4') })
    expect(alone.filter((c) => c === 'body SCJG fair 4')).toHaveLength(1)
    expect(alone).toContain('body SCJG steps/two no')
  })
  test('every weight has a dimension that a body can be measured by, and rows with words of their own are no grades', () => {
    const columns = askedOf(asked, [], (_, code) => code)
    const each = columns.filter((c) => c.each)
    expect(each.map(({ key, dimension }) => [key, dimension])).toEqual(GRADES.map((row) => [row, row]))
    for (const { dimension } of asked.weights ?? []) expect(each.map((c) => c.dimension)).toContain(dimension)
    expect(columns.find(({ key }) => key === 'steps/two')).toMatchObject({ graded: false, dimension: undefined })
  })
  test('a low grade offers to report that body and no other; a row that says no is no grade', () => {
    expect(offersOf(asked, checked(asked, both, KNOWN).answers)).toEqual([{ about: 'authority', department: 'CGJ' }])
    const options = [
      { id: '1', text: '做到了' },
      { id: '2', text: '没有' },
    ]
    const rows: Question = { id: 'm', asks: 'matrix', text: '做到了吗？', rows: [{ id: 'x', text: '甲' }], options }
    const body: Question = { id: 'b', asks: 'department', text: '哪个？', tells: 'body' }
    expect(offersOf(asking([body, rows]), { b: ['CGJ'], m: { x: '2' } })).toEqual([])
  })
})

describe('a questionnaire is refused', () => {
  const body: Question = { id: 'b', asks: 'department', text: '哪个？' }
  const rows = [{ id: 'x', text: '甲' }]
  const each: Question = { id: 'm', asks: 'matrix', text: '打分', each: 'b', rows }
  test.each<[string, Question, string, string]>([
    [
      'that counts a row and a question by one name',
      { ...each, rows: [{ id: 'b', text: '甲' }] },
      'rows.0.id',
      'b用了两次',
    ],
    ['that gives bodies words for grades', { ...each, options: single('q').options }, 'options', '给单位打的是五级分'],
    [
      'that measures by words',
      { ...each, each: undefined, rows: [{ ...rows[0]!, dimension: 'fair' }], options: single('q').options },
      'rows',
      '各项不写衡量什么',
    ],
    ['that measures twice', { ...each, dimension: 'fair' }, 'dimension', '衡量什么写在各项里'],
    [
      'that asks rows for words',
      {
        ...each,
        each: undefined,
        options: [
          { id: 'a', text: '甲', other: true },
          { id: 'c', text: '乙' },
        ],
      },
      'options',
      '逐项选的选项不能补充文字',
    ],
  ])('%s', (_, question, field, message) => {
    const found = faultsOf(asking([body, question])).map((f) => [f.path.slice(4).join('.'), f.message])
    expect(found).toContainEqual([field, expect.stringContaining(message)])
  })
  test('and the one they are tried on is sound', () => {
    expect(faultsOf(asking([body, each]))).toEqual([])
  })
})

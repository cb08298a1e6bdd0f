import { describe, expect, test } from 'vitest'
import { checked } from '../../api/survey/answer.ts'
import { readable } from '../../api/survey/odd.ts'
import { carried, tied, typed } from '../../api/survey/typed.ts'
import type { Question } from '../../content/kinds/questionnaire.ts'
import { asking, ready, single } from './made.ts'

const KNOWN = { departments: new Set(['SCJG', 'CGJ']), townships: new Set(['370100001']) }
const options = ['a', 'b', 'c', 'z'].map((id) => ({ id, text: `选${id}`, ...(id === 'z' && { alone: true }) }))
const every: Question[] = [
  single('pick', { required: true }),
  { id: 'some', asks: 'multiple', text: '几个？', options, max: 2 },
  { id: 'more', asks: 'multiple', text: '两个？', options, min: 2 },
  { id: 'grade', asks: 'grade', text: '满意吗？' },
  { id: 'body', asks: 'department', text: '哪个？' },
  { id: 'each', asks: 'matrix', text: '打分', each: 'body' },
  {
    id: 'rows',
    asks: 'matrix',
    text: '打分',
    rows: [
      { id: 'x', text: '甲' },
      { id: 'y', text: '乙' },
    ],
    required: true,
  },
  { id: 'town', asks: 'township', text: '哪里？' },
  { id: 'times', asks: 'number', text: '几次？', min: 1, max: 9 },
  { id: 'day', asks: 'date', text: '哪天？' },
  { id: 'order', asks: 'ranking', text: '排一排', options: options.slice(0, 3), max: 2 },
  {
    id: 'else',
    asks: 'single',
    text: '哪个？',
    options: [
      { id: 'a', text: '甲' },
      { id: 'b', text: '其他', other: true },
    ],
  },
  { id: 'words', asks: 'text', text: '还有什么？', max: 20 },
  { id: 'said', asks: 'text', text: '要说的', required: true },
]
const questionnaire = asking(every)
const good = { pick: 'a', rows: { x: '5', y: '0' }, said: '好' }
const errorsOf = (answers: Record<string, unknown>) => checked(questionnaire, answers, KNOWN).errors
const PICK = '请从列出的选项里选'
const DAY = '日期写成 2026-03-01 的样子，并且当天要存在'
const GONE = '这份问卷里没有这一题，请刷新页面再答'

describe('bad answers', () => {
  test('the answer they are tried on is a good one', () => {
    const full = {
      ...good,
      some: ['a', 'b'],
      grade: '0',
      body: ['CGJ'],
      each: { CGJ: '1' },
      town: '370100001',
      times: '９',
      day: '2026-02-28',
      order: ['b', 'a'],
      else: 'b',
      'else.other': ' 别的 ',
      words: '字\u200b字',
    }
    expect(checked(questionnaire, full, KNOWN)).toEqual({
      errors: [],
      answers: { ...full, town: ['370100001'], times: '9', 'else.other': '别的', words: '字字' },
    })
  })
  test.each([
    ['nothing where an answer is needed', 'pick', undefined, '这一题需要回答'],
    ['an empty choice', 'pick', '', '这一题需要回答'],
    ['blanks where words are needed', 'said', ' \n\u200b ', '这一题需要回答'],
    ['an unknown option', 'pick', 'q', PICK],
    ['a list where one is picked', 'pick', ['a'], PICK],
    ['a number of the machine', 'grade', 5, PICK],
    ['a sixth grade', 'grade', '6', PICK],
    ['a grade below none', 'grade', '-1', PICK],
    ['a name of the prototype', 'pick', 'constructor', PICK],
    ['an object where one is picked', 'pick', { toString: 'a' }, PICK],
    ['the same twice', 'some', ['a', 'a'], PICK],
    ['an unknown one of several', 'some', ['a', '__proto__'], PICK],
    ['too many', 'some', ['a', 'b', 'c'], '最多选2个'],
    ['too few', 'more', ['a'], '请至少选2个'],
    ['what goes with nothing else', 'some', ['a', 'z'], '选了“选z”就不用再选别的'],
    ['lists in lists', 'some', [['a']], PICK],
    ['a body that is none', 'body', ['NOPE'], PICK],
    ['more bodies than may be named', 'body', ['SCJG', 'CGJ', 'A', 'B'], PICK],
    ['a township that is none', 'town', 'SCJG', PICK],
    ['two homes', 'town', ['370100001', '370100001'], PICK],
    ['one row of two that are needed', 'rows', { x: '5' }, '请给每一项选一个'],
    ['a row that is none', 'rows', { x: '5', y: '5', w: '5' }, PICK],
    ['a row of the prototype', 'rows', JSON.parse('{"__proto__":"5","x":"5","y":"5"}'), PICK],
    ['a grade that is none in a row', 'rows', { x: '7', y: '1' }, PICK],
    ['a list where rows are graded', 'rows', ['5', '5'], '请给每一项选一个'],
    ['less than the least', 'times', '0', '请写1到9之间的整数'],
    ['more than the most', 'times', '10', '请写1到9之间的整数'],
    ['half', 'times', '1.5', '请写1到9之间的整数'],
    ['a power of ten', 'times', '1e0', '请写1到9之间的整数'],
    ['an array of numbers', 'times', ['1'], '请写1到9之间的整数'],
    ['a day that never was', 'day', '2026-02-30', DAY],
    ['a day in another style', 'day', '2026/2/3', DAY],
    ['a list of days', 'day', ['2026-02-03'], DAY],
    ['an unknown one in an order', 'order', ['a', 'q'], PICK],
    ['three places where two are asked', 'order', ['a', 'b', 'c'], '最多选2个'],
    ['an array where words are expected', 'words', ['字'], '这一题请写文字'],
    ['an object where words are expected', 'words', { x: 1 }, '这一题请写文字'],
    ['one sign too many', 'words', '字'.repeat(21), '最多写20个字，现在有21个'],
    ['10,000 signs', 'said', '字'.repeat(10_000), '最多写500个字，现在有10000个'],
  ])('%s', (_, id, given, message) => {
    const { errors, answers } = checked(questionnaire, { ...good, [id]: given }, KNOWN)
    expect(errors).toEqual([{ path: `answers.${id}`, message }])
    // What is refused is not counted as anything.
    expect(Object.hasOwn(answers, id)).toBe(false)
  })
  test('an order that says nothing is not kept: by it the same would look different, and one be known again', () => {
    const one = { ...good, some: ['a', 'b'], body: ['SCJG', 'CGJ'], each: { SCJG: '1', CGJ: '2' }, order: ['b', 'a'] }
    const other = {
      ...one,
      rows: { y: '0', x: '5' },
      some: ['b', 'a'],
      body: ['CGJ', 'SCJG'],
      each: { CGJ: '2', SCJG: '1' },
    }
    const [first, second] = [one, other].map((sent) => JSON.stringify(checked(questionnaire, sent, KNOWN)))
    expect(second).toBe(first)
    // The control: where it is the answer it stays.
    const turned = checked(questionnaire, { ...one, order: ['a', 'b'] }, KNOWN)
    expect(JSON.stringify(turned)).not.toBe(first)
  })
  test('grades of a body that was not picked', () => {
    expect(errorsOf({ ...good, body: ['SCJG'], each: { CGJ: '1' } })).toEqual([{ path: 'answers.each', message: PICK }])
  })
  test('added words beyond a line, and added where nothing was asked for', () => {
    expect(errorsOf({ ...good, else: 'b', 'else.other': '字'.repeat(61) })).toEqual([
      { path: 'answers.else.other', message: '补充的话最多写60个字' },
    ])
    const { answers, errors } = checked(questionnaire, { ...good, else: 'a', 'else.other': '别的' }, KNOWN)
    expect([answers['else.other'], errors]).toEqual([undefined, []])
  })
  test.each([
    ['of another version', 'q99'],
    ['named __proto__', '__proto__'],
    ['named constructor', 'constructor'],
    ['without a name', ''],
  ])('a question %s', (_, name) => {
    const sent = JSON.parse(`{"${name}":"a"}`) as Record<string, unknown>
    for (const [key, value] of Object.entries(good)) sent[key] = value
    expect(errorsOf(sent)).toEqual([{ path: `answers.${name}`, message: GONE }])
  })
  test('every message tells what to do and repeats nothing that was sent', () => {
    const nasty = '<b>某人</b>'
    const all = every.flatMap(({ id }) => errorsOf({ ...good, [id]: nasty }))
    expect(all.length).toBeGreaterThan(8)
    expect(JSON.stringify(all)).not.toContain('某人')
  })
})

describe('what a form without script says', () => {
  const pairs: [string, string][] = [
    ['answers.some', 'a'],
    ['answers.some', 'b'],
    ['answers.body', 'SCJG'],
    ['answers.body', ''],
    ['answers.each.SCJG', '2'],
    ['answers.order.b', '1'],
    ['answers.order.a', '2'],
    ['answers.else', 'b'],
    ['answers.else.other', '别的'],
    ['answers.words', '  '],
    ['answers.nothing', 'x'],
  ]
  const sent = {
    some: ['a', 'b'],
    body: ['SCJG'],
    each: { SCJG: '2' },
    order: ['b', 'a'],
    else: 'b',
    'else.other': '别的',
  }
  test('is what the API takes', () => {
    expect(typed(questionnaire, pairs)).toEqual(sent)
  })
  test('is carried on from page to page and stays the same', () => {
    const fields = carried(questionnaire, sent).map(({ name, value }) => [name, value] as [string, string])
    expect(typed(questionnaire, fields)).toEqual(sent)
  })
  test('two in one place are no order, and stay as they were typed', () => {
    const places = [...pairs, ['answers.order.c', '2']] as const
    const asked = every.find(({ id }) => id === 'order')!
    expect([tied(asked, pairs), tied(asked, places)]).toEqual([false, true])
    const { order } = typed(questionnaire, places)
    expect(order).toEqual({ a: '2', b: '1', c: '2' })
    expect(errorsOf({ ...good, order })).toEqual([
      { path: 'answers.order', message: '两项排在了同一位，请改成不同的名次' },
    ])
  })
})

describe('the questionnaires that are ready', () => {
  const quick = {
    contact: 'named',
    body: ['SCJG'],
    graded: { 'SCJG/civil': '1', 'SCJG/fair': '4' },
    overall: '4',
    integrity: 'met',
    wish: ['fair'],
    who: 'trader',
  }
  test('a citizen who met somebody grades the body picked', () => {
    expect(checked(ready('WJ-QZ'), quick, KNOWN)).toEqual({ errors: [], answers: quick })
  })
  test('who met nobody is asked the rest, and what was said of bodies is dropped', () => {
    const { answers, errors } = checked(ready('WJ-QZ'), { ...quick, contact: 'no' }, KNOWN)
    expect(errors).toEqual([])
    expect(Object.keys(answers)).toEqual(['contact', 'overall', 'who', 'wish'])
  })
  test('every question of C7 and C9 is there', () => {
    const ids = (code: string) =>
      ready(code).sections.flatMap((s) => s.questions.flatMap((q) => [q.id, ...(q.rows ?? []).map(({ id }) => id)]))
    expect(ids('WJ-QZ')).toEqual(
      expect.arrayContaining([
        'contact',
        'body',
        'act',
        'badge',
        'two',
        'reason',
        'rights',
        'civil',
        'fair',
        'prompt',
        'integrity',
        'where',
        'rules',
        'lists',
        'change',
        'handled',
        'overall',
        'wish',
        'advice',
        'who',
        'age',
        'township',
      ]),
    )
    expect(ids('WJ-QY')).toEqual(
      expect.arrayContaining([
        'body',
        'scan',
        'badge',
        'notice',
        'scope',
        'again',
        'effect',
        'integrity',
        'mend',
        'advised',
        'civil',
        'prompt',
        'clean',
        'overall',
        'problem',
      ]),
    )
  })
})

test('an odd answer is read in words, each body beside what was said of it', () => {
  const rows = [{ id: 'fair', text: '一视同仁' }]
  const asked = asking([
    { id: 'body', asks: 'department', text: '哪个？' },
    { id: 'graded', asks: 'matrix', text: '满意吗？', each: 'body', rows },
    {
      id: 'own',
      asks: 'matrix',
      text: '有没有？',
      rows,
      options: [
        { id: '1', text: '有' },
        { id: '2', text: '没有' },
      ],
    },
  ])
  const said = readable(asked, { graded: { 'CGJ/fair': '4' }, own: { fair: '1' } }, () => '城管局', new Map() as never)
  expect(said.map((one) => one.said)).toEqual([['城管局 一视同仁：满意'], ['一视同仁：有']])
})

import { describe, expect, test } from 'vitest'
import { Limits } from '../../api/limits.ts'
import { marksOf } from '../../api/survey/marking.ts'
import { offersOf } from '../../api/survey/offer.ts'
import { BEGIN, CHECK, inOrder, turn, type Values } from '../../api/survey/steps.ts'
import { questionsOf } from '../../content/kinds/questionnaire.ts'
import { FILLER, fillerFor } from '../../site/pages/surveys/_fill.ts'
import { ASKED } from './fixture.ts'

const known = { departments: new Set(['ZFJ', 'SCJG']), townships: new Set(['CD']) }
const asking = { asked: ASKED, version: 1, known }
const go = (at: string, values: Values = {}, how?: string) =>
  turn(asking, { _at: at, version: '1', ...(how && { _go: how }), ...values })
const FULL = {
  'answers.met': 'yes',
  'answers.body': 'ZFJ',
  'answers.body#2': 'SCJG',
  'answers.fair.ZFJ': '1',
  'answers.clean': 'gift',
  'answers.clean#2': 'fee',
  'answers.clean.other': '会费',
  'answers.whole': '2',
}

describe('a press leads', () => {
  test.each([
    ['from the first page to the first question', BEGIN, {}, undefined, 'met'],
    ['on', 'met', { 'answers.met': 'yes' }, undefined, 'body'],
    ['past what an answer skips', 'met', { 'answers.met': 'no' }, undefined, 'whole'],
    ['back, past it as well', 'whole', { 'answers.met': 'no' }, 'back', 'met'],
    ['back to the beginning', 'met', {}, 'back', BEGIN],
    ['back from the summary to the last question', CHECK, FULL, 'back', 'say'],
    ['to the summary from the last', 'say', FULL, undefined, CHECK],
    ['to what is to be changed', CHECK, FULL, 'clean', 'clean'],
    ['from a change back to the summary', 'clean', { ...FULL, 'ask.return': 'on' }, undefined, CHECK],
    ['from a change that others hang on to the next', 'body', { ...FULL, 'ask.return': 'on' }, undefined, 'fair'],
    ['to where a draft was left', BEGIN, FULL, 'whole', 'whole'],
    ['to the summary, where a draft got so far', BEGIN, FULL, CHECK, CHECK],
    [
      'to what was left out, when a hidden field was taken away',
      'say',
      { ...FULL, 'answers.body': '', 'answers.body#2': '' },
      undefined,
      'body',
    ],
  ])('%s', (_what, at, values, how, to) => {
    expect(go(at, values as Values, how)?.at).toBe(to)
  })

  test('nowhere, when everything is to be sent', () => {
    expect(go(CHECK, FULL)).toBeUndefined()
    expect(go(CHECK, { ...FULL, 'ask.ballot': 'on', 'ballot.message': 'x' })).toBeUndefined()
  })

  test('nowhere, when the ballot is not there yet: the answer must not go as a volunteer’s', () => {
    expect(go(CHECK, { ...FULL, 'ask.ballot': 'on' })).toMatchObject({ at: CHECK, errors: [{ path: '' }] })
  })

  test('nowhere while the question has a mistake, and everything typed stays', () => {
    const turned = go('clean', { ...FULL, 'answers.clean': 'none', 'answers.clean#2': 'gift' })
    expect(turned).toMatchObject({
      at: 'clean',
      errors: [{ path: 'answers.clean', message: '选了“都没有”就不用再选别的' }],
    })
    expect(turned?.values).toMatchObject({ 'answers.fair.ZFJ': '1', 'answers.clean.other': '会费' })
  })

  test('in another display mode to the same page', () => {
    expect(turn(asking, { _at: 'whole', _mode: 'elder', ...FULL })).toMatchObject({ at: 'whole', errors: [] })
  })

  test('of another version to where the answers that still fit end, in plain words', () => {
    const turned = turn(asking, { _at: 'whole', ...FULL, version: '2', 'answers.colour': 'red', 'answers.whole': '9' })
    expect(turned?.at).toBe('whole')
    expect(turned?.errors[0]?.message).toContain('新的一版')
    expect(turned?.values).toMatchObject({ version: '1', 'answers.body': 'ZFJ', 'answers.body#2': 'SCJG' })
    expect(Object.keys(turned?.values ?? {})).not.toContain('answers.colour')
    expect(Object.keys(turned?.values ?? {})).not.toContain('answers.whole')
  })

  test('carries nothing that is no answer', () => {
    const turned = go('met', { 'answers.met': 'yes', person: '张三', _website: 'x', 'ballot.message': 'y' })
    expect(Object.keys(turned?.values ?? {}).sort()).toEqual(['answers.met', 'version'])
  })
})

test('a shuffled section has one order for one reader and all questions for everybody', () => {
  const mixed = { ...ASKED, sections: ASKED.sections.map((s, i) => ({ ...s, ...(i === 1 && { shuffled: true }) })) }
  const ids = (seed: number) => questionsOf(inOrder(mixed, seed)).map((q) => q.id)
  expect(ids(3)).toEqual(ids(3))
  expect(new Set(Array.from({ length: 100 }, (_, seed) => seed * 653).map((seed) => ids(seed).join()))).toHaveProperty(
    'size',
    2,
  )
  expect(ids(5).toSorted()).toEqual(
    questionsOf(ASKED)
      .map((q) => q.id)
      .toSorted(),
  )
})

describe('what is offered afterwards', () => {
  test.each([
    ['nothing to whoever is content', { met: 'yes', body: ['ZFJ'], fair: { ZFJ: '4' }, whole: '3' }, []],
    [
      'the body graded low itself, not the other',
      { body: ['ZFJ', 'SCJG'], fair: { ZFJ: '2', SCJG: '5' }, whole: '5' },
      ['authority ZFJ'],
    ],
    [
      'whoever was named, where the whole is graded low',
      { body: ['ZFJ', 'SCJG'], whole: '1' },
      ['authority ZFJ', 'authority SCJG'],
    ],
    ['nobody, where nobody was named', { met: 'no', whole: '1' }, []],
    ['nobody, for not knowing', { body: ['ZFJ'], whole: '0' }, []],
    ['integrity, of the one body named', { body: ['ZFJ'], clean: ['gift'], whole: '3' }, ['integrity ZFJ']],
    ['integrity, of nobody in particular among several', { body: ['ZFJ', 'SCJG'], clean: ['gift'] }, ['integrity ']],
  ])('%s', (_what, answers, offers) => {
    expect(offersOf(ASKED, answers).map((o) => `${o.about} ${o.department ?? ''}`)).toEqual(offers)
  })
})

describe('the filler of a form', () => {
  test('brings what is sent to whole steps, however much was written', () => {
    const said = (text: string): [string, string][] => [
      ['_at', 'say'],
      ['answers.say', text],
    ]
    for (const text of ['', '好', '办得慢，'.repeat(120), '一行\n两行\r\n三行', '&=+ %'.repeat(50)]) {
      const crlf = text.replace(/\r?\n/g, '\r\n')
      const sent = `${new URLSearchParams([...said(crlf), [FILLER, fillerFor(said(text))]])}`
      expect(sent.length % 4096, text.slice(0, 9)).toBe(0)
    }
    // The control: without it lengths differ.
    expect(`${new URLSearchParams(said(''))}`.length).not.toBe(`${new URLSearchParams(said('好'))}`.length)
  })
})

describe('marks of a volunteer', () => {
  const came = (more: object) => ({
    limits: new Limits(true),
    survey: 'CP',
    source: '10.0.0',
    now: 1_000_000,
    began: 1_000_000 - 60_000,
    questions: 10,
    plain: false,
    ...more,
  })
  test('none for a person', () => expect(marksOf(came({}))).toEqual([]))
  test('fast under two seconds a question', () => {
    expect(marksOf(came({ began: 1_000_000 - 19_999 }))).toEqual(['fast'])
    expect(marksOf(came({ began: 1_000_000 - 20_000 }))).toEqual([])
  })
  test('bare without a proof', () => expect(marksOf(came({ plain: true, began: undefined }))).toEqual(['bare']))
  test('burst after twenty from one network, not for its neighbours nor later', () => {
    const limits = new Limits(true)
    const all = Array.from({ length: 25 }, () => marksOf(came({ limits })))
    expect(all.filter((marks) => marks.includes('burst'))).toHaveLength(5)
    expect(marksOf(came({ limits, source: '10.0.1' }))).toEqual([])
    expect(marksOf(came({ limits, survey: 'CP-2' }))).toEqual([])
    expect(marksOf(came({ limits, now: 1_000_000 + 600_001, began: undefined }))).toEqual([])
  })
  test('a program that stays below twenty in ten minutes is found by the day; of a thousand a hundred look like people', () => {
    const limits = new Limits(true)
    const midnight = Date.parse('2026-06-15T00:00:00+08:00')
    const all = Array.from({ length: 1000 }, (_, i) =>
      marksOf(came({ limits, now: midnight + Math.floor(i / 19) * 600_001, began: undefined })),
    )
    expect(all.filter((marks) => marks.length === 0)).toHaveLength(100)
  })
})

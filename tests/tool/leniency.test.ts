import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANSWER, type Answer, judged, questionsOf } from '../../api/tool/leniency.ts'
import type { Leniency } from '../../content/kinds/leniency.ts'

const entry: Leniency = {
  code: 'QD-BY-001',
  list: 'waive',
  field: '价格',
  name: '没有标价',
  matter: 'CH-SCJG-CF-005',
  basis: ['《中华人民共和国行政处罚法》第三十三条第一款'],
  first: true,
  conditions: ['当场改正', '没有后果'],
  excludes: ['价格欺诈'],
  excludedFields: ['life', 'safety'],
  departments: ['SCJG'],
  education: '当场讲解',
}
const questions = questionsOf(entry)
const saying = (...answers: (Answer | undefined)[]) =>
  judged(questions, new Map(questions.flatMap((q, i) => (answers[i] ? [[q.name, answers[i]] as const] : []))))

describe('the questions', () => {
  test('ask every condition, every exclusion, whether it is the first time, and the excluded fields', () => {
    expect(questions.map(({ text, wants }) => `${wants} ${text}`)).toEqual([
      'yes 这是第一次被发现',
      'yes 当场改正',
      'yes 没有后果',
      'no 价格欺诈',
      'no 危及生命健康、公共安全',
    ])
  })
  test('do not ask twice whether it is the first time', () => {
    expect(questionsOf({ ...entry, conditions: ['两年内首次被发现'] }).map((q) => q.text)).not.toContain(
      '这是第一次被发现',
    )
    expect(questionsOf({ ...entry, first: false }).map((q) => q.text)).not.toContain('这是第一次被发现')
  })
  test('a condition and an exclusion of the same words are two questions', () => {
    const names = questionsOf({ ...entry, excludes: ['当场改正'] }).map((q) => q.name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the result', () => {
  test.each<[string, (Answer | undefined)[], string, number, number]>([
    ['no answer at all', [], 'untold', 0, 5],
    ['all as wanted', ['yes', 'yes', 'yes', 'no', 'no'], 'fits', 0, 0],
    ['one condition not met', ['yes', 'no', 'yes', 'no', 'no'], 'fails', 1, 0],
    ['one exclusion met', ['yes', 'yes', 'yes', 'yes', 'no'], 'fails', 1, 0],
    ['an excluded field', ['yes', 'yes', 'yes', 'no', 'yes'], 'fails', 1, 0],
    ['one unsure', ['yes', 'unsure', 'yes', 'no', 'no'], 'open', 0, 1],
    ['one left out', ['yes', undefined, 'yes', 'no', 'no'], 'open', 0, 1],
    ['one against decides although another is open', ['yes', 'unsure', 'no', 'no', 'no'], 'fails', 1, 1],
  ])('%s', (_, answers, verdict, against, open) => {
    const result = saying(...answers)
    expect([result.verdict, result.against.length, result.open.length]).toEqual([verdict, against, open])
  })

  test('only full and fitting answers ever say “may apply”', () => {
    const answer = fc.constantFrom(undefined, ...(Object.keys(ANSWER) as Answer[]))
    fc.assert(
      fc.property(fc.array(answer, { minLength: 5, maxLength: 5 }), (answers) => {
        const fits = questions.every((q, i) => answers[i] === q.wants)
        expect(saying(...answers).verdict === 'fits').toBe(fits)
      }),
    )
  })
})

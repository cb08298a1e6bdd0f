import * as fc from 'fast-check'
import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { readContent } from '../../content/load.ts'
import { type Answers, choicesOf } from '../../content/questionnaire.ts'

/** The questionnaires the portal comes with. */
export const READY = readContent('content').publications.flatMap((p) => (p.kind === 'questionnaire' ? [p.data] : []))
export const ready = (code: string): Questionnaire => READY.find((q) => q.code === code)!

/** Questions in one or more sections. */
export const asking = (questions: Question[], cut = questions.length): Questionnaire => ({
  code: 'WJ-X',
  name: '测试问卷',
  audience: 'public',
  minutes: 2,
  intro: '测试用。',
  sections: [questions.slice(0, cut), questions.slice(cut)]
    .filter((part) => part.length > 0)
    .map((part, i) => ({ title: `第${i + 1}部分`, questions: part })),
})

export const single = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  asks: 'single',
  text: '您选哪一个？',
  options: [
    { id: 'a', text: '甲' },
    { id: 'b', text: '乙' },
    { id: 'c', text: '丙' },
  ],
  ...more,
})

const idAt = (n: number) => `q${n + 1}`
/** What may be answered, and what may not. */
const GARBAGE = ['zz', '', '__proto__', '6', ' ']
const picks = fc.subarray(['a', 'b', 'c'], { minLength: 1 })

/** A question whose names all exist and lead forwards; whether anybody gets there is another matter. */
function question(n: number, size: number, before: Question[]): fc.Arbitrary<Question> {
  const conditions = before.filter((q) => choicesOf(q))
  const show = conditions.length
    ? fc.array(
        fc
          .constantFrom(...conditions)
          .chain((on) =>
            fc.record(
              { question: fc.constant(on.id), is: fc.subarray([...choicesOf(on)!], { minLength: 1, maxLength: 2 }) },
              { requiredKeys: ['question'] },
            ),
          ),
        { minLength: 1, maxLength: 2 },
      )
    : fc.constant(undefined)
  const ahead = [...Array.from({ length: size - n - 1 }, (_, i) => idAt(n + 1 + i)), 'end']
  const skip = fc.array(fc.record({ is: picks, to: fc.constantFrom(...ahead) }), { minLength: 1, maxLength: 2 })
  const bodies = before.filter((q) => q.asks === 'department').map((q) => q.id)
  const base = fc.constantFrom<Question>(
    single(idAt(n)),
    single(idAt(n), { asks: 'multiple' }),
    { id: idAt(n), asks: 'department', text: '哪个单位？' },
    { id: idAt(n), asks: 'grade', text: '满意吗？' },
    { id: idAt(n), asks: 'text', text: '还有什么？' },
    ...(bodies.length ? [{ id: idAt(n), asks: 'matrix' as const, text: '打分', each: bodies[0]! }] : []),
  )
  return fc
    .tuple(
      base,
      fc.option(show, { nil: undefined, freq: 2 }),
      fc.option(skip, { nil: undefined, freq: 2 }),
      fc.boolean(),
    )
    .map(([q, when, on, required]) => ({
      ...q,
      ...(when && { show: when }),
      ...(on && q.options && { skip: on }),
      ...(required && { required }),
    }))
}

/** Small enough that a test can answer it in every way there is. */
export const questionnaires: fc.Arbitrary<Questionnaire> = fc.integer({ min: 2, max: 5 }).chain((size) => {
  let all: fc.Arbitrary<Question[]> = fc.constant([])
  for (let n = 0; n < size; n++) all = all.chain((before) => question(n, size, before).map((next) => [...before, next]))
  return all.map((questions) => asking(questions, Math.ceil(size / 2)))
})

export const answersTo = (asked: Questionnaire): fc.Arbitrary<Answers> =>
  fc.record(
    Object.fromEntries(
      questionsOf(asked).map((q) => {
        const choices = [...(choicesOf(q) ?? ['SCJG', 'CGJ']), ...GARBAGE]
        const one = fc.constantFrom(...choices)
        const some = fc.subarray(choices)
        const graded = fc.dictionary(fc.constantFrom('SCJG', 'CGJ', 'x'), one, { maxKeys: 2 })
        return [q.id, fc.oneof(one, some, graded)]
      }),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Answers>

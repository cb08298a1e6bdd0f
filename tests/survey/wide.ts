import type { Boxed } from '../../api/survey/box.ts'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import { COUNTED, type dice, grades } from './filled.ts'

const FEATURES = '亮证件、两人执法，语言和态度，一视同仁，办理及时，廉洁，公开依据，先提醒再处理，告知怎样申诉'.split(
  '，',
)
/** As large as one gets: twenty questions, fifteen of them asked of each body that was named. */
export const WIDE: Questionnaire = {
  ...COUNTED,
  code: 'WJ-W',
  name: '题目很多的问卷',
  sections: COUNTED.sections.map((section) => ({
    ...section,
    questions: section.questions.flatMap((q) =>
      q.id === 'known' || q.id === 'say'
        ? []
        : q.id === 'lawful'
          ? Array.from({ length: 14 }, (_, i) =>
              grades(`g${i}`, `${FEATURES[i % 8]}，这方面您满意吗？（${i + 1}）`, i % 2 ? 'fair' : 'lawful'),
            )
          : [q],
    ),
  })),
}

/** So that few answers are enough to publish of each body. */
const GRADES = ['5', '4', '3', '2', '0']

/** An answer to all twenty, of one body. */
export function wideAnswer(roll: ReturnType<typeof dice>, bodies: readonly string[], places: readonly string[]): Boxed {
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T
  const body = pick(bodies)
  const graded = [...Array.from({ length: 14 }, (_, i) => `g${i}`), 'fair']
  return {
    channel: pick(['web', 'web', 'visit']),
    marks: [],
    answers: {
      body: [body],
      ...Object.fromEntries(graded.map((id) => [id, { [body]: pick(GRADES) }])),
      overall: pick(GRADES),
      wish: [pick(['fair', 'civil', 'open'])],
      who: pick(['citizen', 'trader']),
      township: [pick(places)],
    },
  }
}

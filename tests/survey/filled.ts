import { randomUUID } from 'node:crypto'
import { publish } from '../../api/publication/store.ts'
import type { Secrets } from '../../api/secrets.ts'
import { type Boxed, seal } from '../../api/survey/box.ts'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { surveyBox, surveys } from '../../db/schema.ts'

export const grades = (id: string, text: string, dimension: 'lawful' | 'fair') => ({
  id,
  asks: 'matrix' as const,
  text,
  dimension,
  each: 'body',
})

/** Something of everything that is counted. */
export const COUNTED: Questionnaire = {
  code: 'WJ-C',
  name: '数一数的问卷',
  audience: 'public',
  minutes: 2,
  intro: '想请您说说最近12个月遇到的行政执法。',
  sections: [
    {
      title: '您的看法',
      questions: [
        { id: 'body', asks: 'department', text: '是哪个单位？', tells: 'body', max: 3 },
        grades('lawful', '亮证件、该告知的都告知，您满意吗？', 'lawful'),
        grades('fair', '一视同仁，您满意吗？', 'fair'),
        {
          id: 'known',
          asks: 'single',
          text: '您知道可以向哪里反映吗？',
          options: [
            { id: 'yes', text: '知道' },
            { id: 'partly', text: '大概知道' },
            { id: 'no', text: '不知道' },
          ],
        },
        { id: 'overall', asks: 'grade', text: '总的来说，您满意吗？', required: true, dimension: 'overall' },
        {
          id: 'wish',
          asks: 'multiple',
          text: '您最希望改进哪些？',
          max: 3,
          options: [
            { id: 'fair', text: '同样的事同样处理' },
            { id: 'civil', text: '说话办事更文明' },
            { id: 'open', text: '依据和结果更公开' },
            { id: 'fine', text: '没有要改进的', alone: true },
          ],
        },
        { id: 'say', asks: 'text', text: '还有什么建议？', max: 500 },
        {
          id: 'who',
          asks: 'single',
          text: '您的身份是？',
          tells: 'who',
          options: [
            { id: 'citizen', text: '市民、村民' },
            { id: 'trader', text: '个体工商户' },
          ],
        },
        { id: 'township', asks: 'township', text: '您住在哪个镇街？', tells: 'township' },
      ],
    },
  ],
  weights: [
    { dimension: 'lawful', weight: 40 },
    { dimension: 'fair', weight: 60 },
  ],
}

interface Place {
  store: Store
  secrets: Secrets
}

/** A survey that ended, with a box nobody opened yet. */
export async function closedSurvey(
  { store, secrets }: Place,
  code: string,
  answers: readonly Boxed[],
  more: Partial<typeof surveys.$inferInsert> = {},
  asked: Questionnaire = COUNTED,
) {
  const now = new Date('2026-06-01T09:00:00+08:00')
  const draft = {
    kind: 'questionnaire' as const,
    code: asked.code,
    from: '2026-06-01',
    data: { ...asked },
    follows: 0,
  }
  await publish(store, [draft], { proposed: 'editor', published: 'publisher' }, now).catch((error) => {
    if (error?.constructor?.name !== 'Overtaken') throw error
  })
  await store.writes.commit([
    insert(surveys, {
      code,
      title: '2026年上半年群众满意度测评',
      purpose: 'ordinary',
      questionnaire: asked.code,
      version: 1,
      status: 'closed',
      entry: 'both',
      opensOn: '2026-06-01',
      closesOn: '2026-06-10',
      quota: null,
      method: '从12345来电人中随机抽取，另开放自愿填写。',
      answers: answers.length,
      invited: 400,
      sent: 0,
      failed: 0,
      n: 0,
      ...more,
    }),
    ...answers.map((answer) =>
      insert(surveyBox, { survey: code, id: randomUUID(), sealed: seal(secrets, code, answer) }),
    ),
  ])
}

/** Numbers that look random and are the same each time. */
export function dice(seed: number) {
  let state = seed >>> 0
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const BODIES = ['ZFJ', 'SCJG', 'YJJ', 'ZJJ']
const GRADES = ['5', '5', '5', '4', '4', '4', '3', '3', '2', '1', '0']
const SAID = ['希望公开罚款依据，态度好一些', '多开放日活动，公开裁量基准', '办事快，公开透明', '']

/** An answer as somebody might give one. */
export function anyAnswer(roll: ReturnType<typeof dice>, places: readonly string[]): Boxed {
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T
  const bodies = [...new Set(Array.from({ length: roll(6) === 0 ? 2 : 1 }, () => pick(BODIES)))]
  const say = pick(SAID)
  return {
    channel: 'volunteer',
    marks: [],
    answers: {
      body: bodies,
      lawful: Object.fromEntries(bodies.map((body) => [body, pick(GRADES)])),
      fair: Object.fromEntries(bodies.map((body) => [body, pick(GRADES)])),
      ...(roll(9) > 0 && { known: pick(['yes', 'yes', 'partly', 'no']) }),
      overall: pick(GRADES),
      ...(roll(8) > 0 && {
        wish:
          roll(4) === 0 ? ['fine'] : [...new Set([pick(['fair', 'civil', 'open']), pick(['fair', 'civil', 'open'])])],
      }),
      ...(say && { say: `${say}${roll(1000)}` }),
      ...(roll(5) > 0 && { who: pick(['citizen', 'citizen', 'trader']) }),
      ...(roll(7) > 0 && { township: [pick(places)] }),
    },
  }
}

import { history, publish } from '../../api/publication/store.ts'
import type { Secrets } from '../../api/secrets.ts'
import { ballotKeys } from '../../api/survey/ballot.ts'
import { newToken, tokenDigest } from '../../api/survey/token.ts'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { surveys, surveyTokens } from '../../db/schema.ts'

/** Short, with one of everything that changes the way: a skip, a condition, grades for what was picked, words of one's own. */
export const ASKED: Questionnaire = {
  code: 'WJ-T',
  name: '试一试的问卷',
  audience: 'public',
  minutes: 2,
  intro: '想请您说说最近12个月遇到的行政执法。',
  sections: [
    {
      title: '您遇到的执法',
      questions: [
        {
          id: 'met',
          asks: 'single',
          text: '最近12个月，您和行政执法人员打过交道吗？',
          required: true,
          options: [
            { id: 'yes', text: '打过交道' },
            { id: 'no', text: '没有' },
          ],
          skip: [{ is: ['no'], to: 'whole' }],
        },
        { id: 'body', asks: 'department', text: '是哪个单位？', required: true, tells: 'body', max: 3 },
        { id: 'fair', asks: 'matrix', text: '一视同仁，您满意吗？', dimension: 'fair', each: 'body' },
        {
          id: 'clean',
          asks: 'multiple',
          text: '有没有遇到这些事？',
          tells: 'integrity',
          options: [
            { id: 'gift', text: '吃拿卡要', concern: true },
            { id: 'fee', text: '乱收费', other: true },
            { id: 'none', text: '都没有', alone: true },
          ],
        },
      ],
    },
    {
      title: '您的看法',
      questions: [
        { id: 'whole', asks: 'grade', text: '总的来说，您满意吗？', required: true, dimension: 'overall' },
        { id: 'say', asks: 'text', text: '您还有什么建议？', max: 500 },
      ],
    },
  ],
}

export const GOOD = { met: 'yes', body: ['ZFJ'], fair: { ZFJ: '4' }, clean: ['none'], whole: '4', say: '' }

interface Place {
  store: Store
  secrets: Secrets
}

/** A survey that runs, as approving one leaves it; its questionnaire is published where it is not yet. */
export async function openSurvey(
  { store, secrets }: Place,
  more: Partial<typeof surveys.$inferInsert> & { code: string },
  asked: Questionnaire | string = ASKED,
) {
  const code = typeof asked === 'string' ? asked : asked.code
  const now = new Date('2026-06-01T09:00:00+08:00')
  if (typeof asked !== 'string' && !(await history(store, 'questionnaire', code, now)).length)
    await publish(
      store,
      [{ kind: 'questionnaire', code, from: '2026-06-01', data: { ...asked } }],
      { proposed: 'editor', published: 'publisher' },
      now,
    )
  const keys = await ballotKeys(secrets, more.code)
  await store.writes.commit([
    insert(surveys, {
      title: '2026年上半年群众满意度测评',
      purpose: 'ordinary',
      questionnaire: code,
      version: 1,
      status: 'open',
      entry: 'both',
      opensOn: '2026-06-01',
      closesOn: '2026-06-30',
      quota: null,
      method: '从12345来电人中随机抽取，另开放自愿填写。',
      answers: 0,
      invited: 0,
      sent: 0,
      failed: 0,
      n: 0,
      ...keys,
      ...more,
    }),
  ])
  return more.code
}

/** Invitations, as they are printed. */
export async function invite({ store, secrets }: Place, survey: string, n: number): Promise<string[]> {
  const tokens = Array.from({ length: n }, newToken)
  await store.writes.commit(
    tokens.map((token) => insert(surveyTokens, { survey, hash: tokenDigest(secrets, survey, token), used: false })),
  )
  return tokens
}

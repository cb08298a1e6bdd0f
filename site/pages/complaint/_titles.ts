import { pathOf, type Step, type Values } from '../../../api/complaint/steps.ts'

/** The question of each step: as its heading, in a few words, and what to know before answering. */
const TITLES: Record<Step, { title: string; short: string; lead?: string }> = {
  triage: {
    title: '投诉举报',
    short: '先看该找谁',
    lead: '约3到4分钟，可以不留姓名。',
  },
  door: { title: '先看这里', short: '先看该找谁' },
  what: { title: '是哪一类问题', short: '什么事' },
  whom: { title: '您要反映谁', short: '谁' },
  where: { title: '在哪里、什么时候', short: '哪里、什么时候', lead: '知道多少填多少，都可以空着。' },
  account: { title: '发生了什么', short: '经过' },
  evidence: { title: '有照片、录像或文件吗', short: '证据', lead: '没有也照样办，以后可以补。' },
  you: { title: '要不要留姓名', short: '您是谁' },
  check: { title: '请核对，再提交', short: '核对' },
}

/** The same step asked of somebody who praises, proposes, asks or found a mistake. */
const ALSO: Partial<Record<string, Partial<Record<Step, string>>>> = {
  praise: { whom: '您要表扬谁', account: '哪件事做得好' },
  suggestion: { account: '您有什么建议' },
  guidance: { whom: '您想请哪个单位指导', account: '您想弄清什么', you: '您是哪家企业，要不要留姓名' },
  question: { whom: '您要问哪个单位的事', account: '您想问什么' },
  site: { account: '哪里有错' },
}

/** What the whole form is called: whoever asks for guidance complains of nobody. */
export const nameOf = (values: Values) => (values['ask.about'] === 'guidance' ? '请求合规指导' : '投诉举报')

export const headingOf = (step: Step, values: Values) => ({
  ...TITLES[step],
  title: ALSO[values['ask.about'] ?? '']?.[step] ?? TITLES[step].title,
})

/** 第2步，共8步: what is said before the questions begin is no step of its own. */
export function progress(step: Step, values: Values) {
  const path: Step[] = pathOf(values).filter((s) => s !== 'door')
  return { titles: path.map((s) => TITLES[s].short), current: Math.max(path.indexOf(step), 0) + 1 }
}

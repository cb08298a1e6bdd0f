import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, labelled, words } from './codes.ts'
import type { Person } from './demo.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import type { SupervisorSample } from './supervisor.ts'

const KIND = {
  check: '随机抽查、跟随检查',
  review: '案卷评查',
  'open-day': '参加执法开放日',
  interview: '走访座谈',
  training: '培训',
  else: '其他活动',
} as const
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '写成 "09:30" 的样子' })

/** A demonstration task for supervisors, brought through the real steps to where it stands at the first start. */
export const DutySample = z.strictObject({
  by: words(31).meta({ title: '经办', description: 'A login.' }),
  kind: labelled(KIND).meta({ title: '类型', description: 'What supervisors are asked to do.' }),
  title: words(60)
    .regex(/（示例）$/, { error: '演示任务的名称以“（示例）”结尾' })
    .meta({ title: '名称', description: 'Fictional.' }),
  brief: words(1000).min(10).meta({ title: '做什么', description: 'What to look at, what to bring.' }),
  place: words(100).meta({ title: '地点', description: 'Where to meet.' }),
  made: z.int().min(1).max(300).meta({ title: '几天前发布', description: 'Days before the first start.' }),
  on: z.int().min(-299).max(300).meta({ title: '第几天', description: 'Days from the first start.' }),
  starts: clock.meta({ title: '开始', description: 'Time of that day.' }),
  ends: clock.meta({ title: '结束', description: 'Time of that day.' }),
  report: z.int().min(0).max(60).optional().meta({ title: '几天内交报告', description: 'Days after it.' }),
  department: code.optional().meta({ title: '被查看的单位', description: 'Whom it is about.' }),
  invite: z.array(words(31)).max(20).meta({ title: '邀请', description: 'Logins of supervisors; none is all.' }),
  parts: z
    .array(
      z.strictObject({
        login: words(31).meta({ title: '监督员', description: 'A login.' }),
        minutes: z.int().min(10).max(960).optional().meta({ title: '分钟', description: 'As confirmed.' }),
        findings: words(3000).min(10).optional().meta({ title: '看到的情况', description: 'The report.' }),
        suggestion: words(1000).optional().meta({ title: '建议', description: 'Of the report.' }),
      }),
    )
    .max(20)
    .optional()
    .meta({ title: '参加', description: 'Who accepted; with minutes, who came and was confirmed.' }),
  tell: z
    .strictObject({
      title: words(60).meta({ title: '标题', description: 'Of the announcement.' }),
      text: words(2000).meta({ title: '内容', description: 'To all supervisors.' }),
    })
    .optional()
    .meta({ title: '通知', description: 'An announcement on the day it was made.' }),
})
export type DutySample = z.infer<typeof DutySample>

/** Everything a sample refers to exists, and only what is over is held. */
export function checkDuties(
  samples: Placed<DutySample>[],
  people: Person[],
  supervisors: SupervisorSample[],
  publications: Publication[],
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  const serving = new Set(supervisors.flatMap(({ state, login }) => (state === 'serving' && login ? [login] : [])))
  const bodies = codesOf(publications, 'department')
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    if (!logins.has(sample.by)) report('by', `没有 ${sample.by} 这个账号`)
    if (sample.department !== undefined && !bodies.has(sample.department))
      report('department', `单位 ${sample.department} 不在 departments.yaml 里`)
    for (const login of [...sample.invite, ...(sample.parts ?? []).map((part) => part.login)])
      if (!serving.has(login)) report('invite', `${login} 不是履职中的监督员账号`)
    if (-sample.made >= sample.on) report('made', '任务要在活动那天以前发布')
    if (sample.on >= 0 && sample.parts?.some(({ minutes }) => minutes !== undefined))
      report('parts', '还没有开始的任务，没有人到过场')
  }
}

import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, labelled, words } from './codes.ts'
import type { Person } from './demo.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

const relative = (sign: string, say: string) =>
  z.string().regex(new RegExp(`^${sign}\\d{1,3}d$`), { error: `写成 ${say} 的样子` })

/** A demonstration survey, drawn up, approved and open at the first start. */
export const SurveySample = z.strictObject({
  title: words(60).meta({ title: '名称', description: 'What people read.' }),
  questionnaire: code.meta({ title: '问卷', description: 'Code of a questionnaire.' }),
  entry: labelled({ open: '公开', invited: '受邀', both: '都可以' }).meta({
    title: '谁可以答',
    description: 'Anybody, the invited, or both.',
  }),
  purpose: labelled({ ordinary: '一般测评', inspected: '涉企检查评价', scanned: '扫码评价', visited: '开放日评价' })
    .optional()
    .meta({
      title: '用在哪里',
      description: 'Ordinary, after inspections, wherever a code is scanned, or after open days.',
    }),
  opensOn: relative('-', '-7d').meta({ title: '哪天开始', description: 'Days before the first start.' }),
  closesOn: relative('\\+', '+14d').meta({ title: '最后一天', description: 'Days after the first start.' }),
  method: words(500).meta({ title: '怎样选人', description: 'Published with the results.' }),
  evaluator: words(31).optional().meta({ title: '测评机构', description: 'A login.' }),
  frame: words(3000)
    .optional()
    .meta({ title: '样本框', description: 'A line a part: name, people, how many are asked.' }),
  by: words(31).meta({ title: '起草', description: 'A login.' }),
  approvedBy: words(31).meta({ title: '批准', description: 'A login, not the same.' }),
})
export type SurveySample = z.infer<typeof SurveySample>

/** Everything a sample refers to exists. */
export function checkSurveys(
  samples: Placed<SurveySample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  const forms = codesOf(publications, 'questionnaire')
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    if (!forms.has(sample.questionnaire))
      report('questionnaire', `问卷 ${sample.questionnaire} 不在${KINDS.questionnaire.file}里`)
    for (const key of ['by', 'approvedBy', 'evaluator'] as const) {
      const login = sample[key]
      if (login !== undefined && !logins.has(login)) report(key, `没有 ${login} 这个账号`)
    }
    if (sample.by === sample.approvedBy) report('approvedBy', '起草和批准要由不同的人办')
  }
}

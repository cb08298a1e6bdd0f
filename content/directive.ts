import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, words } from './codes.ts'
import type { Person, Sample } from './demo.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d'

const Step = z.strictObject({
  by: words(31).meta({ title: '经办', description: 'A login.' }),
  action: z.string().meta({ title: '动作', description: 'One step of the workflow.' }),
  after: z
    .string()
    .regex(new RegExp(`^\\d{1,3}d ${CLOCK}$`), {
      error: '写成 "1d 09:12" 的样子：上一步之后第几个工作日、几点几分',
    })
    .meta({ title: '时间', description: 'Working days after the previous step, and the time of that day.' }),
  say: z
    .record(z.string(), z.union([z.string(), z.boolean()]))
    .optional()
    .meta({
      title: '内容',
      description: 'What the step says, checked by the step’s own schema when it is played.',
    }),
})

/** A demonstration document, played through the real steps at the first start. */
export const DirectiveSample = z.strictObject({
  drafted: z
    .string()
    .regex(new RegExp(`^-[1-9]\\d{0,2}d ${CLOCK}$`), {
      error: '写成 "-12d 10:24" 的样子：首次导入前多少天、几点几分',
    })
    .meta({ title: '拟稿时间', description: 'Days before the first import and time of day, UTC+8.' }),
  by: words(31).meta({ title: '拟稿人', description: 'A login.' }),
  template: code.meta({ title: '模板', description: 'Code of a template.' }),
  department: code.meta({ title: '主送单位', description: 'Code of the body.' }),
  follows: words(40).optional().meta({ title: '接哪一份', description: 'Subject of an earlier sample.' }),
  cases: z.array(words(20)).max(5).optional().meta({ title: '关联的示例办件', description: 'By their gists.' }),
  subject: words(40).meta({ title: '主题', description: 'After 关于 in the title.' }),
  facts: words(3000).meta({ title: '事由', description: 'What was found.' }),
  basis: words(1000).meta({ title: '依据', description: 'The provisions.' }),
  demands: words(2000).meta({ title: '要求', description: 'What is to be done.' }),
  conclusion: words(20).optional().meta({ title: '结论', description: 'Only of a decision.' }),
  steps: z.array(Step).max(20).meta({ title: '步骤', description: 'Steps already taken.' }),
})
export type DirectiveSample = z.infer<typeof DirectiveSample>

/** Everything a sample refers to exists; its words are checked by the steps themselves. */
export function checkDirectives(
  samples: Placed<DirectiveSample>[],
  { people, publications, cases }: { people: Person[]; publications: Publication[]; cases: Sample[] },
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  const gists = new Set(cases.map((c) => c.gist))
  const earlier = new Set<string>()
  for (const sample of samples) {
    const report = (path: PropertyKey[], reason: string) =>
      problems.push({ file: sample.file, line: sample.at(path), reason })
    if (!codesOf(publications, 'template').has(sample.template))
      report(['template'], `模板 ${sample.template} 不在${KINDS.template.file}里`)
    if (!codesOf(publications, 'department').has(sample.department))
      report(['department'], `单位 ${sample.department} 不在${KINDS.department.file}里`)
    for (const [i, by] of [sample.by, ...sample.steps.map((s) => s.by)].entries())
      if (!logins.has(by)) report(i === 0 ? ['by'] : ['steps', i - 1, 'by'], `没有 ${by} 这个账号`)
    for (const [i, gist] of (sample.cases ?? []).entries())
      if (!gists.has(gist)) report(['cases', i], `没有摘要标题是“${gist}”的示例办件`)
    if (sample.follows && !earlier.has(sample.follows)) report(['follows'], `前面没有主题是“${sample.follows}”的文书`)
    earlier.add(sample.subject)
  }
}

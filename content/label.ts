import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, words } from './codes.ts'
import type { Person } from './demo.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

const relative = (pattern: RegExp, say: string) => z.string().regex(pattern, { error: `写成 ${say} 的样子` })

/** A demonstration code, issued through the real steps at the first start; what is said is checked where it is issued. */
export const LabelSample = z.strictObject({
  type: z.enum(['ORG', 'OFFICER', 'CASE', 'ENT', 'EVENT', 'ITEM', 'STATION']).meta({
    title: '哪一种',
    description: 'What the code stands for; a task’s comes with its task.',
  }),
  department: code.optional().meta({ title: '单位', description: 'Who stands behind it.' }),
  label: words(60).optional().meta({ title: '名称', description: 'What is printed beside it.' }),
  place: words(60).optional().meta({ title: '地点', description: 'Where it hangs.' }),
  officer: code.optional().meta({ title: '人员编码', description: 'Of an officer’s code.' }),
  matter: code.optional().meta({ title: '事项编码', description: 'Of a matter’s code.' }),
  subject: words(40).optional().meta({ title: '文号或者代码', description: 'Of a document, of a company.' }),
  act: words(20).optional().meta({ title: '行为类别', description: 'What a document records.' }),
  industry: words(20).optional().meta({ title: '行业', description: 'Of a company.' }),
  issuedTo: words(40).meta({ title: '领用', description: 'Who keeps it.' }),
  from: relative(/^-\d{1,3}d$/, '-30d').meta({ title: '哪天签发', description: 'Days before the first start.' }),
  by: words(31).meta({ title: '经办', description: 'A login.' }),
  later: z
    .strictObject({
      action: z.enum(['lose', 'replace']).meta({ title: '动作', description: 'Reported lost, or replaced.' }),
      after: relative(/^\d{1,3}d$/, '20d').meta({ title: '几天以后', description: 'Days after it was issued.' }),
      note: words(300).meta({ title: '原因', description: 'Why.' }),
    })
    .optional()
    .meta({ title: '后来', description: 'What happened to it.' }),
})
export type LabelSample = z.infer<typeof LabelSample>

/** Everything a sample refers to exists, and nothing happens to it in the future. */
export function checkLabels(
  samples: Placed<LabelSample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    for (const kind of ['department', 'officer', 'matter'] as const) {
      const named = sample[kind]
      if (named !== undefined && !codesOf(publications, kind).has(named))
        report(kind, `${named} 不在${KINDS[kind].file}里`)
    }
    if (!logins.has(sample.by)) report('by', `没有 ${sample.by} 这个账号`)
    if (sample.later && Number.parseInt(sample.later.after, 10) + Number.parseInt(sample.from, 10) >= 0)
      report('later', '这一步会晚于首次启动的时间。请缩短间隔或把签发提前')
  }
}

import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, labelled, ref, several, uscc, words } from './codes.ts'
import type { Person } from './demo.ts'
import { INDUSTRY } from './kinds/industry.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

/** A demonstration inspection, planned and possibly entered before the first start. */
export const VisitSample = z.strictObject({
  by: words(31).meta({ title: '谁安排', description: 'A login of the body that leads.' }),
  company: words(60).meta({ title: '企业', description: 'Fictional; says so itself.' }),
  uscc: uscc.meta({ title: '统一社会信用代码', description: 'Of no real company.' }),
  industry: labelled(INDUSTRY).meta({ title: '行业', description: 'GB/T 4754.' }),
  place: words(60).meta({ title: '地点', description: 'Where they go.' }),
  partners: several(ref('department'), 8).optional().meta({ title: '联合的单位', description: 'Who joins.' }),
  items: several(code, 12, 1).meta({ title: '检查事项', description: 'Codes of published items.' }),
  on: z
    .string()
    .regex(/^[+-]\d{1,3}d$/, { error: '写成 -7d 或 +0d 的样子' })
    .meta({ title: '哪天', description: 'Days from the first start.' }),
  cause: labelled({ plan: '计划', request: '企业申请', recheck: '复查' })
    .optional()
    .meta({ title: '缘由', description: 'Planned, unless said.' }),
  why: words(200).optional().meta({ title: '具体缘由', description: 'Where it is not planned.' }),
  enters: z
    .string()
    .regex(/^\d\d:\d\d$/, { error: '写成 09:40 的样子' })
    .optional()
    .meta({ title: '进门', description: 'The hour; omitted when nobody entered.' }),
})
export type VisitSample = z.infer<typeof VisitSample>

/** Everything a sample refers to exists. */
export function checkVisits(
  samples: Placed<VisitSample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  const items = codesOf(publications, 'inspection')
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    if (!logins.has(sample.by)) report('by', `没有 ${sample.by} 这个账号`)
    for (const item of sample.items)
      if (!items.has(item)) report('items', `检查事项 ${item} 不在${KINDS.inspection.file}里`)
  }
}

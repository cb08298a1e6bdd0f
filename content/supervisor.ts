import * as z from 'zod'
import { codesOf } from './check.ts'
import { labelled, ref, several, words } from './codes.ts'
import type { Person } from './demo.ts'
import { INDUSTRY } from './kinds/industry.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

const TYPE = { social: '社会监督员', special: '特邀监督员', grid: '监督网格员' } as const
const GROUP = {
  deputy: '人大代表',
  member: '政协委员',
  lawyer: '律师、法律工作者',
  reporter: '新闻工作者',
  expert: '专家学者',
  business: '企业经营者',
  chamber: '商会、协会工作人员',
  resident: '群众代表',
} as const
const STATE = { applied: '待资格审核', publicity: '公示中', serving: '履职中', refused: '未通过' } as const

/** A demonstration supervisor, brought through the real steps to where they stand at the first start. */
export const SupervisorSample = z.strictObject({
  name: words(20)
    .regex(/（示例）$/, { error: '演示姓名以“（示例）”结尾' })
    .meta({ title: '姓名', description: 'Fictional.' }),
  phone: z
    .string()
    .regex(/^1990000\d{4}$/, { error: '演示电话只用 1990000 开头的11位号码' })
    .meta({ title: '电话', description: 'Demonstration numbers only.' }),
  birth: z.iso.date({ error: '出生日期写成 1985-03-02 的样子' }).meta({ title: '出生日期', description: 'Made up.' }),
  type: labelled(TYPE).meta({ title: '类型', description: 'Which kind; special ones were invited.' }),
  group: labelled(GROUP).meta({ title: '身份', description: 'From whom they were chosen.' }),
  areas: several(ref('department'), 12).meta({ title: '镇街', description: 'None is the whole city.' }),
  sectors: several(labelled(INDUSTRY), 10).meta({ title: '行业', description: 'None is all.' }),
  kin: several(ref('department'), 5).optional().meta({ title: '回避单位', description: 'Where relatives work.' }),
  statement: words(300).min(50).meta({ title: '为什么报名', description: '50 to 300 characters.' }),
  listed: z.boolean().meta({ title: '公开', description: 'Whether they stand in the roster.' }),
  state: labelled(STATE).meta({ title: '到哪一步', description: 'Where they stand at the first start.' }),
  ago: z.int().min(1).max(700).meta({ title: '几天前报名', description: 'Days before the first start.' }),
  years: z
    .int()
    .min(2)
    .max(5)
    .optional()
    .meta({ title: '任期几年', description: 'For who serves; three unless said.' }),
  login: words(31).optional().meta({ title: '账号', description: 'The demonstration account they have.' }),
  reason: words(200).optional().meta({ title: '不通过的理由', description: 'For who was refused.' }),
})
export type SupervisorSample = z.infer<typeof SupervisorSample>

/** Everything a sample refers to exists. */
export function checkSupervisors(
  samples: Placed<SupervisorSample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const roles = new Map(people.map((p) => [p.login, p.roles as readonly string[]]))
  const bodies = codesOf(publications, 'department')
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    for (const path of ['areas', 'kin'] as const)
      for (const body of sample[path] ?? [])
        if (!bodies.has(body)) report(path, `单位 ${body} 不在${KINDS.department.file}里`)
    if (sample.login !== undefined && !roles.get(sample.login)?.includes('supervisor'))
      report('login', `没有 ${sample.login} 这个监督员账号`)
    if (sample.state === 'refused' && !sample.reason) report('state', '不通过的要写 reason（理由）')
  }
}

import * as z from 'zod'
import { codesOf } from './check.ts'
import { code, uscc, words } from './codes.ts'
import type { Person } from './demo.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'

const days = (say: string) => z.string().regex(/^[+-]\d{1,4}d$/, { error: `写成 ${say} 的样子` })

/** A demonstration contact point, appointed through the real step at the first start. */
export const ContactSample = z.strictObject({
  by: words(31).meta({ title: '经办', description: 'A login.' }),
  login: words(31).optional().meta({ title: '账号', description: 'Of the demonstration; else one is made.' }),
  name: words(60).meta({ title: '企业', description: 'Fictional; says so itself.' }),
  uscc: uscc.meta({ title: '统一社会信用代码', description: 'Of no real company.' }),
  industry: words(20).meta({ title: '行业', description: 'GB/T 4754, or other.' }),
  township: code.meta({ title: '镇街', description: 'Where it is.' }),
  document: words(60).meta({ title: '授牌文号', description: 'Fictional.' }),
  from: days('-30d').meta({ title: '期限第一天', description: 'Days from the first start.' }),
  to: days('+700d').meta({ title: '期限最后一天', description: 'Days from the first start.' }),
  person: words(20).meta({ title: '联络员', description: 'Fictional; says so itself.' }),
  phone: words(11).meta({ title: '手机号码', description: 'Of nobody.' }),
  listed: z.boolean().optional().meta({ title: '公开', description: 'Whether it agreed.' }),
})
export type ContactSample = z.infer<typeof ContactSample>

/** Everything a sample refers to exists. */
export function checkContacts(
  samples: Placed<ContactSample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const logins = new Set(people.map((p) => p.login))
  const bodies = codesOf(publications, 'department')
  for (const sample of samples) {
    const report = (path: string, reason: string) =>
      problems.push({ file: sample.file, line: sample.at([path]), reason })
    for (const path of ['by', 'login'] as const) {
      const login = sample[path]
      if (login !== undefined && !logins.has(login)) report(path, `没有 ${login} 这个账号`)
    }
    if (!bodies.has(sample.township)) report('township', `没有 ${sample.township} 这个镇街`)
  }
}

import * as z from 'zod'
import { labelled, words } from './codes.ts'
import { Sample } from './demo.ts'
import type { Placed } from './load.ts'
import type { Problem } from './problem.ts'
import type { SupervisorSample } from './supervisor.ts'

const SOURCE = { experienced: '我亲身经历', witnessed: '我当场看到', told: '别人告诉我' } as const
const AGREED = { yes: '当事人知道，也同意', no: '没有征求当事人的意见', nobody: '没有具体的当事人' } as const
const { received, category, about, account, happenedOn, gist, steps } = Sample.shape

/** A demonstration lead of a supervisor, brought through the real steps to where it stands at the first start. */
export const LeadSample = z.strictObject({
  by: words(31).meta({ title: '监督员', description: 'A login.' }),
  received,
  category,
  about,
  account,
  happenedOn,
  source: labelled(SOURCE).meta({ title: '怎么知道的', description: 'How the supervisor knows.' }),
  agreed: labelled(AGREED).meta({ title: '当事人', description: 'Whether whom it happened to agrees.' }),
  phone: z
    .string()
    .regex(/^1990000\d{4}$/, { error: '演示电话只用 1990000 开头的11位号码' })
    .optional()
    .meta({ title: '回访电话', description: 'Who wishes to be called back; a demonstration number.' }),
  gist,
  steps,
})
export type LeadSample = z.infer<typeof LeadSample>

/** Only who serves at the first start sends leads. */
export function checkLeads(samples: Placed<LeadSample>[], supervisors: SupervisorSample[], problems: Problem[]): void {
  const serving = new Set(supervisors.flatMap(({ state, login }) => (state === 'serving' && login ? [login] : [])))
  for (const { by, file, at } of samples)
    if (!serving.has(by)) problems.push({ file, line: at(['by']), reason: `${by} 不是履职中的监督员账号` })
}

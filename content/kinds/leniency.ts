import * as z from 'zod'
import { code, labelled, long, ref, several, statute, words } from '../codes.ts'

/** The four lists: 处罚法 32 and 33, 强制法 16(2). */
export const LENIENCY_LIST = {
  waive: '不予处罚清单',
  lighter: '从轻处罚清单',
  mitigate: '减轻处罚清单',
  spare: '不予实施行政强制措施清单',
} as const
/** Where leniency for a first violation never applies. */
export const EXCLUDED = { life: '生命健康', safety: '公共安全', environment: '生态环境保护' } as const

/** One entry of the four lists: what may go unpunished or be punished less, and on which conditions. */
export const Leniency = z.strictObject({
  code: code.meta({ title: '清单编码', description: 'Stable code, e.g. QD-BY-001.' }),
  list: labelled(LENIENCY_LIST).meta({ title: '清单类型', description: 'Which of the four lists.' }),
  field: words(30).meta({ title: '领域', description: 'The field of enforcement.' }),
  name: words(100).meta({ title: '违法行为', description: 'What was done.' }),
  matter: ref('matter').meta({ title: '对应事项', description: 'The matter under which it would be punished.' }),
  basis: several(statute, 10, 1).meta({
    title: '法律依据',
    description: 'Provision allowing leniency and provision broken.',
  }),
  first: z.boolean().meta({ title: '仅限首次', description: 'Only for a first violation.' }),
  conditions: several(words(160), 10, 1).meta({
    title: '适用条件',
    description: 'All must be met, one each; the self-check asks them one by one.',
  }),
  excludes: several(words(160), 10, 1).meta({
    title: '除外情形',
    description: 'When it does not apply although the conditions are met.',
  }),
  excludedFields: several(labelled(EXCLUDED), 3).meta({
    title: '除外领域',
    description: 'Fields in which it never applies.',
  }),
  departments: several(ref('department'), 30, 1).meta({ title: '实施主体', description: 'Who applies it.' }),
  education: long(300).meta({ title: '教育和责令改正要求', description: 'What the body must still do.' }),
})
export type Leniency = z.infer<typeof Leniency>

import * as z from 'zod'
import { code, day, labelled, ref, several, statute, words } from '../codes.ts'
import { INDUSTRY } from './industry.ts'
import { LEVEL } from './matter.ts'

export const INSPECTION_TYPE = { daily: '日常检查', case: '个案检查', special: '专项检查', joint: '联合检查' } as const
export const METHOD = { onsite: '现场检查', remote: '非现场检查', joint: '联合检查' } as const
export const WEIGHT = { key: '重点检查事项', general: '一般检查事项' } as const

/** What a joint random inspection plan adds: who joins, how many are drawn, and when. */
const Joint = z.strictObject({
  plan: words(60).meta({ title: '计划编号', description: 'The number of the plan.' }),
  field: words(40).meta({ title: '抽查领域', description: 'The field drawn from.' }),
  partners: several(ref('department'), 10, 1).meta({
    title: '配合部门',
    description: 'Who joins the body that starts it.',
  }),
  ratio: words(80).meta({ title: '抽查比例及频次', description: 'How many are drawn, how often.' }),
  period: words(60).meta({ title: '检查时间', description: 'The months in which it happens.' }),
  organised: labelled(LEVEL).meta({ title: '组织层级', description: 'Who organises it.' }),
  weight: labelled(WEIGHT).meta({ title: '事项类别', description: 'Key or general.' }),
})

/** What a body may inspect in enterprises of a sector, by which standard, and how often at most. */
export const Inspection = z.strictObject({
  code: code.meta({ title: '检查事项编码', description: 'Stable code, e.g. JCSX-SCJG-001.' }),
  name: words(80).meta({ title: '检查事项', description: 'The official name.' }),
  department: ref('department').meta({ title: '检查主体', description: 'Who inspects; who starts a joint one.' }),
  matter: ref('matter').meta({ title: '对应事项', description: 'The matter of type JC it is done under.' }),
  type: labelled(INSPECTION_TYPE).meta({
    title: '检查类型',
    description: 'Everyday, one case, special campaign, or joint.',
  }),
  industries: several(labelled(INDUSTRY), 20, 1).meta({ title: '行业', description: 'Sectors it concerns.' }),
  target: words(100).meta({ title: '检查对象', description: 'Which enterprises.' }),
  standards: z
    .array(
      z.strictObject({
        item: words(80).meta({ title: '检查内容', description: 'What is looked at.' }),
        standard: words(200).meta({ title: '检查标准', description: 'When it is right.' }),
      }),
    )
    .min(1)
    .max(40)
    .meta({ title: '检查内容与标准', description: 'Item and standard; nothing else may be inspected.' }),
  methods: several(labelled(METHOD), 3, 1).meta({ title: '检查方式', description: 'On site, from afar, jointly.' }),
  basis: several(statute, 10, 1).meta({ title: '检查依据', description: 'The provision that allows it.' }),
  cap: z.int().min(0).max(365).meta({
    title: '年度频次上限',
    description: 'Most visits of this body to one enterprise of the sector in a year.',
  }),
  grading: words(300).meta({ title: '分级分类规则', description: 'Who is visited more or less, and why.' }),
  oneVisit: z
    .boolean()
    .meta({ title: '纳入综合查一次', description: 'Whether it must be joined with others in one visit.' }),
  announcedOn: day.meta({ title: '发布日期', description: 'The day the item was made public.' }),
  joint: Joint.optional().meta({ title: '联合检查计划', description: 'Only for joint inspections.' }),
})
export type Inspection = z.infer<typeof Inspection>

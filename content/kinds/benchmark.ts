import * as z from 'zod'
import { code, labelled, ref, several, statute, words } from '../codes.ts'
import { LEVEL } from './matter.ts'

export const BENCHMARK_TYPE = {
  penalty: '行政处罚',
  permit: '行政许可',
  coercion: '行政强制',
  inspection: '行政检查',
} as const
export const GRADE = { waive: '不予处罚', mitigate: '减轻', lighter: '从轻', normal: '一般', heavier: '从重' } as const
export const DEGREE = { trivial: '轻微', minor: '较轻', normal: '一般', serious: '较重', grave: '严重' } as const
export const PENALTY = {
  none: '不予处罚',
  correct: '责令改正',
  warning: '警告',
  criticism: '通报批评',
  fine: '罚款',
  gains: '没收违法所得',
  goods: '没收非法财物',
  suspend: '暂扣许可证件',
  restrict: '限制开展生产经营活动',
  stop: '责令停产停业',
  revoke: '吊销许可证件',
  detain: '行政拘留',
} as const
export const UNIT = { yuan: '元', times: '倍', percent: '%' } as const
const MATCH = { any: '有一项即是', all: '须全部符合' } as const

/** One step of the scale: in which circumstances, and what follows. */
export const Tier = z.strictObject({
  grade: labelled(GRADE).meta({ title: '裁量阶次', description: 'Where on the scale.' }),
  degree: labelled(DEGREE).meta({ title: '违法程度', description: 'How grave the violation is called.' }),
  conditions: several(words(160), 12, 1).meta({
    title: '适用情形',
    description: 'Number, amount, consequence, correction, intent: one each.',
  }),
  match: labelled(MATCH).meta({
    title: '情形关系',
    description: 'Whether one circumstance is enough or all are needed.',
  }),
  kinds: several(labelled(PENALTY), 6, 1).meta({ title: '处罚种类', description: 'Which penalties.' }),
  penalty: words(240).meta({ title: '处罚标准', description: 'The range in words, as the document has it.' }),
  min: z.number().min(0).optional().meta({ title: '下限', description: 'Lower end of a fine.' }),
  max: z.number().min(0).optional().meta({ title: '上限', description: 'Upper end of a fine.' }),
  unit: labelled(UNIT).optional().meta({ title: '单位', description: 'Yuan, times the value, or percent.' }),
})

/** How discretion is exercised for one violation: the tiers between nothing and the most the law allows. */
export const Benchmark = z.strictObject({
  code: code.meta({ title: '基准编码', description: 'Stable code, e.g. JZ-SCJG-001.' }),
  name: words(80).meta({ title: '违法行为', description: 'The violation, or the decision to be made.' }),
  type: labelled(BENCHMARK_TYPE).meta({ title: '基准类别', description: 'Discretion exists beyond penalties too.' }),
  matter: ref('matter').meta({ title: '对应事项', description: 'The matter it belongs to.' }),
  violates: several(statute, 10, 1).meta({ title: '违反条款', description: 'The duty that was broken.' }),
  basis: several(statute, 10, 1).meta({ title: '处罚依据', description: 'The provision that allows the penalty.' }),
  tiers: z.array(Tier).min(2).max(12).meta({ title: '裁量阶次', description: 'From the mildest to the gravest.' }),
  authority: words(60).meta({ title: '制定机关', description: 'Who set it.' }),
  docNo: words(60).meta({ title: '文号', description: 'The number of the document that set it.' }),
  levels: several(labelled(LEVEL), 4, 1).meta({ title: '适用层级', description: 'Who applies it.' }),
  note: words(300).meta({
    title: '备注',
    description: 'What the tiers do not say: excluded cases, what must come first.',
  }),
})
export type Benchmark = z.infer<typeof Benchmark>
export type Tier = z.infer<typeof Tier>

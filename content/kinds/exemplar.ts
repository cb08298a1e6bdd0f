import * as z from 'zod'
import { code, labelled, markdown, ref, several, words } from '../codes.ts'

export const EXEMPLAR_TYPE = {
  correct: '监督纠错',
  guide: '指导规范',
  gentle: '柔性执法',
  dispute: '争议协调',
  relief: '涉企减负',
} as const
export const INSTRUMENT = {
  reminder: '提醒函',
  warning: '风险提示函',
  advice: '监督建议书',
  notice: '通知书',
  opinion: '意见书',
  decision: '决定书',
  mediation: '争议协调意见',
  none: '未出具文书',
} as const

/** A case worth learning from, told without anybody's name. */
export const Exemplar = z.strictObject({
  code: code.meta({ title: '案例编码', description: 'Stable code, e.g. AL-2026-001.' }),
  name: words(80).meta({ title: '标题', description: '某…监督案.' }),
  type: labelled(EXEMPLAR_TYPE).meta({ title: '案例类型', description: 'What it is an example of.' }),
  keywords: several(words(20), 8, 2).meta({ title: '关键词', description: 'As the Ministry of Justice prints them.' }),
  facts: markdown(3000).meta({
    title: '基本案情',
    description: 'What happened; bodies, people and enterprises as 某.',
  }),
  process: markdown(3000).meta({ title: '处置过程', description: 'How it was looked into.' }),
  handling: markdown(3000).meta({ title: '监督处理', description: 'What was done about it, and with which document.' }),
  instrument: labelled(INSTRUMENT).meta({ title: '监督文书', description: 'The document it was done with.' }),
  meaning: markdown(2000).meta({ title: '典型意义', description: 'What others should learn.' }),
  issuer: ref('department').meta({ title: '发布单位', description: 'Who selected and published it.' }),
  issuedOn: z.iso.date().meta({ title: '发布日期', description: 'The day it was published.' }),
  categories: several(ref('category'), 5).meta({
    title: '相关投诉类别',
    description: 'What one would choose to report the same.',
  }),
  matters: several(ref('matter'), 10).meta({ title: '相关事项', description: 'Matters it is about.' }),
  benchmarks: several(ref('benchmark'), 10).meta({ title: '相关裁量基准', description: 'Benchmarks it turns on.' }),
})
export type Exemplar = z.infer<typeof Exemplar>

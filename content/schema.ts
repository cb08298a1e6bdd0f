import * as z from 'zod'
import { day, words } from './codes.ts'
import { fields } from './fields.ts'
import { Benchmark } from './kinds/benchmark.ts'
import { Bulletin } from './kinds/bulletin.ts'
import { Category } from './kinds/category.ts'
import { Department } from './kinds/department.ts'
import { Device } from './kinds/device.ts'
import { Exemplar } from './kinds/exemplar.ts'
import { Guide } from './kinds/guide.ts'
import { Inspection } from './kinds/inspection.ts'
import { Leniency } from './kinds/leniency.ts'
import { Limit } from './kinds/limit.ts'
import { Matter } from './kinds/matter.ts'
import { Officer } from './kinds/officer.ts'
import { OpenDay } from './kinds/open-day.ts'
import { Questionnaire } from './kinds/questionnaire.ts'
import { Referral } from './kinds/referral.ts'
import { Retention } from './kinds/retention.ts'
import { Rule } from './kinds/rule.ts'
import { Score } from './kinds/score.ts'
import { Synonym } from './kinds/synonym.ts'
import { Template } from './kinds/template.ts'
import { Workday } from './kinds/workday.ts'

/** Every publication has these besides its data: since when it holds, and on what paper it rests. */
export const Envelope = z.strictObject({
  from: day.meta({ title: '生效日期', description: 'First day of effect, UTC+8.' }),
  to: day.optional().meta({
    title: '失效日期',
    description: 'First day no longer in force; open when absent. In force is [from, to).',
  }),
  source: words(200).optional().meta({ title: '来源文件', description: 'The document this version was decided by.' }),
  filingNo: words(60)
    .optional()
    .meta({ title: '备案号', description: 'Filing number of that document, if it has one.' }),
  reviewOn: day.optional().meta({
    title: '下次复核日期',
    description: 'By when somebody looks whether this is still right; the publishing desk reminds.',
  }),
  reason: words(300)
    .optional()
    .meta({ title: '说明', description: 'Why this version was made; shown in the history.' }),
})

/** The kinds that are published, and the file (or the folder of files) each is kept in. A later kind is one more row. */
export const KINDS = {
  matter: { title: '执法事项', file: 'matters.yaml', schema: Matter },
  benchmark: { title: '裁量权基准', file: 'benchmarks.yaml', schema: Benchmark },
  leniency: { title: '四张清单', file: 'leniencies.yaml', schema: Leniency },
  inspection: { title: '涉企检查事项', file: 'inspections.yaml', schema: Inspection },
  guide: { title: '合规指引（一业一册）', file: 'guides.yaml', schema: Guide },
  exemplar: { title: '典型案例', file: 'exemplars.yaml', schema: Exemplar },
  bulletin: { title: '公告', file: 'bulletins.yaml', schema: Bulletin },
  officer: { title: '执法人员证件', file: 'officers.yaml', schema: Officer },
  device: { title: '电子监控设备', file: 'devices.yaml', schema: Device },
  department: { title: '执法主体', file: 'departments.yaml', schema: Department },
  category: { title: '投诉类别', file: 'categories.yaml', schema: Category },
  limit: { title: '办理期限', file: 'limits.yaml', schema: Limit },
  workday: { title: '工作日历', file: 'workdays.yaml', schema: Workday },
  referral: { title: '该找谁', file: 'referrals.yaml', schema: Referral },
  retention: { title: '保存期限', file: 'retentions.yaml', schema: Retention },
  rule: { title: '分办规则', file: 'rules.yaml', schema: Rule },
  score: { title: '评分办法', file: 'scores.yaml', schema: Score },
  'open-day': { title: '执法开放日', file: 'open-days.yaml', schema: OpenDay },
  questionnaire: { title: '调查问卷', file: 'questionnaires.yaml', schema: Questionnaire },
  synonym: { title: '检索同义词', file: 'synonyms.yaml', schema: Synonym },
  template: { title: '文书和答复模板', file: 'templates.yaml', schema: Template },
} as const

export type Kind = keyof typeof KINDS

/** Kinds a workbook can hold: no list lies within the rows of a list. */
export const SHEETED = (Object.keys(KINDS) as Kind[]).filter(
  (kind) => !fields(KINDS[kind].schema).some(({ of }) => of?.some((part) => part.kind === 'rows')),
)
export type DataOf = { [K in Kind]: z.infer<(typeof KINDS)[K]['schema']> }

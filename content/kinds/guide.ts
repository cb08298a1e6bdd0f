import * as z from 'zod'
import { code, labelled, markdown, phone, ref, several, statute, words } from '../codes.ts'
import { INDUSTRY } from './industry.ts'

export const OFTEN = { often: '高发', some: '常见', rare: '少见' } as const

/** 一业一册: the ten parts of a sector's compliance guide, in the order people need them. */
export const Guide = z.strictObject({
  code: code.meta({ title: '指引编码', description: 'Stable code, e.g. ZY-H62.' }),
  name: words(60).meta({ title: '标题', description: 'The title on the cover.' }),
  industry: labelled(INDUSTRY).meta({ title: '行业', description: 'GB/T 4754.' }),
  audience: words(120).meta({ title: '适用对象', description: 'Who should read it.' }),
  issuer: ref('department').meta({ title: '牵头发布单位', description: 'Who is responsible for it.' }),
  departments: several(ref('department'), 12, 1).meta({
    title: '参与编制单位',
    description: 'Whose rules it collects.',
  }),
  summary: words(300).meta({ title: '导读', description: 'What a busy owner should know first.' }),
  licences: z
    .array(
      z.strictObject({
        name: words(60).meta({ title: '证照', description: 'Licence, registration or filing.' }),
        when: words(160).meta({ title: '什么情形要办', description: 'Who needs it.' }),
        office: ref('department').meta({ title: '办理单位', description: 'Where to get it.' }),
        basis: statute.meta({ title: '依据', description: 'Why.' }),
        matter: ref('matter').optional().meta({ title: '对应事项', description: 'Its entry in the catalogue.' }),
      }),
    )
    .min(1)
    .max(15)
    .meta({ title: '一、开业前办什么', description: 'Part 1.' }),
  duties: z
    .array(
      z.strictObject({
        duty: words(80).meta({ title: '义务', description: 'What must be done.' }),
        how: words(240).meta({ title: '怎么做', description: 'How, concretely.' }),
        when: words(40).meta({ title: '频次', description: 'Every day, every month, at once.' }),
        basis: statute.meta({ title: '依据', description: 'Why.' }),
      }),
    )
    .min(4)
    .max(30)
    .meta({ title: '二、日常必须做', description: 'Part 2.' }),
  violations: z
    .array(
      z.strictObject({
        act: words(100).meta({ title: '常见违法行为', description: 'What goes wrong.' }),
        consequence: words(240).meta({ title: '后果', description: 'What the law provides.' }),
        often: labelled(OFTEN).meta({ title: '发生频次', description: 'How common it is.' }),
        basis: statute.meta({ title: '依据', description: 'The provision.' }),
        matter: ref('matter').optional().meta({ title: '对应事项', description: 'Its entry in the catalogue.' }),
        benchmark: ref('benchmark').optional().meta({ title: '裁量基准', description: 'How it is scaled.' }),
      }),
    )
    .min(4)
    .max(30)
    .meta({ title: '三、常见违法行为', description: 'Part 3.' }),
  leniency: markdown(3000).meta({ title: '四、哪些可以不罚或者轻罚', description: 'Part 4.' }),
  leniencies: several(ref('leniency'), 30).meta({ title: '相关清单', description: 'Entries of the four lists.' }),
  inspections: z
    .array(
      z.strictObject({
        department: ref('department').meta({ title: '谁来查', description: 'The body.' }),
        what: words(240).meta({ title: '查什么', description: 'What it looks at.' }),
        cap: z.int().min(0).max(365).meta({ title: '一年最多几次', description: 'Its cap for one enterprise.' }),
        inspection: ref('inspection').optional().meta({ title: '对应检查事项', description: 'The published item.' }),
      }),
    )
    .min(1)
    .max(15)
    .meta({ title: '五、谁来查、查什么、一年最多几次', description: 'Part 5.' }),
  rights: markdown(3000).meta({ title: '六、检查时您的权利', description: 'Part 6.' }),
  checklist: z
    .array(
      z.strictObject({
        group: words(30).meta({ title: '类别', description: 'The heading it stands under.' }),
        item: words(160).meta({
          title: '自查内容',
          description: 'A question answered with yes, no, or not applicable.',
        }),
        days: z
          .int()
          .min(0)
          .max(365)
          .meta({ title: '整改期限（天）', description: 'How soon to mend it; 0 is at once.' }),
        basis: statute.meta({ title: '依据', description: 'Why.' }),
      }),
    )
    .min(10)
    .max(80)
    .meta({ title: '七、自查表', description: 'Part 7.' }),
  credit: markdown(3000).meta({
    title: '八、信用修复',
    description: 'Part 8, under the rules in force since 2026-04-01.',
  }),
  contacts: z
    .array(
      z.strictObject({
        department: ref('department').meta({ title: '单位', description: 'Whom to ask.' }),
        about: words(120).meta({ title: '问什么', description: 'What it can answer.' }),
        phone: phone.meta({ title: '电话', description: 'Its telephone.' }),
      }),
    )
    .min(1)
    .max(15)
    .meta({ title: '九、咨询与投诉', description: 'Part 9.' }),
  feedback: markdown(1500).meta({
    title: '十、反馈本册',
    description: 'Part 10: how to say that something here is wrong or unclear.',
  }),
})
export type Guide = z.infer<typeof Guide>

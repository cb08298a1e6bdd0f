import * as z from 'zod'
import { code, day, labelled, long, phone, ref, several, statute, uscc, words } from '../codes.ts'

export const DEPARTMENT_TYPE = {
  government: '人民政府',
  supervisor: '监督机构',
  organ: '法定机关',
  branch: '派出分局',
  vertical: '垂直管理',
  authorised: '授权组织',
  township: '乡镇街道',
  office: '司法所',
  external: '外部机关',
} as const

/** A body that enforces, supervises, or receives what is transferred. */
export const Department = z.strictObject({
  code: code.meta({
    title: '单位编码',
    description: 'Stable code; townships use their nine-digit division code.',
  }),
  name: words(60).meta({ title: '单位名称', description: 'Full official name.' }),
  short: words(20).meta({
    title: '简称',
    description: 'What people call it; used in lists and buttons.',
  }),
  uscc: uscc.optional().meta({
    title: '统一社会信用代码',
    description: 'GB 32100-2015; judicial offices and external bodies may have none here.',
  }),
  type: labelled(DEPARTMENT_TYPE).meta({
    title: '类别',
    description: 'What kind of body it is; routing rules R4 to R9 read it.',
  }),
  fields: z.array(words(30)).max(20).meta({
    title: '主要执法领域',
    description: 'What it enforces, in the words of its three-fix plan.',
  }),
  parent: ref('department').optional().meta({
    title: '所属单位',
    description: 'Code of the body it is part of, e.g. a judicial office of the bureau.',
  }),
  superior: words(60).optional().meta({
    title: '上级主管部门',
    description: 'The higher body told about problems (Regulation 825, article 42).',
  }),
  desk: z.boolean().meta({
    title: '是否设工作台',
    description: 'Whether it has staff who sign in here; the others get transfer records.',
  }),
  phone: phone.meta({ title: '电话', description: 'Telephone the public may call.' }),
  address: words(100).meta({ title: '地址', description: 'Where people can go.' }),
  hours: words(60).optional().meta({ title: '办公时间', description: 'When somebody is there.' }),
  area: words(100).optional().meta({ title: '管辖区域', description: 'Where it acts, if not the whole city.' }),
  duties: long(600).optional().meta({ title: '执法职责权限', description: 'What it may do, in plain sentences.' }),
  basis: several(statute, 20).optional().meta({ title: '主要依据', description: 'The provisions its power rests on.' }),
  entrustedBy: ref('department').optional().meta({
    title: '委托机关',
    description: 'Who entrusted it, where it enforces by entrustment.',
  }),
  supervisedBy: ref('department')
    .optional()
    .meta({ title: '监督机构', description: 'Who supervises its enforcement.' }),
  complaintPhone: phone.optional().meta({ title: '投诉电话', description: 'Where it takes complaints itself.' }),
  announcedNo: words(60)
    .optional()
    .meta({ title: '公告文号', description: 'The announcement that made it a lawful body.' }),
  announcedOn: day.optional().meta({ title: '公告日期', description: 'The day of that announcement.' }),
  note: words(200).optional().meta({ title: '备注', description: 'What people need to know before turning to it.' }),
})
export type Department = z.infer<typeof Department>

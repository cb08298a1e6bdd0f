import * as z from 'zod'
import { day, labelled, ref, several, words } from '../codes.ts'

export const CERTIFICATE_TYPE = {
  enforcement: '行政执法证',
  supervision: '行政执法监督证',
  ministry: '国务院部门颁发的执法证',
} as const
const OFFICER_STATUS = { valid: '有效', suspended: '暂扣', recalled: '收回', cancelled: '注销' } as const

/** Who may enforce. The public list shows less than this; the whole is shown to who knows the exact number (rulings.md 21). */
export const Officer = z.strictObject({
  code: z
    .string()
    .regex(/^RY-[0-9A-HJKMNP-TV-Z]{8}$/, { error: '人员编码写成 RY- 加8位字母数字（不用 I、L、O、U）' })
    .meta({ title: '人员编码', description: 'Opaque: says nothing about the certificate.' }),
  name: words(20).meta({ title: '姓名', description: 'Shown whole only for an exact certificate number.' }),
  department: ref('department').meta({ title: '单位', description: 'Where the officer works.' }),
  post: words(30).meta({ title: '职务', description: 'What the officer does there.' }),
  certificate: z
    .string()
    .regex(/^\d{11,14}$/, { error: '证号是11到14位数字' })
    .meta({ title: '证号', description: 'As printed on the certificate.' }),
  certificateType: labelled(CERTIFICATE_TYPE).meta({
    title: '证件类型',
    description: 'Police certificates follow their own law and are not here.',
  }),
  fields: several(words(30), 10, 1).meta({ title: '执法类别', description: 'What the officer may enforce.' }),
  area: words(60).meta({ title: '执法区域', description: 'Where.' }),
  issuer: words(60).meta({ title: '发证机关', description: 'Who issued the certificate.' }),
  validFrom: day.meta({ title: '有效期起', description: 'First day.' }),
  validTo: day.meta({ title: '有效期止', description: 'Last day.' }),
  status: labelled(OFFICER_STATUS).meta({ title: '状态', description: 'Status only, never why.' }),
})
export type Officer = z.infer<typeof Officer>

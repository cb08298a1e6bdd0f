import * as z from 'zod'
import { codes } from '../vocabulary.ts'
import { Application } from './application.ts'
import { TYPE } from './supervisor.ts'

const { call: _call, antibot: _antibot, declared: _declared, consent: _consent, ...rest } = Application.shape

/** Somebody invited without a call (特邀监督员): what they gave to the bureau in writing, by the same rules. */
export const Invited = z.strictObject({
  type: codes(TYPE).meta({ title: '类型', kind: 'choice', labels: TYPE }),
  ...rest,
  // The desk fills it in, from what somebody else signed.
  phone: rest.phone.meta({ title: '手机号码', hint: '审核时和本人联系。不公开。', autocomplete: 'off' }),
  name: rest.name.meta({ title: '姓名', autocomplete: 'off' }),
  birth: rest.birth.meta({ title: '出生日期', autocomplete: 'off' }),
  group: rest.group.meta({ title: '身份', hint: '有几种身份的，选最主要的一种。' }),
  statement: rest.statement.meta({
    title: '为什么邀请，能做些什么',
    hint: '50个字以上：本人的经历、时间，打算怎样监督。',
  }),
  signed: z
    .literal(true, { error: '请先确认：本人已经在纸质的表和声明上签字' })
    .meta({ title: '本人已经在报名表、声明和公示同意书上签字，原件存档' }),
})
export type Invited = z.output<typeof Invited>

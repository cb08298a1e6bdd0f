import * as z from 'zod'
import { codes } from '../vocabulary.ts'
import { Application } from './application.ts'
import { TYPE } from './supervisor.ts'

const { call: _call, antibot: _antibot, declared: _declared, consent: _consent, ...rest } = Application.shape

/** Somebody invited without a call (特邀监督员): what they gave to the bureau in writing, by the same rules. */
export const Invited = z.strictObject({
  type: codes(TYPE).meta({ title: '类型', kind: 'choice', labels: TYPE }),
  ...rest,
  signed: z
    .literal(true, { error: '请先确认：本人已经在纸质的表和声明上签字' })
    .meta({ title: '本人已经在报名表、声明和公示同意书上签字，原件存档' }),
})
export type Invited = z.output<typeof Invited>

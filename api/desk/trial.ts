import * as z from 'zod'
import { CHANNEL } from '../complaint/channel.ts'
import type { Role } from '../staff/role.ts'
import { codes, words } from '../vocabulary.ts'

/** Who may try the rules: those who screen, hand out, check and answer for it. */
export const MAY_TRY: readonly Role[] = ['intake', 'assign', 'review', 'chief']

/** How a case comes in, as far as a rule looks at it. */
const TRIED_CHANNEL = {
  WEB: CHANNEL.WEB,
  '12345': CHANNEL['12345'],
  SUPERVISOR: CHANNEL.SUPERVISOR,
} as const

/** What the rules are tried on. */
export const Trial = z.strictObject({
  category: words(1, 10, '类别').meta({ title: '类别', kind: 'select' }),
  department: words(1, 20, '单位').optional().meta({ title: '反映哪个单位', kind: 'select' }),
  township: words(9, 9, '镇街').optional().meta({ title: '发生在哪个镇街', kind: 'select' }),
  matter: words(1, 40, '执法事项')
    .optional()
    .meta({ title: '执法事项编码', hint: '例如 CH-ZFJ-CF-001，可以不填。', maxLength: 40 }),
  channel: codes(TRIED_CHANNEL)
    .default('WEB')
    .meta({ labels: TRIED_CHANNEL, title: '渠道', kind: 'select', hint: '不选就是网站。' }),
  enterprise: z.boolean().optional().meta({ title: '写明了企业', kind: 'check' }),
  minor: z.boolean().optional().meta({ title: '来件人未满18周岁', kind: 'check' }),
  account: words(0, 5000, '经过')
    .optional()
    .meta({ title: '经过', kind: 'long', hint: '不写姓名和电话。写了不保存，只在这一页用。', maxLength: 5000 }),
})

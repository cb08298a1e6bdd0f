import * as z from 'zod'
import { words } from '../vocabulary.ts'

/** A supervisor giving up their office. There is no way back, so it is asked for twice, and with the password where there is one. */
export const Resignation = z.strictObject({
  reason: words(2, 300, '辞任的原因').optional().meta({ title: '为什么辞任', kind: 'long', maxLength: 300 }),
  password: z.string().max(1024, '密码太长').optional().meta({
    title: '现在的密码',
    kind: 'password',
    autocomplete: 'current-password',
    hint: '从来没有设过密码、一直用手机链接登录的，不填。',
  }),
  sure: z
    .literal(true, { error: '请先确认：知道辞任以后不能撤回' })
    .meta({ title: '我知道：辞任以后账号马上停用、证件作废，不能撤回' }),
})

import * as z from 'zod'
import { codes } from '../vocabulary.ts'

const RHYTHM = { now: '有事就发', daily: '工作日早上8:30汇总发一次', none: '不发，只在工作台看' } as const

/** How somebody of the staff wishes to be told. */
export const Ways = z.strictObject({
  rhythm: codes(RHYTHM).meta({ labels: RHYTHM, title: '什么时候发' }),
  mail: z
    .email('邮箱写成 name@example.cn 的样子')
    .max(100, '邮箱太长')
    .optional()
    .meta({ title: '邮箱', kind: 'email', autocomplete: 'email' }),
  phone: z
    .string()
    .regex(/^1\d{10}$/, '手机号是11位数字')
    .optional()
    .meta({ title: '手机号', kind: 'tel', autocomplete: 'tel' }),
})
export type Ways = z.output<typeof Ways>

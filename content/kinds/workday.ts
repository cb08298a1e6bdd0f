import * as z from 'zod'
import { day, words } from '../codes.ts'

/** A run of days off, both ends included. */
const Holiday = z.strictObject({
  from: day.meta({ title: '起', description: 'First day off.' }),
  to: day.meta({ title: '止', description: 'Last day off.' }),
  name: words(20).meta({ title: '节日', description: 'Its name.' }),
})

/** One year's calendar of the State Council General Office; weekends are off unless listed in work. */
export const Workday = z.strictObject({
  code: z
    .string()
    .regex(/^20\d{2}$/, { error: '年份写成 "2026" 的样子，要加引号' })
    .meta({ title: '年份', description: 'The year.' }),
  provisional: z.boolean().meta({
    title: '暂定',
    description: 'True until the year’s notice is loaded; limits that reach it say so.',
  }),
  off: z.array(Holiday).min(1).meta({ title: '放假', description: 'Holidays and the days moved to them.' }),
  work: z.array(day).meta({ title: '调休上班', description: 'Saturdays and Sundays worked.' }),
})
export type Workday = z.infer<typeof Workday>

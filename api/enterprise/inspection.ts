import * as z from 'zod'
import { Uscc } from '../visit/visit.ts'
import { words } from '../vocabulary.ts'

/** As many codes as a company may hold of its inspections of a year. */
const MOST_CODES = 10

/** A company by its number, and codes it holds as proof that it is the one: its own, or those of its inspections. */
export const Asked = z.strictObject({
  uscc: Uscc,
  codes: z
    .array(words(1, 300, '监督码'), { error: '请填写监督码' })
    .min(1, '请至少填写一个监督码')
    .max(MOST_CODES, `监督码最多填${MOST_CODES}个`)
    .meta({
      title: '监督码',
      kind: 'long',
      hint: '检查任务码或者贴在店里的企业码，12位。几个都有的，用空格或者换行隔开；只填一个也行。',
      maxLength: 600,
    }),
})
export type Asked = z.output<typeof Asked>

/** What is told: each visit by day, bodies and items, and how often each body came this year, of how often it may. */
export const Inspections = z
  .object({
    uscc: z.string(),
    from: z.string(),
    to: z.string(),
    year: z.string(),
    visits: z.array(
      z.object({
        day: z.string(),
        bodies: z.array(z.string()),
        items: z.array(z.object({ code: z.string(), name: z.string() })),
        outside: z.boolean(),
        counted: z.boolean(),
      }),
    ),
    bodies: z.array(z.object({ name: z.string(), n: z.int(), cap: z.int().nullable() })),
  })
  .meta({ ref: 'CompanyInspections' })
export type Inspections = z.infer<typeof Inspections>

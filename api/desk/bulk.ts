import * as z from 'zod'
import { readNumber } from '../case/number.ts'
import { TOGETHER } from '../case/workflow.ts'
import { whole } from '../vocabulary.ts'

/** So many cases at once: what a person can still look through before confirming. */
export const MOST_AT_ONCE = 100

/** One step for several cases: each with the last event the person saw; the rest is what the step may say. */
export const Bulk = z.looseObject({
  action: z.enum(TOGETHER, { error: '请选择要一起办哪一步' }).meta({ title: '一起办' }),
  cases: z
    .array(
      z.strictObject({
        no: z
          .string()
          .max(40, '请从列表里勾选办件')
          .transform(readNumber)
          .pipe(z.string({ error: '请从列表里勾选办件' })),
        n: whole(1, 999_999_999, '请回到列表刷新后再勾选'),
      }),
      { error: '请先勾选办件' },
    )
    .min(1, '请先勾选办件')
    .max(MOST_AT_ONCE, `一次最多办${MOST_AT_ONCE}件，请少勾几件`)
    .transform((all) => all.filter(({ no }, index) => all.findIndex((other) => other.no === no) === index)),
})

const TICK = 'case.'
export const tickOf = (no: string) => `${TICK}${no}`

/** What a form with ticks asks for; `here`, `confirm` and `special` only say where it came from and where it leads. */
export function bulkOf({ here: _here, confirm: _confirm, special: _special, ...values }: Record<string, string>) {
  const entries = Object.entries(values).filter(([name, value]) => !name.startsWith('_') && value.trim() !== '')
  return {
    action: '',
    ...Object.fromEntries(entries.filter(([name]) => !name.startsWith(TICK))),
    cases: entries.flatMap(([name, n]) => (name.startsWith(TICK) ? [{ no: name.slice(TICK.length), n }] : [])),
  }
}

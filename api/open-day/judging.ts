import * as z from 'zod'
import { codes, words } from '../vocabulary.ts'
import { Change } from './registration.ts'
import type { Action } from './workflow.ts'

/** Why somebody cannot come; the holder reads it on the ticket. */
export const REASON = {
  full: '报名的人多，这次没有排上',
  unfit: '不符合这次活动的参加条件',
  group: '身份和所报的类别不一致，可以换一类再报',
  twice: '同一个人报了两次，保留先报的一个',
  unreached: '按留下的电话联系不上，没能核实',
} as const

/** What the desk does with one registration, and what it must say. */
const nothing = z.strictObject({})
export const SAYS = {
  approve: nothing,
  refuse: z
    .strictObject({
      reason: codes(REASON).optional().meta({ title: '理由', kind: 'select', labels: REASON }),
      note: words(2, 200, '补充说明')
        .optional()
        .meta({ title: '补充说明，或者自己写理由', kind: 'text', hint: '报名的人在凭证上看到，写平常的话。' }),
    })
    .refine(({ reason, note }) => reason !== undefined || note !== undefined, {
      path: ['reason'],
      error: '请选一个理由，或者自己写',
    }),
  change: Change,
  cancel: nothing,
} as const satisfies Partial<Record<Action, z.ZodType<Record<string, unknown>>>>
export type Judging = keyof typeof SAYS
export const JUDGING = Object.keys(SAYS) as [Judging, ...Judging[]]
export const isJudging = (action: string): action is Judging => Object.hasOwn(SAYS, action)

/** What may be done for several at once, and to how many. */
export const TOGETHER = ['approve', 'refuse'] as const satisfies Judging[]
export const MOST_AT_ONCE = 100

/** What somebody who lost the ticket says. */
export const Lost = z.strictObject({
  number: words(1, 20, '编号').meta({
    title: '编号',
    hint: '报名的人说的8位编号。',
    maxLength: 20,
    autocomplete: 'off',
  }),
  name: words(1, 40, '姓名').meta({ title: '姓名', hint: '报名时写的姓名。', maxLength: 40, autocomplete: 'off' }),
})

const TICK = 'registration.'
export const tickOf = (id: string) => `${TICK}${id}`
/** Those ticked in a list, each with the number of the step the person saw. */
export const tickedIn = (values: Record<string, string>) =>
  Object.entries(values).flatMap(([name, n]) => (name.startsWith(TICK) ? [{ id: name.slice(TICK.length), n }] : []))

/** The reason as its holder reads it. */
export const reasonOf = ({ reason, note }: z.output<(typeof SAYS)['refuse']>) =>
  [reason && REASON[reason], note].filter(Boolean).join('。')

import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'
import { Special } from './special.ts'

export const STATUS = { open: '进行中', reported: '结果待审', closed: '已结束' } as const
export type Status = keyof typeof STATUS

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** Somebody else answers for it. */
  elsewhere: 'not_yours',
  /** Whoever wrote the result does not judge it. */
  hands: 'another_person',
} as const satisfies Record<string, RefusalCode>
type Bar = keyof typeof BARS

interface Step extends StepOf<Status, Role, Bar> {
  to?: Status
}

/** Who begins one, and says what it is about (domain.md D4). */
export const OPENS = ['assign', 'review', 'chief', 'superior'] as const satisfies Role[]
/** Who works on one, and puts cases under it. */
export const WORKS = ['handler', ...OPENS] as const satisfies Role[]
/** Who looks a result over. */
export const JUDGES = ['review', 'chief', 'superior'] as const satisfies Role[]

const said = (title: string, min = 5) => z.strictObject({ note: words(min, 3000, title).meta({ title, kind: 'long' }) })

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  note: { label: '记录进展', by: WORKS, from: ['open', 'reported'], says: said('进展') },
  result: {
    label: '提交结果',
    by: WORKS,
    from: ['open'],
    to: 'reported',
    unless: ['elsewhere'],
    says: said('查明的共性问题、已经采取的措施', 10),
  },
  return: {
    label: '退回补充',
    by: JUDGES,
    from: ['reported'],
    to: 'open',
    unless: ['hands'],
    says: said('要补充什么'),
  },
  close: {
    label: '结束专项',
    by: JUDGES,
    from: ['reported'],
    to: 'closed',
    unless: ['hands'],
    says: said('总结：结论、整改要求、以后怎么防', 10),
  },
  reopen: { label: '重新开展', by: ['chief', 'superior'], from: ['closed'], to: 'open', says: said('为什么重新开展') },
  edit: { label: '修改', by: OPENS, from: ['open'], says: Special },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (status: Status, hats: readonly Role[], bars: ReadonlySet<Bar>): Action[] =>
  ACTIONS.filter(
    (action) => fits(step(action), status, hats) && !(step(action).unless ?? []).some((bar) => bars.has(bar)),
  )

/** What of it decides about bars. */
interface Facts {
  person: string
  log: readonly { action: string; login: string }[]
}

/** What stands against steps for one person. */
export function barsOf({ person, log }: Facts, login: string, covers: readonly string[] = []): Set<Bar> {
  const bars: Record<Bar, boolean> = {
    elsewhere: person !== login && !covers.includes(person),
    hands: log.findLast(({ action }) => action === 'result')?.login === login,
  }
  return new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar]))
}

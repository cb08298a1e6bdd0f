import * as z from 'zod'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'

/** Where a code stands; that it is over follows from its last day. */
export const STATUS = {
  active: '有效',
  suspended: '暂停使用',
  lost: '已挂失',
  replaced: '已换发',
  revoked: '已作废',
} as const
export type Status = keyof typeof STATUS

interface Step extends StepOf<Status, Role, never> {
  to: Status
  /** A body may do it with its own: what is lost is lost at once, whoever finds out. */
  own?: true
}

/** Who issues codes and answers for them. */
export const ISSUES = ['assign', 'handler'] as const satisfies Role[]
/** Who reports what happened to those of their own body. */
export const HOLDS = ['body'] as const satisfies Role[]

const note = z.strictObject({ note: words(2, 300, '原因').meta({ title: '原因', kind: 'long' }) })

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  suspend: { label: '暂停', by: [...ISSUES, ...HOLDS], from: ['active'], to: 'suspended', own: true, says: note },
  resume: { label: '恢复使用', by: ISSUES, from: ['suspended', 'lost'], to: 'active', says: note },
  lose: { label: '挂失', by: [...ISSUES, ...HOLDS], from: ['active', 'suspended'], to: 'lost', own: true, says: note },
  replace: { label: '换发', by: ISSUES, from: ['active', 'suspended', 'lost'], to: 'replaced', says: note },
  revoke: { label: '作废', by: ISSUES, from: ['active', 'suspended', 'lost'], to: 'revoked', says: note },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (status: Status, hats: readonly Role[]): Action[] =>
  ACTIONS.filter((action) => fits(step(action), status, hats))

/** How what happened to a code is called. */
export const labelOf = (action: string): string =>
  ACTIONS.some((one) => one === action) ? step(action as Action).label : '签发'

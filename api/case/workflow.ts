import * as z from 'zod'
import { OUTCOME, REFUSAL } from '../../content/demo.ts'
import type { Role } from '../staff/role.ts'
import { codes, words } from '../vocabulary.ts'

export const STATUS = {
  received: '待受理',
  accepted: '已受理',
  assigned: '待签收',
  handling: '办理中',
  answered: '已答复',
  closed: '已办结',
  refused: '不予受理',
  withdrawn: '已撤回',
  transferred: '已移送',
} as const
export type Status = keyof typeof STATUS

/** Who may take a step: a role of the desk, the sender, or the clock. */
export type By = Role | 'citizen' | 'system'

/** A clock is a legal time limit that a step starts or ends; its length is a publication. */
export type Clock = 'accept' | 'answer'

interface Step {
  label: string
  /** What the sender's history calls it; absent: the sender does not see this step. */
  told?: string
  by: readonly By[]
  from: readonly Status[]
  /** Omitted: the status stays. */
  to?: Status
  starts?: Clock
  /** The words of this step go to the sender. */
  speaks?: true
  /** What must be said when taking the step; recorded in the event. */
  says: z.ZodObject
}

const note = (title: string, min = 5) => words(min, 2000, title)
const remark = z.strictObject({ note: note('说明', 2).optional() })

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  accept: {
    label: '受理',
    told: '已受理',
    by: ['intake', 'sealed', 'superior'],
    from: ['received'],
    to: 'accepted',
    starts: 'answer',
    says: remark,
  },
  refuse: {
    label: '不予受理',
    told: '不予受理',
    by: ['intake', 'superior'],
    from: ['received'],
    to: 'refused',
    speaks: true,
    says: z.strictObject({
      reason: codes(REFUSAL).meta({ labels: REFUSAL, title: '理由' }),
      note: note('告知内容（该找哪里、期限多长）', 10),
    }),
  },
  assign: {
    label: '分办',
    by: ['assign'],
    from: ['accepted'],
    to: 'assigned',
    says: z.strictObject({ note: note('分办意见', 2).optional() }),
  },
  sign: { label: '签收', told: '开始办理', by: ['handler'], from: ['assigned'], to: 'handling', says: remark },
  record: {
    label: '记录办理情况',
    by: ['handler', 'sealed', 'superior'],
    from: ['accepted', 'handling'],
    says: z.strictObject({ note: note('办理情况') }),
  },
  answer: {
    label: '答复',
    told: '已答复',
    by: ['handler', 'superior'],
    from: ['accepted', 'assigned', 'handling'],
    to: 'answered',
    speaks: true,
    says: z.strictObject({
      outcome: codes(OUTCOME).meta({ labels: OUTCOME, title: '结论' }).optional(),
      note: note('给来件人的答复', 10),
    }),
  },
  /** A sealed case leaves for whoever the law names; its sender learns only that it was dealt with by the rules. */
  transfer: {
    label: '移送',
    by: ['sealed'],
    from: ['received', 'accepted'],
    to: 'transferred',
    says: z.strictObject({ note: note('移送给哪个机关、依据和文号') }),
  },
  close: {
    label: '办结',
    told: '已办结',
    by: ['handler', 'superior', 'system'],
    from: ['answered'],
    to: 'closed',
    says: remark,
  },
  withdraw: {
    label: '撤回',
    told: '您已撤回',
    by: ['citizen'],
    from: ['received', 'accepted', 'assigned', 'handling'],
    to: 'withdrawn',
    says: remark,
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** The part of a case that steps change. Every event stores it whole. */
export interface State {
  status: Status
  handler: string
  acceptBy: string | null
  answerBy: string | null
  dueOn: string | null
}

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (state: Pick<State, 'status'>, hats: readonly By[]): Action[] =>
  ACTIONS.filter((a) => step(a).from.includes(state.status) && step(a).by.some((by) => hats.includes(by)))

/** The state a step leads to. `due` answers when a clock started now runs out. */
export function take(state: State, action: Action, due: (clock: Clock) => string | null): State {
  const { to, starts } = step(action)
  const status = to ?? state.status
  const answerBy = starts === 'answer' ? due('answer') : state.answerBy
  return { ...state, status, answerBy, dueOn: dueIn(status, state.acceptBy, answerBy) }
}

/** Which date is owed next in a status; none when nothing is owed any more. */
export const dueIn = (status: Status, acceptBy: string | null, answerBy: string | null) =>
  status === 'received'
    ? (acceptBy ?? answerBy)
    : ['accepted', 'assigned', 'handling'].includes(status)
      ? answerBy
      : null

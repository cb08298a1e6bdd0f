import * as z from 'zod'
import { OUTCOME, REFUSAL } from '../../content/demo.ts'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { codes, day, whole, words } from '../vocabulary.ts'
import { Rating } from './rating.ts'

export const STATUS = {
  received: '待受理',
  accepted: '已受理',
  assigned: '待签收',
  handling: '办理中',
  answered: '已答复',
  recheck: '复核中',
  closed: '已办结',
  refused: '不予受理',
  withdrawn: '已撤回',
  transferred: '已移送',
} as const
export type Status = keyof typeof STATUS

/** Who may take a step: a role of the desk, the sender, or the clock. */
export type By = Role | 'citizen' | 'system'

/** A clock is a legal time limit that a step starts or ends; its length is a publication. */
export type Clock = 'accept' | 'answer' | 'recheck'

/** What of a case, besides its status, can stand against a step; and how a step against it is refused. */
export const BARS = {
  /** The ten minutes of editing are over. */
  late: 'too_late',
  /** A recheck was asked for before: there is one. */
  appealed: 'one_recheck',
  /** This answer has its rating. */
  rated: 'one_rating',
  /** This person gave the answer in question. */
  own: 'own_answer',
  sealed: 'not_now',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface Step {
  label: string
  /** What the sender's history calls it; absent: the sender does not see this step. */
  told?: string
  by: readonly By[]
  from: readonly Status[]
  /** Omitted: the status stays. Several: what was decided chooses. */
  to?: Status | Readonly<Record<string, Status>>
  unless?: Bar
  starts?: Clock
  /** Leaves for the sealed lane: whoever read it before does so no longer. */
  seals?: true
  /** The words of this step go to the sender. */
  speaks?: true
  /** What must be said when taking the step; recorded in the event. */
  says: z.ZodObject
}

/** Whoever of the bureau, or of the one above it, has to do with a case. */
const OFFICE = ['intake', 'assign', 'handler', 'review', 'chief', 'superior'] as const
const OPEN = ['received', 'accepted', 'assigned', 'handling'] as const

/** Why a body is asked: for the facts, or to deal with a class-C matter through its legal unit (domain.md R2). */
export const PURPOSE = { facts: '说明情况', entrust: '由法制机构办理并反馈' } as const
const DECISION = { uphold: '维持原来的答复', redo: '重新办理' } as const

const note = (title: string, min = 5) => words(min, 2000, title)
const remark = z.strictObject({ note: note('说明', 2).optional() })

const Enquiring = z.strictObject({
  department: words(1, 20, '单位').meta({ title: '函询哪个单位', kind: 'select' }),
  purpose: codes(PURPOSE).meta({ labels: PURPOSE, title: '请它做什么' }),
  digest: words(10, 500, '摘要').meta({
    title: '给该单位看的摘要',
    hint: '该单位只看到这段话。不写姓名、电话、门牌、单号，不照抄原文。',
  }),
  period: z.boolean().optional().meta({ title: '写明大致时间（只到半个月）', kind: 'check' }),
  answerBy: day('反馈期限').optional().meta({ title: '反馈期限', kind: 'date' }),
  /** Redacted copies that go with it, as `attachment.copy`; nothing else of the files ever does. */
  files: z
    .array(z.string().regex(/^\d{1,2}\.\d{1,2}$/, '没有这个遮盖件，请重新选择'), {
      error: '没有这个遮盖件，请重新选择',
    })
    .max(20, '一次最多附20个遮盖件')
    .optional()
    .meta({ title: '附上的遮盖件', kind: 'hidden' }),
})

export type Enquiry = z.output<typeof Enquiring>

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
    from: ['accepted', 'handling', 'recheck'],
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
  /** By somebody other than who answered (domain.md D2, R14). */
  recheck: {
    label: '复核',
    told: '复核有结果',
    by: ['handler', 'review', 'chief', 'superior'],
    from: ['recheck'],
    to: { uphold: 'answered', redo: 'handling' },
    unless: 'own',
    speaks: true,
    says: z.strictObject({
      decision: codes(DECISION).meta({ labels: DECISION, title: '复核结论' }),
      note: note('给来件人的复核意见', 10),
    }),
  },
  close: {
    label: '办结',
    told: '已办结',
    by: ['handler', 'superior', 'system'],
    from: ['answered'],
    to: 'closed',
    says: remark,
  },
  /** Asks a body, which learns of the case by this and no sooner; what it is asked lies in the enquiry. */
  enquire: {
    label: '函询',
    by: ['handler', 'superior'],
    from: ['accepted', 'handling', 'recheck'],
    unless: 'sealed',
    says: Enquiring,
  },
  message: {
    label: '给来件人留言',
    by: [...OFFICE, 'sealed'],
    from: [...OPEN, 'answered', 'recheck'],
    speaks: true,
    says: z.strictObject({ note: note('留言') }),
  },
  seal: {
    label: '转为密件',
    by: OFFICE,
    from: [...OPEN, 'recheck'],
    to: 'received',
    unless: 'sealed',
    seals: true,
    says: z.strictObject({ note: note('为什么要转为密件') }),
  },
  withdraw: { label: '撤回', told: '您已撤回', by: ['citizen'], from: OPEN, to: 'withdrawn', says: remark },
  /** Accepting does not end the ten minutes: an edit goes back to screening (rulings.md 7). */
  edit: {
    label: '修改',
    told: '您修改了内容',
    by: ['citizen'],
    from: OPEN,
    to: 'received',
    unless: 'late',
    // The digest of the account as it now is, which the proof compares with; and where it went then, and why.
    says: z.strictObject({ account: z.string(), rule: z.string(), because: z.string() }),
  },
  /** A new query code, by who has the old one or the telephone on file; the old one opens nothing from then on. */
  renew: {
    label: '换查询码',
    told: '您换了查询码',
    by: ['citizen'],
    from: Object.keys(STATUS) as Status[],
    says: z.strictObject({}),
  },
  write: {
    label: '留言',
    by: ['citizen'],
    from: [...OPEN, 'answered', 'recheck'],
    says: z.strictObject({ text: words(1, 1000, '留言') }),
  },
  add: {
    label: '补充材料',
    told: '您补充了材料',
    by: ['citizen'],
    from: [...OPEN, 'answered', 'recheck'],
    says: z
      .strictObject({ text: words(1, 2000, '补充说明').optional(), files: whole(0, 20, '一次最多补充20个文件') })
      .refine((said) => said.text !== undefined || said.files > 0, {
        path: ['text'],
        error: '请写几句补充说明，或者附上文件',
      }),
  },
  rate: {
    label: '评价',
    told: '您作了评价',
    by: ['citizen'],
    from: ['answered', 'closed'],
    unless: 'rated',
    says: Rating,
  },
  /** From the end too, so that closing at once takes nobody's recheck away. */
  appeal: {
    label: '要求复核',
    told: '您要求复核',
    by: ['citizen'],
    from: ['answered', 'refused', 'closed'],
    to: 'recheck',
    unless: 'appealed',
    starts: 'recheck',
    says: z.strictObject({ text: words(5, 1000, '为什么要求复核') }),
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** The statuses a step may lead to; none when the status stays. */
export const leadsTo = (action: Action): Status[] => {
  const { to = {} } = step(action)
  return typeof to === 'string' ? [to] : Object.values(to)
}

/** The part of a case that steps change. Every event stores it whole. */
export interface State {
  status: Status
  lane: string
  handler: string
  acceptBy: string | null
  answerBy: string | null
  dueOn: string | null
}

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (
  { status }: Pick<State, 'status'>,
  hats: readonly By[],
  bars: ReadonlySet<Bar> = new Set(),
): Action[] =>
  ACTIONS.filter((a) => {
    const { by, from, unless } = step(a)
    return from.includes(status) && by.some((hat) => hats.includes(hat)) && !(unless && bars.has(unless))
  })

/** What stands against steps on a case now, for one person of the desk or, by no login, for its sender. */
export function barsOf(
  of: { lane: string; editableUntil: number | null },
  log: readonly { action: string; actor: Record<string, string> }[],
  login: string | null,
  now: Date,
): Set<Bar> {
  const answers = log.filter((e) => ['answer', 'refuse', 'recheck'].includes(e.action))
  const judged = log.findLast((e) => ['answer', 'recheck', 'rate'].includes(e.action))
  const bars: Record<Bar, boolean> = {
    late: now.getTime() >= (of.editableUntil ?? 0),
    appealed: log.some((e) => e.action === 'appeal'),
    rated: judged?.action === 'rate',
    own: answers.some((e) => login !== null && e.actor.login === login),
    sealed: of.lane === 'sealed',
  }
  return new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar]))
}

/** The state a step leads to. `due` answers when a clock started now runs out. */
export function take(
  state: State,
  action: Action,
  due: (clock: Clock) => string | null,
  said: Record<string, unknown> = {},
): State {
  const { to = state.status, starts, seals } = step(action)
  const decided = String(said.decision)
  const status = typeof to === 'string' ? to : Object.hasOwn(to, decided) ? (to[decided] ?? state.status) : state.status
  const acceptBy = seals ? due('accept') : state.acceptBy
  const answerBy = starts ? due(starts) : state.answerBy
  return {
    ...state,
    ...(seals && { lane: 'sealed', handler: 'SEALED' }),
    status,
    acceptBy,
    answerBy,
    dueOn: dueIn(status, acceptBy, answerBy),
  }
}

/** Which date is owed next in a status; none when nothing is owed any more. */
export const dueIn = (status: Status, acceptBy: string | null, answerBy: string | null) =>
  status === 'received'
    ? (acceptBy ?? answerBy)
    : ['accepted', 'assigned', 'handling', 'recheck'].includes(status)
      ? answerBy
      : null

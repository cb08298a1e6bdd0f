import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { endsOf, fits, type StepOf } from '../step.ts'
import { codes, day, words } from '../vocabulary.ts'

export const STATUS = {
  draft: '拟稿',
  review: '待审核',
  approved: '待签发',
  signed: '待送达',
  served: '待反馈',
  answered: '待核验',
  failing: '未整改到位',
  verified: '已整改到位',
  closed: '已办结',
  revoked: '复查后撤销',
  void: '已作废',
} as const
export type Status = keyof typeof STATUS

export const CONCLUSION = {
  perform: '责令限期履行',
  supplement: '补正',
  correct: '改正',
  revoke: '撤销',
  unlawful: '确认违法',
  invalid: '确认无效',
} as const
export const RESULT = { done: '整改到位', partly: '部分整改到位', undone: '没有整改' } as const
export const RULING = { uphold: '维持原决定', revoke: '撤销原决定' } as const
export const SERVED = { platform: '平台送达', direct: '直接送达', mail: '邮寄送达', leave: '留置送达' } as const

/** A time limit a step starts; its length is a publication. */
export type Clock = 'feedback' | 'urge' | 'object' | 'rule'

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** This person had a hand in what would be checked (four eyes). */
  hands: 'same_hands',
  /** The body still has time. */
  early: 'not_due',
  /** It has confirmed receipt. */
  received: 'already',
  /** No decision, too late, or objected to before. */
  objected: 'objection_over',
  /** No objection waits for a ruling. */
  unobjected: 'not_now',
  escalated: 'already',
  /** Neither put right nor taken further, or an objection waits. */
  unsettled: 'unsettled',
  /** A digest is public. */
  shown: 'already',
  /** No digest is proposed. */
  unproposed: 'not_now',
  /** No digest is public. */
  hidden: 'not_now',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface Step extends StepOf<Status, Role, Bar> {
  /** Which of what is said decides. */
  decides?: 'result' | 'ruling'
  /** Whose hands may not be the same: steps this person must not have taken. */
  apart?: readonly string[]
  starts?: readonly Clock[]
  /** The body reads what is said here. */
  speaks?: true
  /** Taken by writing the next document, not on this one's page. */
  elsewhere?: true
  says: z.ZodObject
}

const note = (title: string, min = 5) => words(min, 2000, title)
const remark = z.strictObject({ note: note('说明', 2).optional() })

/** As many cases as one document may name. */
export const MOST_CASES = 20

/** What a document says, as its drafter writes it. */
export const Parts = z.strictObject({
  department: words(1, 20, '主送单位').meta({ title: '主送单位', kind: 'select' }),
  subject: words(4, 40, '主题').meta({ title: '主题', hint: '标题里“关于”后面的话，如：规范扣押物品手续。' }),
  facts: words(20, 3000, '事由').meta({
    title: '事由',
    hint: '查明的情况。不写来件人、企业、门牌、单号和具体日期，不照抄来件。',
  }),
  basis: words(5, 1000, '依据').meta({ title: '依据', kind: 'long', hint: '写到条款，几条之间用顿号。' }),
  demands: words(10, 2000, '要求').meta({ title: '要求' }),
  conclusion: codes(CONCLUSION).optional().meta({ labels: CONCLUSION, title: '结论', kind: 'select' }),
  cases: z
    .array(words(1, 40, '办件编号'), { error: '请写办件编号' })
    .max(MOST_CASES, `最多关联${MOST_CASES}个办件`)
    .optional()
    .meta({ title: '关联的办件', kind: 'text', hint: '编号之间用空格隔开。单位看不到编号，密件不能关联。' }),
})
export type Parts = z.output<typeof Parts>

const WRITTEN = ['draft', 'edit'] as const
const SENT = ['served', 'answered', 'failing', 'verified', 'closed'] as const

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  edit: { label: '修改', by: ['handler'], from: ['draft'], says: Parts },
  submit: { label: '送审', by: ['handler'], from: ['draft'], to: 'review', says: remark },
  return: {
    label: '退回修改',
    by: ['review'],
    from: ['review'],
    to: 'draft',
    says: z.strictObject({ note: note('退回的理由') }),
  },
  approve: {
    label: '审核通过',
    by: ['review'],
    from: ['review'],
    to: 'approved',
    unless: ['hands'],
    apart: WRITTEN,
    says: remark,
  },
  decline: {
    label: '退回修改',
    by: ['chief'],
    from: ['approved'],
    to: 'draft',
    says: z.strictObject({ note: note('退回的理由') }),
  },
  /** Gives the number. */
  sign: {
    label: '签发',
    by: ['chief'],
    from: ['approved'],
    to: 'signed',
    unless: ['hands'],
    apart: [...WRITTEN, 'approve'],
    says: remark,
  },
  serve: {
    label: '送达',
    by: ['handler'],
    from: ['signed'],
    to: 'served',
    starts: ['feedback', 'object'],
    says: z.strictObject({
      how: codes(SERVED).meta({ labels: SERVED, title: '送达方式' }),
      on: day('送达日期').optional().meta({ title: '送达日期', kind: 'date', hint: '不填就是今天。' }),
    }),
  },
  receive: {
    label: '确认收到',
    by: ['body', 'legal'],
    from: ['served'],
    unless: ['received'],
    says: z.strictObject({}),
  },
  feed: {
    label: '反馈',
    by: ['body', 'legal'],
    from: ['served'],
    to: 'answered',
    speaks: true,
    says: z.strictObject({ note: words(10, 5000, '反馈').meta({ title: '整改情况', hint: '提交以后不能修改。' }) }),
  },
  /** On paper, from a body without a desk or one that writes letters. */
  record: {
    label: '录入书面反馈',
    by: ['handler'],
    from: ['served'],
    to: 'answered',
    speaks: true,
    says: z.strictObject({ note: words(10, 5000, '反馈').meta({ title: '单位书面反馈的内容' }) }),
  },
  verify: {
    label: '核验',
    by: ['handler', 'review'],
    from: ['answered'],
    to: { done: 'verified', partly: 'failing', undone: 'failing' },
    decides: 'result',
    // Whoever typed a letter in does not judge it.
    unless: ['hands'],
    apart: ['record'],
    speaks: true,
    says: z.strictObject({ result: codes(RESULT).meta({ labels: RESULT, title: '核验结论' }), note: note('核验情况') }),
  },
  urge: {
    label: '催告',
    by: ['handler'],
    from: ['served', 'failing'],
    to: 'served',
    unless: ['early'],
    starts: ['urge'],
    speaks: true,
    says: z.strictObject({ note: note('催告的话') }),
  },
  follow: {
    label: '转下一份文书',
    by: ['handler'],
    from: ['served', 'failing'],
    unless: ['early'],
    elsewhere: true,
    says: z.strictObject({}),
  },
  /** Within ten working days; it suspends nothing (domain.md B2, D2). */
  object: {
    label: '申请复查',
    by: ['legal'],
    from: ['served', 'answered', 'failing'],
    unless: ['objected'],
    starts: ['rule'],
    speaks: true,
    says: z.strictObject({ note: note('申请复查的理由', 10) }),
  },
  rule: {
    label: '复查决定',
    by: ['review', 'chief'],
    from: ['served', 'answered', 'failing', 'verified'],
    to: { revoke: 'revoked' },
    decides: 'ruling',
    unless: ['unobjected', 'hands'],
    apart: [...WRITTEN, 'sign'],
    speaks: true,
    says: z.strictObject({
      ruling: codes(RULING).meta({ labels: RULING, title: '复查结论' }),
      note: note('复查的理由', 10),
    }),
  },
  escalate: {
    label: '报上级',
    by: ['chief'],
    from: ['served', 'failing'],
    unless: ['early', 'escalated'],
    says: z.strictObject({ note: note('向上级说明的情况', 10) }),
  },
  instruct: {
    label: '上级意见',
    by: ['superior'],
    from: SENT,
    says: z.strictObject({ note: note('意见') }),
  },
  close: {
    label: '办结',
    by: ['handler', 'chief'],
    from: ['served', 'verified', 'failing'],
    to: 'closed',
    unless: ['unsettled'],
    says: remark,
  },
  discard: {
    label: '作废',
    by: ['handler'],
    from: ['draft'],
    to: 'void',
    says: z.strictObject({ note: note('作废的理由') }),
  },
  /** A number once given is not given again: the register shows it as void. */
  void: {
    label: '作废',
    by: ['chief'],
    from: ['review', 'approved', 'signed'],
    to: 'void',
    says: z.strictObject({ note: note('作废的理由') }),
  },
  propose: {
    label: '拟公开摘要',
    by: ['handler'],
    from: SENT,
    unless: ['shown'],
    says: z.strictObject({
      digest: words(10, 300, '公开摘要').meta({
        title: '公开摘要',
        hint: '群众只看到文号、种类和这段话。不写人、企业、地点和日期。',
      }),
      named: z.boolean().optional().meta({ title: '写明单位（只有决定书可以）', kind: 'check' }),
    }),
  },
  publish: {
    label: '确认公开',
    by: ['review', 'chief'],
    from: SENT,
    unless: ['unproposed', 'hands'],
    apart: ['propose'],
    says: remark,
  },
  withdraw: {
    label: '撤下公开摘要',
    by: ['review', 'chief'],
    from: [...SENT, 'revoked'],
    unless: ['hidden'],
    says: z.strictObject({ note: note('撤下的理由') }),
  },
} as const satisfies Record<string, Step>

/** On whose desk a document lies; while the body owes an answer its drafters' too, and an objection also its judges'. */
export const TURN: Record<Status, readonly Role[]> = {
  draft: ['handler'],
  review: ['review'],
  approved: ['chief'],
  signed: ['handler'],
  served: ['body', 'legal', 'handler'],
  answered: ['handler', 'review'],
  failing: ['handler'],
  verified: ['handler'],
  closed: [],
  revoked: [],
  void: [],
}

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** The statuses a step may lead to; none when the status stays. */
export const leadsTo = (action: Action): Status[] => endsOf(step(action))

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (
  { status }: { status: Status },
  hats: readonly Role[],
  bars: (action: Action) => ReadonlySet<Bar> = () => new Set(),
): Action[] =>
  ACTIONS.filter(
    (action) => fits(step(action), status, hats) && !(step(action).unless ?? []).some((bar) => bars(action).has(bar)),
  )

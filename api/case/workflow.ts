import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { endsOf, fits, type StepOf } from '../step.ts'
import { codes, day, whole, words } from '../vocabulary.ts'
import { Rating } from './rating.ts'
import {
  ACTIVITY,
  AGREED,
  answerBy,
  Contest,
  DECISION,
  decided,
  department,
  digest,
  files,
  GRANTED,
  into,
  login,
  measures,
  mention,
  note,
  ORDINARY_REFUSAL,
  others,
  outcome,
  PASSED,
  period,
  RJ8,
  reason,
  remark,
  reply,
  SUSPENSION,
  special,
  UPHELD,
} from './says.ts'

export const STATUS = {
  received: '待受理',
  supplement: '待补充材料',
  doubted: '待批准不予受理',
  accepted: '已受理',
  disputed: '职责待协调',
  assigned: '待签收',
  handling: '办理中',
  suspended: '中止办理',
  reviewing: '待审核',
  approving: '待批准',
  approved: '待答复',
  answered: '已答复',
  recheck: '复核中',
  closed: '已办结',
  refused: '不予受理',
  withdrawn: '已撤回',
  transferred: '已移送',
  releasing: '待确认转回',
  merged: '已并案',
  archived: '已归档',
} as const
export type Status = keyof typeof STATUS

/** Who may take a step: a role of the desk, the sender, or the clock. */
export type By = Role | 'citizen' | 'system'

/** A clock is a legal time limit that a step starts; its length is a publication. */
export type Clock = 'accept' | 'supplement' | 'answer' | 'recheck'

/** What of a case, besides its status, can stand against a step; and how a step against it is refused. */
const BARS = {
  /** The ten minutes of editing are over. */
  late: 'too_late',
  /** A recheck was asked for before: there is one. */
  appealed: 'one_recheck',
  /** This answer has its rating. */
  rated: 'one_rating',
  sealed: 'not_now',
  open: 'not_now',
  /** What is missing is asked for once and at once. */
  supplemented: 'one_supplement',
  /** Somebody else was named to handle it. */
  elsewhere: 'assigned_other',
  /** The days in which a case may be sent back are over. */
  settled: 'return_over',
  /** A longer limit is asked for and not decided yet. */
  asked: 'extension_open',
  /** Nobody asked for a longer limit. */
  unasked: 'not_now',
  /** The limit was made longer before, or has run out: what is owed is the answer. */
  extended: 'extension_over',
  /** Nothing is owed by a date here. */
  timeless: 'not_now',
  /** What weighs must be reviewed and approved before it is answered. */
  weighty: 'review_first',
  /** Its sender may still ask for a recheck. */
  open_window: 'window_open',
  /** Other cases hang on this one and are not at their end. */
  children: 'children_open',
  reopened: 'reopen_over',
  yellow: 'already',
  red: 'already',
  /** A lead of a supervisor or a contact point is not screened (R12). */
  direct: 'lead_direct',
  /** Nobody left a name. */
  anonymous: 'no_identity',
  /** The sender asked for confidence, and nobody has allowed it to be opened. */
  ungranted: 'grant_first',
  unpetitioned: 'not_now',
  petitioned: 'already',
  /** Whoever is unhappy was not heard yet. */
  unheard: 'hear_first',
  /** Nobody wished to be called back; or was not yet, or has been. */
  unwished: 'not_now',
  uncalled: 'call_first',
  called: 'already',
  /** No rating to call mistaken. */
  incontestable: 'not_now',
  contested: 'already',
  uncontested: 'not_now',
  /** Whether the rating was mistaken is not decided yet. */
  undecided: 'contest_open',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

export interface Step extends StepOf<Status, By, Bar> {
  /** What the sender's history calls it, perhaps by what was decided; absent: the sender does not see this step. */
  told?: string | Readonly<Record<string, string>>
  /** Whoever took one of these steps on the case does not take this one: four eyes (domain.md D2, R14). */
  judges?: readonly string[]
  starts?: Clock
  /** The clock of the answer stands still from here, or goes on. */
  clock?: 'stops' | 'resumes' | 'extends'
  /** Leaves for the sealed lane: whoever read it before does so no longer. */
  seals?: true
  /** The words of this step go to the sender, where the sender sees it. */
  speaks?: true
  says: z.ZodObject
}

/** Whoever of the bureau, or of the one above it, has to do with a case. */
const OFFICE = ['intake', 'assign', 'handler', 'review', 'chief', 'superior'] as const
/** Whoever works on special supervision. */
const SPECIAL = ['assign', 'handler', 'review', 'chief', 'superior'] as const
/** Before an answer, and not out of the desk's hands. */
const WORK = [
  'accepted',
  'disputed',
  'assigned',
  'handling',
  'suspended',
  'reviewing',
  'approving',
  'approved',
] as const
const OPEN = ['received', 'supplement', 'doubted', 'releasing', ...WORK] as const
const ENDS = ['closed', 'refused', 'withdrawn', 'transferred'] as const

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
  /** Once, and at once all that is missing. Of a sealed case the sender sees no step, and would not know of it. */
  supplement: {
    label: '通知补充材料',
    told: '请您补充材料',
    by: ['intake', 'superior'],
    from: ['received'],
    to: 'supplement',
    unless: ['supplemented', 'sealed'],
    starts: 'supplement',
    clock: 'stops',
    speaks: true,
    says: reason('要来件人补充什么（一次说全）'),
  },
  /** Nothing came by the day it was asked for. */
  lapse: {
    label: '逾期未补充',
    told: '没有收到补充材料，按撤回处理。有了材料，可以重新提交',
    by: ['system'],
    from: ['supplement'],
    to: 'withdrawn',
    says: z.strictObject({}),
  },
  refuse: {
    label: '不予受理',
    told: '不予受理',
    by: ['intake', 'superior'],
    from: ['received'],
    to: 'refused',
    unless: ['unheard', 'direct'],
    speaks: true,
    says: z.strictObject({
      reason: codes(ORDINARY_REFUSAL).meta({ labels: ORDINARY_REFUSAL, title: '理由' }),
      note: note('告知内容（该找哪里、期限多长）', 10),
    }),
  },
  doubt: {
    label: '提请不予受理（恶意、重复或捏造）',
    by: ['intake'],
    from: ['received'],
    to: 'doubted',
    unless: ['sealed', 'unheard', 'direct'],
    says: reason(`${RJ8}的依据`),
  },
  confirm: {
    label: '审批不予受理',
    told: { agree: '不予受理' },
    by: ['review', 'chief'],
    from: ['doubted'],
    to: { agree: 'refused', back: 'received' },
    judges: ['doubt'],
    speaks: true,
    says: decided(AGREED, '告知内容（同意的，会发给来件人）'),
  },
  merge: {
    label: '并案',
    told: '已与反映同一事项的办件合并办理，结果会在这里告诉您',
    by: ['intake', 'assign', 'handler', 'superior'],
    from: ['received', 'accepted', 'assigned', 'handling'],
    to: 'merged',
    // What weighs is not answered in passing.
    unless: ['sealed', 'children', 'weighty', 'unheard'],
    says: z.strictObject({ into: into.meta({ title: '并入哪一件' }), note: note('为什么是同一事项') }),
  },
  /** The main case was answered; whoever sent the merged one is told in words of their own. */
  follow: {
    label: '随主件答复',
    told: '已答复',
    by: ['system'],
    from: ['merged', 'answered', 'closed'],
    to: 'answered',
    speaks: true,
    says: z.strictObject({ note: reply }),
  },
  /** The main case came to nothing: the merged one is dealt with on its own again. */
  detach: {
    label: '恢复单独办理',
    told: '恢复单独办理',
    by: ['system'],
    from: ['merged'],
    to: 'accepted',
    says: z.strictObject({}),
  },
  assign: {
    label: '分办',
    by: ['assign'],
    from: ['accepted', 'assigned', 'handling'],
    to: 'assigned',
    says: z.strictObject({
      person: login('承办人'),
      second: login('协办人'),
      note: note('分办意见', 2).optional(),
    }),
  },
  sign: {
    label: '签收',
    told: '开始办理',
    by: ['handler'],
    from: ['assigned'],
    to: 'handling',
    unless: ['elsewhere'],
    says: remark,
  },
  return: {
    label: '退回分办',
    by: ['handler'],
    from: ['assigned', 'handling'],
    to: 'accepted',
    unless: ['elsewhere', 'settled'],
    says: reason('退回的理由（为什么不该由您办）'),
  },
  /** Interests, kinship, or a hand in the matter: whoever says so does not see the case any more. */
  recuse: {
    label: '申请回避',
    by: ['handler', 'assign', 'review', 'intake', 'chief'],
    from: ['received', ...WORK, 'recheck'],
    to: { assigned: 'accepted', handling: 'accepted' },
    says: reason('回避的理由'),
  },
  dispute: {
    label: '提请协调职责',
    by: ['assign', 'handler'],
    from: ['accepted', 'assigned', 'handling'],
    to: 'disputed',
    unless: ['sealed'],
    says: reason('哪些单位、争什么'),
  },
  settle: {
    label: '协调意见',
    by: ['review', 'chief'],
    from: ['disputed'],
    to: 'accepted',
    says: reason('协调意见和依据'),
  },
  record: {
    label: '记录办理情况',
    by: ['handler', 'sealed', 'superior'],
    from: ['accepted', 'handling', 'suspended', 'answered', 'recheck'],
    says: z.strictObject({
      activity: codes(ACTIVITY).optional().meta({ labels: ACTIVITY, title: '做了什么', kind: 'select' }),
      on: day('日期').optional().meta({ title: '哪一天', kind: 'date' }),
      note: note('办理情况'),
    }),
  },
  /** Whoever sent a lead and wished it is told by telephone what came of it; what was said is theirs to read. */
  callback: {
    label: '已回访来件人',
    told: '工作人员已回访您',
    by: ['handler', 'superior'],
    from: ['answered', 'closed'],
    unless: ['unwished', 'called'],
    speaks: true,
    says: z.strictObject({
      note: note('回访时说了什么').meta({
        title: '回访时说了什么（来件人会看到）',
        hint: '不写姓名、电话。几次打不通的，写明哪天几点打过。',
      }),
    }),
  },
  /** A word among colleagues. */
  note: {
    label: '内部备注',
    by: OFFICE,
    from: Object.keys(STATUS) as Status[],
    unless: ['sealed'],
    says: z.strictObject({ note: note('备注', 2).meta({ hint: '同事之间看，来件人看不到' }), mention }),
  },
  extend: {
    label: '申请延期',
    by: ['handler', 'superior'],
    from: ['accepted', 'assigned', 'handling', 'recheck'],
    unless: ['sealed', 'asked', 'extended', 'timeless'],
    says: z.strictObject({
      days: whole(1, 60, '请写1到60的天数').meta({ title: '延长几天', kind: 'number' }),
      note: note('延期的理由'),
    }),
  },
  /** The sender is told before the old day has passed (domain.md D5). */
  grant: {
    label: '审批延期',
    told: { grant: '办理期限延长' },
    by: ['review', 'chief', 'superior'],
    from: ['accepted', 'assigned', 'handling', 'recheck'],
    unless: ['unasked'],
    judges: ['extend'],
    clock: 'extends',
    speaks: true,
    says: decided(GRANTED, '理由（同意的，会发给来件人）'),
  },
  suspend: {
    label: '中止办理',
    told: '中止办理',
    by: ['review', 'chief', 'superior'],
    from: ['handling'],
    to: 'suspended',
    clock: 'stops',
    speaks: true,
    says: z.strictObject({
      cause: codes(SUSPENSION).meta({ labels: SUSPENSION, title: '原因' }),
      note: note('告诉来件人：为什么中止、什么时候恢复', 10),
    }),
  },
  resume: {
    label: '恢复办理',
    told: '恢复办理',
    by: ['handler', 'review', 'chief', 'superior'],
    from: ['suspended'],
    to: 'handling',
    clock: 'resumes',
    says: remark,
  },
  /** The result with its answer, for whoever reviews and approves. */
  submit: {
    label: '提交办理结果',
    by: ['handler'],
    from: ['handling'],
    to: 'reviewing',
    unless: ['elsewhere', 'unheard'],
    says: z.strictObject({
      outcome,
      measures,
      note: reply,
      others,
      opinion: note('办理意见（来件人看不到）', 2).optional(),
    }),
  },
  review: {
    label: '法制审核',
    by: ['review'],
    from: ['reviewing'],
    to: { pass: 'approving', back: 'handling' },
    judges: ['submit'],
    says: decided(PASSED, '审核意见'),
  },
  approve: {
    label: '批准',
    by: ['chief'],
    from: ['approving'],
    to: { pass: 'approved', back: 'handling' },
    judges: ['submit', 'review'],
    says: decided(PASSED, '批准意见'),
  },
  rework: {
    label: '退回重新办理',
    by: ['handler'],
    from: ['approved'],
    to: 'handling',
    says: reason('为什么要改'),
  },
  /** What was approved goes out as it was approved; ordinary matters are answered without. */
  answer: {
    label: '答复',
    told: '已答复',
    by: ['handler', 'superior'],
    from: ['accepted', 'assigned', 'handling', 'approved'],
    to: 'answered',
    unless: ['elsewhere', 'weighty', 'unheard'],
    speaks: true,
    says: z.strictObject({
      outcome,
      measures,
      note: reply,
      others,
    }),
  },
  /** A case leaves for whoever the law names; of a sealed one its sender learns only that it was dealt with by the rules. */
  transfer: {
    label: '移送',
    told: '已移送有权处理的机关',
    by: ['sealed', 'assign', 'superior'],
    // A recheck nobody here may take goes to whoever may.
    from: ['received', 'accepted', 'recheck'],
    to: 'transferred',
    says: z.strictObject({ note: note('移送给哪个机关、依据和文号') }),
  },
  receipt: {
    label: '登记移送回执',
    by: ['sealed', 'assign', 'superior'],
    from: ['transferred'],
    says: reason('接收机关、日期和回执内容'),
  },
  /** By somebody other than who answered (domain.md D2, R14). */
  recheck: {
    label: '复核',
    told: '复核有结果',
    by: ['handler', 'review', 'chief', 'superior'],
    from: ['recheck'],
    to: { uphold: 'answered', redo: 'handling' },
    judges: ['answer', 'refuse', 'confirm', 'recheck', 'sign', 'submit', 'approve'],
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
    unless: ['children', 'undecided', 'uncalled'],
    says: remark,
  },
  /** Frozen: what the case consists of is written down as digests, and nothing moves any more. */
  archive: {
    label: '归档',
    by: ['handler', 'superior', 'sealed', 'system'],
    from: ENDS,
    to: 'archived',
    unless: ['open_window', 'undecided'],
    says: remark,
  },
  reopen: {
    label: '恢复办理（新的事实，或涉及公共利益）',
    told: '重新办理',
    by: ['review', 'chief', 'superior'],
    from: ['closed', 'refused', 'withdrawn', 'archived'],
    to: 'accepted',
    unless: ['sealed', 'reopened'],
    starts: 'answer',
    says: reason('为什么恢复办理'),
  },
  /** Asks a body, which learns of the case by this and no sooner; what it is asked lies in the enquiry. */
  enquire: {
    label: '函询',
    by: ['handler', 'superior'],
    from: ['accepted', 'handling', 'recheck'],
    unless: ['sealed'],
    says: z.strictObject({ department, digest, period, answerBy, files }),
  },
  /** A class-C matter, dealt with by the body's own legal unit under the bureau's eyes (domain.md R2). */
  entrust: {
    label: '交该单位法制机构办理',
    by: ['handler', 'superior'],
    from: ['accepted', 'handling'],
    unless: ['sealed', 'weighty'],
    says: z.strictObject({ department, digest, period, answerBy, files }),
  },
  /** 吹哨: several bodies are called to one place at once. */
  call: {
    label: '召集几个单位同时办（吹哨）',
    by: ['handler', 'superior'],
    from: ['accepted', 'handling'],
    unless: ['sealed'],
    says: z.strictObject({
      departments: z
        .array(words(1, 20, '单位'))
        .min(2, '请至少选两个单位')
        .max(8, '一次最多召集八个单位')
        .meta({ title: '哪些单位', kind: 'several' }),
      digest,
      period,
      answerBy,
      files,
    }),
  },
  /** A part of the matter that goes its own way: a case of its own, followed by the desk. */
  split: {
    label: '分出一件并行办理',
    by: ['handler', 'superior'],
    from: ['accepted', 'handling'],
    unless: ['sealed'],
    says: z.strictObject({
      category: words(1, 3, '类别').meta({ title: '类别', kind: 'select' }),
      account: words(10, 2000, '分出来办理的内容').meta({ title: '分出来办理的内容', kind: 'long' }),
    }),
  },
  /** The case goes on meanwhile, and whoever rated is not asked. */
  contest: {
    label: '申诉误评',
    by: ['handler', 'superior', 'system'],
    from: [...WORK, 'answered'],
    unless: ['incontestable', 'contested'],
    says: Contest,
  },
  /** Kept on record whatever is decided; upheld, it leaves the totals. */
  adjudge: {
    label: '审定误评申诉',
    told: { uphold: '经核实，您上次的评价不计入汇总数字；评价仍然保留，这件事照常办理' },
    by: ['review', 'chief', 'superior'],
    from: [...WORK, 'answered', 'recheck', ...ENDS],
    unless: ['uncontested'],
    judges: ['contest', 'sign', 'submit', 'answer'],
    says: decided(UPHELD, '理由（来件人看不到）'),
  },
  /** Under a special supervision, whose sender is not told; the case itself goes on as before. */
  group: {
    label: '列入专项监督',
    by: SPECIAL,
    from: Object.keys(STATUS) as Status[],
    unless: ['sealed'],
    says: z.strictObject({ special }),
  },
  ungroup: {
    label: '移出专项监督',
    by: SPECIAL,
    from: Object.keys(STATUS) as Status[],
    unless: ['sealed'],
    says: z.strictObject({ special, note: note('移出的理由', 2).optional() }),
  },
  /** The card of the day before, and of the first day after (domain.md D5). */
  yellow: {
    label: '黄牌提醒',
    by: ['system'],
    from: [...OPEN, 'recheck'],
    unless: ['yellow', 'red', 'timeless'],
    says: z.strictObject({}),
  },
  red: {
    label: '红牌督办',
    by: ['system'],
    from: [...OPEN, 'recheck'],
    unless: ['red', 'timeless'],
    says: z.strictObject({}),
  },
  urge: {
    label: '督办',
    by: ['review', 'chief', 'superior'],
    from: [...WORK, 'received', 'recheck'],
    unless: ['sealed'],
    says: z.strictObject({
      by: day('完成日期').meta({ title: '哪一天前办完', kind: 'date' }),
      note: note('督办要求'),
    }),
  },
  message: {
    label: '给来件人留言',
    by: [...OFFICE, 'sealed'],
    from: [...OPEN, 'answered', 'recheck', 'merged'],
    speaks: true,
    says: z.strictObject({ note: note('留言') }),
  },
  /** Name and telephone, for half an hour and with a reason; the sender is told of every opening. */
  unveil: {
    label: '查看来件人身份',
    told: '工作人员因办理需要查看了您留下的联系方式',
    by: ['handler', 'sealed', 'superior'],
    from: [...OPEN, 'answered', 'recheck', 'transferred'],
    unless: ['anonymous', 'ungranted'],
    says: reason('为什么要看'),
  },
  /** Of whoever asked for confidence only with somebody else's leave. */
  petition: {
    label: '申请查看保密来件人身份',
    by: ['handler', 'sealed', 'superior'],
    from: [...OPEN, 'answered', 'recheck', 'transferred'],
    unless: ['anonymous', 'petitioned'],
    says: reason('为什么非看不可'),
  },
  permit: {
    label: '审批查看身份',
    by: ['chief', 'sealed'],
    from: [...OPEN, 'answered', 'recheck', 'transferred'],
    unless: ['unpetitioned'],
    judges: ['petition'],
    says: decided(GRANTED, '意见'),
  },
  seal: {
    label: '转为密件',
    by: OFFICE,
    from: [...OPEN, 'recheck', 'merged'],
    to: 'received',
    unless: ['sealed'],
    seals: true,
    says: z.strictObject({ note: note('为什么要转为密件') }),
  },
  /** What was sealed by mistake goes back to the ordinary desk, by two people. */
  release: {
    label: '提请转回普通件',
    by: ['sealed'],
    from: ['received', 'accepted'],
    to: 'releasing',
    unless: ['open'],
    says: reason('为什么不属于密件'),
  },
  resolve: {
    label: '确认转回',
    by: ['sealed'],
    from: ['releasing'],
    to: { agree: 'received', back: 'accepted' },
    judges: ['release'],
    says: decided(AGREED, '意见'),
  },
  withdraw: {
    label: '撤回',
    told: '您已撤回',
    by: ['citizen'],
    from: [...OPEN, 'merged'],
    to: 'withdrawn',
    says: remark,
  },
  /** Accepting does not end the ten minutes: an edit goes back to screening (rulings.md 7). */
  edit: {
    label: '修改',
    told: '您修改了内容',
    by: ['citizen'],
    from: [...OPEN, 'merged'],
    to: 'received',
    unless: ['late'],
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
    from: [...OPEN, 'answered', 'recheck', 'merged'],
    says: z.strictObject({ text: words(1, 1000, '留言') }),
  },
  add: {
    label: '补充材料',
    told: '您补充了材料',
    by: ['citizen'],
    from: [...OPEN, 'answered', 'recheck', 'merged'],
    // What was asked for is here: the time for accepting runs anew.
    to: { supplement: 'received' },
    says: z
      .strictObject({ text: words(1, 2000, '补充说明').optional(), files: whole(0, 20, '一次最多补充20个文件') })
      .refine((said) => said.text !== undefined || said.files > 0, {
        path: ['text'],
        error: '请写几句补充说明，或者附上文件',
      }),
  },
  /** A sealed case has no answer; how it was dealt with may be judged all the same. */
  rate: {
    label: '评价',
    told: '您作了评价',
    by: ['citizen'],
    from: ['answered', 'closed', 'transferred'],
    unless: ['rated'],
    says: Rating,
  },
  /** From the end too, so that closing at once takes nobody's recheck away. */
  appeal: {
    label: '要求复核',
    told: '您要求复核',
    by: ['citizen'],
    from: ['answered', 'refused', 'closed'],
    to: 'recheck',
    unless: ['appealed'],
    starts: 'recheck',
    says: z.strictObject({ text: words(5, 1000, '为什么要求复核') }),
  },
} as const satisfies Record<string, Step>

/** On whose desk a case lies in each status; the superior and the sealed desk deal with all of theirs. */
const of = (...roles: Role[]): readonly Role[] => [...roles, 'superior', 'sealed']
export const TURN: Record<Status, readonly Role[]> = {
  received: of('intake'),
  supplement: of('intake'),
  doubted: of('review', 'chief'),
  accepted: of('assign'),
  disputed: of('review', 'chief'),
  assigned: of('handler'),
  handling: of('handler'),
  suspended: of('handler'),
  reviewing: of('review'),
  approving: of('chief'),
  approved: of('handler'),
  answered: of('handler'),
  recheck: of('review', 'chief'),
  closed: of(),
  refused: of(),
  withdrawn: of(),
  transferred: of(),
  releasing: of(),
  merged: of(),
  archived: of(),
}

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** The statuses a step may lead to; none when the status stays. */
export const leadsTo = (action: Action): Status[] => endsOf(step(action))

/** What the sender's history calls a step as it was decided; nothing when the sender does not see it. */
export function toldAs(action: Action, said: Record<string, unknown> | null | undefined): string | undefined {
  const { told } = step(action)
  if (typeof told !== 'object') return told
  const decision = String(said?.decision)
  return Object.hasOwn(told, decision) ? told[decision] : undefined
}

/** What one person, or the sender, finds in the way: bars, and the steps they took on the case themselves. */
export interface Way {
  bars: ReadonlySet<Bar>
  took: ReadonlySet<string>
}
export const CLEAR: Way = { bars: new Set(), took: new Set() }

/** What stands against a step for one person; nothing when they may take it. */
function against(action: Action, { bars, took }: Way): RefusalCode | undefined {
  const { unless, judges } = step(action)
  const bar = unless?.find((one) => bars.has(one))
  if (bar) return BARS[bar]
  return judges?.some((one) => took.has(one)) ? 'another_person' : undefined
}

/** What keeps these hats from a step on a case as it stands; `n` is the last event they saw. */
export function hindrance(
  of: { status: string; n: number },
  { action, n }: { action: Action; n: number },
  hats: readonly By[],
  way: Way,
): RefusalCode | undefined {
  const { by, from } = step(action)
  if (!by.some((hat) => hats.includes(hat))) return 'not_yours'
  if (of.n !== n) return 'moved_meanwhile'
  return from.includes(of.status as Status) ? against(action, way) : 'not_now'
}

/** Steps of the desk that several cases can take at once: nothing has to be said of any one of them. */
export const TOGETHER = ACTIONS.filter(
  (action) =>
    step(action).by.some((hat) => hat !== 'citizen' && hat !== 'system') && step(action).says.safeParse({}).success,
)

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = ({ status }: { status: Status }, hats: readonly By[], way: Way = CLEAR): Action[] =>
  ACTIONS.filter((action) => fits(step(action), status, hats) && !against(action, way))

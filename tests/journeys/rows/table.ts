import type { Action } from '../../../api/case/workflow.ts'

/** The status as a page words it, and the next date owed; none where nothing is owed, or the clock stands still. */
export type Standing = readonly [status: string, due: string | null]

/** One row of the workflow as it is taken, and what is read afterwards. */
export interface Row {
  /** Whose button: a login of the desk, the sender on their own page, or nobody but the clock. */
  by: string
  /** What they fill in, by the names of the fields. */
  says?: Readonly<Record<string, string>>
  /** Where the case stands on its own page. */
  stands: Standing
  /** Who reads that page, where whoever took the step does not see the case any more, or is not of the desk. */
  read?: string
  /** What the sender's page calls what happened; absent: it calls it nothing. */
  told?: string
  /** Where the sender's page says the case stands; absent: where it stood. */
  sender?: Standing
  /** What else is new on the sender's page. Where nothing is named at all, that page stays as it is, word for word. */
  shows?: string
}

const REPLY = '经查，扣押没有出具清单，情况属实，已责令改正。'
const OTHERS = '同一事项已经查清：清单补发，物品退还，请来领取。'
const DIGEST = '请说明这一时期搬离物品的依据、手续和登记情况。'

/**
 * Every row of the workflow, once. All happens on 15 June 2026. The dates are counted by hand from the limits of
 * `content/limits.yaml`: five working days to accept (端午 between), thirty days to answer, ten days to supplement,
 * fifteen working days for a recheck, three working days on the sealed desk.
 */
export const ROWS = {
  accept: { by: 'intake', stands: ['已受理', '2026-07-15'], told: '已受理', sender: ['已受理', '2026-07-15'] },
  assign: { by: 'assign', says: { person: 'handler' }, stands: ['待签收', '2026-07-15'] },
  sign: { by: 'handler', stands: ['办理中', '2026-07-15'], told: '开始办理', sender: ['办理中', '2026-07-15'] },
  note: { by: 'review', says: { note: '先看录像' }, stands: ['办理中', '2026-07-15'] },
  record: {
    by: 'handler',
    says: { activity: 'visit', on: '2026-06-15', note: '到现场看过，没有清单。' },
    stands: ['办理中', '2026-07-15'],
  },
  /** Of a lead whose sender wished it. */
  callback: {
    by: 'handler',
    says: { note: '告诉来件人：三轮车已经退还，没有别的要求。' },
    stands: ['已答复', null],
    told: '工作人员已回访您',
  },
  extend: { by: 'handler', says: { days: '20', note: '等待检测结论还要时间。' }, stands: ['办理中', '2026-07-15'] },
  grant: {
    by: 'review',
    says: { decision: 'grant', note: '检测结论需二十日，特此延长。' },
    stands: ['办理中', '2026-08-04'],
    told: '办理期限延长',
    sender: ['办理中', '2026-08-04'],
  },
  group: { by: 'assign', stands: ['办理中', '2026-07-15'] },
  ungroup: { by: 'assign', says: { note: '改由另一项督办。' }, stands: ['办理中', '2026-07-15'] },
  urge: {
    by: 'chief',
    says: { by: '2026-06-17', note: '三日内办结并书面说明。' },
    stands: ['办理中', '2026-08-04'],
  },
  suspend: {
    by: 'chief',
    says: { cause: 'expert', note: '等待鉴定结论，收到后恢复办理。' },
    stands: ['中止办理', null],
    told: '中止办理',
    sender: ['中止办理', null],
  },
  resume: { by: 'handler', stands: ['办理中', '2026-08-04'], told: '恢复办理', sender: ['办理中', '2026-08-04'] },
  message: {
    by: 'handler',
    says: { note: '请问扣车的时候有没有别人在场？' },
    stands: ['办理中', '2026-08-04'],
    shows: '请问扣车的时候有没有别人在场？',
  },
  write: {
    by: 'sender',
    says: { text: '旁边早餐店的人看到了。' },
    stands: ['办理中', '2026-08-04'],
    read: 'handler',
    shows: '旁边早餐店的人看到了。',
  },
  unveil: {
    by: 'handler',
    says: { note: '要约来件人到现场指认。' },
    stands: ['办理中', '2026-08-04'],
    told: '工作人员因办理需要查看了您留下的联系方式',
  },
  submit: {
    by: 'handler',
    says: { outcome: 'upheld', 'measures.refund': 'on', note: REPLY, opinion: '事实清楚' },
    stands: ['待审核', '2026-08-04'],
  },
  review: { by: 'review', says: { decision: 'pass', note: '同意' }, stands: ['待批准', '2026-08-04'] },
  approve: { by: 'chief', says: { decision: 'pass', note: '同意' }, stands: ['待答复', '2026-08-04'] },
  rework: { by: 'handler', says: { note: '发现依据写错了。' }, stands: ['办理中', '2026-08-04'] },
  answer: {
    by: 'handler',
    says: { outcome: 'upheld', note: REPLY },
    stands: ['已答复', null],
    told: '已答复',
    sender: ['已答复', null],
  },
  rate: { by: 'sender', says: { grade: '2' }, stands: ['已答复', null], read: 'handler', told: '您作了评价' },
  appeal: {
    by: 'sender',
    says: { text: '录像没有看，请另外的人再看一次。' },
    stands: ['复核中', '2026-07-07'],
    read: 'review',
    told: '您要求复核',
    sender: ['复核中', '2026-07-07'],
  },
  recheck: {
    by: 'review',
    says: { decision: 'uphold', note: '另外核对了录像，维持原来的答复。' },
    stands: ['已答复', null],
    told: '复核有结果',
    sender: ['已答复', null],
  },
  close: { by: 'handler', stands: ['已办结', null], told: '已办结', sender: ['已办结', null] },
  archive: { by: 'handler', stands: ['已归档', null] },
  reopen: {
    by: 'chief',
    says: { note: '来件人提出了新的事实。' },
    stands: ['已受理', '2026-07-15'],
    told: '重新办理',
    sender: ['已受理', '2026-07-15'],
  },

  supplement: {
    by: 'intake',
    says: { note: '请补充扣押当天的照片和清单。' },
    stands: ['待补充材料', '2026-06-25'],
    told: '请您补充材料',
    sender: ['待补充材料', '2026-06-25'],
  },
  add: {
    by: 'sender',
    says: { text: '照片上的日期是当天，清单没有给。' },
    stands: ['待受理', '2026-06-23'],
    read: 'intake',
    told: '您补充了材料',
    sender: ['待受理', '2026-06-23'],
  },
  doubt: { by: 'intake', says: { note: '同一内容已经捏造三次。' }, stands: ['待批准不予受理', '2026-06-23'] },
  confirm: {
    by: 'review',
    says: { decision: 'agree', note: '请向人民法院起诉，期限六个月。' },
    stands: ['不予受理', null],
    told: '不予受理',
    sender: ['不予受理', null],
  },
  edit: {
    by: 'sender',
    says: { account: '两名执法人员没有出示证件就扣了我的三轮车，地点是文昌路。' },
    stands: ['待受理', '2026-06-23'],
    read: 'intake',
    told: '您修改了内容',
  },
  refuse: {
    by: 'intake',
    says: { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' },
    stands: ['不予受理', null],
    told: '不予受理',
    sender: ['不予受理', null],
  },
  transfer: {
    by: 'assign',
    says: { note: '移送市信访局，依据信访工作条例，2026年第9号。' },
    stands: ['已移送', null],
    told: '已移送有权处理的机关',
    sender: ['已移送', null],
  },
  receipt: { by: 'assign', says: { note: '市信访局六月二十日回执，已登记。' }, stands: ['已移送', null] },

  dispute: { by: 'assign', says: { note: '综合执法局和市场监管局互相推。' }, stands: ['职责待协调', '2026-07-15'] },
  settle: { by: 'review', says: { note: '由综合执法局负责，依据三定规定。' }, stands: ['已受理', '2026-07-15'] },
  return: { by: 'handler', says: { note: '这件应由行政复议科办理。' }, stands: ['已受理', '2026-07-15'] },
  recuse: {
    by: 'handler',
    says: { note: '被反映人是我的近亲属。' },
    stands: ['已受理', '2026-07-15'],
    read: 'assign',
  },
  renew: { by: 'sender', stands: ['已受理', '2026-07-15'], read: 'assign', told: '您换了查询码' },
  withdraw: {
    by: 'sender',
    stands: ['已撤回', null],
    read: 'assign',
    told: '您已撤回',
    sender: ['已撤回', null],
  },

  seal: {
    by: 'intake',
    says: { note: '补充材料里写到给过好处。' },
    stands: ['待受理', '2026-06-18'],
    read: 'sealed1',
    sender: ['正在依法处理', '2026-06-23'],
  },
  release: { by: 'sealed1', says: { note: '没有涉及廉洁的内容。' }, stands: ['待确认转回', '2026-06-18'] },
  resolve: {
    by: 'sealed2',
    says: { decision: 'agree', note: '同意转回' },
    stands: ['待受理', '2026-06-23'],
    read: 'intake',
    sender: ['待受理', '2026-06-23'],
  },
  petition: { by: 'handler', says: { note: '不见面无法核实车辆去向。' }, stands: ['办理中', '2026-07-15'] },
  permit: { by: 'chief', says: { decision: 'grant', note: '同意' }, stands: ['办理中', '2026-07-15'] },

  enquire: {
    by: 'handler',
    says: { department: 'ZFJ', digest: DIGEST },
    stands: ['办理中', '2026-07-15'],
  },
  entrust: { by: 'handler', says: { department: 'SCJG', digest: DIGEST }, stands: ['办理中', '2026-07-15'] },
  call: {
    by: 'handler',
    says: { 'departments.ZFJ': 'on', 'departments.SCJG': 'on', digest: DIGEST },
    stands: ['办理中', '2026-07-15'],
  },
  // Of what came of an unhappy rating: fifteen working days to answer.
  contest: {
    by: 'handler',
    says: { ground: 'matter', note: '核对过，来件人评的是另一次办理。' },
    stands: ['办理中', '2026-07-07'],
  },
  adjudge: {
    by: 'review',
    says: { decision: 'uphold', note: '确属另一件事，不计入。' },
    stands: ['办理中', '2026-07-07'],
    told: '经核实，您上次的评价不计入汇总数字；评价仍然保留，这件事照常办理',
  },
  split: {
    by: 'handler',
    says: { category: 'T14', account: '同一来件里另说一个月查了四次，单独办理。' },
    stands: ['办理中', '2026-07-15'],
  },
  merge: {
    by: 'handler',
    says: { into: 'MAIN', note: '同一天同一地点的同一件事。' },
    stands: ['已并案', null],
    told: '已与反映同一事项的办件合并办理，结果会在这里告诉您',
    sender: ['已并案', null],
  },
  follow: {
    by: 'clock',
    stands: ['已答复', null],
    read: 'handler',
    told: '已答复',
    sender: ['已答复', null],
    shows: OTHERS,
  },
  detach: {
    by: 'clock',
    stands: ['已受理', '2026-07-15'],
    read: 'handler',
    told: '恢复单独办理',
    sender: ['已受理', '2026-07-15'],
  },
  yellow: { by: 'clock', stands: ['待受理', '2026-06-23'], read: 'intake' },
  red: { by: 'clock', stands: ['待受理', '2026-06-23'], read: 'intake' },
  lapse: {
    by: 'clock',
    stands: ['已撤回', null],
    read: 'intake',
    told: '没有收到补充材料，按撤回处理。有了材料，可以重新提交',
    sender: ['已撤回', null],
  },
} as const satisfies Record<Action, Row>

/** What is said to the senders of merged cases when the main one is answered. */
export const TO_OTHERS = { note: REPLY, others: OTHERS }

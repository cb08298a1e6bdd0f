import type { Action } from '../../api/case/workflow.ts'
import type { Sent } from './ask.ts'
import type { Identity, Realm } from './bird.ts'

/** One case: whose it is, what is sent, and how it goes on. */
interface Plan {
  realm: Realm
  more?: Record<string, unknown>
  /** Words that never get so far in this life. */
  without?: readonly (keyof Identity)[]
  /** Of the realm, whoever stepped back. */
  not?: readonly string[]
  files?: true
  life: (of: Sent, me: Identity, go: Go) => Promise<void>
}
export type Go = (
  ...steps: [who: string, action: Action | 'own', said?: Record<string, unknown>, path?: string][]
) => Promise<void>

const NOTE = '按规定办理，理由和依据已经记录。'
const REPLY = '经查，没有出具清单，情况属实，已责令改正并退还物品。'
const writes = (me: Identity) =>
  ['own', 'own', { text: `可以加微信${me.wechat}，或者打${me.spoken}。` }, 'messages'] as const
const adds = (me: Identity) => ['own', 'own', { text: `我住在${me.address}，白天在家。` }, 'supplement'] as const
const rates = (me: Identity) =>
  ['own', 'own', { grade: 2, reasons: [], text: `隔壁${me.judged}从来没人查。` }, 'rating'] as const
const appeals = (me: Identity) => ['own', 'own', { text: `答复没有说到${me.judged}的事。` }, 'recheck'] as const

/** Lives of cases: every way one appears, every lane, every way to its end. */
export const PLANS: Record<string, Plan> = {
  answered: {
    realm: 'bureau',
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'supplement', { note: '请补充当天的照片和清单。' }], [...adds(me)], ['intake', 'accept'])
      await go(['assign', 'assign', { person: 'handler' }], ['handler', 'sign'], [...writes(me)])
      await go(
        ['handler', 'record', { note: '已经看过现场。' }],
        ['handler', 'message', { note: '正在核实，请放心。' }],
      )
      await go(['handler', 'answer', { note: REPLY }], [...rates(me)])
    },
  },
  reviewed: {
    realm: 'bureau',
    more: { account: '执法人员推搡，把我打伤了，去医院缝了五针，请查清楚。' },
    async life(_of, me, go) {
      await go(['intake', 'accept'], ['assign', 'assign', { person: 'handler' }], ['handler', 'sign'], [...writes(me)])
      await go([...adds(me)], ['handler', 'extend', { days: 5, note: NOTE }])
      await go(['chief', 'grant', { decision: 'grant', note: '检测需要时间。' }])
      await go(['handler', 'submit', { outcome: 'upheld', note: REPLY, opinion: '事实清楚' }])
      await go(
        ['review', 'review', { decision: 'pass', note: '同意' }],
        ['chief', 'approve', { decision: 'pass', note: '同意' }],
      )
      await go(['handler', 'answer', { outcome: 'upheld', note: REPLY }], [...appeals(me)])
    },
  },
  confidential: {
    realm: 'bureau',
    more: { confidential: true },
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go(
        ['handler', 'petition', { note: '不见面无法核实去向。' }],
        ['chief', 'permit', { decision: 'grant', note: '同意' }],
      )
      await go(['handler', 'unveil', { note: '要约来件人到现场指认。' }], ['handler', 'answer', { note: REPLY }])
      await go([...appeals(me)], ['chief', 'recheck', { decision: 'redo', note: '原来的答复没有说清楚依据。' }])
    },
  },
  anonymous: {
    realm: 'bureau',
    more: { anonymous: true },
    files: true,
    without: ['name', 'phone', 'guardian', 'guardianPhone', 'email'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['handler', 'answer', { note: REPLY }])
      await go([...rates(me)], ['handler', 'close'])
    },
  },
  enterprise: {
    realm: 'bureau',
    more: { category: 'T14', about: { department: 'SCJG' } },
    async life(_of, me, go) {
      await go(
        ['intake', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['handler', 'answer', { note: REPLY }],
        [...rates(me)],
      )
    },
  },
  merged: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go([...adds(me)], ['intake', 'accept'], [...writes(me)])
    },
    without: ['judged'],
  },
  parted: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go([
        'handler',
        'split',
        { category: 'T14', account: `同一来件里说${me.judged}一个月被查了四次，单独办理。` },
      ])
    },
  },
  withdrawn: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go([...writes(me)], [...adds(me)], ['own', 'own', {}, 'withdraw'])
    },
  },
  refused: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go(
        [...writes(me)],
        [...adds(me)],
        ['intake', 'refuse', { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' }],
      )
      await go([...appeals(me)])
    },
  },
  edited: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go(['own', 'own', { confidential: true, remedy: '希望退还物品。' }, 'edit'])
    },
  },
  transferred: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go([...writes(me)], [...adds(me)], ['assign', 'transfer', { note: '移送市信访局，依据信访工作条例。' }])
    },
  },
  recused: {
    realm: 'bureau',
    not: ['handler'],
    without: ['judged'],
    async life(_of, me, go) {
      await go(
        ['intake', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['handler', 'recuse', { note: '店主是我的表弟。' }],
      )
    },
  },
  minor: {
    realm: 'bureau',
    more: { minor: true },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  'asked of a township': {
    realm: 'bureau',
    without: ['judged'],
    more: { about: { department: 'YJJ', township: '379981001' } },
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  'about the bureau': {
    realm: 'superior',
    more: { category: 'T04', about: { department: 'SFJ' } },
    files: true,
    async life(_of, me, go) {
      await go(
        ['superior', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['superior', 'answer', { note: REPLY }],
        [...rates(me)],
      )
    },
  },
  'does not act': {
    realm: 'superior',
    more: { category: 'T31' },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['superior', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  sealed: {
    realm: 'sealed',
    more: { category: 'T28' },
    files: true,
    async life(_of, me, go) {
      await go(['sealed1', 'accept', { note: NOTE }], [...writes(me)], [...adds(me)])
      await go(['sealed1', 'transfer', { note: '移送市纪委监委，依据监察法。' }], [...rates(me)])
    },
  },
  'sealed about the bureau': {
    realm: 'sealed',
    more: { category: 'T27', about: { department: 'SFJ' }, confidential: true },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['sealed1', 'accept', { note: NOTE }], [...writes(me)], [...adds(me)])
    },
  },
  'sealed later': {
    realm: 'sealed',
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['handler', 'answer', { note: REPLY }])
      await go([...appeals(me)], ['review', 'seal', { note: '里面说到有人索要好处。' }])
    },
  },
  released: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['intake', 'seal', { note: '怀疑涉及廉洁问题。' }])
      await go(
        ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
        ['sealed2', 'resolve', { decision: 'agree', note: '同意' }],
      )
    },
  },
}
export const NAMES = Object.keys(PLANS)

import * as z from 'zod'
import { code, labelled, uscc, words } from './codes.ts'

export const ROLE = {
  admin: '系统管理员',
  intake: '受理',
  assign: '分办',
  handler: '承办',
  review: '审核',
  chief: '局领导',
  superior: '上级监督机构',
  sealed: '密件专员',
  editor: '内容编辑',
  publisher: '发布审核',
  stats: '统计',
  body: '单位收件承办',
  legal: '单位法制',
  office: '司法所',
  supervisor: '社会监督员',
  contact: '企业联系点',
  evaluator: '测评机构',
} as const

const login = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, { error: '登录名只用小写字母、数字和短横线' })
/** A demonstration name says so itself. */
const shownName = words(20).regex(/（示例）$/, { error: '演示姓名以“（示例）”结尾' })

/** A demonstration account. Never published. */
export const Person = z.strictObject({
  login: login.meta({ title: '登录名', description: 'What is typed at sign-in.' }),
  name: shownName.meta({ title: '姓名', description: 'Fictional.' }),
  roles: z.array(labelled(ROLE)).min(1).meta({ title: '岗位', description: 'What the account may do.' }),
  department: code.optional().meta({
    title: '单位',
    description: 'Where the person works; supervisors, contact points and evaluating bodies belong to none.',
  }),
  post: words(30).meta({ title: '职务', description: 'Shown beside the name.' }),
})

export const OUTCOME = {
  upheld: '属实',
  partly: '部分属实',
  unfounded: '不属实',
  unverifiable: '无法查证',
  duplicate: '重复件',
  corrected: '已自行纠正',
} as const

/** Why a matter is not taken; the answer also names the right door and its time limit. */
export const REFUSAL = {
  RJ1: '应当通过诉讼、仲裁、复议或信息公开解决',
  RJ2: '已经进入信访、复议、诉讼或纪检程序',
  RJ3: '涉及国家秘密、商业秘密、个人隐私或违背公序良俗',
  RJ4: '已经依法处理，没有新的事实',
  RJ5: '不属于行政执法监督',
  RJ6: '没有明确对象，补正后仍不明确',
  RJ7: '不属于本地管辖',
  RJ8: '恶意、重复或捏造',
} as const

/** What a sample case may be played through: by whom, from which state, to which. */
export const PLAY = {
  accept: { by: ['intake', 'sealed'], from: ['received'], to: 'accepted' },
  refuse: { by: ['intake'], from: ['received'], to: 'refused' },
  assign: { by: ['assign'], from: ['accepted'], to: 'assigned' },
  sign: { by: ['handler'], from: ['assigned'], to: 'handling' },
  record: { by: ['handler', 'sealed'], from: ['handling', 'accepted'] },
  answer: { by: ['handler'], from: ['handling'], to: 'answered' },
  enquire: { by: ['handler'], from: ['handling', 'accepted'] },
  message: { by: ['handler', 'intake'], from: ['received', 'accepted', 'assigned', 'handling', 'answered'] },
  callback: { by: ['handler'], from: ['answered', 'closed'] },
  close: { by: ['handler'], from: ['answered'], to: 'closed' },
  withdraw: {
    by: ['citizen'],
    from: ['received', 'accepted', 'assigned', 'handling'],
    to: 'withdrawn',
  },
} as const satisfies Record<string, { by: readonly string[]; from: readonly string[]; to?: string }>

const ACTION = Object.keys(PLAY) as [keyof typeof PLAY, ...(keyof typeof PLAY)[]]
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d'

const Step = z.strictObject({
  by: login.meta({ title: '经办', description: 'A login, or citizen.' }),
  action: z.enum(ACTION).meta({ title: '动作', description: 'One row of PLAY.' }),
  after: z
    .string()
    .regex(new RegExp(`^\\d{1,3}d ${CLOCK}$`), {
      error: '写成 "1d 09:12" 的样子：上一步之后第几个工作日、几点几分',
    })
    .meta({
      title: '时间',
      description: 'Working days after the previous step, and the time of that day.',
    }),
  note: words(600).optional().meta({
    title: '意见',
    description: 'What was said; for answer, refuse and message the citizen reads it, for enquire the body does.',
  }),
  reason: labelled(REFUSAL).optional().meta({ title: '不予受理理由', description: 'Only with refuse.' }),
  handler: code
    .optional()
    .meta({ title: '承办单位', description: 'Who handles it, with assign; who is asked, with enquire.' }),
  outcome: labelled(OUTCOME)
    .optional()
    .meta({ title: '结论', description: 'Only with answer; light matters have none.' }),
})

const ago = z.string().regex(/^-\d{1,3}d$/, { error: '写成 -14d 的样子：首次导入前多少天' })

/** A demonstration complaint, played through the real steps at the first import (rulings.md 24). */
export const Sample = z.strictObject({
  received: z
    .string()
    .regex(new RegExp(`^-[1-9]\\d{0,2}d ${CLOCK}$`), {
      error: '写成 "-12d 10:24" 的样子：首次导入前多少天、几点几分',
    })
    .meta({
      title: '收到时间',
      description: 'Days before the first import and time of day, UTC+8.',
    }),
  category: z.string().meta({ title: '类别', description: 'Code of a category.' }),
  about: z
    .strictObject({
      department: code.optional().meta({ title: '单位', description: 'Code of the body, when the person knows it.' }),
      text: words(100).optional().meta({ title: '怎么称呼', description: 'In the person’s own words.' }),
    })
    .meta({ title: '反映谁', description: 'Empty when the person does not know.' }),
  place: z.string().optional().meta({ title: '镇街', description: 'Nine-digit code of a township.' }),
  account: words(260).min(60).meta({ title: '经过', description: '60 to 260 characters.' }),
  happenedOn: ago.optional().meta({ title: '发生日期', description: 'Days before the first import.' }),
  enterprise: z
    .strictObject({
      name: words(60).meta({ title: '企业名称', description: 'A demonstration enterprise.' }),
      uscc: uscc.optional().meta({ title: '统一社会信用代码', description: 'GB 32100-2015.' }),
    })
    .optional()
    .meta({ title: '企业', description: 'Given by enterprises; makes it the enterprise lane.' }),
  person: z
    .strictObject({
      name: shownName.meta({ title: '姓名', description: 'Fictional.' }),
      phone: z
        .string()
        .regex(/^1990000\d{4}$/, { error: '演示电话只用 1990000 开头的11位号码' })
        .meta({ title: '电话', description: 'Demonstration numbers only.' }),
    })
    .optional()
    .meta({ title: '来件人', description: 'Absent means anonymous.' }),
  confidential: z.boolean().optional().meta({ title: '要求保密', description: 'Only with a person.' }),
  anonymous: z.boolean().optional().meta({ title: '匿名', description: 'Never with a person (rulings.md 6).' }),
  gist: words(20).meta({
    title: '摘要标题',
    description: 'What a body may read: no run of eight characters of the account.',
  }),
  steps: z.array(Step).max(20).meta({ title: '步骤', description: 'Steps already taken.' }),
})

export type Person = z.infer<typeof Person>
export type Sample = z.infer<typeof Sample>

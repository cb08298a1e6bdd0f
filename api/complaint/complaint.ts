import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { codes, day, whole, words } from '../vocabulary.ts'

export const phone = z
  .string()
  .transform((s) => s.normalize('NFKC').replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^(1[3-9]\d{9}|0\d{9,12}|19900\d{6})$/, '手机号码应为11位数字，固定电话请加区号'))
  .meta({ title: '电话', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 })

/** Who sends, if they wish to say. It goes to the sealed identities and nowhere else. */
const Person = z
  .strictObject({
    name: words(1, 40, '姓名').optional().meta({ title: '姓名', autocomplete: 'name', maxLength: 40 }),
    phone: phone.optional().meta({ title: '电话', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 }),
    /** Who cares for a minor (R16): a minor is answered with care and through a guardian. */
    guardian: words(1, 60, '监护人').optional().meta({ title: '监护人姓名和电话', maxLength: 60 }),
    email: z
      .email({ error: '电子邮箱应像 name@example.cn 这样' })
      .max(100, '电子邮箱太长')
      .optional()
      .meta({ title: '电子邮箱', autocomplete: 'email' }),
  })
  .refine((p) => Object.keys(p).length > 0, '要留姓名，请至少填写姓名或电话；不想留就选“不留姓名”')
  .optional()

const About = z
  .strictObject({
    /** A body's code, townships included; unknown bodies are left out. */
    department: words(1, 20, '单位')
      .optional()
      .meta({ title: '您要反映哪个单位', hint: '看制服、车辆或文书上的名称。不清楚就选“不清楚”，由我们来判断。' }),
    officer: words(1, 60, '执法人员')
      .optional()
      .meta({ title: '执法人员姓名或证号', hint: '不知道就空着。', maxLength: 60 }),
    place: words(1, 200, '地点')
      .optional()
      .meta({ title: '具体地点', kind: 'text', hint: '路名、门牌号，或附近的标志物。', maxLength: 200 }),
    /** A township's code: where it happened, never who is meant. */
    township: words(9, 9, '镇街').optional().meta({ title: '在哪个镇街', maxLength: 9 }),
    /** Longitude and latitude, given only by pressing a button. */
    position: z
      .string()
      .regex(/^-?\d{1,3}(\.\d{1,6})?,-?\d{1,2}(\.\d{1,6})?$/, '位置应是经度和纬度，用逗号分开')
      .optional()
      .meta({ title: '位置' }),
    text: words(1, 100, '单位')
      .optional()
      .meta({ title: '您看到的标识', hint: '例如：蓝色制服，车身写“执法”。', maxLength: 100 }),
  })
  .optional()

/**
 * Six groups of four, or all in one where it is called what it is or stands after a case number, as on the slip: the only
 * key to a case must not be written where others read it.
 */
export const QUERY_CODE =
  /(?:[0-9A-HJKMNP-TV-Z]{4}[\s-]){5}[0-9A-HJKMNP-TV-Z]{4}|(?:查询码|\d{4}-?\d{8}[A-Z])[^0-9A-Z]{0,12}[0-9A-HJKMNP-TV-Z]{24}(?![0-9A-Z])/i

/** Steps of the enforcement procedure, as domain.md C6 divides them. */
export const STAGE = {
  start: '上门、立案',
  inspection: '检查',
  inquiry: '调查取证',
  notice: '告知、听取意见',
  hearing: '听证',
  decision: '作出决定',
  service: '送达文书',
  execution: '执行',
  publicity: '公示公开',
} as const

/** To whom it happened: who was affected complains, who saw it reports. */
export const RELATION = { own: '我自己（或我的单位）', seen: '我看到、听到的' } as const

/** Whether somebody else is already deciding: told with the case, so that nothing is taken up twice (domain.md D3). */
export const BEFORE = { none: '没有', review: '正在行政复议', court: '正在打官司', petition: '正在信访' } as const

export const ENTERPRISE_SIZE = {
  self: '个体工商户',
  micro: '微型企业',
  small: '小型企业',
  medium: '中型企业',
  large: '大型企业',
} as const
export const EFFECT = {
  none: '没有影响',
  some: '有些影响',
  halted: '停工停业',
  threatened: '经营难以为继',
} as const

/** How much an enterprise lost, roughly: a band is answered sooner than a sum, and tells less of who it is. */
export const LOSS = {
  none: '没有损失',
  w1: '不到1万元',
  w10: '1万到10万元',
  w50: '10万到50万元',
  w100: '50万到100万元',
  more: '100万元以上',
  unsure: '说不清',
} as const

/** What a sender confirms before sending; which words they were is kept in the first event of the case. */
export const CONSENT = '我已知道以上处理方式'

/** Finished uploads, by the capabilities that `/api/uploads` gave out. */
export const Attached = z.array(z.string().max(40, '没有这个附件')).max(20, '附件一次最多20个，请去掉几个')

/** Asked whatever else is wrong, so that all mistakes are said at once. */
export const NAMELESS = {
  path: ['person'],
  error: '选了匿名，就不要再填姓名和联系方式',
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
}

/** What a person may send; one schema for the form, the check, the OpenAPI text and the client. */
export const Complaint = z
  .strictObject({
    category: words(1, 10, '类别').meta({ title: '您要反映什么' }),
    about: About,
    account: words(10, 5000, '经过')
      .refine((s) => !QUERY_CODE.test(s), '经过里好像写了查询码。查询码不要告诉任何人，请删去后再提交')
      .meta({
        title: '经过',
        kind: 'long',
        hint: '什么时候、在哪里、谁、做了什么。记得多少写多少。不用写姓名、电话和身份证号。',
      }),
    happenedOn: day('发生日期')
      .refine((d) => d >= '1980-01-01', '发生日期太早了，请改正')
      .optional()
      .meta({ title: '发生日期', kind: 'date', hint: '记不清就写大概的日期。' }),
    relation: codes(RELATION).optional().meta({ labels: RELATION, title: '这件事发生在谁身上' }),
    before: codes(BEFORE).optional().meta({ labels: BEFORE, title: '这件事已经在走别的程序吗' }),
    danger: z.boolean().optional().meta({ title: '现在还在发生，有人可能受伤', kind: 'check' }),
    stage: codes(STAGE).optional().meta({ labels: STAGE, title: '是哪个环节的问题' }),
    document: words(1, 60, '文书号')
      .optional()
      .meta({ title: '文书编号', hint: '通知书、决定书右上角的编号，没有就空着。', maxLength: 60 }),
    remedy: words(1, 500, '希望怎样解决')
      .refine((s) => !QUERY_CODE.test(s), '里面好像写了查询码。查询码不要告诉任何人，请删去后再提交')
      .optional()
      .meta({ title: '您希望怎样解决', kind: 'long', hint: '例如：重新检查、退还罚款、当面解释。', maxLength: 500 }),
    matter: words(1, 40, '执法事项').optional().meta({ title: '执法事项编码', maxLength: 40 }),
    enterprise: z
      .strictObject({
        name: words(2, 100, '企业名称').meta({ title: '企业名称', autocomplete: 'organization', maxLength: 100 }),
        uscc: words(18, 18, '统一社会信用代码')
          .refine(validUscc, '统一社会信用代码不对，请对照营业执照再填一次')
          .optional()
          .meta({ title: '统一社会信用代码', maxLength: 18 }),
        /** GB/T 4754 division, as the sector guides are filed under. */
        industry: words(1, 10, '行业').optional().meta({ title: '行业', maxLength: 10 }),
        size: codes(ENTERPRISE_SIZE).optional().meta({ labels: ENTERPRISE_SIZE, title: '规模' }),
        effect: codes(EFFECT).optional().meta({ labels: EFFECT, title: '对经营的影响' }),
        /** The impact statement: how long, how many people, how much, and how that was reckoned. It proves nothing by itself. */
        stopDays: whole(0, 3660, '停产停业天数应是0到3660的整数')
          .optional()
          .meta({ title: '停产停业几天', kind: 'text', inputmode: 'numeric', maxLength: 4, hint: '没有停的写0。' }),
        jobs: whole(0, 1_000_000, '受影响的人数应是整数')
          .optional()
          .meta({ title: '影响多少人上班', kind: 'text', inputmode: 'numeric', maxLength: 7 }),
        loss: codes(LOSS).optional().meta({ labels: LOSS, title: '损失大约多少' }),
        impact: words(1, 1000, '影响说明')
          .refine((s) => !QUERY_CODE.test(s), '里面好像写了查询码。查询码不要告诉任何人，请删去后再提交')
          .optional()
          .meta({
            title: '影响说明',
            kind: 'long',
            hint: '怎样算出来的、有没有凭证、以后还会怎样。不写客户姓名、账号、报价。',
            maxLength: 1000,
          }),
      })
      .optional(),
    person: Person,
    /** Under 18 (R16); no identity, so that the anonymous can say so too. */
    minor: z.boolean().optional().meta({ title: '我未满18周岁', kind: 'check' }),
    confidential: z.boolean().optional().meta({ title: '要求保密', hint: '办理人员也看不到您是谁。' }),
    anonymous: z.boolean().optional().meta({ title: '匿名' }),
    /** Capabilities of finished uploads, each good for one case. */
    attachments: Attached.optional(),
    code: words(1, 60, '监督码').optional(),
    /** Somebody answered a survey just before. Not which one: of a small one even that would say who (rulings.md 26). */
    via: z.literal('survey', '没有这个来源').optional().meta({ title: '从满意度测评来' }),
    /** Somebody speaks as of an open day. It is counted there; which one it was is not kept (see api/open-day/opinions). */
    openDay: words(1, 40, '开放日').optional().meta({ title: '从哪场开放日来' }),
    consent: z.literal(true, { error: '请先看过并勾选“我已知道”' }).meta({ title: CONSENT, kind: 'check' }),
    antibot: z.string().max(4000).optional(),
  })
  .refine((c) => !(c.anonymous && c.person), NAMELESS)
export type Complaint = z.output<typeof Complaint>

/** How the sender appears: `anonymous` wins over `confidential`; no person is anonymous (rulings.md 6). */
export const APPEARS = { named: '实名', confidential: '实名，要求保密', anonymous: '匿名' } as const
export type Appears = keyof typeof APPEARS
export const appears = (c: Complaint): Appears =>
  c.anonymous || !c.person || Object.keys(c.person).length === 0
    ? 'anonymous'
    : c.confidential
      ? 'confidential'
      : 'named'

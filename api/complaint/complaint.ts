import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { day, words } from '../vocabulary.ts'

const phone = z
  .string()
  .transform((s) => s.normalize('NFKC').replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^(1[3-9]\d{9}|0\d{9,12}|19900\d{6})$/, '手机号码应为11位数字，固定电话请加区号'))
  .meta({ title: '电话', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 })

/** Who sends, if they wish to say. It goes to the sealed identities and nowhere else. */
const Person = z
  .strictObject({
    name: words(1, 40, '姓名').optional().meta({ title: '姓名', autocomplete: 'name', maxLength: 40 }),
    phone: phone.optional().meta({ title: '电话', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 }),
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
    text: words(1, 100, '单位')
      .optional()
      .meta({ title: '您看到的标识', hint: '例如：蓝色制服，车身写“执法”。', maxLength: 100 }),
  })
  .optional()

/** Six groups of four: the only key to a case must not be written where others read it. */
const QUERY_CODE = /(?:[0-9A-HJKMNP-TV-Z]{4}[\s-]){5}[0-9A-HJKMNP-TV-Z]{4}/i

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
    matter: words(1, 40, '执法事项').optional().meta({ title: '执法事项编码', maxLength: 40 }),
    enterprise: z
      .strictObject({
        name: words(2, 100, '企业名称').meta({ title: '企业名称', autocomplete: 'organization', maxLength: 100 }),
        uscc: words(18, 18, '统一社会信用代码')
          .refine(validUscc, '统一社会信用代码不对，请对照营业执照再填一次')
          .optional()
          .meta({ title: '统一社会信用代码', maxLength: 18 }),
      })
      .optional(),
    person: Person,
    confidential: z.boolean().optional().meta({ title: '要求保密', hint: '办理人员也看不到您是谁。' }),
    anonymous: z.boolean().optional().meta({ title: '匿名' }),
    attachments: z.array(z.string()).max(0, '现在还不能附文件，请先提交文字').optional(),
    code: words(1, 60, '监督码').optional(),
    consent: z
      .literal(true, { error: '请先看过并勾选“我已知道”' })
      .meta({ title: '我已知道以上处理方式', kind: 'check' }),
    antibot: z.string().max(4000).optional(),
  })
  // Asked whatever else is wrong, so that all mistakes are said at once.
  .refine((c) => !(c.anonymous && c.person), {
    path: ['person'],
    error: '选了匿名，就不要再填姓名和联系方式',
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
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

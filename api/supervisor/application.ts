import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import type { supervisors } from '../../db/schema.ts'
import { phone } from '../complaint/complaint.ts'
import type { Sealed, Secrets } from '../secrets.ts'
import { codes, day, words } from '../vocabulary.ts'
import { EDUCATION, RECORD } from './eligible.ts'
import { GROUP } from './supervisor.ts'

type Row = typeof supervisors.$inferSelect

const area = words(1, 20, '镇街')
/** Two who have the same name and telephone are one person. */
const Person = {
  name: words(2, 40, '姓名').meta({ title: '姓名', autocomplete: 'name', maxLength: 40 }),
  phone: phone.meta({
    title: '手机号码',
    kind: 'tel',
    hint: '审核时和您联系。不公开。',
    autocomplete: 'tel',
    inputmode: 'tel',
    maxLength: 20,
  }),
  birth: day('出生日期').meta({
    title: '出生日期',
    kind: 'date',
    hint: '用来核对年满18周岁。不收身份证号。',
    autocomplete: 'bday',
  }),
}

/** What an application says: the form, the check and the OpenAPI text. Never an identity number. */
export const Application = z.strictObject({
  call: words(1, 40, '招募公告').optional().meta({ title: '报哪一次招募' }),
  ...Person,
  education: codes(EDUCATION).meta({ title: '最高学历', kind: 'select', labels: EDUCATION }),
  group: codes(GROUP).meta({ title: '您的身份', hint: '有几种身份的，选最主要的一种。' }),
  areas: z
    .array(area, { error: '请从列出的镇街里选' })
    .max(40, '镇街太多')
    .optional()
    .meta({ title: '愿意负责哪些镇街', kind: 'several', hint: '不选就是全市都可以。' }),
  sectors: z
    .array(codes(INDUSTRY), { error: '请从列出的行业里选' })
    .max(20, '行业太多')
    .optional()
    .meta({ title: '熟悉哪些行业', kind: 'several', hint: '不选就是各行业都可以。' }),
  employer: z
    .strictObject({
      name: words(2, 60, '单位名称')
        .optional()
        .meta({ title: '工作单位', hint: '没有单位就空着。', autocomplete: 'organization', maxLength: 60 }),
      uscc: words(18, 18, '统一社会信用代码')
        .refine(validUscc, '统一社会信用代码不对，请对照营业执照再填一次')
        .optional()
        .meta({ title: '单位的统一社会信用代码', hint: '在企业工作的请填，印在营业执照上。', maxLength: 18 }),
      department: area.optional().meta({ title: '在行政机关、乡镇街道工作的，是哪一个', kind: 'select' }),
    })
    .optional(),
  kin: z
    .array(area, { error: '请从列出的单位里选' })
    .max(40, '单位太多')
    .optional()
    .meta({ title: '配偶、父母、子女、兄弟姐妹在哪些执法单位工作', kind: 'several', hint: '没有就不选。' }),
  interests: words(2, 500, '其他利害关系').optional().meta({
    title: '其他要回避的',
    kind: 'long',
    hint: '例如：入股、任顾问、正在打官司的企业或者单位。',
    maxLength: 500,
  }),
  statement: words(50, 1000, '为什么报名').meta({
    title: '为什么报名，能做些什么',
    kind: 'long',
    hint: '50个字以上：您的经历、时间，打算怎样监督。',
  }),
  record: z
    .array(codes(RECORD), { error: '请从列出的情形里选' })
    .max(5)
    .optional()
    .meta({ title: '有下面哪种情形', kind: 'several', hint: '都没有就不选。' }),
  listed: codes({ no: '不要列出', yes: '同意列出姓名和身份类别' })
    .default('no')
    .meta({ title: '聘任后，公开名册里', labels: { no: '不要列出', yes: '同意列出姓名和身份类别' } }),
  declared: z
    .literal(true, { error: '请先确认：填写的都是真的，没有选的情形都没有' })
    .meta({ title: '我声明：填写的都是真的，没有选的情形都没有' }),
  consent: z
    .literal(true, { error: '请先确认：通过审核后要公示姓名和身份类别' })
    .meta({ title: '我同意：信息只用于选聘；通过审核后，姓名和身份类别公示' }),
  antibot: z.string().max(4000, '防自动提交的验证不对').optional(),
})
export type Application = Omit<z.output<typeof Application>, 'antibot'>

/** What is sealed of an application; all that is not said here stands in the columns of its row. */
export type Applicant = Pick<
  Application,
  'name' | 'phone' | 'birth' | 'education' | 'employer' | 'kin' | 'interests' | 'statement'
> & {
  /** What whoever refused, suspended or dismissed them said of it; its newest. */
  reason?: string
}

const bound = (id: string) => `supervisor/${id}`

/** Seals who somebody is and what they wrote. */
export const sealApplication = (secrets: Secrets, id: string, applicant: Applicant): Sealed => {
  const { name, phone, birth, education, employer, kin, interests, statement, reason } = applicant
  const content = { name, phone, birth, education, employer, kin, interests, statement, reason }
  return secrets.seal('vault', bound(id), JSON.stringify(content))
}

/** Who applied, opened for this moment; nobody once it was erased. */
export const openApplication = (
  secrets: Secrets,
  { id, keyId, sealed }: Pick<Row, 'id' | 'keyId' | 'sealed'>,
): Applicant | undefined =>
  sealed.length === 0 ? undefined : (JSON.parse(secrets.open('vault', bound(id), { keyId, sealed })) as Applicant)

/** What one person and one telephone are looked up by. */
export const personText = ({ name, phone }: Pick<Applicant, 'name' | 'phone'>) =>
  `supervisor\n${name.replace(/\s+/g, '')}\n${phone}`
export const phoneText = (phone: string) => `supervisor\n${phone}`

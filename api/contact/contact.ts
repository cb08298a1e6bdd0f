import * as z from 'zod'
import { INDUSTRY as PUBLISHED } from '../../content/kinds/industry.ts'
import { Uscc } from '../visit/visit.ts'
import { day, words } from '../vocabulary.ts'

/** What a contact point lives by; more than this city publishes guides for. */
export const INDUSTRY = { ...PUBLISHED, other: '其他行业' } as const
type Industry = keyof typeof INDUSTRY
export const industryName = (code: string): string =>
  Object.hasOwn(INDUSTRY, code) ? INDUSTRY[code as Industry] : code

/** Nobody is appointed for longer, in days. */
export const LONGEST = 5 * 366
/** A term may be prolonged when so many days are left. */
export const EARLY = 183
/** Terms that end within so many days are shown as ending. */
export const ENDING = 60

const Mobile = words(1, 20, '手机号码')
  .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
  .refine((phone) => /^1[3-9]\d{9}$/.test(phone), '手机号码是11位数字，请核对')
const PHONE = { title: '联络员手机号码', kind: 'tel', maxLength: 20 }
const POST = { title: '联络员职务', maxLength: 30 }
const Post = words(1, 30, '职务').optional()
const KEEPS = '不填就不改。'

/** Who speaks for the company: kept sealed. */
export const person = {
  person: words(2, 20, '联络员姓名').meta({ title: '联络员姓名', maxLength: 20, hint: '不公开。' }),
  phone: Mobile.meta({ ...PHONE, hint: '登录链接和季度问卷发到这里。不公开。' }),
  post: Post.meta(POST),
}
/** How the same person is reached otherwise; who they are is not shown here, so what is not said stays. */
export const otherwise = {
  phone: Mobile.optional().meta({ ...PHONE, hint: KEEPS }),
  post: Post.meta({ ...POST, hint: KEEPS }),
}
export const Person = z.strictObject(person)
export type Person = z.output<typeof Person>

export const listed = z.boolean({ error: '请勾选或者不勾选' }).optional().meta({
  title: '企业书面同意公开',
  kind: 'check',
  hint: '公开单位名称、行业、镇街、期限和授牌文号，不公开联络员。没有同意的不列入公开名单。',
})

/** The days of a term, both included. */
export const term = {
  from: day('期限第一天').meta({ title: '期限第一天', kind: 'date' }),
  to: day('期限最后一天').meta({ title: '期限最后一天', kind: 'date', hint: '最长5年，到期以前可以续期。' }),
}

/** A company that becomes a contact point. */
export const Contact = z.strictObject({
  name: words(2, 60, '企业名称').meta({ title: '企业、个体工商户名称', maxLength: 60 }),
  uscc: Uscc,
  industry: z
    .enum(Object.keys(INDUSTRY) as Industry[], { error: '请选择行业' })
    .meta({ title: '行业', kind: 'select', labels: INDUSTRY }),
  township: words(1, 20, '镇街').meta({ title: '所在镇街', kind: 'select' }),
  document: words(4, 60, '授牌文号').meta({ title: '授牌文号', hint: '如：澄司〔2026〕8号。', maxLength: 60 }),
  ...term,
  ...person,
  listed,
})
export type Contact = z.output<typeof Contact>

/** Why somebody opens the name and the telephone of a contact. */
export const Opening = z.strictObject({
  reason: words(4, 100, '理由').meta({ title: '为什么要看', hint: '如：通知季度座谈。记入审计。', maxLength: 100 }),
})

/** Which questionnaire goes to all. */
export const Asking = z.strictObject({
  survey: words(1, 30, '测评').meta({ title: '哪一次测评', kind: 'select' }),
})

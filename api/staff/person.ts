import * as z from 'zod'
import { day, words } from '../vocabulary.ts'
import { Role } from './role.ts'

/** Longer ones are refused before anything is computed. */
export const LONGEST_PASSWORD = 256

/** What is typed as a password: bounded, never trimmed, pasting welcome. */
const password = (title: string, autocomplete: 'current-password' | 'new-password', hint?: string) =>
  z
    .string({ error: `请填写${title}` })
    .min(1, `请填写${title}`)
    .max(LONGEST_PASSWORD, `${title}太长，至多${LONGEST_PASSWORD}个字符`)
    .refine((s) => s.isWellFormed(), `${title}里有不能识别的字符，请重新输入`)
    .meta({ title, kind: 'password', autocomplete, ...(hint && { hint }) })

const NEW_HINT = '可以是一句只有您知道的话，不要和别处的密码一样。'

export const SignIn = z.strictObject({
  login: z
    .string({ error: '请填写账号' })
    .min(1, '请填写账号')
    .max(64, '账号太长')
    .transform((s) => s.normalize('NFKC').trim().toLowerCase())
    .meta({ title: '账号', autocomplete: 'username', minLength: 1, maxLength: 64 }),
  password: password('密码', 'current-password'),
  otp: z.string().max(40, '验证码太长').optional().meta({
    title: '动态验证码',
    autocomplete: 'one-time-code',
    hint: '手机上的六位数字，或一个恢复码。没有开启的不用填。',
  }),
})
export type SignIn = z.output<typeof SignIn>

/** The password once more, before something a borrowed screen must not do. */
export const Again = z.strictObject({ password: password('现在的密码', 'current-password') })

export const Confirm = z.strictObject({
  otp: z
    .string({ error: '请填写六位数字' })
    .min(1, '请填写六位数字')
    .max(40, '验证码是六位数字')
    .meta({ title: '手机上显示的六位数字', autocomplete: 'one-time-code', inputmode: 'numeric' }),
})

export const NewPassword = z.strictObject({
  old: password('现在的密码', 'current-password'),
  new: password('新密码', 'new-password', NEW_HINT),
})
export type NewPassword = z.output<typeof NewPassword>

/** As much of a session's hash as tells a person's sessions apart, or all but the one that asks. */
export const Revoke = z.strictObject({
  id: z.string({ error: '请选择要结束的登录' }).regex(/^([0-9a-f]{16}|others)$/, '没有这个登录'),
})

export const SetUp = z.strictObject({
  token: z
    .string({ error: '请填写设置码' })
    .min(1, '请填写设置码')
    .max(100, '设置码太长')
    .meta({ title: '设置码', hint: '24位，不分大小写，空格可以不填。', autocomplete: 'off' }),
  password: password('新密码', 'new-password', NEW_HINT),
})
export type SetUp = z.output<typeof SetUp>

const Roles = z
  .array(Role, { error: '请选择岗位' })
  .min(1, '请至少选一个岗位')
  .max(16, '岗位太多')
  .refine((roles) => !roles.includes('admin') || roles.length === 1, '系统管理员看不到办件，不能兼任别的岗位')
  .meta({ title: '岗位' })
const Department = z
  .string()
  .max(20, '没有这个单位，请重新选择')
  .meta({ title: '单位', kind: 'select', hint: '社会监督员、企业联系点、测评机构不属于任何单位，不选。' })
const Post = words(1, 30, '职务').meta({ title: '职务', hint: '显示在姓名旁边，例如：受理岗。', maxLength: 30 })

/** A new account. There is no field for a password: only its holder ever sets one. */
export const NewStaff = z.strictObject({
  login: z
    .string({ error: '请填写账号' })
    .regex(/^[a-z][a-z0-9-]{1,30}$/, '账号用小写字母开头，只用小写字母、数字和短横线，2到31个字符')
    // Words that are pages beside the accounts' own.
    .refine((login) => !['new', 'invitation', 'interests'].includes(login), '这个账号名本平台自己要用，请换一个')
    .meta({
      title: '账号',
      hint: '小写字母、数字和短横线，例如zhang-san。以后不能改。',
      autocomplete: 'off',
      maxLength: 31,
    }),
  name: words(1, 20, '姓名').meta({ title: '姓名', autocomplete: 'off', maxLength: 20 }),
  roles: Roles,
  department: Department.optional(),
  post: Post,
})
export type NewStaff = z.output<typeof NewStaff>

/** What of an account an administrator may change. */
export const StaffChange = z
  .strictObject({
    active: z.boolean({ error: '只能是true或false' }).optional(),
    roles: Roles.optional(),
    department: Department.optional(),
    post: Post.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, '没有要改的内容')
export type StaffChange = z.output<typeof StaffChange>

/** From when until when somebody is appointed; an empty end is open. */
export const Term = z
  .strictObject({
    validFrom: day('任期开始').optional().meta({ title: '任期开始', hint: '不填就是从现在起。' }),
    validTo: day('任期结束').optional().meta({ title: '任期结束', hint: '最后一天当天还能登录，不填就是长期。' }),
  })
  .refine(({ validFrom, validTo }) => !validFrom || !validTo || validFrom <= validTo, {
    path: ['validTo'],
    error: '任期结束不能早于任期开始',
  })
export type Term = z.output<typeof Term>

/** From when until when somebody is away and who acts meanwhile; nothing takes it back. */
export const Absence = z
  .strictObject({
    from: day('离岗第一天').optional().meta({ title: '离岗第一天' }),
    to: day('离岗最后一天').optional().meta({ title: '离岗最后一天' }),
    deputy: z
      .string()
      .max(31, '没有这个人，请重新选择')
      .optional()
      .meta({ title: '代办人', kind: 'select', hint: '同一单位的同事。不选就没有人代办。' }),
  })
  .superRefine(({ from, to, deputy }, { addIssue }) => {
    const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
    if (from && !to) wrong('to', '请填写离岗最后一天')
    if (to && !from) wrong('from', '请填写离岗第一天')
    if (from && to && to < from) wrong('to', '最后一天不能早于第一天')
    if (deputy && !from && !to) wrong('from', '请填写离岗第一天')
  })
export type Absence = z.output<typeof Absence>

/** Yes or no to somebody's weighty roles. */
export const Decision = z.strictObject({
  decision: z.enum(['confirm', 'refuse'], { error: '请选择同意或不同意' }),
})

/** Why an administrator takes somebody's second factor off: how they made sure who asks. */
export const LostFactor = z.strictObject({
  reason: words(5, 200, '原因').meta({
    title: '原因',
    kind: 'text',
    hint: '写明怎样核实是本人，例如：本人持工作证当面申请，手机已丢失。',
    autocomplete: 'off',
    maxLength: 200,
  }),
})
export type LostFactor = z.output<typeof LostFactor>

export const StaffAsked = z.strictObject({
  q: words(1, 40, '查找的词').optional().meta({ title: '查找', hint: '账号、姓名、职务或单位编码', maxLength: 40 }),
  limit: z.coerce.number({ error: '应是整数' }).int('应是整数').min(1, '至少1').max(100, '至多100').default(50),
  cursor: z.string().max(64, '翻页记号不对').optional(),
})

import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { codes, words } from '../vocabulary.ts'
import { type Actor, has } from './actor.ts'

/** What somebody may have an interest in. */
export const INTEREST = {
  department: '单位（本人或亲属在那里任职、任过职，或者有别的关系）',
  enterprise: '企业、个体工商户',
  person: '个人（执法人员、当事人等）',
} as const
export type InterestKind = keyof typeof INTEREST
/** Whose it is. */
export const WHOSE = { own: '本人', relative: '近亲属', other: '其他可能影响公正办理的关系' } as const

export interface Interest {
  kind: InterestKind
  /** A body's code, the name or credit code of an enterprise, the name of somebody. */
  subject: string
}

/**
 * It is looked for in accounts by its letters: a surname alone would be everybody's, and an enterprise of less than four
 * is not written whole. Two signs may still be a common word; how much they hide is shown before they count.
 */
const leastOf = (kind: InterestKind, name: string) => (kind === 'person' && /\p{Script=Han}/u.test(name) ? 2 : 4)
const lettersIn = (name: string) => name.match(/[\p{L}\p{N}]/gu)?.length ?? 0
const WHY_LONGER = '办件里写到这几个字的都要回避，太短会把许多无关的办件也算进去'
const TOO_SHORT = {
  person: `请写全名，至少2个汉字或者4个字母：${WHY_LONGER}`,
  enterprise: `请写企业的全称，至少4个字：${WHY_LONGER}`,
} as const

/** One interest, declared by whoever has it (信访工作条例 28, 行政处罚法 43). */
export const Declaration = z
  .strictObject({
    kind: codes(INTEREST).meta({ labels: INTEREST, title: '和谁有关系' }),
    department: words(1, 20, '单位')
      .optional()
      .meta({ title: '哪个单位', kind: 'select', hint: '和单位有关系的选这里。' }),
    name: words(1, 60, '名称').optional().meta({
      title: '企业名称、统一社会信用代码，或者姓名',
      hint: '和企业、个人有关系的写这里。企业写全称或者18位代码，个人写全名。办件里写到这几个字的都要回避，所以不能太短。',
      autocomplete: 'off',
    }),
    whose: codes(WHOSE).meta({ labels: WHOSE, title: '是谁的关系' }),
    why: words(2, 200, '是什么关系').meta({
      title: '是什么关系',
      kind: 'long',
      hint: '例如：配偶在该单位任职。只有您、局领导和系统管理员看得到。',
    }),
  })
  .superRefine(({ kind, department, name }, { addIssue }) => {
    const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
    if (kind === 'department' && !department) wrong('department', '请选择是哪个单位')
    if (kind !== 'department' && department) wrong('department', '和单位没有关系的，这里不选')
    if (kind === 'department' && name) wrong('name', '和单位有关系的，这里不写')
    if (kind !== 'department' && !name)
      wrong('name', kind === 'person' ? '请写姓名' : '请写企业名称或者统一社会信用代码')
    if (kind === 'enterprise' && name && /^[0-9A-Z]{18}$/i.test(name) && !validUscc(name.toUpperCase()))
      wrong('name', '统一社会信用代码的校验位不对，请逐位核对')
    if (kind !== 'department' && name && lettersIn(name) < leastOf(kind, name)) wrong('name', TOO_SHORT[kind])
  })
export type Declaration = z.output<typeof Declaration>

export const subjectOf = ({ kind, department, name = '' }: Declaration): Interest => ({
  kind,
  subject: kind === 'department' ? (department ?? '') : /^[0-9A-Z]{18}$/i.test(name) ? name.toUpperCase() : name,
})

/** What somebody has an interest in no more, and why. */
export const Withdrawal = z.strictObject({
  kind: codes(INTEREST),
  subject: words(1, 60, '申报的内容'),
  reason: words(5, 200, '撤回的理由').meta({ title: '为什么撤回', kind: 'long', hint: '例如：配偶已经离职。' }),
})
export type Withdrawal = z.output<typeof Withdrawal>

/** Who send leads, and must keep away from their own affairs. */
export const SENDS = ['supervisor', 'contact'] as const
/** At how many places they may be signed in at a time: a telephone and a computer. */
export const AT_ONCE = 2

/** Who answers for others' declarations: administrators for everybody, a chief for their own body. */
export const maySeeInterests = (actor: Actor | null) => has(actor, 'admin', 'chief')

/** What somebody was shown the effect of: a declaration changed since is shown anew. */
export const shownAs = ({ kind = '', department = '', name = '' }: Record<string, string>) =>
  [kind, department, name].join('/')

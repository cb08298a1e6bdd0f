import * as z from 'zod'
import { Attached, Complaint, phone, QUERY_CODE } from '../complaint/complaint.ts'
import { codes, words } from '../vocabulary.ts'

/** How whoever sends a lead knows of it (domain.md C10). */
export const SOURCE = { experienced: '我亲身经历', witnessed: '我当场看到', told: '别人告诉我' } as const
/** Whether whoever it happened to knows that it is passed on, and agrees. */
export const AGREED = {
  yes: '当事人知道，也同意我反映',
  no: '没有征求当事人的意见',
  nobody: '没有具体的当事人',
} as const
export const URGENCY = { usual: '一般', soon: '尽快，拖下去损失会变大', now: '正在发生' } as const

/** Who has to do with whom it is about: said by themselves, or known from what they declared. */
export const CONFLICT = { none: '没有利害关系', said: '自己声明有利害关系', known: '登记过利害关系' } as const
export type Conflict = keyof typeof CONFLICT
/** The same as it is kept and shown to the desk: of a hidden sender only that there is one, or the register would name them. */
export const NOTED = { ...CONFLICT, some: '与被反映方有利害关系，按普通举报办理' } as const
export type Noted = keyof typeof NOTED

/** What of it is sealed beside the account, for whoever handles it. */
export interface LeadSaid {
  source: keyof typeof SOURCE
  agreed?: keyof typeof AGREED | undefined
  urgency?: keyof typeof URGENCY | undefined
  /** The body was told before. */
  before?: boolean | undefined
  callback?: boolean | undefined
  conflict: Noted
  /** What they have to do with it, in their words. */
  why?: string | undefined
}

export const LEAST = 50
const said = Complaint.shape

/** What a supervisor or a contact point sends; one schema for page, draft, API and document. */
export const Lead = z
  .strictObject({
    category: said.category.meta({ title: '是哪一类问题', kind: 'select' }),
    about: said.about,
    account: words(LEAST, 5000, '经过')
      .refine((s) => !QUERY_CODE.test(s), '经过里好像写了查询码。查询码不要告诉任何人，请删去后再提交')
      .meta({
        title: '事情经过',
        kind: 'long',
        hint: `什么时候、在哪里、谁、做了什么，至少${LEAST}个字。不用写当事人的姓名、电话和身份证号。`,
      }),
    happenedOn: said.happenedOn,
    source: codes(SOURCE).meta({ labels: SOURCE, title: '您是怎么知道的' }),
    agreed: codes(AGREED).optional().meta({ labels: AGREED, title: '当事人是否同意' }),
    urgency: codes(URGENCY).optional().meta({ labels: URGENCY, title: '急不急' }),
    before: z.boolean().optional().meta({ title: '已经向这个单位反映过', kind: 'check' }),
    remedy: said.remedy,
    protect: z.boolean().optional().meta({
      title: '对办理人员也保密我的身份',
      kind: 'check',
      hint: '办理人员要看您是谁，须经另一人批准。保密的线索不计入年度考核，免得有人从分数看出是您；同样受理、同样答复。',
    }),
    conflict: z.boolean().optional().meta({
      title: '我和被反映的单位、人员或者企业有利害关系',
      kind: 'check',
      hint: '例如本人或近亲属在那里工作，或者有经济往来、纠纷。有的照样可以反映，按普通举报办理，先由工作人员甄别，不计入履职评分。',
    }),
    conflictWhy: words(2, 200, '利害关系').optional().meta({
      title: '是什么关系',
      hint: '有利害关系的请写明。只给办理人员看。',
      maxLength: 200,
    }),
    callback: z.boolean().optional().meta({ title: '有了答复请给我回访', kind: 'check' }),
    phone: phone.optional().meta({
      title: '回访电话',
      kind: 'tel',
      hint: '要回访的请填。加密保存，打开要写明理由并留下记录。',
      autocomplete: 'tel',
      inputmode: 'tel',
      maxLength: 20,
    }),
    attachments: Attached.optional(),
    consent: z
      .literal(true, { error: '请先看过并勾选' })
      .meta({ title: '我写的是实情；不偷拍、不冒充执法人员、不收当事人的钱物', kind: 'check' }),
    /** Whose draft it is, as the device that kept it says: it never goes out in another's name. */
    owner: words(1, 60, '草稿').optional().meta({ title: '草稿' }),
  })
  .superRefine(({ conflict, conflictWhy, callback, phone }, { addIssue }) => {
    const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
    if (conflict && !conflictWhy) wrong('conflictWhy', '请写明是什么关系')
    if (!conflict && conflictWhy) wrong('conflict', '写了利害关系的，请勾选“有利害关系”；没有的，把关系一栏清空')
    if (callback && !phone) wrong('phone', '要回访，请填写电话；不想留电话，就不勾选回访，在这里看结果')
  })
export type Lead = z.output<typeof Lead>

/** Why a lead is dealt with as it is, for whoever sent it. */
export const WAY = {
  direct: '不经初筛，直接受理',
  said: '您声明有利害关系，按普通举报先甄别，不计入履职评分',
  known: '您登记过和它的利害关系，按普通举报先甄别，不计入履职评分',
  up: '不由本局办理，先由接手的机关甄别',
} as const
export type Way = keyof typeof WAY

import * as z from 'zod'
import { OUTCOME, REFUSAL } from '../../content/demo.ts'
import { codes, day, words } from '../vocabulary.ts'

/** What the steps of a case are made to say: the choices, and the fields several of them share. */

export const DECISION = { uphold: '维持原来的答复', redo: '重新办理' } as const
export const PASSED = { pass: '同意', back: '退回修改' } as const
export const GRANTED = { grant: '同意', deny: '不同意' } as const
export const AGREED = { agree: '同意', back: '退回' } as const
export const SUSPENSION = {
  expert: '等待鉴定、检测结论',
  court: '等待诉讼、复议或司法结论',
  force: '不可抗力',
  other: '依法应当中止的其他情形',
} as const
export const ACTIVITY = {
  visit: '现场核查',
  papers: '调取材料',
  talk: '约谈、询问',
  call: '电话核实',
  recall: '回访来件人',
  other: '其他',
} as const
/** What is put right, and how (domain.md D2). */
const MEASURE = {
  perform: '责令限期履行',
  mend: '补正或改正',
  revoke: '撤销',
  unlawful: '确认违法',
  void: '确认无效',
  change: '变更',
  refund: '退还款物',
  apology: '赔礼解释',
  rules: '完善制度',
  discipline: '移送纪检监察',
  police: '移送公安、检察',
  blame: '建议追责',
  training: '加强培训',
  certificate: '暂扣或收回证件',
  cleared: '澄清正名',
} as const
/** Why a rating may be mistaken (国办发〔2019〕51号: 误评、恶意差评). */
const MISTAKE = {
  body: '评的不是这个单位',
  matter: '评的是另一件事',
  slip: '误点、误选',
  malice: '恶意差评',
} as const
export const UPHELD = { uphold: '申诉成立，这次评价不计入统计', deny: '申诉不成立，评价照常计入' } as const
/** 恶意、重复或捏造 is never one person's judgement (domain.md D2). */
export const { RJ8, ...ORDINARY_REFUSAL } = REFUSAL

export const note = (title: string, min = 5) => words(min, 2000, title)
export const remark = z.strictObject({ note: note('说明', 2).optional() })
export const reason = (title: string) => z.strictObject({ note: note(title) })
export const decided = <T extends Record<string, string>>(of: T, title: string) =>
  z.strictObject({ decision: codes(of).meta({ labels: of, title: '决定' }), note: note(title, 2) })
/** A rating is called mistaken by whoever dealt with the case, or by a body that was asked about it. */
export const Contest = z.strictObject({
  ground: codes(MISTAKE).meta({ labels: MISTAKE, title: '为什么说是误评' }),
  note: note('理由和依据', 10),
})
export const reply = note('给来件人的答复', 10)
export const others = words(10, 2000, '给并案来件人的答复')
  .optional()
  .meta({ title: '给并案来件人的答复', hint: '有并案的才填。不写本件来件人的情况。' })
export const outcome = codes(OUTCOME).meta({ labels: OUTCOME, title: '结论' }).optional()
export const measures = z
  .array(codes(MEASURE))
  .max(6)
  .optional()
  .meta({ title: '纠正措施', labels: MEASURE, kind: 'several' })

/** Redacted copies that go with an enquiry, as `attachment.copy`; nothing else of the files ever does. */
export const files = z
  .array(z.string().regex(/^\d{1,2}\.\d{1,4}$/, '没有这个遮盖件，请重新选择'), {
    error: '没有这个遮盖件，请重新选择',
  })
  .max(20, '一次最多附20个遮盖件')
  .optional()
  .meta({
    title: '附上遮盖过的图片',
    hint: '该单位只能打开勾选的遮盖件，打不开原件和副本。',
    kind: 'several',
  })
export const digest = words(10, 500, '摘要').meta({
  title: '给该单位看的摘要',
  hint: '该单位只看到这段话。不写姓名、电话、门牌、单号，不照抄原文。',
})
export const period = z.boolean().optional().meta({ title: '写明大致时间（只到半个月）', kind: 'check' })
export const answerBy = day('反馈期限').optional().meta({ title: '反馈期限', kind: 'date' })
export const department = words(1, 20, '单位').meta({ title: '哪个单位', kind: 'select' })
export const into = words(1, 20, '办件编号').meta({ title: '办件编号', hint: '写成2026-12345678K的样子' })
export const special = words(1, 40, '专项监督').meta({ title: '哪个专项监督', kind: 'select' })
export const login = (title: string) => words(1, 31, title).optional().meta({ title, kind: 'select' })
/** Colleagues who are told to look; only those who may read the case can be named. */
export const mention = z
  .array(words(1, 31, '同事'), { error: '没有这位同事，请重新选择' })
  .max(20, '一次最多请20位同事看')
  .optional()
  .meta({ title: '请谁看', hint: '只列能看这件的同事。他们会收到通知，通知里没有备注的内容。', kind: 'several' })

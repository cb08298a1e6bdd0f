import * as z from 'zod'
import { day, whole, words } from '../vocabulary.ts'

/** Who may answer. */
export const ENTRY = { open: '谁都可以答', invited: '只有受邀的人', both: '受邀的和自愿来答的' } as const
export type Entry = keyof typeof ENTRY

/** Where a survey is put to people. Of each but the ordinary one at most takes answers on a day. */
export const PURPOSE = {
  ordinary: '一般测评',
  inspected: '涉企检查评价',
  scanned: '扫码评价',
  visited: '开放日评价',
} as const
export type Purpose = keyof typeof PURPOSE

/** Its invitations come with what they are about, one each; nobody hands out more. */
const BROUGHT: readonly Purpose[] = ['inspected', 'visited']
export const isBrought = (purpose: Purpose): boolean => BROUGHT.includes(purpose)

/** Fewer answers tell nothing about a body; fewer in a cell might tell who. */
export const ENOUGH = 30
export const CELL = 5

/** Fewer invitations at once would tell whoever compares two backups whether one of them was used, and whose it was. */
export const LEAST_INVITED = 30
/** So many invitations there are at most where nothing was said and approved about it. */
export const ORDINARY = 2000

/** What is put to whom, for how long, and how those asked were chosen. */
export const Survey = z
  .strictObject({
    title: words(4, 60, '名称').meta({ title: '名称', hint: '如：2026年上半年群众满意度测评。' }),
    questionnaire: words(1, 40, '问卷').meta({
      title: '问卷',
      kind: 'select',
      hint: '用当天有效的那一版，开始后不再变。',
    }),
    purpose: z
      .enum(Object.keys(PURPOSE) as Purpose[], { error: '请选择用在哪里' })
      .optional()
      .meta({
        title: '用在哪里',
        kind: 'select',
        labels: PURPOSE,
        hint: '涉企检查评价：每次入企检查带一个邀请码，扫任务码评。扫码评价：扫窗口、站所、人员、事项、文书的码评。开放日评价：签到的人凭报名凭证填，一份报名一个邀请码。不选就是一般测评。',
      }),
    entry: z.enum(['open', 'invited', 'both'], { error: '请选择谁可以答' }).meta({ title: '谁可以答', kind: 'select' }),
    opensOn: day('开始日期').meta({ title: '哪天开始', kind: 'date' }),
    closesOn: day('截止日期').meta({ title: '最后一天', kind: 'date' }),
    quota: whole(30, 1_000_000, '写30到1000000之间的数').optional().meta({
      title: '收满多少份就截止',
      hint: '不写就到最后一天截止。',
    }),
    foreseen: whole(LEAST_INVITED, 1_000_000, `写${LEAST_INVITED}到1000000之间的数`)
      .optional()
      .meta({
        title: '最多邀请多少人',
        hint: `邀请信和名单合在一起，批准以后不再加。不写就是${ORDINARY}人。`,
      }),
    method: words(10, 500, '怎样选人').meta({
      title: '怎样选出被问的人',
      kind: 'long',
      hint: '会同结果一起公布。工作人员不挑人、不催评、不在旁边看。',
    }),
    evaluator: words(1, 31, '测评机构').optional().meta({
      title: '委托的测评机构账号',
      kind: 'select',
      hint: '只看得到这一次测评，可以录入当面和电话访问的答卷。',
    }),
  })
  .refine((said) => said.opensOn <= said.closesOn, { path: ['closesOn'], error: '截止日期早于开始日期，请核对' })
  .refine(({ purpose, entry }) => purpose !== 'inspected' || entry === 'invited', {
    path: ['entry'],
    error: '涉企检查评价一次检查一个邀请码，请选“只有受邀的人”',
  })
  .refine(({ purpose, entry }) => purpose !== 'visited' || entry === 'invited', {
    path: ['entry'],
    error: '开放日评价一份报名一个邀请码，请选“只有受邀的人”',
  })
  .refine(({ purpose, entry }) => purpose !== 'scanned' || entry === 'open', {
    path: ['entry'],
    error: '扫码评价谁扫了都可以评，请选“谁都可以答”',
  })
  .refine(({ purpose = 'ordinary', foreseen }) => !isBrought(purpose) || foreseen === undefined, {
    path: ['foreseen'],
    error: '邀请码随检查任务或者开放日签到产生，不另外邀请，这里请留空',
  })
  .refine(({ purpose = 'ordinary', evaluator }) => purpose === 'ordinary' || evaluator === undefined, {
    path: ['evaluator'],
    error: '只有一般测评才委托测评机构，这里请留空',
  })
export type Survey = z.output<typeof Survey>

/** So many letters are one print job. */
const MOST_LETTERS = 200
export const Letters = z.strictObject({
  count: whole(LEAST_INVITED, MOST_LETTERS, `一次打印${LEAST_INVITED}到${MOST_LETTERS}封`).meta({
    title: '打印几封',
    kind: 'number',
    hint: `一次${LEAST_INVITED}到${MOST_LETTERS}封，可以多打几次。每封一个邀请码，只能用一次。`,
  }),
})

/** So many addresses are one list: beyond, a mistake in it would be too dear. */
export const MOST_INVITED = 5000
export const List = z.strictObject({
  list: z
    .string({ error: '请粘贴名单，或者选择一个文件' })
    .min(1, '请粘贴名单，或者选择一个文件')
    .max(600_000, `名单太长，一次最多${MOST_INVITED}个`)
    .meta({
      title: '手机号或邮箱',
      kind: 'long',
      hint: `一行一个，一次${LEAST_INVITED}到${MOST_INVITED}个。不要带姓名、单位等别的内容。`,
    }),
})

/** A part of the sample of an evaluating body: how many people it has, how many of them are asked. */
interface Stratum {
  label: string
  population: number
  target: number
}
const MOST_STRATA = 60
const numeral = (text: string | undefined) => (/^\d{1,8}$/.test(text ?? '') ? Number(text) : 0)

/** The lines of a sample frame, and what is wrong with them, each by its number. */
export function strataIn(text: string): { strata: Stratum[]; wrong: string[] } {
  const lines = text
    .normalize('NFKC')
    .split('\n')
    .map((line) => line.trim())
  const strata: Stratum[] = []
  const wrong: string[] = []
  for (const [i, line] of lines.entries()) {
    if (line === '') continue
    const [label = '', all, asked, ...rest] = line.split(/\s*[,、\t]\s*/)
    const [population, target] = [numeral(all), numeral(asked)]
    const say = (message: string) => wrong.push(`第${i + 1}行：${message}`)
    if (rest.length > 0 || !population || !target) say('写成“名称，总人数，要访问的人数”，人数用数字')
    else if ([...label].length > 30 || label === '') say('名称写1到30个字')
    else if (target > population) say('要访问的人数多于总人数')
    else if (strata.some((one) => one.label === label)) say(`“${label}”前面已经有了`)
    else strata.push({ label, population, target })
  }
  if (strata.length > MOST_STRATA) wrong.push(`最多${MOST_STRATA}行`)
  if (strata.length === 0 && wrong.length === 0) wrong.push('请至少写一行')
  return { strata, wrong }
}

export const Frame = z.strictObject({
  frame: words(1, 3000, '样本框')
    .superRefine((text, context) => {
      const { wrong } = strataIn(text)
      if (wrong.length > 0) context.addIssue({ code: 'custom', message: wrong.slice(0, 10).join('；') })
    })
    .meta({
      title: '样本框',
      kind: 'long',
      hint: '一行一个部分：名称，总人数，要访问的人数。如：城东街道，52000，120。',
    }),
})
export type Frame = z.output<typeof Frame>

/** An answer the evaluating body was given, as it is sent: by question, or as the fields of its form. */
export const Entered = z.strictObject({
  stratum: words(1, 20, '属于哪一部分').meta({ title: '属于哪一部分', kind: 'select' }),
  channel: z
    .enum(['visit', 'telephone'], { error: '请选择怎样访问的' })
    .meta({ title: '怎样访问的', labels: { visit: '当面访问', telephone: '电话访问' } }),
  answers: z.record(z.string().max(60), z.unknown(), { error: '请回答问卷' }).optional(),
  fields: z
    .array(z.tuple([z.string().max(100), z.string().max(4000)]))
    .max(400)
    .optional(),
})
export type Entered = z.output<typeof Entered>

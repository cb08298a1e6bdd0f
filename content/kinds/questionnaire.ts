import * as z from 'zod'
import { code, labelled, long, several, words } from '../codes.ts'

/** Five grades and a way out for who does not know (国办发〔2019〕51号). */
export const GRADE = {
  5: '非常满意',
  4: '满意',
  3: '基本满意',
  2: '不满意',
  1: '非常不满意',
  0: '不了解',
} as const

/** What a question asks for. */
export const ASKS = {
  grade: '五级满意度（含不了解）',
  single: '单选',
  multiple: '多选',
  matrix: '逐项打分',
  number: '数字',
  text: '文字',
  ranking: '排序',
  department: '选单位',
  township: '选镇街',
  date: '日期',
} as const
export type Asks = keyof typeof ASKS

/** What is measured; the weights of a questionnaire are given by these. */
export const DIMENSION = {
  lawful: '规范',
  fair: '公正',
  civil: '文明',
  prompt: '效率',
  clean: '廉洁',
  open: '公开',
  easy: '便民柔性',
  remedy: '救济告知',
  overall: '整体',
} as const
export type Dimension = keyof typeof DIMENSION

/** Who is asked. */
export const AUDIENCE = {
  public: '市民群众',
  enterprise: '企业和个体户',
  inspected: '接受过检查的企业',
  visitor: '开放日参加者',
} as const

/** What an answer tells besides itself, so that results and follow-up find it whatever the question is called. */
export const TELLS = {
  body: '涉及的单位',
  township: '所在镇街',
  who: '身份',
  age: '年龄段',
  integrity: '廉洁问题',
  wish: '最希望改进的',
} as const

/** What only questions of some types have: the form shows it there, and anywhere else it is a fault. */
export const USED_BY = {
  dimension: ['grade', 'matrix'],
  tells: ['single', 'multiple', 'ranking', 'department', 'township'],
  options: ['single', 'multiple', 'ranking', 'matrix'],
  shuffled: ['single', 'multiple', 'ranking'],
  rows: ['matrix'],
  each: ['matrix'],
  min: ['number', 'multiple', 'ranking', 'department', 'township'],
  max: ['number', 'multiple', 'ranking', 'department', 'township', 'text'],
  skip: ['grade', 'single', 'multiple', 'matrix', 'ranking'],
  other: ['single', 'multiple'],
  alone: ['multiple'],
} as const satisfies Record<string, readonly Asks[]>
export const uses = (asks: Asks, part: keyof typeof USED_BY): boolean =>
  (USED_BY[part] as readonly Asks[]).includes(asks)
const where = (part: keyof typeof USED_BY) => ({ where: { field: 'asks', is: USED_BY[part] } })

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: '题号用小写字母开头，只写小写字母、数字和短横线，最多20位' })
const value = z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/, { error: '选项代号只写小写字母、数字和短横线，最多20位' })

/** Holds when the question was asked and answered so; without `is`, when it was answered at all. */
export const Condition = z.strictObject({
  question: id.meta({ title: '前面的题号', description: 'A question before this one.' }),
  is: several(value, 20, 1).optional().meta({ title: '选了其中之一', description: 'Options; none: any answer.' }),
})
export type Condition = z.infer<typeof Condition>

export const Option = z.strictObject({
  id: value.meta({ title: '代号', description: 'Stable within the question; answers keep it.' }),
  text: words(60).meta({ title: '文字', description: 'What people read.' }),
  other: z
    .boolean()
    .optional()
    .meta({ title: '可以补充文字', description: 'A line of text may be added.', ...where('other') }),
  alone: z
    .boolean()
    .optional()
    .meta({ title: '选它就不选别的', description: 'Only in questions with several answers.', ...where('alone') }),
  concern: z
    .boolean()
    .optional()
    .meta({ title: '选它就问要不要反映', description: 'Offers to make a case of it, with consent.' }),
})
export type Option = z.infer<typeof Option>

export const Question = z.strictObject({
  id: id.meta({ title: '题号', description: 'Stable across versions; results compare by it.' }),
  asks: labelled(ASKS).meta({ title: '题型', description: 'What is asked for.' }),
  text: words(80).meta({ title: '题目', description: 'One question, as a person would ask it.' }),
  hint: words(160).optional().meta({ title: '说明', description: 'One sentence under the question.' }),
  required: z.boolean().optional().meta({ title: '必须回答', description: 'Sparingly: nobody must tell.' }),
  dimension: labelled(DIMENSION)
    .optional()
    .meta({ title: '衡量什么', description: 'For grades.', ...where('dimension') }),
  tells: labelled(TELLS)
    .optional()
    .meta({ title: '这个答案说明', description: 'What results and follow-up use.', ...where('tells') }),
  options: z
    .array(Option)
    .min(2)
    .max(20)
    .optional()
    .meta({
      title: '选项',
      description: 'For one, several, an order; for rows, in the place of grades.',
      ...where('options'),
    }),
  shuffled: z
    .boolean()
    .optional()
    .meta({ title: '选项顺序随机', description: 'Each reader gets an order of his own.', ...where('shuffled') }),
  rows: z
    .array(
      z.strictObject({
        id: value.meta({ title: '代号', description: 'Stable; answers keep it.' }),
        text: words(40).meta({ title: '要打分的', description: 'What is graded.' }),
        dimension: labelled(DIMENSION).optional().meta({ title: '衡量什么', description: 'What the row measures.' }),
      }),
    )
    .max(12)
    .optional()
    .meta({ title: '逐项打分的各项', description: 'Each is given a grade.', ...where('rows') }),
  each: id.optional().meta({
    title: '给这一题选的每个单位打分',
    description: 'A question that picks bodies; each of them is a row, or has a page with all the rows.',
    ...where('each'),
  }),
  min: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ title: '最少', description: 'Of a number; of what is picked.', ...where('min') }),
  max: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ title: '最多', description: 'Of a number, of picks, of signs.', ...where('max') }),
  show: z.array(Condition).max(5).optional().meta({ title: '什么时候问', description: 'All must hold; none: always.' }),
  skip: z
    .array(
      z.strictObject({
        is: several(value, 20, 1).meta({ title: '选了其中之一', description: 'Options of this question.' }),
        to: z.union([id, z.literal('end')]).meta({ title: '跳到题号', description: 'A later question, or end.' }),
      }),
    )
    .max(5)
    .optional()
    .meta({ title: '跳题', description: 'The first that holds decides.', ...where('skip') }),
})
export type Question = z.infer<typeof Question>

/** 问卷: what is asked, in which order, of whom. A version that ran is never changed: answers keep theirs. */
export const Questionnaire = z.strictObject({
  code: code.meta({ title: '问卷编码', description: 'Stable code, e.g. WJ-QZ.' }),
  name: words(40).meta({ title: '名称', description: 'What people and the desk call it.' }),
  audience: labelled(AUDIENCE).meta({ title: '问谁', description: 'Who is asked.' }),
  minutes: z.int().min(1).max(15).meta({ title: '大约几分钟', description: 'Said before it begins.' }),
  intro: long(600).meta({ title: '开头的话', description: 'Why it is asked and what becomes of it.' }),
  sections: z
    .array(
      z.strictObject({
        title: words(30).meta({ title: '小标题', description: 'Shown above its questions.' }),
        shuffled: z
          .boolean()
          .optional()
          .meta({ title: '题目顺序随机', description: 'Only without skips and conditions.' }),
        questions: z
          .array(Question)
          .min(1)
          .max(30)
          .meta({ title: '题目', description: 'In this order.', among: '部分' }),
      }),
    )
    .min(1)
    .max(10)
    .meta({ title: '各部分', description: 'In this order.' }),
  weights: z
    .array(
      z.strictObject({
        dimension: labelled(DIMENSION).meta({ title: '衡量什么', description: 'A dimension that is asked.' }),
        weight: z.int().min(1).max(100).meta({ title: '权重', description: 'Of a hundred.' }),
      }),
    )
    .max(9)
    .optional()
    .meta({ title: '总分的权重', description: 'Together one hundred; none: the overall grade alone.' }),
})
export type Questionnaire = z.infer<typeof Questionnaire>

/** Every question in its order. */
export const questionsOf = (q: Pick<Questionnaire, 'sections'>): Question[] => q.sections.flatMap((s) => s.questions)

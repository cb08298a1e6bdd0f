import { STEPS } from '../../../api/case/workflow.ts'
import { type Field, fieldsOf } from '../../../api/form.ts'
import { Recover, Recovered } from '../../../api/track/recovery.ts'

const long = (field: Field | undefined, more: Partial<Field>): Field[] =>
  field ? [{ ...field, kind: 'long', ...more }] : []

const [write] = fieldsOf(STEPS.write.says, ['text'])
const [add] = fieldsOf(STEPS.add.says, ['text'])
const [appeal] = fieldsOf(STEPS.appeal.says, ['text'])
const [rated] = fieldsOf(STEPS.rate.says, ['text'])

/** The forms below a case, each by the name of its address. */
export const ASK = {
  messages: long(write, { title: '给办理人员留言', hint: '只有办理人员能看到。不用写姓名和电话，不要写查询码。' }),
  supplement: long(add, { hint: '提交以后又想起来的，或者新的情况。不要写查询码。' }),
  recheck: long(appeal, { hint: '写哪里不对、还有什么没有查。由没有办过这件事的人重新看。' }),
  rating: long(rated, { title: '还想说什么' }),
  'improvement/rating': long(rated, { title: '还想说什么' }),
  'improvement/messages': long(write, {
    title: '给办理改进的人员留言',
    hint: '只有办理人员能看到。不用写姓名和电话，不要写查询码。',
  }),
} as const satisfies Record<string, Field[]>

/** By consent alone: what happens then, and who learns of it. */
export const IMPROVE = {
  title: '不满意的，请有关单位改进并回访我',
  hint: '同意的，另立一件差评整改，15个工作日内办结，仍用这个编号和查询码看。您要求保密、不留姓名的，照旧；被反映的单位看不到您是谁，也看不到您写的原文。不勾选，只记下评价。',
}

const GRADED: Field = { name: 'grade', title: '评价', kind: 'choice', required: true }

/** What may be wrong in each of them, for the list of mistakes. */
export const WRONG: Record<string, Field[]> = {
  ...ASK,
  rating: [GRADED, ...ASK.rating, { name: 'improve', title: '请有关单位改进', kind: 'check', required: false }],
  'improvement/rating': [GRADED, ...ASK['improvement/rating']],
  supplement: [...ASK.supplement, { name: 'attachments', title: '文件', kind: 'text', required: false }],
}

export const RECOVER = fieldsOf(Recover)
export const RECOVERED = fieldsOf(Recovered)

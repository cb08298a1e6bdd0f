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
} as const satisfies Record<string, Field[]>

/** What may be wrong in each of them, for the list of mistakes. */
export const WRONG: Record<string, Field[]> = {
  ...ASK,
  rating: [{ name: 'grade', title: '评价', kind: 'choice', required: true }, ...ASK.rating],
  supplement: [...ASK.supplement, { name: 'attachments', title: '文件', kind: 'text', required: false }],
}

export const RECOVER = fieldsOf(Recover)
export const RECOVERED = fieldsOf(Recovered)

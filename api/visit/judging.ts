import * as z from 'zod'
import { Complaint } from '../complaint/complaint.ts'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'

/** Where an alarm stands. */
export const STANDS = { open: '待核查', looking: '核查中', closed: '已办结' } as const
export type Standing = keyof typeof STANDS

/** Who judges an alarm. */
export const JUDGES = ['handler'] as const satisfies Role[]

/** What can be against a step: of one alarm comes one case. */
type Bar = 'referred'

interface Step extends StepOf<Standing, Role, Bar> {
  to?: Standing
}

const said = (title: string, hint: string, min = 5) =>
  z.strictObject({ note: words(min, 1000, title).meta({ title, hint, kind: 'long' }) })

/** What a case of an alarm says. */
const Referred = z.strictObject({
  category: words(1, 10, '类别').meta({ title: '类别', kind: 'select' }),
  account: Complaint.shape.account.meta({
    title: '要查的事',
    kind: 'long',
    hint: '已经按预警写好，可以改。不写企业人员的姓名和电话。',
  }),
})
export type Referred = z.output<typeof Referred>

/** The whole workflow of an alarm: one row an action. */
export const STEPS = {
  look: {
    label: '开始核查',
    by: JUDGES,
    from: ['open'],
    to: 'looking',
    says: said('怎样核查', '问谁、调什么材料。不写企业人员的姓名。'),
  },
  note: { label: '记录', by: JUDGES, from: ['looking'], says: said('核查情况', '查到了什么。', 2) },
  refer: {
    label: '转为投诉件',
    by: JUDGES,
    from: ['open', 'looking'],
    to: 'looking',
    unless: ['referred'],
    says: Referred,
  },
  close: {
    label: '办结',
    by: JUDGES,
    from: ['open', 'looking'],
    to: 'closed',
    says: said('结论', '有没有问题、怎样处理：不成立、已提醒、已转专项监督、已发监督文书。'),
  },
} as const satisfies Record<string, Step>

export type Judging = keyof typeof STEPS
export const JUDGINGS = Object.keys(STEPS) as Judging[]
export const judging = (action: Judging): Step => STEPS[action]

export const barsOf = ({ caseNo }: { caseNo: string | null }): readonly Bar[] => (caseNo === null ? [] : ['referred'])

export const mayDo = (status: Standing, hats: readonly Role[], bars: readonly Bar[]): Judging[] =>
  JUDGINGS.filter(
    (action) => fits(judging(action), status, hats) && !judging(action).unless?.some((bar) => bars.includes(bar)),
  )

/** How what happened to an alarm is called. */
export const labelOf = (action: string): string =>
  JUDGINGS.some((one) => one === action) ? judging(action as Judging).label : '发出预警'

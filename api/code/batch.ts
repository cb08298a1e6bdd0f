import * as z from 'zod'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { whole, words } from '../vocabulary.ts'
import { ISSUE, type Issued, shared } from './code.ts'

/** The codes that are issued many at once. */
export const BATCHED = ['OFFICER', 'ENT', 'ORG', 'STATION'] as const satisfies Issued[]
export type Batched = (typeof BATCHED)[number]

/** Most of one batch. */
export const MOST = 2000

interface Column {
  /** The field of what is said when one is issued. */
  name: string
  title: string
  required: boolean
}
const issuedTo = (required: boolean): Column => ({ name: 'issuedTo', title: '领用', required })
const column = (name: string, title: string): Column => ({ name, title, required: true })

/** The columns of a list, by what its codes stand for, in the order in which they are asked for. */
export const COLUMNS: Record<Batched, readonly Column[]> = {
  OFFICER: [column('officer', '人员编码'), issuedTo(false)],
  ENT: [
    column('label', '企业名称'),
    column('subject', '统一社会信用代码'),
    column('industry', '行业'),
    column('place', '地点'),
    issuedTo(true),
  ],
  ORG: [column('label', '名称'), column('place', '地点'), issuedTo(true)],
  STATION: [column('label', '名称'), column('place', '地点'), issuedTo(true)],
}

/** An industry as people write it, or as it is coded. */
export const industryOf = (typed: string): string =>
  Object.entries(INDUSTRY).find(([code, label]) => typed.toUpperCase() === code || typed === label)?.[0] ?? typed

/** A list as text: longer ones are more codes than a batch may have. */
const list = z.string().max(600_000, `名单太长，一批最多${MOST}个，请分几批`).optional().meta({
  title: '名单',
  kind: 'long',
  maxLength: 600_000,
  hint: '从表格里复制过来，一行一个；第一行可以是表头。',
})
const department = ISSUE.ORG.shape.department
const days = { validFrom: shared.validFrom, validTo: shared.validTo }
const type = z.enum(BATCHED, { error: '请选择是哪一种码' })

/** What is said of a batch besides its lines. A company belongs to no department. */
export const Batch = z.strictObject({ type, department: department.optional(), ...days, list })
export type Batch = z.output<typeof Batch>

/** The fields a page asks for, by what the codes stand for. */
export const asking = (one: Batched) =>
  one === 'ENT'
    ? z.strictObject({ ...days, list })
    : z.strictObject({
        department:
          one === 'OFFICER'
            ? department.meta({
                title: '单位',
                kind: 'select',
                hint: '不写名单，就是这个单位证件有效、还没有码的全部人员。',
              })
            : department,
        ...days,
        list,
      })

/** Every good code of a batch is replaced, for one reason. `n` is what was seen of the batch: all moves of its codes together. */
export const Reissue = z.strictObject({
  n: whole(1, 999_999_999, '请刷新页面后再办'),
  note: words(2, 300, '原因').meta({ title: '原因', kind: 'long', hint: '如：整批被人调包、运送途中丢失。' }),
})

/** A code that would be issued. */
export interface Line {
  /** The line of the list it stands in, its head counted. */
  row: number
  label: string
  department: string | null
  place: string | null
  issuedTo: string
}
/** What is wrong with a line, or with the list as a whole (row 0). */
export interface Wrong {
  row: number
  message: string
}

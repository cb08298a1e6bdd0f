import { isReportable } from '../../../api/case/routing.ts'
import { Complaint } from '../../../api/complaint/complaint.ts'
import { type Field, fieldsOf } from '../../../api/form.ts'
import type { Category } from '../../../content/kinds/category.ts'
import { FAMILY } from '../../../content/kinds/category.ts'
import type { Department } from '../../../content/kinds/department.ts'
import { GROUPS } from '../departments/_groups.ts'

/** How a person may appear, each with what it means for the answer and for protection. The form’s own question. */
const APPEARING = {
  name: 'appears',
  title: '要不要留姓名',
  kind: 'choice',
  required: true,
  options: [
    {
      value: 'anonymous',
      label: '不留姓名',
      hint: '谁也不知道您是谁，我们也没法联系您。凭编号和查询码照样能看到答复。',
    },
    {
      value: 'confidential',
      label: '留姓名，要求保密',
      hint: '姓名电话单独加密封存，企业名称也不给办理人员看。现在没有任何页面能打开。请凭编号和查询码看答复。',
    },
    {
      value: 'named',
      label: '留姓名',
      hint: '姓名电话单独加密封存，现在没有任何页面能打开。请凭编号和查询码看答复。被反映的单位看不到。',
    },
  ],
} satisfies Field

const schema = new Map(fieldsOf(Complaint).map((field) => [field.name, field]))
const own = (name: string): Field => schema.get(name) ?? { name, title: name, kind: 'text', required: false }

/** What the short form asks, in the order of the page; the list of errors follows it. */
export const ask = {
  category: own('category'),
  department: own('about.department'),
  sign: own('about.text'),
  officer: own('about.officer'),
  place: own('about.place'),
  account: own('account'),
  happenedOn: own('happenedOn'),
  enterprise: { ...own('enterprise.name'), required: false },
  uscc: { ...own('enterprise.uscc'), hint: '18位，在营业执照上。' },
  appears: APPEARING,
  name: own('person.name'),
  phone: { ...own('person.phone'), hint: '和姓名一起封存，现在没有页面能打开。' },
  email: own('person.email'),
  consent: own('consent'),
} as const satisfies Record<string, Field>

/** One drawer of categories; a drawer with a single thing in it needs no second question. */
export interface Drawer {
  code: string
  label: string
  hint: string
  members: Category[]
}

/** For people who cannot tell which kind it is; somebody here will. */
const UNSURE = 'T99'

export function drawersOf(categories: Category[]): Drawer[] {
  const drawers = Object.entries(FAMILY).map(([code, label]) => {
    const members = categories.filter((c) => c.family === code && c.code !== UNSURE)
    const names = members.slice(0, 3).map((c) => c.name.split('、')[0])
    return { code, label, members, hint: `${names.join('、')}${members.length > 3 ? '等' : ''}` }
  })
  const unsure = categories.filter((c) => c.code === UNSURE)
  return [
    ...drawers,
    { code: 'unsure', label: '不清楚算哪一类', members: unsure, hint: '由我们来判断，不影响受理' },
  ].filter((d) => d.members.length > 0)
}

/** The bodies that can be reported, in the groups and the order of the public list. */
export const bodiesOf = (departments: Department[]) =>
  GROUPS.flatMap(({ title, types }) =>
    departments
      .filter(({ type }) => types.includes(type) && isReportable(type))
      .map(({ code, type, short, name }) => ({
        value: code,
        label: type === 'township' ? short : name.replace(/^澄河市(?=.*(局|委))/, ''),
        group: title,
      })),
  )

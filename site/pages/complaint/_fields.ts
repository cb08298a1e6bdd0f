import { isReportable } from '../../../api/case/routing.ts'
import { Complaint } from '../../../api/complaint/complaint.ts'
import { owns, type Step } from '../../../api/complaint/steps.ts'
import { type Field, fieldsOf } from '../../../api/form.ts'
import type { Category } from '../../../content/kinds/category.ts'
import { FAMILY } from '../../../content/kinds/category.ts'
import type { Department } from '../../../content/kinds/department.ts'
import { INDUSTRY } from '../../../content/kinds/industry.ts'
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
      hint: '谁也不知道您是谁，我们也没法联系您。凭编号和查询码照样能看到答复；查询码丢了，谁也找不回来。',
    },
    {
      value: 'confidential',
      label: '留姓名，要求保密',
      hint: '姓名电话单独加密封存，企业名称也不给办理人员看。不发短信和邮件，请凭编号和查询码看答复。',
    },
    {
      value: 'named',
      label: '留姓名',
      hint: '姓名电话单独加密封存，被反映的单位看不到。请凭编号和查询码看答复。',
    },
  ],
} satisfies Field

const schema = new Map(fieldsOf(Complaint).map((field) => [field.name, field]))
const own = (name: string): Field => schema.get(name) ?? { name, title: name, kind: 'text', required: false }

/** What happened, in the words of the people it happens to; who is in charge follows from it. */
const ABOUT = {
  name: 'ask.about',
  title: '您遇到的是哪一种',
  kind: 'choice',
  required: true,
  options: [
    {
      value: 'authority',
      label: '执法单位、执法人员做得不对，或者该管不管',
      hint: '没亮证、乱罚款、重复检查、态度粗暴、推来推去。',
    },
    { value: 'integrity', label: '执法人员收钱收物，或者打击报复', hint: '由专门人员办，被反映的单位不会知道。' },
    { value: 'praise', label: '想表扬' },
    { value: 'suggestion', label: '提意见、建议' },
    { value: 'question', label: '想问一件事' },
    { value: 'guidance', label: '企业请执法单位指导', hint: '拿不准怎样做才合规；不是投诉。' },
    { value: 'shop', label: '商家、企业的问题', hint: '买到假货、不退款、污染、违法经营。' },
    { value: 'employer', label: '单位欠薪、不缴社保、辞退不给钱' },
    { value: 'neighbour', label: '邻居、家人、房东之间的纠纷' },
    { value: 'service', label: '别的政务诉求', hint: '办事、水电、修路。' },
    { value: 'site', label: '这个网站有错' },
    { value: 'unsure', label: '说不清', hint: '由我们来判断，不影响受理。' },
  ],
} satisfies Field

const MINE = {
  name: 'ask.mine',
  title: '是个人的事，还是企业、个体户的事',
  kind: 'choice',
  required: false,
  options: [
    { value: 'person', label: '个人' },
    { value: 'enterprise', label: '企业、个体户', hint: '走涉企快道。' },
  ],
} satisfies Field

const SEARCH = {
  name: 'ask.matter',
  title: '查一查是哪个事项',
  kind: 'text',
  required: false,
  maxLength: 60,
  hint: '写几个字，例如：占道经营、过期食品。',
} satisfies Field

const INDUSTRIES = Object.entries(INDUSTRY).map(([value, label]) => ({ value, label }))

/** What the form asks, in the order of its steps; the list of errors of a step follows it. */
export const ask = {
  about: ABOUT,
  relation: { ...own('relation'), kind: 'choice' },
  mine: MINE,
  before: own('before'),
  danger: own('danger'),
  category: own('category'),
  department: own('about.department'),
  sign: own('about.text'),
  officer: { ...own('about.officer'), hint: '不知道就空着。有证号的，可以当场核对是不是真的。' },
  township: { ...own('about.township'), kind: 'select' },
  place: own('about.place'),
  position: own('about.position'),
  happenedOn: own('happenedOn'),
  stage: { ...own('stage'), kind: 'select', hint: '说不清就不选。' },
  matter: own('matter'),
  search: SEARCH,
  document: own('document'),
  account: own('account'),
  remedy: own('remedy'),
  attachments: { name: 'attachments', title: '证据', kind: 'hidden', required: false },
  appears: APPEARING,
  name: own('person.name'),
  phone: { ...own('person.phone'), hint: '和姓名一起封存。' },
  email: own('person.email'),
  minor: { ...own('minor'), hint: '不留姓名也可以勾。我们会更小心地办。' },
  guardian: { ...own('person.guardian'), hint: '不满14周岁的，请和监护人一起填。' },
  enterprise: { ...own('enterprise.name'), required: false },
  uscc: { ...own('enterprise.uscc'), hint: '18位，在营业执照上。最后一位是校验位，填错了会提醒您。' },
  industry: { ...own('enterprise.industry'), kind: 'select', options: INDUSTRIES },
  size: { ...own('enterprise.size'), kind: 'select' },
  effect: { ...own('enterprise.effect'), kind: 'select' },
  stopDays: own('enterprise.stopDays'),
  jobs: own('enterprise.jobs'),
  loss: { ...own('enterprise.loss'), kind: 'select' },
  impact: own('enterprise.impact'),
  consent: own('consent'),
} as const satisfies Record<string, Field>

/** The fields a step shows, in order: what its list of errors goes by. */
export const fieldsIn = (step: Step): Field[] => Object.values(ask).filter(({ name }) => owns(step, name))

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

/** Where something may have happened: the townships, by the code of their division. */
export const townshipsOf = (departments: Department[]) =>
  departments.filter(({ type }) => type === 'township').map(({ code, short }) => ({ value: code, label: short }))

/** What an answer is called where it is shown again. */
export const labelOf = (options: readonly { value: string; label: string }[] | undefined, value: string | undefined) =>
  options?.find((option) => option.value === value)?.label ?? value

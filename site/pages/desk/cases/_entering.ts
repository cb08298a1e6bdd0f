import type { Client } from '../../../../api/client.ts'
import { BROUGHT, Entered } from '../../../../api/desk/entered.ts'
import { type Field, fieldsOf, type Option } from '../../../../api/form.ts'
import { FAMILY } from '../../../../content/kinds/category.ts'
import type { AboutOpenDay } from '../../complaint/_about.ts'
import { ask, bodiesOf, townshipsOf } from '../../complaint/_fields.ts'

const schema = new Map(fieldsOf(Entered).map((field) => [field.name, field]))
const own = (name: string): Field => schema.get(name) ?? { name, title: name, kind: 'text', required: false }

/** The window’s own first, what others hand on last. */
const CHANNELS: Option[] = (['VISIT', 'CALL', 'LETTER', '12345', 'OPEN_DAY'] as const).map((value) => ({
  value,
  label: BROUGHT[value],
}))
const RELATION: Option[] = [
  { value: 'own', label: '来件人自己（或其单位）' },
  { value: 'seen', label: '来件人看到、听到的' },
]
const APPEARING: Option[] = [
  { value: 'anonymous', label: '不留姓名', hint: '只能凭编号和查询码看答复；查询码丢了，谁也找不回来。' },
  {
    value: 'confidential',
    label: '留姓名，要求保密',
    hint: '办理人员也看不到；不发短信和邮件，请来件人凭查询码看答复。',
  },
  { value: 'named', label: '留姓名', hint: '单独加密封存，被反映的单位看不到。' },
]

/** The questions of the public form as whoever enters for somebody else reads them, in the order of the page. */
const FIELDS: readonly Field[] = [
  { ...own('channel'), kind: 'choice', options: CHANNELS },
  { ...own('receivedOn'), hint: '来信、工单写收到那天，期限从这天起算。' },
  { ...own('reference'), hint: '热线转来的必填，办结后凭它反馈；来信有登记号的也写上。和身份一起封存。' },
  { ...own('category'), title: '类别', kind: 'select', hint: '说不清就选“其他”，不影响办理。' },
  { ...own('relation'), kind: 'select', options: RELATION },
  { ...own('about.department'), title: '反映哪个单位', kind: 'select', hint: '来件人不清楚就不选，先甄别。' },
  { ...own('about.text'), title: '来件人看到的标识', hint: '不清楚是哪个单位时写：制服、车辆、文书上的字样。' },
  { ...own('about.officer'), hint: '不知道就空着。' },
  { ...own('about.township'), kind: 'select' },
  own('about.place'),
  { ...own('happenedOn'), hint: '记不清就写大概的日期。' },
  { ...own('stage'), kind: 'select' },
  ask.search,
  own('document'),
  {
    ...own('account'),
    hint: '照来件人说的写，信和工单照录要点：什么时候、在哪里、谁、做了什么。姓名、电话、身份证号写在“来件人”里，不写在这里。',
  },
  { ...own('remedy'), title: '来件人希望怎样解决' },
  { ...own('before'), kind: 'select' },
  own('danger'),
  { name: 'attachments', title: '材料', kind: 'hidden', required: false },
  { ...own('openDay'), kind: 'hidden' },
  { ...own('appears'), kind: 'choice', options: APPEARING },
  { ...own('person.name'), autocomplete: 'off' },
  { ...own('person.phone'), autocomplete: 'off' },
  { ...own('person.email'), autocomplete: 'off' },
  { ...own('person.guardian'), hint: '来件人不满14周岁的，和监护人一起填。' },
  { ...own('minor'), title: '来件人未满18周岁' },
  { ...own('enterprise.name'), required: false, autocomplete: 'off' },
  { ...own('enterprise.uscc'), hint: '18位，在营业执照上。' },
  { ...own('enterprise.industry'), kind: 'select', options: ask.industry.options },
  { ...own('enterprise.size'), kind: 'select' },
  { ...own('enterprise.effect'), kind: 'select' },
  own('enterprise.stopDays'),
  own('enterprise.jobs'),
  { ...own('enterprise.loss'), kind: 'select' },
  own('enterprise.impact'),
  {
    ...own('told'),
    title: '已经告诉来件人：由谁办理、谁不会知道、身份怎样封存、凭编号和查询码看答复',
    kind: 'check',
    hint: '来访、来电、当面说的必须说明；来信和热线转来的不用勾。',
  },
]

/** What is known of whoever speaks at an open day before they have said anything. */
export const enteredOn = (day: AboutOpenDay | undefined): Record<string, string> =>
  day ? { channel: 'OPEN_DAY', 'about.department': day.department, 'about.place': day.place, happenedOn: day.on } : {}

/**
 * The same with today’s categories, bodies and townships. While they cannot be read, what was chosen from them stays in
 * the form.
 */
export async function enteringFields(client: Client, values: Record<string, string>) {
  const [categories, departments] = await Promise.all([
    client.api.categories.$get({ query: { limit: '100' } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  const kinds = categories.ok ? (await categories.json()).items.map(({ data }) => data) : []
  const known = departments.ok ? (await departments.json()).items.map(({ data }) => data) : []
  const options: Record<string, Option[]> = {
    category: kinds.map(({ code, name, family }) => ({ value: code, label: `${code}${name}`, group: FAMILY[family] })),
    'about.department': bodiesOf(known),
    'about.township': townshipsOf(known),
  }
  const listed = (name: string): Option[] | undefined => {
    const [all, chosen] = [options[name], values[name]]
    return all?.length === 0 && chosen ? [{ value: chosen, label: '您刚才选的' }] : all
  }
  const fields: Field[] = FIELDS.map((field) => ({
    ...field,
    ...(listed(field.name) && { options: listed(field.name) }),
  }))
  return { fields, away: kinds.length === 0 || known.length === 0 }
}

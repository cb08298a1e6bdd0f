import type { Client } from '../../../api/client.ts'
import { type Field, fieldsOf, withOptions } from '../../../api/form.ts'
import { Application } from '../../../api/supervisor/application.ts'
import { RECORD } from '../../../api/supervisor/eligible.ts'
import { GROUP } from '../../../api/supervisor/supervisor.ts'
import { INDUSTRY } from '../../../content/kinds/industry.ts'
import { bodiesOf } from '../_bodies.ts'

/** The parts of the form, in the order people read them. */
const PARTS = [
  { title: '您是谁', names: ['name', 'phone', 'birth', 'education', 'group'] },
  { title: '想做什么', names: ['call', 'statement', 'areas', 'sectors'] },
  {
    title: '要回避什么',
    hint: '聘任时，工作单位和近亲属的单位登记为要回避的，其他的由市司法局看过再登记。登记了的，不请您去查看；您反映它们的线索，按普通举报先甄别。聘任以后您自己也能补。没有的就空着。',
    names: ['employer.name', 'employer.uscc', 'employer.department', 'kin', 'interests'],
  },
  { title: '声明和同意', names: ['record', 'declared', 'listed', 'consent'] },
] as const

const NAMES = PARTS.flatMap(({ names }) => [...names])
const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

export interface Calling {
  code: string
  name: string
  areas: string[]
}

/** The application form of the calls that are open: their townships, and the call itself where there are several. */
export async function applicationFor(client: Client, calls: readonly Calling[]) {
  const { departments, townships } = await bodiesOf(client)
  const only = calls.length === 1 ? calls[0]?.areas : undefined
  const offered = townships.filter(({ code }) => !only || only.length === 0 || only.includes(code))
  const bodies = departments.map(({ code, name, group }) => ({ value: code, label: name, group }))
  const fields = withOptions(fieldsOf(Application, NAMES), {
    call: calls.map(({ code, name }) => ({ value: code, label: name })),
    areas: offered.map(({ code, name }) => ({ value: code, label: name })),
    sectors: options(INDUSTRY),
    record: options(RECORD),
    kin: bodies,
    'employer.department': bodies,
  }).filter(({ name }) => name !== 'call' || calls.length > 1)
  const parts = PARTS.map((part) => ({
    title: part.title,
    hint: 'hint' in part ? part.hint : undefined,
    fields: part.names.flatMap((name) => fields.filter((field) => field.name === name)),
  }))
  return { fields, parts }
}

/** What the roster is narrowed by. */
export async function filtersFor(client: Client): Promise<Field[]> {
  const { townships } = await bodiesOf(client)
  const field = (name: string, title: string, all: Field['options']): Field => ({
    name,
    title,
    kind: 'select',
    required: false,
    options: all,
  })
  return [
    field(
      'area',
      '镇街',
      townships.map(({ code, name }) => ({ value: code, label: name })),
    ),
    field('group', '身份', options(GROUP)),
  ]
}

/** The one field of a ticket. */
export const ticketField = (hint: string): Field[] => [
  { name: 'ticket', title: '凭证码', kind: 'text', hint, required: true, maxLength: 60, autocomplete: 'off' },
]

/** The one field of a certificate's number. */
export const NUMBER: Field[] = [
  {
    name: 'number',
    title: '监督员证号',
    kind: 'text',
    hint: '印在证件上，JD开头，例如JD20269999N。',
    required: true,
    maxLength: 60,
    autocomplete: 'off',
  },
]

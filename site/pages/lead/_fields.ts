import type { Client } from '../../../api/client.ts'
import { type Field, fieldsOf, type Option, withOptions } from '../../../api/form.ts'
import { Lead } from '../../../api/lead/lead.ts'
import { bodiesOf } from '../complaint/_fields.ts'

const NAMES = [
  'category',
  'about.department',
  'about.text',
  'about.officer',
  'about.township',
  'about.place',
  'happenedOn',
  'account',
  'source',
  'agreed',
  'urgency',
  'before',
  'remedy',
  'conflict',
  'conflictWhy',
  'protect',
  'callback',
  'phone',
  'consent',
] as const
const SELECTS = ['category', 'about.department', 'about.township']
/** Its files, for the list of mistakes. */
const FILES: Field = { name: 'attachments', title: '照片、录像、录音', kind: 'text', required: false }
const KINDS = ['complaint', 'suggestion']

/** The questions of a lead with what may be chosen. */
export async function leadFields(client: Client) {
  const [categories, departments] = await Promise.all([
    client.api.categories.$get({ query: { limit: '100' } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  const listed = categories.ok ? (await categories.json()).items.map(({ data }) => data) : []
  const bodies = departments.ok ? (await departments.json()).items.map(({ data }) => data) : []
  const category: Option[] = listed.flatMap(({ code, name, kind }) =>
    KINDS.includes(kind) ? [{ value: code, label: name }] : [],
  )
  const townships: Option[] = bodies.flatMap(({ code, short, type }) =>
    type === 'township' ? [{ value: code, label: short }] : [],
  )
  const all = fieldsOf(Lead, NAMES).map((field) =>
    SELECTS.includes(field.name) ? { ...field, kind: 'select' as const } : field,
  )
  const fields = withOptions(all, { category, 'about.department': bodiesOf(bodies), 'about.township': townships })
  return { fields, all: [...fields, FILES] }
}

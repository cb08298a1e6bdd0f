import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../api/client.ts'
import { owns, type Step, type Values } from '../../../api/complaint/steps.ts'
import type { Field } from '../../../api/form.ts'
import { errorOf, located } from '../../ui/control.ts'
import { ask, bodiesOf, type Drawer, drawersOf, townshipsOf } from '../complaint/_fields.ts'

/** The pages of the form that may be gone through once more; files are added below the case. */
const STEPS: readonly Step[] = ['what', 'whom', 'where', 'account', 'you']
const FIELDS: Field[] = [
  ...STEPS.flatMap((step) => Object.values(ask).filter(({ name }) => owns(step, name))),
  ask.relation,
]

type Sent = InferResponseType<Client['api']['track'][':no']['copy']['$get'], 200>['sent']

/** What was sent, as the controls of the form say it. */
function valuesOf({ category = '', anonymous, confidential, ...rest }: Sent, drawers: Drawer[]): Values {
  const family = drawers.find(({ members }) => members.some(({ code }) => code === category))?.code
  return {
    ...Object.fromEntries(flat(rest)),
    ...(family && { family, [`category-${family}`]: category }),
    appears: anonymous ? 'anonymous' : confidential ? 'confidential' : 'named',
  }
}

const flat = (part: object, prefix = ''): [string, string][] =>
  Object.entries(part).flatMap(([name, value]) => {
    if (value === true) return [[prefix + name, 'on']]
    if (typeof value === 'string' || typeof value === 'number') return [[prefix + name, String(value)]]
    return typeof value === 'object' && value ? flat(value, `${prefix}${name}.`) : []
  })

/** Everything the page of changes shows, read once. */
export async function readEdit({ client, form, tracked }: App.Locals) {
  const [answer, categories, departments] = await Promise.all([
    tracked &&
      client.api.track[':no'].copy.$get(
        { param: { no: tracked.no } },
        { headers: { 'X-Query-Code': tracked.queryCode } },
      ),
    client.api.categories.$get({ query: { limit: '100' } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  const copy = answer?.ok ? await answer.json() : undefined
  const drawers = categories.ok ? drawersOf((await categories.json()).items.map((c) => c.data)) : []
  const known = departments.ok ? (await departments.json()).items.map((d) => d.data) : []
  const values: Values = form?.values ?? (copy ? valuesOf(copy.sent, drawers) : {})
  const wrong = located(FIELDS, form)
  return {
    drawers,
    bodies: bodiesOf(known),
    townships: townshipsOf(known),
    values,
    fields: FIELDS,
    /** Until when it may be changed; nothing when it is too late. */
    until: copy?.case.editableUntil,
    given: (field: Field) => ({ field, value: values[field.name], error: errorOf(wrong, field.name) }),
  }
}

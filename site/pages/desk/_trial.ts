import { isReportable } from '../../../api/case/routing.ts'
import type { Client } from '../../../api/client.ts'
import { Trial } from '../../../api/desk/trial.ts'
import { type Field, type FormState, fieldsOf, fromForm, withOptions } from '../../../api/form.ts'
import { errorsOf } from '../_doors.ts'
import { bodiesOf, townshipsOf } from '../complaint/_fields.ts'

const ask = (client: Client, json: Record<string, unknown>) => client.api.desk.rules.try.$post({ json })
export type Tried = Awaited<ReturnType<Awaited<ReturnType<typeof ask>>['json']>>

/** The form’s fields with today’s categories, bodies and townships. */
export async function trialFields(client: Client): Promise<Field[]> {
  const [categories, departments] = await Promise.all([
    client.api.categories.$get({ query: { limit: '100' } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  const kinds = categories.ok ? (await categories.json()).items.map(({ data }) => data) : []
  const known = departments.ok ? (await departments.json()).items.map(({ data }) => data) : []
  return withOptions(fieldsOf(Trial), {
    category: kinds.map(({ code, name }) => ({ value: code, label: `${code} ${name}` })),
    department: bodiesOf(known.filter(({ type }) => isReportable(type))),
    township: townshipsOf(known),
  })
}

/** What the rules say to what was typed; what is wrong with it goes into the form. */
export async function tried(client: Client, form: FormState): Promise<Tried | undefined> {
  const answer = await ask(client, fromForm(Trial, form.values))
  if (answer.ok) return answer.json()
  form.errors = await errorsOf(answer)
  return undefined
}

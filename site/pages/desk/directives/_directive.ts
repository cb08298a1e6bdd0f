import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../api/client.ts'
import { addressable } from '../../../../api/directive/directive.ts'
import type { Field } from '../../../../api/form.ts'
import type { Department } from '../../../../content/kinds/department.ts'
import { DIRECTIVE } from '../../../../content/kinds/template.ts'

/** A document as the desk gets it. */
export type Seen = InferResponseType<Client['api']['desk']['directives'][':id']['$get'], 200>

export const TYPES = Object.entries(DIRECTIVE).map(([value, label]) => ({ value, label }))

/** Bodies a document may be written to. */
export async function bodiesFor(client: Client, issuer: string) {
  const answer = await client.api.departments.$get({ query: { limit: '100' } })
  const all: Department[] = answer.ok ? (await answer.json()).items.map((d) => d.data) : []
  return addressable({ departments: new Map(all.map((d) => [d.code, d])) }, issuer)
}

/** The templates for documents, grouped by the document they make. */
export async function templatesFor(client: Client) {
  const answer = await client.api.templates.$get({ query: { limit: '100' } })
  const all = answer.ok ? (await answer.json()).items.map((t) => t.data) : []
  return all.filter((t) => t.for !== 'reply')
}

/** The fields a document of this kind has: only a decision concludes, and then it must. */
export const partsOf = (fields: Field[], type: string | undefined): Field[] =>
  fields
    .filter(({ name }) => name !== 'conclusion' || type === 'decision')
    .map((field) => (field.name === 'conclusion' ? { ...field, required: true } : field))

/** A draft's values as a form has them. */
export const typedOf = ({ cases, ...parts }: Record<string, unknown> & { cases?: string[] | undefined }) => ({
  ...Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  ),
  ...(cases && { cases: cases.join(' ') }),
})

import type { Client } from '../../../../api/client.ts'
import { type Field, fieldsOf, withOptions } from '../../../../api/form.ts'
import { NewStaff } from '../../../../api/staff/person.ts'
import { ROLE } from '../../../../api/staff/role.ts'

/** The bodies somebody may belong to: those with a desk. */
async function bodies(client: Client) {
  const answer = await client.api.departments.$get({ query: { limit: '100' } })
  const items = answer.ok ? (await answer.json()).items : []
  return items.filter(({ data }) => data.desk).map(({ code, data }) => ({ value: code, label: data.name }))
}

/** Fields of an account by name; roles are drawn as one tick each. */
export const accountFields = async (client: Client, names: readonly string[]): Promise<Field[]> =>
  withOptions(fieldsOf(NewStaff, names), { department: await bodies(client) })

export const roleTicks = Object.entries(ROLE).map(([code, label]) => ({ name: `role-${code}`, label }))

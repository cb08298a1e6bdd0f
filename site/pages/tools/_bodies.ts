import { isReportable } from '../../../api/case/routing.ts'
import type { Client } from '../../../api/client.ts'
import type { Option } from '../../../api/form.ts'
import type { Department } from '../../../content/kinds/department.ts'
import { GROUPS } from '../departments/_groups.ts'
import { gathered } from './_asked.ts'

/** The bodies of the city that decide something, for choosing one of them. */
export interface Bodies {
  options: Option[]
  /** What each is called, as `department/CODE`. */
  names: Record<string, string>
  all: ReadonlyMap<string, Department>
  /** Whether the one asked for is among the options. */
  known: boolean
}

/** Those among `codes` (all when not given) in the groups of the public list. */
export async function bodiesIn(
  client: Client,
  codes: ReadonlySet<string> | undefined,
  asked?: string,
): Promise<Bodies> {
  const { items } = await gathered(client, 'department', {})
  const data = items.map((item) => item.data)
  const options = GROUPS.flatMap(({ title, types }) =>
    data
      .filter(({ code, type }) => types.includes(type) && isReportable(type) && (codes?.has(code) ?? true))
      .map(({ code, short }) => ({ value: code, label: short, group: title })),
  )
  return {
    options,
    names: Object.fromEntries(data.map(({ code, name }) => [`department/${code}`, name])),
    all: new Map(data.map((body) => [body.code, body])),
    known: data.some(({ code }) => code === asked),
  }
}

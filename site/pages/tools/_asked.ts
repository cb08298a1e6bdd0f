import type { Client } from '../../../api/client.ts'
import type { FormState } from '../../../api/form.ts'
import type { Kind, Published } from '../../../api/publication/publication.ts'
import type { FieldError } from '../../../api/refusal.ts'
import { doorOf, errorsOf, type Names } from '../_doors.ts'

/** What an address says under the names a tool knows; empty answers are none. */
export const askedOf = (url: URL, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = url.searchParams.get(name)?.trim()
      return value ? [[name, value]] : []
    }),
  )

/** The address of a tool with some answers; the empty ones stay out of it. */
export function addressOf(path: string, values: Record<string, string | undefined>): string {
  const text = new URLSearchParams(Object.entries(values).flatMap(([k, v]) => (v ? [[k, v] as [string, string]] : [])))
  return text.size > 0 ? `${path}?${text}` : path
}

/** A form that came back through its own address: nothing was sent, so nothing can be sent twice. */
export const returned = (values: Record<string, string>, errors: readonly FieldError[]): FormState | null =>
  errors.length > 0 ? { values, errors: [...errors], token: '' } : null

/** Several pages of a list as one; beyond `MOST` a reader has to narrow it with a word. */
interface Gathered<K extends Kind> {
  items: Published<K>[]
  names: Names
  total: number
  errors: FieldError[]
  /** Nothing could be read at all. */
  away: boolean
}
const PAGE = 100
const MOST = 500

export async function gathered<K extends Kind>(client: Client, kind: K, query: Record<string, string>) {
  const all: Gathered<K> = { items: [], names: {}, total: 0, errors: [], away: false }
  for (let page = 1; page <= MOST / PAGE; page++) {
    const answer = await doorOf(client, kind).$get({ query: { ...query, limit: String(PAGE), page: String(page) } })
    if (!answer.ok) {
      const away = answer.status >= 500
      return { ...all, away, errors: away ? [] : await errorsOf(answer) }
    }
    const said = await answer.json()
    all.items.push(...said.items)
    Object.assign(all.names, said.names)
    all.total = said.total
    if (said.items.length < PAGE || all.items.length >= said.total) break
  }
  return all
}

/** The status of a page whose address asks for something wrong, or whose data cannot be read. */
export const statusOf = (errors: readonly FieldError[], away: boolean): number =>
  away ? 503 : errors.length > 0 ? 422 : 200

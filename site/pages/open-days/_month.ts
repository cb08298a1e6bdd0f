import type { Client } from '../../../api/client.ts'
import type { OpenDay } from '../../../content/kinds/open-day.ts'

const DAY = 86_400_000
/** Nobody looks further back or ahead, and robots follow “later” for ever. */
const [FIRST, LAST] = ['2020-01', '2099-12']

/** A session as it stands in a calendar. */
export interface Entry {
  code: string
  name: string
  /** YYYY-MM-DD */
  on: string
  clock: string
  place: string
  cancelled: boolean
}

/** The month an address asks for; undefined where it is none. */
export const monthOf = (text: string): string | undefined =>
  /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text >= FIRST && text <= LAST ? text : undefined

/** The month so many before or after; undefined beyond the calendar. */
export function monthFrom(month: string, by: number): string | undefined {
  const [year = 0, nth = 0] = month.split('-').map(Number)
  return monthOf(new Date(Date.UTC(year, nth - 1 + by, 1)).toISOString().slice(0, 7))
}

export const monthWords = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`

/** The weeks of a month, Monday first; days of other months are left blank. */
export function weeksOf(month: string): (string | undefined)[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const before = (new Date(first).getUTCDay() + 6) % 7
  const weeks: (string | undefined)[][] = []
  for (let at = first - before * DAY; at <= first || new Date(at).toISOString().slice(0, 7) === month; at += 7 * DAY)
    weeks.push(
      Array.from({ length: 7 }, (_, i) => new Date(at + i * DAY).toISOString().slice(0, 10)).map((day) =>
        day.startsWith(month) ? day : undefined,
      ),
    )
  return weeks
}

interface Listed {
  code: string
  data: OpenDay
  status: string
}

/** Every session there is, those called off among them, in their order; undefined where they cannot be read. */
export async function entriesOf(client: Client): Promise<Entry[] | undefined> {
  const lists = await Promise.all([all(client, 'false'), all(client, 'true')])
  if (lists.includes(undefined)) return undefined
  return lists
    .flatMap((list) => list ?? [])
    .flatMap(({ code, data, status }) =>
      data.sessions.map(({ starts }) => ({
        code,
        name: data.name,
        on: starts.slice(0, 10),
        clock: starts.slice(11).replace(/^0/, ''),
        place: data.place.name,
        cancelled: status === 'cancelled',
      })),
    )
    .sort((a, b) => (`${a.on} ${a.clock.padStart(5, '0')}` < `${b.on} ${b.clock.padStart(5, '0')}` ? -1 : 1))
}

async function all(client: Client, withdrawn: 'true' | 'false'): Promise<Listed[] | undefined> {
  const found: Listed[] = []
  for (let cursor: string | undefined; ; ) {
    const answer = await client.api['open-days'].$get({
      query: { limit: '100', withdrawn, ...(cursor !== undefined && { cursor }) },
    })
    if (!answer.ok) return undefined
    const { items, next } = await answer.json()
    found.push(...(items as Listed[]))
    if (!next) return found
    cursor = next
  }
}

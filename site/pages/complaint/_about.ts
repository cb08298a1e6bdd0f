import type { Client } from '../../../api/client.ts'
import { isHeard } from '../../../api/open-day/open-day.ts'
import { calledOf } from '../../../content/kinds/open-day.ts'
import { doorOf } from '../_doors.ts'

/** The enforcement matter somebody comes from, if there is one by that code today. */
export async function aboutMatter(client: Client, code: string | null | undefined) {
  if (!code || !/^[A-Z0-9-]{1,40}$/.test(code)) return undefined
  const answer = await doorOf(client, 'matter')[':code'].$get({ param: { code }, query: {} })
  if (!answer.ok) return undefined
  const { data } = await answer.json()
  return { code, name: data.name, department: data.department }
}

/** What a scanned code stands for; its sender sees every field and may change it. */
export async function aboutCode(client: Client, id: string | null): Promise<Record<string, string> | undefined> {
  if (!id) return undefined
  const answer = await client.api.codes[':id'].$get({ param: { id: encodeURIComponent(id.slice(0, 100)) || 'none' } })
  return answer.ok ? (await answer.json()).prefill : undefined
}

export interface AboutOpenDay {
  code: string
  name: string
  called: string
  /** Companies spoke there: what they say goes on the fast lane. */
  salon: boolean
  department: string
  place: string
  on: string
}

/** The open day somebody comes from, from its day on and for a while after. */
export async function aboutOpenDay(
  client: Client,
  code: string | null | undefined,
  now: Date,
): Promise<AboutOpenDay | undefined> {
  if (!code || !/^[A-Z0-9-]{1,40}$/.test(code)) return undefined
  const answer = await doorOf(client, 'open-day')[':code'].$get({ param: { code }, query: {} })
  if (!answer.ok) return undefined
  const { data, status } = await answer.json()
  const [first] = data.sessions
  if (!first || !isHeard(data, status === 'cancelled', now.getTime())) return undefined
  const { name, department, place } = data
  return {
    code,
    name,
    called: calledOf(data),
    salon: data.format === 'salon',
    department,
    place: `${place.name}（${place.address}）`,
    on: first.starts.slice(0, 10),
  }
}

/** A page of ours that is said to be wrong begins the account; any other address is none of ours. */
export const aboutPage = (page: string | null): Record<string, string> =>
  page && /^\/(?!\/)[\w\-./?=&%]{0,200}$/.test(page) ? { account: `网页：${page}\n哪里不对：` } : {}

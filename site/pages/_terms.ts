import type { Limit } from '../../api/case/deadline.ts'
import type { Client } from '../../api/client.ts'
import type { Unit } from './_calendar.ts'

/** The published limits: for each code, the steps that have one. */
export type Terms = ReadonlyMap<string, Partial<Record<string, Limit>>>

export async function termsOf(client: Client): Promise<Terms> {
  const answer = await client.api.limits.$get({ query: { limit: '100' } })
  const tables = answer.ok ? (await answer.json()).items : []
  return new Map(tables.map(({ code, data }) => [code, data.steps]))
}

/** Unread limits are told in plain days, which is always true. */
export const unitOf = (counting: Limit['counting'] | null | undefined): Unit =>
  counting === 'workdays' ? '工作日' : '日'

/** 5个工作日, 30日 */
export const lengthWords = ({ days, counting }: Limit) => `${days}${counting === 'workdays' ? '个工作日' : '日'}`

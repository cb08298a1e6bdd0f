import type { Limit } from '../../api/case/deadline.ts'
import { type Lane, LIMITS_OF } from '../../api/case/routing.ts'
import type { Client } from '../../api/client.ts'
import type { Unit } from './_calendar.ts'

/** The published limits: for each code, the steps that have one. */
export type Terms = ReadonlyMap<string, Partial<Record<string, Limit>>>

export async function termsOf(client: Client): Promise<Terms> {
  const answer = await client.api.limits.$get({ query: { limit: '100' } })
  const tables = answer.ok ? (await answer.json()).items : []
  return new Map(tables.map(({ code, data }) => [code, data.steps]))
}

/** The limit a case on the desk runs under now; a lane without acceptance owes its answer from the first day. */
export function runningLimit(lane: Lane, status: string, terms: Terms): Limit | undefined {
  const steps = terms.get(LIMITS_OF[lane])
  return (status === 'received' && steps?.accept) || (status === 'recheck' && steps?.recheck) || steps?.answer
}

/** Unread limits are told in plain days, which is always true. */
export const unitOf = (limit: Limit | undefined): Unit => (limit?.counting === 'workdays' ? '工作日' : '日')

/** 5个工作日, 30日 */
export const lengthWords = ({ days, counting }: Limit) => `${days}${counting === 'workdays' ? '个工作日' : '日'}`

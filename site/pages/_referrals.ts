import type { Client } from '../../api/client.ts'
import type { Referral } from '../../content/kinds/referral.ts'

/** Whom to turn to, as published today, by code; empty while it cannot be read. */
export async function referralsOf(client: Client): Promise<ReadonlyMap<string, Referral>> {
  const answer = await client.api.referrals.$get({ query: { limit: '100' } })
  const items = answer.ok ? (await answer.json()).items : []
  return new Map(items.filter(({ status }) => status === 'effective').map(({ code, data }) => [code, data]))
}

/** Who of the bureau answers companies. */
export const forCompanies = async (client: Client): Promise<Referral | undefined> =>
  (await referralsOf(client)).get('ENTERPRISE')

import type { Client } from '../../../api/client.ts'
import type { Values } from '../../../api/complaint/steps.ts'
import { ask } from './_fields.ts'

/** Fewer words say too little to guess by. */
const SHORTEST = 4
const MOST = 3

/** Which bodies the words so far may mean, each with its reason; a hint the sender may take, never a decision. */
export async function suggestedFor(client: Client, values: Values) {
  const said = [values[ask.sign.name], values[ask.account.name]].filter((text) => text).join('\n')
  if (said.length < SHORTEST) return []
  const place = values[ask.township.name] ?? values[ask.place.name]
  const answer = await client.api.suggest.$post({ json: { account: said.slice(0, 5000), ...(place && { place }) } })
  return answer.ok ? (await answer.json()).departments.slice(0, MOST) : []
}

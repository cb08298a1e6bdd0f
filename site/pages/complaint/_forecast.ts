import type { Client } from '../../../api/client.ts'
import type { Values } from '../../../api/complaint/steps.ts'
import { complaintOf } from '../../../api/complaint/submission.ts'
import type { FieldError } from '../../../api/refusal.ts'
import { problemOf } from '../_doors.ts'

const ask = (client: Client, json: Record<string, unknown>) => client.api.complaints.forecast.$post({ json })
export type Forecast = Awaited<ReturnType<Awaited<ReturnType<typeof ask>>['json']>>

/** What would become of what was said so far, nothing stored; or what is wrong with it. Undefined while it cannot be told. */
export async function forecastOf(
  client: Client,
  values: Values,
): Promise<Forecast | { fields: FieldError[] } | undefined> {
  const { consent: _later, antibot: _proof, ...said } = complaintOf(values)
  const answer = await ask(client, said)
  if (answer.ok) return await answer.json()
  const { fields } = await problemOf(answer)
  return answer.status === 422 && fields ? { fields } : undefined
}

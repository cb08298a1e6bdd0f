import type { Client } from '../../../../api/client.ts'
import { envelopeOf, fromValues, type Values } from '../../../../api/draft/form.ts'
import type { FieldError } from '../../../../api/refusal.ts'
import { errorsOf } from '../../_doors.ts'
import { shapeOf } from './_entry.ts'

/** A questionnaire as its form has it, saved or not. */
export interface Looked {
  data: Record<string, unknown>
  faults: FieldError[]
  status: number
}

/** What is on a form and what is still wrong with it; nothing is kept. */
export async function looked(client: Client, code: string, values: Values): Promise<Looked> {
  const data = fromValues(shapeOf('questionnaire'), values)
  const asked = { param: { kind: 'questionnaire', code }, json: { ...envelopeOf(values), data } }
  const answer = await client.api.desk.publications[':kind'][':code'].look.$post(asked)
  if (answer.ok) return { ...(await answer.json()), status: 200 }
  return { data, faults: await errorsOf(answer), status: answer.status }
}

import * as z from 'zod'
import type { PartRow, World } from './found.ts'

/** What of a part may speak of people: why somebody does not come, what they saw, what the bureau asked of it, why it took a word back. */
const Said = z.object({
  why: z.string().optional(),
  findings: z.string().optional(),
  suggestion: z.string().optional(),
  returned: z.string().optional(),
  restored: z.string().optional(),
  unmarked: z.string().optional(),
})
export type Said = z.output<typeof Said>

const bound = ({ duty, supervisor }: Pick<PartRow, 'duty' | 'supervisor'>) => `${duty}/${supervisor}`

export const sealedOf = ({ secrets }: Pick<World, 'secrets'>, row: PartRow, said: Said) =>
  secrets.seal('vault', bound(row), JSON.stringify(said))

export function saidOf({ secrets }: Pick<World, 'secrets'>, row: PartRow): Said {
  const { keyId, sealed } = row
  if (keyId === null || sealed === null) return {}
  return Said.parse(JSON.parse(secrets.open('vault', bound(row), { keyId, sealed })))
}

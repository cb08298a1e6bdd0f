import type { Secrets } from '../secrets.ts'
import type { Registered } from './found.ts'
import type { Registration } from './registration.ts'

/** What is sealed of a registration, and under what name. */
export type Registrant = Pick<Registration, 'name' | 'phone' | 'unit' | 'needs' | 'note' | 'wish' | 'photographs'>

const bound = (id: string) => `open-day/${id}`

export const sealRegistrant = (
  secrets: Secrets,
  id: string,
  { name, phone, unit, needs, note, wish, photographs }: Registrant,
) => secrets.seal('vault', bound(id), JSON.stringify({ name, phone, unit, needs, note, wish, photographs }))

/** Who registered, opened for this moment; nobody once it was erased. */
export const registrant = (
  secrets: Secrets,
  { id, keyId, sealed }: Pick<Registered, 'id' | 'keyId' | 'sealed'>,
): Registrant | undefined =>
  sealed.length === 0 ? undefined : (JSON.parse(secrets.open('vault', bound(id), { keyId, sealed })) as Registrant)

import type { Complaint } from '../complaint/complaint.ts'
import type { Secrets } from '../secrets.ts'
import { namesIn } from './names.ts'

/** What two cases may have in common besides their body. */
export type Trait = 'officer' | 'matter'

/** Nobody is meant by it. */
const UNKNOWN = /^(?:不|没|未|无|看不)/

function spelled({ about, matter }: Pick<Complaint, 'about' | 'matter'>): { trait: Trait; text: string }[] {
  const written = (about?.officer ?? '').normalize('NFKC')
  const numbers = [...written.matchAll(/\d{6,}/g)].map(([number]) => number)
  const names = [...namesIn(written).filter((name) => !UNKNOWN.test(name)), ...numbers]
  return [
    ...names.map((name) => ({ trait: 'officer' as const, text: `officer/${name}` })),
    ...(matter ? [{ trait: 'matter' as const, text: `matter/${matter}` }] : []),
  ]
}

type Digested = { trait: Trait; digest: string }

/** Officer and matter as keyed digests: like cases are found, and the table tells nobody who or what. */
export const traitsOf = (secrets: Secrets, of: Pick<Complaint, 'about' | 'matter'>): Digested[] =>
  spelled(of).map(({ trait, text }) => ({ trait, digest: secrets.digest('trait', text) }))

/** The same under every key known, newest first: what was written before a newer key came is found too. */
export const traitsToFind = (secrets: Secrets, of: Pick<Complaint, 'about' | 'matter'>): Digested[] =>
  spelled(of).flatMap(({ trait, text }) => secrets.digests('trait', text).map((digest) => ({ trait, digest })))

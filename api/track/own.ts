import { eq } from 'drizzle-orm'
import { identities } from '../../db/schema.ts'
import type { Found } from '../case/found.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'

type Sent = Partial<Complaint>

/** What a sender sent, as the form would send it again: for changing it, and for the copy of one's own file. */
export async function ownOf({ store, secrets }: Pick<Deps, 'store' | 'secrets'>, { row, account, details }: Found) {
  const kept = await store.read.select().from(identities).where(eq(identities.no, row.no)).get()
  const { person } = kept ? (JSON.parse(secrets.open('vault', row.no, kept)) as Pick<Complaint, 'person'>) : {}
  // The number a letter or the hotline gave it was not the sender's to say; a lead is not changed.
  const { officer, place, text, position, reference: _theirs, lead: _lead, ...said } = details
  const department = row.aboutDepartment ?? undefined
  const township = row.place && row.place !== department ? row.place : undefined
  const about = given({ department, officer, place, township, position, text })
  return given<Sent>({
    category: row.category,
    ...(Object.keys(about).length && { about }),
    account,
    happenedOn: row.happenedOn ?? undefined,
    stage: (row.stage ?? undefined) as Complaint['stage'],
    ...said,
    person,
    ...(row.appears === 'confidential' && { confidential: true }),
    ...(row.appears === 'anonymous' && { anonymous: true }),
  })
}

/** Only what there is. */
const given = <T extends object>(all: T) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null)) as T

const isPart = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same with what the sender now says otherwise (RFC 7386): what is named takes the place of the old, null removes it. */
export function mended(own: Sent, said: Record<string, unknown>): Record<string, unknown> {
  const { antibot: _bot, consent: _consent, ...changes } = said
  const kept: Record<string, unknown> = { ...own }
  if (changes.anonymous === true) {
    delete kept.person
    delete kept.confidential
  }
  if (changes.person) delete kept.anonymous
  const merged = Object.entries(changes).map(([name, value]) => {
    const before = kept[name]
    return [name, isPart(value) ? given({ ...(isPart(before) ? before : {}), ...value }) : value]
  })
  return { ...given({ ...kept, ...Object.fromEntries(merged) }), consent: true }
}

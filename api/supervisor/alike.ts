import { and, inArray, ne } from 'drizzle-orm'
import { supervisors } from '../../db/schema.ts'
import { type Applicant, personText } from './application.ts'
import type { SupervisorRow, World } from './found.ts'
import { LIVE } from './workflow.ts'

/** The others that are alive and are the same person, by name and telephone: shown at the desk, to nobody else. */
export async function alikeOf(
  { store, secrets }: World,
  { id }: Pick<SupervisorRow, 'id'>,
  applicant: Pick<Applicant, 'name' | 'phone'>,
): Promise<Pick<SupervisorRow, 'id' | 'state'>[]> {
  // Under every key there was: one may have been changed between two applications.
  const same = inArray(supervisors.personIndex, secrets.digests('phone', personText(applicant)))
  return store.read
    .select({ id: supervisors.id, state: supervisors.state })
    .from(supervisors)
    .where(and(same, ne(supervisors.id, id), inArray(supervisors.state, [...LIVE])))
}

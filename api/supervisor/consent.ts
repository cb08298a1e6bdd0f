import { eq } from 'drizzle-orm'
import { interests, supervisors } from '../../db/schema.ts'
import { openApplication } from './application.ts'
import type { World } from './found.ts'

/** What somebody who serves said of themselves: whether the public roster names them, and what they keep away from. */
export async function consentOf({ store, secrets }: World, login: string) {
  const [row, declared] = await Promise.all([
    store.read.select().from(supervisors).where(eq(supervisors.login, login)).get(),
    store.read.$count(interests, eq(interests.person, login)),
  ])
  const said = row && openApplication(secrets, row)
  return {
    listed: row?.listed ?? false,
    /** How many interests stand, and whether the application spoke of others in words. */
    interests: { declared, wrote: said?.interests !== undefined },
  }
}

import { newMark } from '../mark.ts'
import type { Secrets } from '../secrets.ts'
import { type Application, personText, phoneText, sealApplication } from './application.ts'
import type { SupervisorRow } from './found.ts'

type Said = Pick<
  Application,
  | 'name'
  | 'phone'
  | 'birth'
  | 'education'
  | 'group'
  | 'areas'
  | 'sectors'
  | 'employer'
  | 'kin'
  | 'interests'
  | 'statement'
  | 'listed'
>

/** The row of somebody who enters, by an application or invited: nothing is decided yet. */
export function entering(
  secrets: Secrets,
  said: Said,
  { id, now, ...more }: Pick<SupervisorRow, 'id' | 'type' | 'call' | 'ticketHash' | 'demo'> & { now: Date },
): SupervisorRow {
  const { group, areas = [], sectors = [], listed } = said
  return {
    ...{ id, ...more, group, areas, sectors, state: 'applied', listed: listed === 'yes' },
    ...{ publicFrom: null, publicTo: null, number: null, from: null, to: null, login: null },
    ...sealApplication(secrets, id, said),
    personIndex: secrets.digest('phone', personText(said)),
    phoneIndex: secrets.digest('phone', phoneText(said.phone)),
    ...{ at: now.getTime(), changedAt: now.getTime(), mark: newMark(), n: 1 },
  }
}

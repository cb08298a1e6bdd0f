import type { InStatement } from '@libsql/client'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import type { Unmoved } from './act.ts'
import { weigh } from './history.ts'
import { OURS } from './routing.ts'
import { bigrams, mask } from './search.ts'
import type { State } from './state.ts'
import type { Found } from './view.ts'

/**
 * A case two people of the sealed desk found to be none of theirs: routed as if its words named no bribe, its dates counted
 * from today, and findable again. Whoever was blind stays blind.
 */
export async function released(world: Pick<Deps, 'store' | 'secrets'>, found: Found, state: State, now: Date) {
  const { row, account, details } = found
  const { officer, enterprise, matter } = details
  const complaint: Complaint = {
    category: row.category,
    account,
    about: { ...(row.aboutDepartment && { department: row.aboutDepartment }), ...(officer && { officer }) },
    ...(enterprise && { enterprise }),
    ...(matter && { matter }),
    consent: true,
  }
  const weighed = await weigh(world, complaint, now, now, { channel: row.channel })
  const sealed = weighed.state.lane === 'sealed'
  const leads: State = {
    ...state,
    ...weighed.state,
    ...(sealed && { lane: enterprise ? 'enterprise' : 'general', handler: OURS.code }),
  }
  const names = [officer, enterprise?.name].filter((name) => name !== undefined)
  const terms = bigrams(mask(account, names))
  return {
    leads,
    also: (unmoved: Unmoved): InStatement[] => [
      {
        sql: `insert into case_terms (rowid, terms) select rowid, ? from cases where no = ? and ${unmoved.sql}`,
        args: [terms, row.no, ...unmoved.args],
      },
    ],
  }
}

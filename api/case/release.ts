import type { InStatement } from '@libsql/client'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Unmoved } from './act.ts'
import { type Found, personIn } from './found.ts'
import { namesOf } from './names.ts'
import { bigrams, mask } from './search.ts'
import type { State } from './state.ts'
import { weigh } from './weighed.ts'

/**
 * A case two people of the sealed desk found to be none of theirs: routed as if its words named no bribe, its dates counted
 * from today, and findable again. Whoever was blind stays blind.
 */
export async function released(world: Pick<Deps, 'store' | 'secrets'>, found: Found, state: State, now: Date) {
  const { row, account, details } = found
  const { officer, enterprise, matter } = details
  const person = personIn(found, world.secrets) ?? undefined
  const complaint: Complaint = {
    category: row.category,
    account,
    about: { ...(row.aboutDepartment && { department: row.aboutDepartment }), ...(officer && { officer }) },
    ...(enterprise && { enterprise }),
    ...(matter && { matter }),
    consent: true,
  }
  const weighed = await weigh(world, complaint, now, now, { channel: row.channel, released: true })
  const { lane, handler } = weighed.state
  // Nobody is handed a case they must not know of.
  if (lane === 'sealed' || found.blind.includes(handler))
    throw new Refusal('invalid', {
      fields: [{ path: 'decision', message: '按规则没有单位可以接办这件，请退回，继续作密件办理' }],
    })
  const leads: State = { ...state, ...weighed.state }
  const terms = bigrams(mask(account, namesOf({ ...complaint, person })))
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

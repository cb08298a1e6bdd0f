import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { caseBlind, caseCopies, caseTexts, identities } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Unmoved } from './act.ts'
import { detailsOf, type Submission, sealDetails } from './details.ts'
import { namesOf } from './names.ts'
import type { Route } from './routing.ts'
import { bigrams, mask } from './search.ts'
import { traitsOf } from './trait.ts'

/** What was said, who said it, who must not know and what a search finds; on a condition where it takes the place of older words. */
export function sheet(
  world: Pick<Deps, 'secrets'>,
  no: string,
  complaint: Submission,
  { lane, blind, copies }: Pick<Route, 'lane' | 'blind' | 'copies'>,
  digest: string | null,
  {
    when,
    others = [],
    lost = true,
  }: {
    when?: Unmoved | undefined
    /** Names of people another case has, of which this one is a part. */
    others?: readonly string[] | undefined
    /** Whether it is found by the telephone of its sender. */
    lost?: boolean
  } = {},
): InStatement[] {
  const { account, person } = complaint
  const details = sealDetails(world.secrets, no, detailsOf(complaint))
  const { keyId, sealed } = world.secrets.seal('vault', no, JSON.stringify({ person }))
  const phoneIndex = lost && person?.phone ? world.secrets.digest('phone', person.phone) : null
  const names = [...namesOf(complaint), ...others]
  return [
    insert(caseTexts, { no, account, digest, keyId: details.keyId, details: details.sealed }, when),
    insert(identities, { no, keyId, sealed, phoneIndex }, when),
    ...traitsOf(world.secrets, complaint).map(({ digest }) => keepTrait(no, digest, when)),
    ...blind.map((body) => insert(caseBlind, { no, department: body }, when)),
    // Who has no desk and no code here stands under its name: somebody writes to it.
    ...copies.map(({ code, name, rule }) => insert(caseCopies, { no, department: code ?? name, rule }, when)),
    ...(lane === 'sealed'
      ? []
      : [
          {
            sql: `insert into case_terms (rowid, terms) select rowid, ? from cases where no = ?${when ? ` and ${when.sql}` : ''}`,
            args: [bigrams(mask(`${digest ?? ''}\n${account}`, names)), no, ...(when?.args ?? [])],
          },
        ]),
  ]
}

/** Kept with the day it came, so that what is recent is found without looking at the rest. */
const keepTrait = (no: string, trait: string, when?: Unmoved): InStatement => ({
  sql: `insert into case_traits (no, trait, received_at) select no, ?, received_at from cases where no = ?${when ? ` and ${when.sql}` : ''}`,
  args: [trait, no, ...(when?.args ?? [])],
})

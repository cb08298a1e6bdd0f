import { setImmediate as turn } from 'node:timers/promises'
import type { InStatement } from '@libsql/client'
import { inArray } from 'drizzle-orm'
import { cases, caseTexts, untraited } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { openDetails } from './details.ts'
import { traitsOf } from './trait.ts'

/** As many as one sweep fills in, and as many as are written at once: nobody waits for either. */
const MOST = 1000
const A_ROUND = 50

/** Fills in by what cases from before traits were kept are found as like others. */
export async function fillTraits({ store, secrets }: Pick<Deps, 'store' | 'secrets'>): Promise<void> {
  for (let left = MOST; left > 0; left -= A_ROUND) {
    const listed = await store.read.select().from(untraited).limit(A_ROUND)
    if (listed.length === 0) return
    const nos = listed.map(({ no }) => no)
    const [texts, rows] = await Promise.all([
      store.read.select().from(caseTexts).where(inArray(caseTexts.no, nos)),
      store.read.select({ no: cases.no, at: cases.receivedAt }).from(cases).where(inArray(cases.no, nos)),
    ])
    const received = new Map(rows.map(({ no, at }) => [no, at ?? 0]))
    const kept = texts.flatMap(({ no, keyId, details }) => {
      const { officer, matter } = openDetails(secrets, no, { keyId, sealed: details })
      return traitsOf(secrets, { about: { officer }, matter }).map(({ digest }): InStatement => {
        // What was erased or sent anew meanwhile is no longer on the list.
        const sql = `insert or ignore into case_traits (no, trait, received_at) select no, ?, ? from untraited where no = ?`
        return { sql, args: [digest, received.get(no) ?? 0, no] }
      })
    })
    await store.writes.commit([
      ...kept,
      ...nos.map((no) => ({ sql: 'delete from untraited where no = ?', args: [no] })),
    ])
    await turn()
  }
}

import { industryName } from '../contact/contact.ts'
import { rowOf } from '../contact/found.ts'
import type { World } from './found.ts'
import type { Verdict } from './verdict.ts'

interface ToldContact {
  verdict: Verdict
  facts: { title: string; text: string }[]
  to: string
}

/** The contact point behind a plaque, as anybody sees it who stands before it. Of who speaks for it nothing is said. */
export async function toldContact(
  { store }: Pick<World, 'store'>,
  subject: string,
  on: string,
): Promise<ToldContact | undefined> {
  const row = await rowOf({ store }, subject)
  if (!row) return undefined
  const { state, from, to, document, industry } = row
  const inTerm = on < from ? 'early' : on > to ? 'expired' : 'genuine'
  const verdict = state === 'ended' ? (on > to ? 'expired' : 'revoked') : state === 'suspended' ? 'suspended' : inTerm
  return {
    verdict,
    facts: [
      { title: '行业', text: industryName(industry) },
      { title: '授牌文号', text: document },
      { title: '设立', text: from },
    ],
    to,
  }
}

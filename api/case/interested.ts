import type { Interest } from '../staff/interest.ts'
import type { Details } from './details.ts'

/** What of a case an interest is held against. */
export interface Said {
  body?: string | undefined
  account: string
  officer?: string | undefined
  enterprise?: { name: string; uscc?: string | undefined } | undefined
}

/** As it is compared: no spaces or signs between, no wide letters, so that no spelling leads around an interest. */
export const compared = (text: string) => text.normalize('NFKC').replace(/[\s\p{P}]/gu, '')

/** Whether a case is about what somebody has an interest in. */
export function touches({ kind, subject }: Interest, { body, account, officer = '', enterprise }: Said): boolean {
  if (kind === 'department') return body === subject
  const [text, name] = [compared(`${account} ${officer}`), compared(subject)]
  return kind === 'person'
    ? text.includes(name)
    : enterprise?.uscc === subject || compared(enterprise?.name ?? '') === name || text.includes(name)
}

/**
 * The same of a case there is already. The enterprise of a confidential sender is no ground afterwards: that a case went
 * away would tell who wrote it. What the account says may be read, and counts.
 */
export const concerns = (
  interest: Interest,
  { body, account, appears }: { body: string | null; account: string; appears: string },
  { officer, enterprise }: Details,
) => touches(interest, { body: body ?? undefined, account, officer, ...(appears !== 'confidential' && { enterprise }) })

import type { Department } from '../../content/kinds/department.ts'
import { compared, touches } from '../case/interested.ts'
import type { Interest } from '../staff/interest.ts'
import type { Conflict } from './lead.ts'

type Register = ReadonlyMap<string, Pick<Department, 'code' | 'name' | 'short' | 'parent' | 'entrustedBy'>>

/** A body and all that it is part of or acts for. */
function above(code: string, register: Register): Set<string> {
  const found = new Set([code])
  for (const one of found) {
    const { parent, entrustedBy } = register.get(one) ?? {}
    for (const next of [parent, entrustedBy]) if (next) found.add(next)
  }
  return found
}

/** Whether an interest in one body is an interest in the other: the same, its parent, or its part. */
export const isNear = (one: string, other: string, register: Register): boolean =>
  above(one, register).has(other) || above(other, register).has(one)

/** What of a lead an interest is held against. */
interface Spoken {
  /** The body named, those the matter leads to. */
  bodies: readonly string[]
  account: string
  text?: string | undefined
  officer?: string | undefined
  enterprise?: { name: string; uscc?: string | undefined } | undefined
}

/** Whether what somebody declared touches their lead; a body left unnamed counts where it is written out. */
function isTouched(interest: Interest, spoken: Spoken, register: Register): boolean {
  const { bodies, account, text = '', officer, enterprise } = spoken
  const words = compared(`${account} ${text} ${officer ?? ''}`)
  if (interest.kind !== 'department') return touches(interest, { account: words, officer, enterprise })
  if (bodies.some((body) => isNear(body, interest.subject, register))) return true
  return [...register.values()].some(
    ({ code, name, short }) =>
      [name, short].some((called) => words.includes(compared(called))) && isNear(code, interest.subject, register),
  )
}

/** What they declared counts before what they say: nobody talks themselves out of it. */
export const conflictOf = (
  said: boolean | undefined,
  declared: readonly Interest[],
  spoken: Spoken,
  register: Register,
): Conflict =>
  declared.some((interest) => isTouched(interest, spoken, register)) ? 'known' : said === true ? 'said' : 'none'

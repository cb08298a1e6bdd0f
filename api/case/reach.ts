import { eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { caseBlind, cases } from '../../db/schema.ts'
import type { Actor } from '../staff/actor.ts'
import { readNumber } from './number.ts'
import { mayRead } from './visibility.ts'

/**
 * The row of a case somebody may read. Asked before anything else of it is read, and with the same reads whether there
 * is such a case or not: how long a refusal takes must not tell either (rulings.md 3).
 */
export async function reach({ read }: Pick<Store, 'read'>, typed: string, actor: Actor | null) {
  const no = readNumber(typed) ?? ''
  const [row, blind] = await Promise.all([
    read.select().from(cases).where(eq(cases.no, no)).get(),
    read.select().from(caseBlind).where(eq(caseBlind.no, no)),
  ])
  return row && mayRead({ ...row, blind: blind.map(({ department }) => department) }, actor) ? row : undefined
}

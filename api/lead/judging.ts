import { and, eq, gt, not } from 'drizzle-orm'
import * as z from 'zod'
import { events, interests } from '../../db/schema.ts'
import type { Submission } from '../case/details.ts'
import { OURS } from '../case/routing.ts'
import { rulebook } from '../case/rulebook.ts'
import { byOneBefore } from '../contact/before.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { INTEREST, type Interest } from '../staff/interest.ts'
import { codes } from '../vocabulary.ts'
import { conflictOf } from './conflict.ts'
import type { Conflict, Lead } from './lead.ts'
import type { Sender } from './serving.ts'

/** Praise and questions are no leads. */
const FIT = ['complaint', 'suggestion']

/** A lead as the case it opens. */
export const submissionOf = (said: Lead, { actor, enterprise }: Sender, conflict: Conflict): Submission => ({
  category: said.category,
  about: said.about,
  account: said.account,
  happenedOn: said.happenedOn,
  remedy: said.remedy,
  person: { name: actor.name, ...(said.phone && { phone: said.phone }) },
  ...(enterprise && { enterprise }),
  ...(said.protect && { confidential: true }),
  attachments: said.attachments,
  consent: true,
  lead: {
    source: said.source,
    agreed: said.agreed,
    urgency: said.urgency,
    before: said.before,
    callback: said.callback,
    conflict,
    why: said.conflictWhy,
  },
})

/** So long an interest counts that was taken back: nobody takes theirs back for the sake of one lead. */
const LINGERS = 365 * 86_400_000
const Ended = z.looseObject({ kind: codes(INTEREST), subject: z.string() })

/** What somebody declared, and what they took back not long ago. */
async function declaredBy({ store: { read } }: Pick<Deps, 'store'>, login: string, now: Date): Promise<Interest[]> {
  const [standing, ended] = await Promise.all([
    read
      .select({ kind: interests.kind, subject: interests.subject })
      .from(interests)
      .where(eq(interests.person, login)),
    read
      .select({ data: events.data })
      .from(events)
      .where(
        and(
          eq(events.stream, `person/${login}`),
          eq(events.action, 'interest-end'),
          gt(events.at, now.getTime() - LINGERS),
          not(byOneBefore(login, events.at)),
        ),
      ),
  ])
  return [...standing, ...ended.flatMap(({ data }) => Ended.safeParse(data).data ?? [])]
}

/** What they declared, held against what they say. */
export async function judged({ store }: Pick<Deps, 'store'>, { actor, by }: Sender, said: Lead, now: Date) {
  const book = await rulebook(store, now)
  const category = book.categories.get(said.category)
  if (category && !FIT.includes(category.kind))
    throw new Refusal('invalid', {
      fields: [{ path: 'category', message: '线索请选问题或者意见建议的类别；表扬、咨询请走“我要监督”' }],
    })
  const declared = await declaredBy({ store }, actor.login, now)
  const { department, text, officer } = said.about ?? {}
  const bodies = [department, category?.code === 'T31' ? OURS.code : undefined].filter((one) => one !== undefined)
  const conflict = conflictOf(
    said.conflict,
    declared,
    { bodies, account: said.account, text, officer },
    book.departments,
  )
  // Who is not free to judge sends what anybody may send: an ordinary report.
  const channel = conflict !== 'none' ? 'WEB' : by === 'supervisor' ? 'SUPERVISOR' : 'CONTACT'
  return { conflict, channel }
}

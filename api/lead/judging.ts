import type { Submission } from '../case/details.ts'
import { OURS } from '../case/routing.ts'
import { rulebook } from '../case/rulebook.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { declaredBy } from '../staff/declared.ts'
import { conflictOf } from './conflict.ts'
import type { Conflict, Lead, Noted } from './lead.ts'
import type { Sender } from './serving.ts'

/** Praise and questions are no leads. */
const FIT = ['complaint', 'suggestion']

/** A conflict as it is written down: which it is, of a hidden sender, only their receipt says. */
export const notedAs = (conflict: Conflict, { protect }: Pick<Lead, 'protect'>): Noted =>
  protect && conflict !== 'none' ? 'some' : conflict

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
    conflict: notedAs(conflict, said),
    why: said.conflictWhy,
  },
})

/** What they declared, held against what they say. */
export async function judged({ store }: Pick<Deps, 'store'>, { actor, by }: Sender, said: Lead, now: Date) {
  const book = await rulebook(store, now)
  const category = book.categories.get(said.category)
  if (category && !FIT.includes(category.kind))
    throw new Refusal('invalid', {
      fields: [{ path: 'category', message: '线索请选问题或者意见建议的类别；表扬、咨询请走“我要监督”' }],
    })
  const declared = await declaredBy(store, [actor.login], now)
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

import { TIMED } from '../../content/kinds/limit.ts'
import type { Complaint } from '../complaint/complaint.ts'
import { type Explained, today } from './deadline.ts'
import { factsOf } from './facts.ts'
import { route } from './routing.ts'
import { datesOf, type Rulebook } from './rulebook.ts'

/** What would become of a submission by the rules of today: who has it, who is told and who is not, and by when. Nothing is stored. */
export async function forecast(complaint: Complaint, book: Rulebook, now: Date) {
  const around = { channel: 'WEB', matter: await book.matter(complaint.matter) }
  const facts = factsOf(complaint, book, around, now)
  const { handler, lane, rule, because, copies, blind } = route(facts, book.rules)
  const dates = datesOf(book, { lane, kind: facts.category.kind, channel: 'WEB' }, today(now))
  const { accept, answer } = dates
  return {
    handler,
    lane,
    rule,
    because,
    told: copies.map(({ code, name, why }) => ({ code, name, why })),
    notTold: blind.flatMap((code) => {
      const body = book.departments.get(code)
      // What is part of a body that does not know goes without saying.
      return body && !(body.parent && blind.includes(body.parent)) ? [{ code, name: body.name }] : []
    }),
    acceptBy: accept?.on ?? null,
    answerBy: answer?.on ?? null,
    dueOn: accept?.on ?? answer?.on ?? null,
    provisional: Boolean(accept?.provisional || answer?.provisional),
    counting: [...(accept ? [counted('accept', accept)] : []), ...(answer ? [counted('answer', answer)] : [])],
  }
}

const counted = (clock: 'accept' | 'answer', { on, words, basis, demo, provisional }: Explained) => ({
  clock,
  label: TIMED[clock],
  on,
  words,
  basis,
  demo,
  provisional,
})

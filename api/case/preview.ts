import type { Deps } from '../context.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { told } from '../track/told.ts'
import { momentFor, stateOf } from './act.ts'
import type { Found } from './found.ts'
import type { Rulebook } from './rulebook.ts'
import { type State, take } from './state.ts'
import type { Action } from './workflow.ts'

/**
 * What its sender would be shown had this step been taken: the same words, status and dates as on their page, made by
 * the same code, with nothing written. What was told before is left out but for its headings: not all of it is for
 * whoever asks.
 */
export function previewOf(
  found: Found,
  action: Action,
  said: Record<string, unknown>,
  leads: State | undefined,
  actor: Actor,
  deps: Pick<Deps, 'secrets' | 'env'>,
  book: Rulebook,
  now: Date,
) {
  const { row, events: log } = found
  // What is submitted is read as the answer it will be.
  const as = action === 'submit' ? 'answer' : action
  const after = leads ?? take(stateOf(row), as, momentFor(row, log, as, now, book, actor.login), said)
  const event = {
    seq: 0,
    stream: `case/${row.no}`,
    n: row.n + 1,
    at: now.getTime(),
    actor: actorOf(actor),
    action: as,
    data: said,
    state: { ...after },
    hash: '',
  } as Found['events'][number]
  const before = told(found, deps, book, now)
  const next = told({ ...found, row: { ...row, ...after, n: row.n + 1 }, events: [...log, event] }, deps, book, now)
  const { no, kind, status, statusLabel, receivedAt, dueOn, acceptBy, answerBy, provisional, may, recheckUntil } = next
  const timeline = next.timeline.map((one, index) =>
    index < before.timeline.length ? { at: one.at, label: one.label } : one,
  )
  const messages = next.messages.slice(before.messages.length)
  return {
    /** Whether there is anything new for the sender to read. */
    heard: timeline.length > before.timeline.length || messages.length > 0,
    /** Told only when others have reviewed and approved it. */
    later: action === 'submit',
    no,
    kind,
    status,
    statusLabel,
    receivedAt,
    dueOn,
    ...(acceptBy && { acceptBy }),
    ...(answerBy && { answerBy }),
    provisional,
    may,
    ...(recheckUntil && { recheckUntil }),
    timeline,
    messages,
  }
}

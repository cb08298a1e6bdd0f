import type { Secrets } from '../secrets.ts'
import { type CaseRow, type EventRow, type Found, filesOf } from './found.ts'
import { messagesOf, ratingOf, textOf } from './past.ts'
import { isProvisional, type Rulebook } from './rulebook.ts'
import { type Audience, eyes } from './visibility.ts'
import { wayOf } from './way.ts'
import { type Action, allowed, STATUS, type Status, step, toldAs } from './workflow.ts'

/** Where a sender is told their case is: who of the desk has it is the desk's business, and of a sealed case only its end. */
function toldStatus(row: CaseRow, log: readonly EventRow[]): { status: Status; statusLabel: string } {
  // What is put away ended as it ended.
  const before = log.findLast((e) => e.state.status !== 'archived')?.state.status
  const status = (row.status === 'archived' ? (before ?? 'closed') : row.status) as Status
  if (row.lane !== 'sealed' || status === 'withdrawn')
    return { status: toldAlike(status), statusLabel: STATUS[toldAlike(status)] }
  return status === 'transferred'
    ? { status: 'closed', statusLabel: '已依法处理' }
    : { status: 'received', statusLabel: '正在依法处理' }
}

/** Where the desk's own business is, the sender reads the nearest thing that is theirs. */
const ALIKE: Partial<Record<Status, Status>> = {
  doubted: 'received',
  disputed: 'accepted',
  assigned: 'accepted',
  reviewing: 'handling',
  approving: 'handling',
  approved: 'handling',
  archived: 'closed',
}
const toldAlike = (status: Status) => ALIKE[status] ?? status

/** What the sender last sent: the submission, or the edit that took its place. */
const lastSent = (log: readonly EventRow[]) => log.findLastIndex((e) => e.n === 1 || e.action === 'edit')

/** From which event on a case is sealed; none. What was told before stays told. */
function sealedFrom(row: CaseRow, log: readonly EventRow[]) {
  const sealed = log.findIndex((e) => e.action === 'seal')
  return row.lane !== 'sealed' ? Number.POSITIVE_INFINITY : sealed > 0 ? sealed : lastSent(log) + 1
}

/** A sealed case keeps the dates it had before: moving ones would tell where it is. */
function datesTold(row: CaseRow, log: readonly EventRow[]) {
  const from = sealedFrom(row, log)
  const before = log[from - 1]?.state
  const told = (name: 'acceptBy' | 'answerBy' | 'dueOn') => {
    const date = before ? before[name] : row[name]
    return typeof date === 'string' ? date : null
  }
  return { acceptBy: told('acceptBy'), answerBy: told('answerBy'), dueOn: row.dueOn && told('dueOn') }
}

/** What the sender may do, as the contract calls it. */
const MAY: Partial<Record<Action, string>> = {
  edit: 'edit',
  write: 'write',
  add: 'supplement',
  rate: 'rate',
  appeal: 'recheck',
  withdraw: 'withdraw',
}

const SENDER: readonly Audience[] = ['sender']

/** A case as its sender sees it: whoever holds number and code. */
export function track(found: Found, secrets: Secrets, book: Rulebook, now: Date) {
  const { row, events: log } = found
  const shows = eyes(SENDER, row.appears)
  const sealed = sealedFrom(row, log)
  const told = log.flatMap((e, index) => {
    if (e.n === 1)
      return [{ at: new Date(e.at).toISOString(), label: e.actor.kind === 'person' ? '工作人员已替您登记' : '已提交' }]
    const { speaks, by } = step(e.action as Action)
    const label = toldAs(e.action as Action, e.data)
    // Of a sealed case nothing of the way is told but who looked at its sender.
    if (!label || (index >= sealed && !by.includes('citizen') && e.action !== 'unveil')) return []
    const text = speaks ? textOf(e, 'note') : null
    return [{ at: new Date(e.at).toISOString(), label, ...(text && { text }) }]
  })
  const { acceptBy, answerBy, dueOn } = datesTold(row, log)
  const way = wayOf({ ...row, children: found.children }, log, null, now, book)
  const actions = allowed({ status: row.status as Status }, ['citizen'], way)
  return {
    no: row.no,
    kind: row.kind,
    ...toldStatus(row, log),
    receivedAt: new Date(row.receivedAt).toISOString(),
    dueOn,
    /** Who deals with it and why, as the sender was told when sending it. */
    because: log.slice(lastSent(log)).flatMap((e) => textOf(e, 'because') ?? [])[0] ?? '',
    ...(acceptBy && { acceptBy }),
    ...(answerBy && { answerBy }),
    /** Companies have somebody of their own to ask; what is sealed has nobody to call. */
    company: row.lane === 'enterprise',
    /** A date in a year whose holidays are not announced yet may still move. */
    provisional: isProvisional(book, acceptBy, answerBy),
    timeline: shows('told', told) ?? [],
    messages: shows('messages', messagesOf(log)) ?? [],
    files: shows('files', filesOf(found)) ?? [],
    rating: shows('rating', ratingOf(log)),
    /** Of a sealed case there are none. */
    directives: (row.lane !== 'sealed' && shows('told', found.conclusions)) || [],
    may: actions.flatMap((action) => MAY[action] ?? []),
    ...(actions.includes('edit') && row.editableUntil && { editableUntil: new Date(row.editableUntil).toISOString() }),
    proof: proof(found, secrets),
  }
}

/**
 * What shows that the words are still those sent: a keyed digest of the first event, under the key of its day so that it
 * stays the same, and whether the account still is the one the sender's last event committed to (rulings.md 31).
 */
function proof({ account, events: log, sealKey }: Found, secrets: Secrets) {
  const first = log[0]
  const sent = log.flatMap((e) => (e.n === 1 || e.action === 'edit' ? (textOf(e, 'account') ?? []) : []))
  const keyOfItsDay = sent[0]?.split('.')[0] ?? sealKey
  if (!first || !keyOfItsDay) return { seal: '', intact: false }
  const seal = secrets.digest('seal', first.hash, keyOfItsDay).slice(keyOfItsDay.length + 1, keyOfItsDay.length + 17)
  return { seal, intact: secrets.matches('seal', account, sent.at(-1) ?? '') }
}

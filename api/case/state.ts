import type { Running } from './deadline.ts'
import { type Action, type Clock, type Status, step } from './workflow.ts'

/** The part of a case that steps change. Every event stores it whole. */
export interface State {
  status: Status
  lane: string
  handler: string
  /** Who of the handling office has it, by login. */
  assignee: string | null
  acceptBy: string | null
  answerBy: string | null
  dueOn: string | null
  card: 'yellow' | 'red' | null
  /** The clock of the answer as it has run so far; none before it starts. */
  clock: Running | null
  /** Sent back to whoever hands cases out, and not handed out again. */
  returned: boolean
  /** A longer limit is asked for and not decided. */
  longer: boolean
}

/** What a step needs to know of days and people. */
export interface Moment {
  on: string
  /** When a clock started now runs out, and how it runs; nothing where the step starts none for this case. */
  start: (clock: Clock) => { by: string; running: Running } | null
  /** When a running clock runs out; null while it stands still. */
  end: (running: Running) => string | null
  /** The longer time that was asked for. */
  longer?: Running['extensions'][number] | undefined
  /** Who takes the step; nobody of the desk for sender and clock. */
  login?: string | undefined
}

/** The state a step leads to. */
export function take(state: State, action: Action, moment: Moment, said: Record<string, unknown> = {}): State {
  const { seals } = step(action)
  const status = statusAfter(state.status, action, said)
  const dates = datesAfter(state, action, moment, status, said)
  const next = { ...state, ...(seals && { lane: 'sealed', handler: 'SEALED' }), status, ...dates }
  const dueOn = dueIn(next)
  return {
    ...next,
    assignee: assigneeAfter(state, action, moment, said),
    dueOn,
    card: action === 'yellow' || action === 'red' ? action : dueOn === state.dueOn ? state.card : null,
    returned: SENT_BACK.includes(action) || (state.returned && !HANDED_OUT.includes(action)),
    longer: action === 'extend' || (state.longer && action !== 'grant'),
  }
}

const SENT_BACK: readonly Action[] = ['return', 'recuse', 'settle']
const HANDED_OUT: readonly Action[] = ['accept', 'assign', 'reopen', 'detach']

function statusAfter(status: Status, action: Action, said: Record<string, unknown>): Status {
  const { to = status } = step(action)
  if (typeof to === 'string') return to
  const decided = String(said.decision)
  return (Object.hasOwn(to, decided) ? to[decided] : Object.hasOwn(to, status) ? to[status] : undefined) ?? status
}

type Dates = Pick<State, 'acceptBy' | 'answerBy' | 'clock'>

function datesAfter(
  state: State,
  action: Action,
  moment: Moment,
  status: Status,
  said: Record<string, unknown>,
): Dates {
  const { acceptBy, answerBy } = state
  const { seals, starts, clock: turns } = step(action)
  const kept = { acceptBy, answerBy, clock: state.clock }
  const clock = state.clock ?? (turns ? leftUntil(answerBy, moment.on) : null)
  if (seals) return { ...kept, acceptBy: moment.start('accept')?.by ?? null }
  if (starts === 'supplement')
    return { ...running(kept, stopped(clock, moment.on), moment), acceptBy: moment.start(starts)?.by ?? null }
  if (starts) {
    const started = moment.start(starts)
    return started ? { acceptBy, answerBy: started.by, clock: started.running } : kept
  }
  // What was asked for came: the time for accepting runs anew, and an answer's clock that stood still goes on.
  if (state.status === 'supplement' && status === 'received')
    return { ...running(kept, resumed(clock, moment.on), moment), acceptBy: moment.start('accept')?.by ?? null }
  if (turns === 'stops') return running(kept, stopped(clock, moment.on), moment)
  if (turns === 'resumes') return running(kept, resumed(clock, moment.on), moment)
  if (turns === 'extends' && said.decision === 'grant' && clock && moment.longer)
    return running(kept, { ...clock, extensions: [...clock.extensions, moment.longer] }, moment)
  return kept
}

/** The clock of a case from before clocks were kept: what is left of it, as calendar days. */
const leftUntil = (by: string | null, on: string): Running | null =>
  by === null
    ? null
    : {
        from: on,
        days: Math.max(0, (Date.parse(by) - Date.parse(on)) / DAY),
        counting: 'days',
        stops: [],
        extensions: [],
      }
const DAY = 86_400_000

const running = (dates: Dates, clock: Running | null, { end }: Moment): Dates =>
  clock === null ? dates : { ...dates, clock, answerBy: end(clock) }

const stopped = (clock: Running | null, on: string): Running | null =>
  clock && { ...clock, stops: [...clock.stops, { from: on, to: null }] }
const resumed = (clock: Running | null, on: string): Running | null =>
  clock && { ...clock, stops: clock.stops.map((s) => (s.to === null ? { ...s, to: on } : s)) }

/** Steps that give a case back to nobody in particular. */
const LETS_GO: readonly Action[] = ['return', 'recuse', 'dispute', 'seal', 'reopen', 'resolve']

function assigneeAfter({ assignee }: State, action: Action, { login }: Moment, said: Record<string, unknown>) {
  if (action === 'assign') return typeof said.person === 'string' ? said.person : null
  if (action === 'sign') return login ?? assignee
  return LETS_GO.includes(action) ? null : assignee
}

const ANSWERS: readonly Status[] = [
  'accepted',
  'disputed',
  'assigned',
  'handling',
  'reviewing',
  'approving',
  'approved',
  'recheck',
]
/** Which date is owed next in a status; none when nothing is owed any more, or the clock stands still. */
export function dueIn({ status, acceptBy, answerBy }: Pick<State, 'status' | 'acceptBy' | 'answerBy'>): string | null {
  if (status === 'supplement') return acceptBy
  if (['received', 'doubted', 'releasing'].includes(status)) return acceptBy ?? answerBy
  return ANSWERS.includes(status) ? answerBy : null
}

import type { EventRow, Found } from '../../../api/case/found.ts'
import type { Action, Bar } from '../../../api/case/workflow.ts'

export const NOW = new Date('2026-06-15T10:24:00+08:00')
const DAY = 86_400_000

/** A case that stands otherwise than usual, and which bars are up then, besides those of its lane. */
interface Situation {
  with(found: Found): Found
  /** By its status and lane, where that counts. */
  bars: readonly Bar[] | ((status: string, lane: string) => readonly Bar[])
}

/** What happened besides the submission. */
const happened = (found: Found, ...steps: Partial<EventRow>[]): Found => {
  const [first] = found.events
  if (!first) throw new Error('a case begins with an event')
  const log = steps.map((one, index) => ({
    ...first,
    at: NOW.getTime(),
    actor: { kind: 'person', login: 'somebody' },
    data: null,
    ...one,
    n: index + 2,
  }))
  return { ...found, events: [first, ...log] }
}
const standing = (found: Found, row: Partial<Found['row']>): Found => ({ ...found, row: { ...found.row, ...row } })

/** Nobody asked for more time or for a name, nothing is about a rating, and nobody wished to be called. */
const WISHED: Bar[] = ['unasked', 'unpetitioned', 'incontestable', 'uncontested']
const USUAL: Bar[] = [...WISHED, 'unwished']
/** What came of an unhappy rating, and nobody has called yet. */
const RATED: Bar[] = ['unasked', 'unpetitioned', 'uncontested', 'unheard', 'unwished']
const unhappy = (found: Found) => standing(found, { kind: 'rating', channel: 'RATING' })
const usualBut = (...bars: Bar[]) => [...USUAL, ...bars]

/** Somebody said that the rating is mistaken, and nobody has decided. */
const CONTESTED: Situation = {
  with: (found) => unhappy(happened(found, { action: 'contest' })),
  bars: (_status, lane) =>
    lane === 'sealed'
      ? ['unasked', 'unpetitioned', 'incontestable', 'contested', 'unwished']
      : ['unasked', 'unpetitioned', 'unheard', 'contested', 'undecided', 'unwished'],
}

export const SITUATIONS: Record<Bar | 'clear', Situation> = {
  clear: { with: (found) => found, bars: USUAL },
  // Those of the lane come from the relation.
  sealed: { with: (found) => found, bars: USUAL },
  open: { with: (found) => found, bars: USUAL },
  unasked: { with: (found) => found, bars: USUAL },
  unpetitioned: { with: (found) => found, bars: USUAL },
  late: { with: (found) => standing(found, { editableUntil: NOW.getTime() }), bars: usualBut('late') },
  appealed: { with: (found) => happened(found, { action: 'appeal' }), bars: usualBut('appealed') },
  rated: { with: (found) => happened(found, { action: 'rate' }), bars: usualBut('rated') },
  supplemented: { with: (found) => happened(found, { action: 'supplement' }), bars: usualBut('supplemented') },
  elsewhere: { with: (found) => standing(found, { assignee: 'somebody' }), bars: usualBut('elsewhere') },
  settled: {
    with: (found) => happened(found, { action: 'assign', at: NOW.getTime() - 20 * DAY }),
    bars: usualBut('settled'),
  },
  asked: {
    with: (found) => happened(found, { action: 'extend', data: { days: 5 } }),
    bars: ['asked', 'unpetitioned', 'incontestable', 'uncontested', 'unwished'],
  },
  extended: {
    with: (found) => happened(found, { action: 'extend' }, { action: 'grant', data: { decision: 'grant' } }),
    bars: usualBut('extended'),
  },
  timeless: { with: (found) => standing(found, { dueOn: null }), bars: usualBut('timeless') },
  weighty: {
    with: (found) => standing(found, { flags: ['injury'] }),
    bars: (status) => (status === 'approved' ? USUAL : usualBut('weighty')),
  },
  open_window: {
    with: (found) => happened(found, { action: 'answer' }),
    bars: (status) => (['closed', 'refused'].includes(status) ? usualBut('open_window') : USUAL),
  },
  unwished: { with: (found) => found, bars: USUAL },
  uncalled: { with: (found) => ({ ...found, callback: true }), bars: [...WISHED, 'uncalled'] },
  called: {
    with: (found) => happened({ ...found, callback: true }, { action: 'callback' }),
    bars: [...WISHED, 'called'],
  },
  children: { with: (found) => ({ ...found, children: 1 }), bars: usualBut('children') },
  reopened: {
    with: (found) => happened(found, { action: 'reopen' }, { action: 'reopen' }),
    bars: usualBut('reopened'),
  },
  yellow: { with: (found) => standing(found, { card: 'yellow' }), bars: usualBut('yellow') },
  red: { with: (found) => standing(found, { card: 'red' }), bars: usualBut('red') },
  direct: {
    with: (found) => happened(found, { action: 'accept', actor: { kind: 'system' } }),
    bars: usualBut('direct'),
  },
  anonymous: { with: (found) => standing(found, { appears: 'anonymous' }), bars: usualBut('anonymous') },
  ungranted: { with: (found) => standing(found, { appears: 'confidential' }), bars: usualBut('ungranted') },
  incontestable: { with: (found) => found, bars: USUAL },
  uncontested: { with: (found) => found, bars: USUAL },
  // Of what is sealed nobody is called back, and nothing is contested: it is counted nowhere.
  unheard: { with: unhappy, bars: (_status, lane) => (lane === 'sealed' ? USUAL : RATED) },
  contested: CONTESTED,
  undecided: CONTESTED,
  petitioned: {
    with: (found) => happened(found, { action: 'petition' }),
    bars: ['unasked', 'petitioned', 'incontestable', 'uncontested', 'unwished'],
  },
}

/** The same case after one of its people took a step; somebody has called a rating mistaken, so that this too can be judged. */
export const took = (found: Found, action: Action, login: string): Found =>
  happened(
    found,
    { action: 'contest' },
    { action, actor: { kind: 'person', login }, data: { days: 5, grade: '3', reasons: [] } },
  )

import { STATE, type State } from './workflow.ts'

/** What a sentence at the door may need. */
export interface Situation {
  party: number
  state?: State | undefined
  number?: string | undefined
  /** The check-in that was heard first. */
  before?: { door: string; at: number; party: number } | undefined
  /** The open day the number belongs to. */
  event?: string | undefined
  /** From when the door is open. */
  from?: number | undefined
}

/** The time by the clock on the wall. */
export const clockOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(11, 16).replace(/^0/, '')

interface Outcome {
  /** Whether the person is where they wished to be. */
  good: boolean
  say(it: Situation): string
}

/** Everything a door may be answered, each with its sentence. What is stored of an act is the name of its row. */
export const OUTCOMES = {
  in: { good: true, say: ({ party }) => `签到成功，${party}人` },
  party: { good: true, say: ({ party }) => `签到成功，${party}人。比报名的人数多，还有空位，都可以进` },
  'other-session': { good: true, say: ({ party }) => `签到成功，${party}人。报的是别的场次，已改到这一场` },
  'walked-in': { good: true, say: ({ party, number }) => `现场登记成功，${party}人，编号${number}` },
  over: { good: true, say: ({ party }) => `已记下，${party}人。场内人数超过了名额，请告诉负责人` },
  out: { good: true, say: () => '已签退' },
  undone: { good: true, say: () => '已撤销签到' },
  already: {
    good: false,
    say: ({ before }) =>
      before ? `已由${before.door}在${clockOf(before.at)}签到（${before.party}人）` : '已经签到过了',
  },
  'not-in': { good: false, say: () => '还没有签到，不能签退或者撤销' },
  'other-event': {
    good: false,
    say: ({ event }) => `这是另一场开放日（${event ?? '编号不同'}）的报名，不能在这里签到`,
  },
  unknown: { good: false, say: () => '没有这个编号的报名。请核对8位编号；没有报名的，可以现场登记' },
  cancelled: {
    good: false,
    say: ({ state }) => `这个报名${STATE[state ?? 'cancelled']}，不能签到。有空位时可以现场登记`,
  },
  refused: { good: false, say: () => '这个报名没有通过审核，不能签到' },
  waiting: { good: false, say: () => '这个报名还在候补，没有名额。有空位时可以现场登记' },
  pending: { good: false, say: () => '这个报名还在审核，请联系主办单位' },
  early: { good: false, say: ({ from }) => `还没到签到时间，${from === undefined ? '' : clockOf(from)}起可以签到` },
  full: { good: false, say: () => '没有空位了。报了名的可以进，多出来的人请等有人离开' },
} as const satisfies Record<string, Outcome>

export type OutcomeName = keyof typeof OUTCOMES
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as OutcomeName[]
export const outcomeOf = (name: string): OutcomeName => OUTCOME_NAMES.find((one) => one === name) ?? 'unknown'

/** Outcomes by which somebody came in. */
export const CAME_IN: readonly OutcomeName[] = ['in', 'party', 'other-session', 'walked-in', 'over']

/** Why a registration that has no seat is not let in. */
export const WITHOUT_SEAT: Partial<Record<State, OutcomeName>> = {
  pending: 'pending',
  refused: 'refused',
  waiting: 'waiting',
  offered: 'waiting',
  declined: 'cancelled',
  expired: 'cancelled',
  cancelled: 'cancelled',
}

const WRONG_CLOCK = '。这部手机的时间不准，请校准'

export const sentenceOf = (name: OutcomeName, it: Situation, wrongClock: boolean) =>
  `${OUTCOMES[name].say(it)}${wrongClock ? WRONG_CLOCK : ''}`

/** Who told it, as the next one at a door reads it, besides the doors, which have names of their own. */
export const TELLER: Record<string, string> = { self: '本人扫码', desk: '工作台' }

/** An outcome in a list. */
export const SHORT: Record<OutcomeName, string> = {
  in: '签到',
  party: '签到，比报名的多',
  'other-session': '签到，从别的场次改来',
  'walked-in': '现场登记',
  over: '超过名额',
  out: '签退',
  undone: '撤销签到',
  already: '已由别处先签到',
  'not-in': '没有签到过',
  'other-event': '别的活动',
  unknown: '没有这个编号',
  cancelled: '报名已取消',
  refused: '报名没有通过',
  waiting: '还在候补',
  pending: '还在审核',
  early: '还没到时间',
  full: '没有空位',
}

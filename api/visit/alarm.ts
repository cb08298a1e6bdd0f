/** What about an inspection has to be looked into: what it is called, and what it means. */
export const ALARM = {
  cap: '超过年度频次上限',
  crowded: '30日内第三次及以上入企',
  unpublished: '检查没有公布的事项',
  untasked: '事先没有检查任务',
  late: '补录太晚',
  joint: '应当联合而没有联合',
  shown: '出示过任务码，没有登记就取消',
} as const
export type Kind = keyof typeof ALARM

export const MANY = 3
export const WINDOW = 30
const DAY = 86_400_000

/** Everything an alarm may depend on; no person is in it. */
export interface Facts {
  /** When they entered. */
  day: string
  tasked: boolean
  /** Registered before they left, as what is urgent may be: listed, not an alarm. */
  urgent: boolean
  late: boolean
  /** Whether the caps count it. */
  counted: boolean
  /** Each body in it: its visits of the year to this company that count, this one included, and its cap. */
  bodies: { code: string; n: number; cap: number | null }[]
  items: { code: string; published: boolean; oneVisit: boolean }[]
  /** Something outside the lists was looked at. */
  other: boolean
  /** Days on which anybody entered this company, this one included. */
  days: string[]
  /** Other inspections of the company that could have been joined. */
  near: { no: string; day: string; bodies: string[]; oneVisit: boolean; counted: boolean }[]
}

export interface Alarm {
  kind: Kind
  /** The body, the item or the other inspection it is about. */
  about: string
  n?: number
  most?: number
}

/** The most entries in any thirty days this day lies in. */
export function crowd(days: readonly string[], day: string): number {
  const at = Date.parse(day)
  const all = days.map((one) => Date.parse(one)).filter((one) => Math.abs(one - at) < WINDOW * DAY)
  const within = (from: number) => all.filter((one) => one >= from && one < from + WINDOW * DAY).length
  return Math.max(0, ...all.filter((from) => from <= at).map(within))
}

/** The whole rule: what is to be looked into once somebody has entered. */
export function alarmsOf(facts: Facts): Alarm[] {
  const { bodies, items, days, day, counted, near } = facts
  const over = counted
    ? bodies.flatMap(({ code, n, cap }): Alarm[] =>
        cap !== null && n > cap ? [{ kind: 'cap', about: code, n, most: cap }] : [],
      )
    : []
  const crowded = crowd(days, day)
  const alone = counted && bodies.length === 1 && items.some(({ oneVisit }) => oneVisit)
  const missed = near.find(
    (other) =>
      alone &&
      other.counted &&
      other.oneVisit &&
      other.day.slice(0, 7) === day.slice(0, 7) &&
      !other.bodies.some((code) => bodies.some((own) => own.code === code)),
  )
  return [
    ...over,
    ...(crowded >= MANY ? [{ kind: 'crowded' as const, about: '', n: crowded, most: MANY - 1 }] : []),
    ...items.flatMap(({ code, published }): Alarm[] => (published ? [] : [{ kind: 'unpublished', about: code }])),
    ...(facts.other ? [{ kind: 'unpublished' as const, about: '' }] : []),
    ...(facts.tasked || facts.urgent ? [] : [{ kind: 'untasked' as const, about: '' }]),
    ...(facts.late ? [{ kind: 'late' as const, about: '' }] : []),
    ...(missed ? [{ kind: 'joint' as const, about: missed.no }] : []),
  ]
}

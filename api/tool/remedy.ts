import * as z from 'zod'
import { type Calendar, earliest, lastDay, latest, today } from '../case/deadline.ts'
import { shift } from '../day.ts'
import type { FieldError } from '../refusal.ts'
import { codes, day, words } from '../vocabulary.ts'

export const WHAT = {
  decision: '收到了处罚决定或者其他决定',
  untold: '收到了决定，上面没写可以复议、诉讼',
  notice: '收到了处罚告知书，还没有作出决定',
  inaction: '提出了申请，对方一直没有办',
  review: '收到了行政复议决定',
} as const
export type What = keyof typeof WHAT

/** What the calculator asks; nothing personal. */
export const Remedy = z.strictObject({
  what: codes(WHAT).meta({ title: '发生了什么' }),
  day: day('日期'),
  spot: z.enum(['true', 'false'], { error: '只能是 true 或 false' }).optional().meta({ title: '是不是当场作出的' }),
  learned: day('知道可以复议、诉讼的日期').optional(),
  until: day('应当办完的日期').optional(),
  department: words(1, 40, '单位').optional(),
})
export type Remedy = z.output<typeof Remedy>

/** One date. `last` is a limit and never falls on a day off; `first` is when a way opens; `pay` is not put off by a day off. */
export interface Term {
  key: 'review' | 'court' | 'hearing' | 'pay' | 'open'
  bound: 'last' | 'first' | 'pay'
  title: string
  on: string
  /** The day the law leads to before it is moved to a working day. */
  exact: string
  /** How it was counted, as a sentence. */
  rule: string
  basis: string[]
  /** Counted into a year whose holidays are not announced. */
  provisional: boolean
  passed: boolean
}

const EARLIEST = '2000-01-01'
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The same day of a later month, or its last day where there is none (民法典 202, as 民事诉讼法 85 counts months). */
export function monthsAfter(from: string, months: number): string {
  const [year = 0, month = 1, date = 1] = from.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return iso(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

/** Dates that cannot be, in words; the shape itself is checked before. */
export function wrongDays({ what, day, learned, until }: Remedy, now: Date): FieldError[] {
  const on = today(now)
  const wrong = (path: string, message: string) => [{ path, message }]
  return [
    ...(day < EARLIEST ? wrong('day', '日期太早了，请填2000年以后的日期') : []),
    ...(day > on ? wrong('day', '日期还没有到，请填已经发生的日期') : []),
    ...(what === 'untold' && learned && learned < day ? wrong('learned', '知道的日期不能早于收到决定的日期') : []),
    ...(what === 'untold' && learned && learned > on ? wrong('learned', '日期还没有到，请填已经发生的日期') : []),
    ...(what === 'inaction' && until && until < day ? wrong('until', '应当办完的日期不能早于提出申请的日期') : []),
    ...(what === 'inaction' && until && until > monthsAfter(day, 60) ? wrong('until', '日期太远了，请核对年份') : []),
  ]
}

const LAW = {
  review: '《中华人民共和国行政复议法》',
  court: '《中华人民共和国行政诉讼法》',
  penalty: '《中华人民共和国行政处罚法》',
  court2018: '《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》',
}
type Draft = Omit<Term, 'on' | 'provisional' | 'passed'>

/** The dates of one situation as the law has them, before days off are looked at. */
function drafts({ what, day, spot, learned, until }: Remedy): Draft[] {
  const last = (key: Term['key'], title: string, exact: string, rule: string, ...basis: string[]): Draft => ({
    key,
    bound: 'last',
    title,
    exact,
    rule,
    basis,
  })
  const first = spot === 'true'
  switch (what) {
    case 'decision':
      return [
        last('review', '申请行政复议', shift(day, 60), '从收到的第二天数起，60日', `${LAW.review}第二十条第一款`),
        // 复议法 23(1)(1): a penalty on the spot goes to reconsideration first, so no date for the court yet.
        ...(first
          ? []
          : [last('court', '向法院起诉', monthsAfter(day, 6), '从收到之日起，6个月', `${LAW.court}第四十六条第一款`)]),
        {
          key: 'pay',
          bound: 'pay',
          title: '缴罚款，或者申请延期、分期（有罚款的）',
          exact: shift(day, 15),
          rule: '从收到的第二天数起，15日；遇休息日不顺延，请提前缴',
          basis: [`${LAW.penalty}第六十六条第二款`, `${LAW.penalty}第六十七条第三款`],
        },
      ]
    case 'untold': {
      const most = monthsAfter(day, 12)
      const rule = (limit: string) =>
        learned
          ? `从知道可以复议、诉讼的第二天数起，${limit}，最长不超过收到决定后1年`
          : `从知道可以复议、诉讼之日起${limit}；这里写的是最晚的一天：收到决定后1年`
      return [
        last(
          'review',
          learned ? '申请行政复议' : '申请行政复议，最晚',
          learned ? earliest(shift(learned, 60), most) : most,
          rule('60日'),
          `${LAW.review}第二十条第三款`,
        ),
        ...(first
          ? []
          : [
              last(
                'court',
                learned ? '向法院起诉' : '向法院起诉，最晚',
                learned ? earliest(monthsAfter(learned, 6), most) : most,
                rule('6个月'),
                `${LAW.court2018}第六十四条第一款`,
              ),
            ]),
      ]
    }
    case 'notice':
      return [
        {
          ...last('hearing', '要求听证', '', '从告知的第二天数起，5个工作日'),
          basis: [`${LAW.penalty}第六十三条第一款`, `${LAW.penalty}第六十四条第（一）项`, `${LAW.penalty}第八十五条`],
        },
      ]
    case 'inaction': {
      // Two months and 60 days differ by a day or two: opened by the later and closed by the earlier, both hold.
      const [opens, closes] = until
        ? [until, until]
        : [latest(monthsAfter(day, 2), shift(day, 60)), earliest(monthsAfter(day, 2), shift(day, 60))]
      const since = until ? '应当办完的日期过后' : '没有规定办理期限的，提出申请满2个月以后'
      return [
        {
          key: 'open',
          bound: 'first',
          title: '可以申请行政复议，最早',
          exact: shift(opens, 1),
          rule: since,
          basis: [`${LAW.review}第二十三条第一款第（三）项`, `${LAW.court}第四十七条第一款`],
        },
        last('review', '申请行政复议', shift(closes, 60), `${since}，60日`, `${LAW.review}第二十条第一款`),
      ]
    }
    case 'review':
      return [last('court', '向法院起诉', shift(day, 15), '从收到的第二天数起，15日', `${LAW.court}第四十五条`)]
  }
}

/** The dates of a situation over the work calendar, in the order they come. */
export function termsOf(asked: Remedy, calendar: Calendar, now: Date): Term[] {
  const on = today(now)
  return drafts(asked)
    .map((draft): Term => {
      const limit = { days: draft.key === 'hearing' ? 5 : 0, counting: 'workdays' as const, basis: '' }
      const end = lastDay(draft.key === 'hearing' ? asked.day : draft.exact, limit, calendar)
      const day = draft.bound === 'last' ? end.on : draft.exact
      const known =
        calendar.years.has(day.slice(0, 4)) && (draft.key !== 'hearing' || calendar.years.has(asked.day.slice(0, 4)))
      return {
        ...draft,
        exact: draft.exact || day,
        on: day,
        provisional: draft.bound === 'last' && !known,
        passed: day < on && draft.bound !== 'first',
      }
    })
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

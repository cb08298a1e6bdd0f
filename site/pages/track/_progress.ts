import { type Limit, lastDay, today } from '../../../api/case/deadline.ts'
import type { Conclusion } from '../../../api/directive/conclusion.ts'
import { dayWords } from '../../ui/date.ts'
import type { IconName } from '../../ui/icons.ts'
import { counted, daysBetween, type Holidays, leftWords, remaining } from '../_calendar.ts'
import { type Terms, unitOf } from '../_terms.ts'

/** What `/api/track/{no}` tells the sender. */
export interface Tracked {
  no: string
  kind: string
  status: string
  statusLabel: string
  receivedAt: string
  dueOn: string | null
  because: string
  provisional: boolean
  acceptBy?: string | undefined
  answerBy?: string | undefined
  timeline: { at: string; label: string; text?: string | undefined }[]
  messages: { at: string; from: 'you' | 'desk'; text: string }[]
  files: { n: number; kind: string | null; size: number; state: string; from: string }[]
  rating: { label: string; reasons: string[] } | null
  directives: Conclusion[]
  improvement: Improvement | null
  may: string[]
  editableUntil?: string | undefined
  recheckUntil?: string | undefined
  /** Whether it runs on the fast lane for companies, whose contact is then shown. */
  company: boolean
  /** Whether a notice goes out when something new stands here. */
  notices: boolean
  proof: { seal: string; intact: boolean; erased?: boolean | undefined }
}

/** The case that came of an unhappy rating, under the same number. */
export type Improvement = Omit<Dated, 'kind'> &
  Pick<Tracked, 'statusLabel' | 'answerBy' | 'provisional' | 'messages' | 'rating' | 'may'>

/** As much of it as a date is counted from. */
export type Dated = Pick<Tracked, 'dueOn' | 'acceptBy' | 'receivedAt' | 'timeline' | 'kind' | 'status'>
/** As much of it as the way so far and ahead is drawn from. */
export type Ahead = Pick<Tracked, 'status' | 'acceptBy' | 'answerBy' | 'dueOn' | 'may' | 'recheckUntil' | 'timeline'>

/** What was done, said once when the page comes back. */
export const DONE: Record<string, string> = {
  edit: '已经按您改的重新登记。',
  messages: '留言已经送到。',
  supplement: '补充的材料已经收到。',
  rating: '谢谢，您的评价已经收到。',
  recheck: '已经收到，会换人复核。',
  'improvement/rating': '谢谢，您的第二次评价已经收到。前后两次都保留。',
  'improvement/messages': '留言已经送到。',
}

/** Moments whose words are for the sender. */
const SPOKEN = new Set(['已答复', '不予受理', '复核有结果'])

/** The last words of weight: an answer, a refusal, a recheck. */
export const answerIn = ({ timeline }: Pick<Tracked, 'timeline'>) =>
  timeline.findLast((t) => t.text && SPOKEN.has(t.label))

const LOOKS: Record<string, { tone?: 'teal' | 'ok' | 'stop'; icon: IconName }> = {
  answered: { tone: 'ok', icon: 'check' },
  closed: { tone: 'ok', icon: 'check' },
  refused: { tone: 'stop', icon: 'cross' },
  withdrawn: { icon: 'back' },
}
export const looks = (status: string) => LOOKS[status] ?? { tone: 'teal' as const, icon: 'clock' as const }

/** Under which codes the limits of each kind of matter are published; a sender is not told the lane of theirs. */
const LIMITS: Partial<Record<string, string[]>> = {
  praise: ['LIGHT'],
  suggestion: ['LIGHT'],
  question: ['LIGHT'],
  site: ['SITE'],
  rating: ['BAD', 'SECRET'],
}

/** The published limit that leads from one day to the other; none when it has been published anew since. */
const limitBetween = (from: string, on: string, limits: (Limit | undefined)[], calendar: Holidays) =>
  limits.find((limit) => limit && lastDay(from, limit, calendar).on === on)

const RULE = {
  工作日: '休息日和节假日不计。',
  日: '休息日也计；最后一日遇休息日的，顺延到下一个工作日。',
}

/** The date that is owed next, how far it is, and how it was counted. */
export function clockOf(tracked: Dated, now: Date, calendar: Holidays, terms: Terms) {
  const { dueOn, acceptBy, receivedAt, timeline, kind } = tracked
  if (dueOn === null) return undefined
  const rechecking = tracked.status === 'recheck'
  const accepting = !rechecking && dueOn === acceptBy
  // Where nothing need be accepted, the answer is owed from the day of receipt.
  const accepted = accepting || !acceptBy ? undefined : timeline.find((t) => t.label === '已受理')
  const appealed = rechecking ? timeline.findLast((t) => t.label === '您要求复核') : undefined
  const from = today(new Date((appealed ?? accepted)?.at ?? receivedAt))
  const begun = appealed ? '要求复核' : accepted ? '受理' : '提交'
  const published = (LIMITS[kind] ?? ['GEN', 'ENT', 'SECRET', '12345', 'LEAD', 'BAD']).map(
    (code) => terms.get(code)?.[rechecking ? 'recheck' : accepting ? 'accept' : 'answer'],
  )
  const limit = limitBetween(from, dueOn, published, calendar)
  const unit = unitOf(limit?.counting)
  const [gone, max] = [Math.max(0, daysBetween(from, today(now))), Math.max(1, daysBetween(from, dueOn))]
  const left = leftWords(remaining(now, dueOn, unit, calendar))
  return {
    title: rechecking ? '最迟复核日期' : accepting ? '最迟告诉您是否受理' : '最迟答复日期',
    on: dueOn,
    progress: { value: Math.min(gone, max), max, text: `从${dayWords(from, now)}起，第${gone}日，共${max}日` },
    start: `${dayWords(from, now)}${begun}`,
    left: `今天${dayWords(now, now)}，${left}`,
    overdue: dueOn < today(now),
    rule: limit ? RULE[unit] : '以这里写的日期为准。',
    /** Working days are shown day by day; a month of days is told in words. */
    days: unit === '工作日' && max <= 21 ? counted(from, dueOn, calendar, begun) : undefined,
    from,
  }
}

/** What is still to come, most distant first. */
export function ahead({ status, acceptBy, answerBy, dueOn, may, recheckUntil }: Omit<Ahead, 'timeline'>) {
  const accept = acceptBy && { title: '告诉您是否受理', on: acceptBy, text: '不受理的，写明理由和该找哪里。' }
  const answer = answerBy && { title: '答复', on: answerBy, text: '答复就写在这一页。' }
  const next =
    status === 'received'
      ? [answer, accept]
      : ['accepted', 'assigned', 'handling'].includes(status)
        ? [answer]
        : status === 'recheck'
          ? [{ title: '复核有结果', on: dueOn, text: '由没有办过这件事的人重新看，结果写在这一页。' }]
          : may.includes('rate') || may.includes('recheck')
            ? [
                {
                  title: '您的评价',
                  on: recheckUntil ?? null,
                  text: may.includes('recheck') ? '可以评价；不满意的，可以要求一次复核。' : '可以评价。',
                },
              ]
            : []
  return next.filter((n) => typeof n === 'object')
}

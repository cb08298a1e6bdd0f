import { today } from '../../../api/case/deadline.ts'
import { dayWords } from '../../ui/date.ts'
import type { IconName } from '../../ui/icons.ts'
import { counted, daysBetween, type Holidays, leftWords, remaining } from '../_calendar.ts'

/** What `/api/track/{no}` tells the sender. */
export interface Tracked {
  no: string
  status: string
  statusLabel: string
  receivedAt: string
  dueOn: string | null
  because: string
  provisional: boolean
  acceptBy?: string | undefined
  answerBy?: string | undefined
  timeline: { at: string; label: string; text?: string | undefined }[]
  may: string[]
  proof: { seal: string }
}

const LOOKS: Record<string, { tone?: 'teal' | 'ok' | 'stop'; icon: IconName }> = {
  answered: { tone: 'ok', icon: 'check' },
  closed: { tone: 'ok', icon: 'check' },
  refused: { tone: 'stop', icon: 'cross' },
  withdrawn: { icon: 'back' },
}
export const looks = (status: string) => LOOKS[status] ?? { tone: 'teal' as const, icon: 'clock' as const }

/** The date that is owed next, how far it is, and how it was counted. */
export function clockOf({ dueOn, acceptBy, receivedAt, timeline }: Tracked, now: Date, calendar: Holidays) {
  if (dueOn === null) return undefined
  const accepting = dueOn === acceptBy
  const accepted = timeline.find((t) => t.label === '已受理')
  const from = today(new Date(accepting || !accepted ? receivedAt : accepted.at))
  const [gone, max] = [Math.max(0, daysBetween(from, today(now))), Math.max(1, daysBetween(from, dueOn))]
  const left = leftWords(remaining(now, dueOn, accepting ? '工作日' : '日', calendar))
  return {
    title: accepting ? '最迟告诉您是否受理' : '最迟答复日期',
    on: dueOn,
    progress: { value: Math.min(gone, max), max, text: `从${dayWords(from, now)}起，第${gone}日，共${max}日` },
    start: `${dayWords(from, now)}${accepted && !accepting ? '受理' : '提交'}`,
    left: `今天${dayWords(now, now)}，${left}`,
    overdue: dueOn < today(now),
    /** Working days are shown day by day; a month of days is told in words. */
    days: accepting && max <= 21 ? counted(from, dueOn, calendar) : undefined,
    from,
  }
}

/** What is still to come, most distant first. */
export function ahead({ status, acceptBy, answerBy }: Tracked) {
  const accept = acceptBy && { title: '告诉您是否受理', on: acceptBy, text: '不受理的，写明理由和该找哪里。' }
  const answer = answerBy && { title: '答复', on: answerBy, text: '答复就写在这一页。' }
  const next =
    status === 'received' ? [answer, accept] : ['accepted', 'assigned', 'handling'].includes(status) ? [answer] : []
  return next.filter((n) => typeof n === 'object')
}

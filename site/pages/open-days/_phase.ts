import { instantOf, type Phase } from '../../../api/open-day/open-day.ts'
import type { OpenDay } from '../../../content/kinds/open-day.ts'
import { civil, dayWords } from '../../ui/date.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** 3天4小时, 25分钟: as much as one plans with. */
export function lengthOf(ms: number): string {
  const [days, hours, minutes] = [Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR), Math.ceil((ms % HOUR) / MINUTE)]
  if (days > 0) return `${days}天${hours > 0 ? `${hours}小时` : ''}`
  if (minutes === 60) return `${hours + 1}小时`
  return hours > 0 ? `${hours}小时${minutes > 0 ? `${minutes}分钟` : ''}` : `${Math.max(1, minutes)}分钟`
}

/** 6月15日（周一）9:00 */
function momentWords(local: string, now: Date): string {
  const at = new Date(instantOf(local))
  const { weekday, clock } = civil(at)
  return `${dayWords(at, now)}（周${weekday}）${clock}`
}

/** Where an open day stands in one sentence, and what to do now in another. */
export function standingWords(
  { opens, closes, sessions, place }: Pick<OpenDay, 'opens' | 'closes' | 'sessions' | 'place'>,
  phase: Phase,
  left: number,
  now: Date,
): { says: string; next: string } {
  const until = (local: string) => lengthOf(instantOf(local) - now.getTime())
  const clock = civil(new Date(instantOf(opens))).clock
  const waiting = '名额满了自动排进候补，有人退出就按先后通知。'
  return {
    ahead: {
      says: `${momentWords(opens, now)}开始报名，还有${until(opens)}。`,
      next: `${clock}以前不用排队，也不用守着这一页：到点以后按提交的先后给名额，${waiting}`,
    },
    open: {
      says: `报名到${momentWords(closes, now)}截止，还有${until(closes)}。${left > 0 ? `现在还有${left}个名额。` : '名额满了，可以排候补。'}`,
      next: `不用注册，交了马上知道结果。${waiting}`,
    },
    closed: {
      says: '报名已经截止。',
      next: '报了名的，请按时间来；来不了的，请尽早取消，名额会让给候补的人。',
    },
    running: {
      says: sessions.length > 1 ? '活动正在进行，或者正在分场进行。' : '活动正在进行。',
      next: `报了名的，请到${place.name}，出示二维码或者报编号签到。`,
    },
    over: { says: '活动已经结束。', next: '报名时留下的姓名和电话，结束90日后删除。' },
    reported: { says: '活动已经结束，报告已经公布。', next: '报名时留下的姓名和电话，结束90日后删除。' },
    off: { says: '这场活动已经取消。', next: '报了名的，名额都已退回，不用再来。' },
  }[phase]
}

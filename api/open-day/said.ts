import type { OpenDay, Session } from '../../content/kinds/open-day.ts'
import { GROUP, type Group, groupsOf } from './open-day.ts'

const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const

/** A minute of the wall clock in parts, as people say them. */
function parts(local: string) {
  const [day = '', clock = ''] = local.split('T')
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return {
    day: `${year}年${month}月${date}日`,
    weekday: WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()],
    clock: clock.replace(/^0/, ''),
  }
}

/** 2026年6月12日（周五）9:00–11:30 */
export function sessionTime({ starts, ends }: Pick<Session, 'starts' | 'ends'>): string {
  const { day, weekday, clock } = parts(starts)
  return `${day}（周${weekday}）${clock}–${parts(ends).clock}`
}
/** 8:45起签到 */
export const checkInTime = ({ checkIn }: Pick<Session, 'checkIn'>): string => `${parts(checkIn).clock}起签到`

/** 2026年6月12日17:00 */
export const minuteWords = (local: string): string => `${parts(local).day}${parts(local).clock}`

/** 30个：人大代表3个、群众27个 */
export function seatWords({ sessions }: Pick<OpenDay, 'sessions'>): string {
  const of = (group: Group) =>
    sessions.flatMap(({ seats }) => seats).reduce((sum, s) => sum + (s.group === group ? s.seats : 0), 0)
  const groups = groupsOf(sessions)
  const all = groups.reduce((sum, group) => sum + of(group), 0)
  return `${all}个：${groups.map((group) => `${GROUP[group]}${of(group)}个`).join('、')}`
}

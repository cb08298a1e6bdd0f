import { type Calendar, calendarOf, isWorkday, span, today, workdaysUntil } from '../../api/case/deadline.ts'
import type { Client } from '../../api/client.ts'
import { civil, dayWords } from '../ui/date.ts'

const DAY = 86_400_000

/** The published work calendar, with the names of its festivals. */
export interface Holidays extends Calendar {
  names: ReadonlyMap<string, string>
}

export async function holidaysOf(client: Client): Promise<Holidays> {
  const answer = await client.api.workdays.$get({ query: { limit: '100' } })
  const years = answer.ok ? (await answer.json()).items.map(({ data }) => data) : []
  const names = years.flatMap(({ off }) =>
    off.flatMap(({ from, to, name }) => span(from, to).map((on) => [on, name.replace(/节.*/, '')] as const)),
  )
  return { ...calendarOf(years), names: new Map(names) }
}

export type Unit = '日' | '工作日'
interface Left {
  left: number
  unit: Unit
}

/** Whole days between two civil days. */
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY)

/** What is left until a day, in the unit its rule counts; a day off after the last day is already too late. */
export function remaining(now: Date, on: string, unit: Unit, calendar: Calendar): Left {
  const from = today(now)
  if (unit === '日') return { left: daysBetween(from, on), unit }
  const left = workdaysUntil(from, on, calendar)
  return on < from && left === 0 ? { left: daysBetween(from, on), unit: '日' } : { left, unit }
}

/** The same as a person says it. */
export function leftWords({ left, unit }: Left): string {
  const days = unit === '日' ? '天' : '个工作日'
  return left > 0 ? `还有${left}${days}` : left === 0 ? '今天到期' : `已超过${-left}${days}`
}

/** 7月17日（周五） */
export const dueWords = (on: string, now: Date) => `${dayWords(on, now)}（周${civil(on).weekday}）`

/** 黄牌 when the last day is today or the next working day, 红牌 once it is over. */
export function cardOf(now: Date, on: string | null, calendar: Calendar): 'yellow' | 'red' | null {
  if (on === null) return null
  if (on < today(now)) return 'red'
  return workdaysUntil(today(now), on, calendar) <= 1 ? 'yellow' : null
}

type Counted = { on: string; mark: 'start' | 'count' | 'rest' | 'last'; name?: string }

/** How working days were counted from one day to another, for the calendar strip; the first day is called what it began with. */
export function counted(from: string, to: string, calendar: Holidays, begun: string): Counted[] {
  return span(from, to).map((on): Counted => {
    if (on === from) return { on, mark: 'start', name: begun }
    if (on === to) return { on, mark: 'last' }
    const name = calendar.names.get(on)
    return isWorkday(on, calendar) ? { on, mark: 'count' } : { on, mark: 'rest', ...(name && { name }) }
  })
}

import { type Calendar, isWorkday, today, workdaysUntil } from '../../api/case/deadline.ts'
import type { Client } from '../../api/client.ts'
import { civil, dayWords } from '../ui/date.ts'

const DAY = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The published work calendar, with the names of its festivals. */
export interface Holidays extends Calendar {
  names: ReadonlyMap<string, string>
}

export async function calendarOf(client: Client): Promise<Holidays> {
  const answer = await client.api.workdays.$get({ query: { limit: '100' } })
  const years = answer.ok ? (await answer.json()).items : []
  const moved = new Map<string, boolean>()
  const names = new Map<string, string>()
  for (const { data } of years) {
    for (const { from, to, name } of data.off)
      for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY) {
        moved.set(iso(ms), false)
        names.set(iso(ms), name.replace(/节.*/, ''))
      }
    for (const day of data.work) moved.set(day, true)
  }
  return { moved, names, years: new Set(years.filter((y) => !y.data.provisional).map((y) => y.code)) }
}

export type Unit = '日' | '工作日'
export interface Left {
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

export type Counted = { on: string; mark: 'start' | 'count' | 'rest' | 'last'; name?: string }

/** How working days were counted from one day to another, for the calendar strip. */
export function counted(from: string, to: string, calendar: Holidays): Counted[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, i): Counted => {
    const on = iso(Date.parse(from) + i * DAY)
    if (i === 0) return { on, mark: 'start' }
    if (on === to) return { on, mark: 'last' }
    const name = calendar.names.get(on)
    return isWorkday(on, calendar) ? { on, mark: 'count' } : { on, mark: 'rest', ...(name && { name }) }
  })
}

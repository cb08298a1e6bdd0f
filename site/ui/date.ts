const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const
const EIGHT_HOURS = 8 * 3_600_000

/** What we show of a moment: the civil day and clock of the whole country, UTC+8 without summer time. */
interface Civil {
  /** YYYY-MM-DD */
  date: string
  year: number
  month: number
  day: number
  weekday: (typeof WEEKDAYS)[number]
  /** H:mm */
  clock: string
}

/** Accepts a civil day (`2026-07-17`), which has no hour to shift, or an instant. */
export const civil = (at: string | number | Date): Civil => {
  const isDay = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at)
  const shifted = new Date(new Date(at).getTime() + (isDay ? 0 : EIGHT_HOURS))
  return {
    date: shifted.toISOString().slice(0, 10),
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: WEEKDAYS[shifted.getUTCDay()] ?? '日',
    clock: `${shifted.getUTCHours()}:${String(shifted.getUTCMinutes()).padStart(2, '0')}`,
  }
}

/** 7月17日; the year is said only when it is not this one. */
export const dayWords = (at: string | number | Date, now: Date): string => {
  const { year, month, day } = civil(at)
  return `${year === civil(now).year ? '' : `${year}年`}${month}月${day}日`
}

/** 2026年6月1日: the year is always said, as of what happened or is law. */
export const wholeDay = (at: string | number | Date): string => {
  const { year, month, day } = civil(at)
  return `${year}年${month}月${day}日`
}

/** 2025年1月1日起施行，至2025年11月30日止: in force is half-open, people read the last day. The year is always said: it is law. */
export const effectWords = (from: string, to: string | null, cancelled = false): string => {
  const until = to && `，至${wholeDay(new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10))}止`
  return `${wholeDay(from)}起${cancelled ? '取消' : '施行'}${until ?? ''}`
}

/** 一 … 九十九, for counting days aloud. */
export const ordinal = (n: number): string => {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
  const tens = Math.floor(n / 10)
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${digits[n % 10] ?? ''}`
}

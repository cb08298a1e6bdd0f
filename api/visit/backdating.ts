import type { FieldError } from '../refusal.ts'

/** What was not registered at the door may be written down within so many days of the end of the outage (domain.md B7). */
const BACKFILL_DAYS = 10
const DAY = 86_400_000
/** Nobody remembers an hour of longer ago. */
const FARTHEST = 365

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY)

interface Told {
  enteredOn: string
  clock: string
  restoredOn: string
}

export const momentOf = ({ enteredOn, clock }: Pick<Told, 'enteredOn' | 'clock'>) =>
  new Date(`${enteredOn}T${clock}:00+08:00`)

/** What is wrong with entering that is told afterwards; nothing when it may be written down. */
export function backdating(
  told: Told,
  now: Date,
  today: string,
  planned?: { on: string; until: string },
): FieldError[] {
  const { enteredOn, restoredOn } = told
  if (momentOf(told) > now) return [{ path: 'enteredOn', message: '这个时间还没有到。补录的是已经进过的门' }]
  if (daysBetween(enteredOn, today) > FARTHEST)
    return [{ path: 'enteredOn', message: '是一年以前的，不能补录。请书面向市司法局说明' }]
  if (restoredOn > today) return [{ path: 'restoredOn', message: '故障恢复以后再补录' }]
  if (restoredOn < enteredOn) return [{ path: 'restoredOn', message: '进门以前故障已经恢复，应当在门前登记，不能补录' }]
  if (daysBetween(restoredOn, today) > BACKFILL_DAYS)
    return [
      {
        path: 'restoredOn',
        message: `故障恢复已经超过${BACKFILL_DAYS}日，不能补录了。请书面向市司法局说明，由它来记`,
      },
    ]
  if (planned && (enteredOn < planned.on || enteredOn > planned.until))
    return [{ path: 'enteredOn', message: '不是任务上的日子。日子改过的，取消这个任务，另外补录一次' }]
  return []
}

/**
 * What is wrong with an inspection that is said to have been urgent: it is registered before they leave, on the day they
 * came (深府规〔2025〕6号); what is told later was an outage or is the bureau's to write down.
 */
export const urgency = ({ clock }: Pick<Told, 'clock'>, now: Date, today: string): FieldError[] =>
  momentOf({ enteredOn: today, clock }) > now
    ? [
        {
          path: 'clock',
          message:
            '这个时间今天还没有到。紧急检查当天、离开企业以前登记；已经过了那一天的，不能按紧急登记，请书面向市司法局说明',
        },
      ]
    : []

/** Whether it was written down so late that somebody looks at it, though the outage allows it. */
export const isLate = (enteredOn: string, recordedOn: string): boolean =>
  daysBetween(enteredOn, recordedOn) > BACKFILL_DAYS

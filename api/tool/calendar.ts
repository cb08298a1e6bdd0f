import type { Term } from './remedy.ts'

/** RFC 5545 3.1: a line holds 75 octets; the next begins with a space. No character is torn apart. */
export function fold(line: string): string {
  const lines: string[] = []
  let piece = ''
  let size = 0
  for (const sign of line) {
    const octets = Buffer.byteLength(sign)
    if (size + octets > (lines.length === 0 ? 75 : 74)) {
      lines.push(piece)
      piece = ''
      size = 0
    }
    piece += sign
    size += octets
  }
  return [...lines, piece].join('\r\n ')
}

export const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')
const date = (day: string) => day.replaceAll('-', '')
export const stamp = (now: Date) => `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
const DAY = 86_400_000
const nextDay = (day: string) => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10)

const CAUTION = '这是一般性的法律信息，不代替对您这件事的法律意见。文书上写明的期限与这里不同的，以文书为准。'

/** Days before a limit on which the calendar reminds. */
const REMIND = [7, 3]

/** The dates as a calendar file: whole days, reminders before limits, and the provision in each. */
export function icsOf(terms: readonly Term[], day: string, now: Date): string {
  const events = terms.flatMap((term) => {
    const says = [
      `${term.rule}。`,
      `依据：${term.basis.join('、')}。`,
      ...(term.provisional ? ['这一年的放假安排还没公布，请提前办。'] : []),
      CAUTION,
    ]
    const title = `${term.title}${term.bound === 'last' ? '：最后一天' : term.bound === 'pay' ? '：到期' : '：从今天起'}`
    const alarms =
      term.bound === 'first'
        ? []
        : REMIND.flatMap((days) => [
            'BEGIN:VALARM',
            'ACTION:DISPLAY',
            `TRIGGER:-P${days}D`,
            `DESCRIPTION:${escaped(title)}`,
            'END:VALARM',
          ])
    return [
      'BEGIN:VEVENT',
      // The same question gives the same events: importing the file twice doubles nothing.
      `UID:remedy-${term.key}-${date(day)}-${date(term.on)}@yangguang`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART;VALUE=DATE:${date(term.on)}`,
      `DTEND;VALUE=DATE:${date(nextDay(term.on))}`,
      `SUMMARY:${escaped(title)}`,
      `DESCRIPTION:${escaped(says.join('\n'))}`,
      'TRANSP:TRANSPARENT',
      ...alarms,
      'END:VEVENT',
    ]
  })
  return calendarOf('remedy', events)
}

/** Events as the file a calendar takes in; one that is subscribed to has a name and is asked for again. */
export function calendarOf(what: string, events: readonly string[], name?: string): string {
  const head = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//yangguang//${what}//ZH`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...(name ? [`X-WR-CALNAME:${escaped(name)}`, 'REFRESH-INTERVAL;VALUE=DURATION:PT12H'] : []),
  ]
  return `${[...head, ...events, 'END:VCALENDAR'].map(fold).join('\r\n')}\r\n`
}

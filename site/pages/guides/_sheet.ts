import { civil } from '../../ui/date.ts'

/** One question of the self-check. */
export interface Item {
  group: string
  item: string
  days: number
  basis: string
}
export const REPLY = { yes: '是', no: '否', na: '不适用' } as const
export type Reply = keyof typeof REPLY

/** What a person answered; a day and a note only where something must be mended. */
export interface Answer {
  reply?: Reply
  due?: string
  note?: string
}

const DAY = 86_400_000
export const MOST_NOTE = 200

/** The day by which to mend it, when it was found wrong today; 0 is at once. */
export const dueOn = (today: string, days: number): string => civil(Date.parse(today) + days * DAY).date

/** 当天 for what cannot wait. */
export const daysWords = (days: number): string => (days === 0 ? '当天' : `${days}天内`)

/** A law by the name people use: the state it is a law of goes without saying in a guide. */
export const lawWords = (basis: string): string => basis.replace('《中华人民共和国', '《')

/** A question is known by its own words, so that answers find it in the next edition; twins are counted. */
export function keysOf(items: readonly Item[]): string[] {
  const seen = new Map<string, number>()
  return items.map(({ item }) => {
    const n = (seen.get(item) ?? 0) + 1
    seen.set(item, n)
    return n === 1 ? item : `${item}（${n}）`
  })
}

/** Items under their headings, each with its place in the whole list. */
export const grouped = <T extends Item>(items: readonly T[]) => [
  ...Map.groupBy(
    items.map((item, index) => ({ ...item, index })),
    ({ group }) => group,
  ),
]

interface Progress {
  answered: number
  total: number
  wrong: number
}
export const progress = (answers: readonly Answer[]): Progress => ({
  answered: answers.filter(({ reply }) => reply !== undefined).length,
  total: answers.length,
  wrong: answers.filter(({ reply }) => reply === 'no').length,
})

/** What must be mended, the nearest day first. */
export const toMend = (items: readonly Item[], answers: readonly Answer[]) =>
  items
    .flatMap((item, index) => {
      const answer = answers[index]
      return answer?.reply === 'no' ? [{ ...item, ...answer, index, due: answer.due ?? '' }] : []
    })
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.index - b.index))

/** Characters with which a spreadsheet starts a formula, full-width ones included; the same as in our open data. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n|%]/
export const cell = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** The sheet as a table for Excel: a BOM first, or it takes the file for GBK. */
export function toCsv(items: readonly Item[], answers: readonly Answer[]): string {
  const rows = items.map(({ group, item, basis }, i) => {
    const { reply, due = '', note = '' } = answers[i] ?? {}
    return [String(i + 1), group, item, reply ? REPLY[reply] : '', due, note, basis]
  })
  const head = ['序号', '类别', '自查内容', '结果', '整改期限', '备注', '依据']
  return `\ufeff${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

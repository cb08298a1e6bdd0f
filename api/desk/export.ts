import { LANE } from '../../content/kinds/category.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { CASE_KIND, type CaseKind } from '../case/kind.ts'
import type { Rulebook } from '../case/rulebook.ts'
import type { Scope } from '../case/visibility.ts'
import { STATUS, type Status } from '../case/workflow.ts'
import { CHANNEL, type Channel } from '../complaint/channel.ts'
import { APPEARS, type Appears } from '../complaint/complaint.ts'
import { row } from '../publication/csv.ts'
import type { Asked, Days } from './list.ts'
import { numbers, rowsOf } from './query.ts'

interface Row {
  no: string
  moved: 0 | 1
  kind: CaseKind
  channel: Channel
  lane: keyof typeof LANE
  category: string
  about: string | null
  place: string | null
  status: Status
  handler: string
  assignee: string | null
  appears: Appears
  receivedAt: number
  acceptBy: string | null
  answerBy: string | null
  dueOn: string | null
  card: 'yellow' | 'red' | null
  rating: number | null
}

export const COLUMNS = [
  '编号',
  '收到日期',
  '来源',
  '性质',
  '类别',
  '通道',
  '被反映单位',
  '镇街',
  '来件方式',
  '状态',
  '承办单位',
  '承办人',
  '告知受理期限',
  '答复期限',
  '当前期限',
  '牌',
  '评分',
]
const CARD = { yellow: '黄牌', red: '红牌' } as const

/** Where the log of readings keeps that an office took its table: with the office, for others must not learn what it looks for. */
export const tableOf = (handler: string) => `cases/${handler}`

/** What was asked for, without anybody's words; which special supervision it was is that one's business. */
export const askedFor = ({ q, special, ...codes }: Omit<Asked, 'limit' | 'cursor'>) =>
  JSON.stringify({ ...codes, ...(q && { q: '…' }), ...(special && { special: '…' }) })

/** So many rows are in memory at once; between two pieces others are served. */
const PIECE = 500
/** A number and the blank behind it: all are of one length. */
const STEP = '2026-00000000X '.length
/** Which cases ten years hold takes seconds; nobody waits behind it. */
const LONGEST = 60_000
/** A search of more is not cut off but refused. */
export const MOST_FOUND = 1000

/** What is said below the table of cases that moved while it was made. */
const movedWords = (moved: number) =>
  `制表时有${moved}件刚有变化：列出的是变化以后的情况，您不再能看的没有列出。要一致的，请重新导出。`

/**
 * Every case the list holds, as lines of a table. Which they are is asked once, at one moment, fifteen bytes each; the
 * rows follow in pieces, so that a case that moves meanwhile is there once. No reading is held open for it: whoever
 * fetches slowly would keep the journal, and what was deleted from the file in it, for as long.
 */
export async function* lines(
  store: Store,
  scope: Scope,
  asked: Asked,
  days: Days,
  book: Rulebook,
): AsyncGenerator<string> {
  const name = (code: string | null) => (code === null ? '' : (book.departments.get(code)?.name ?? code))
  const said = (c: Row) => [
    c.no,
    today(new Date(c.receivedAt)),
    CHANNEL[c.channel] ?? c.channel,
    CASE_KIND[c.kind] ?? c.kind,
    book.categories.get(c.category)?.name ?? c.category,
    LANE[c.lane],
    name(c.about),
    name(c.place),
    APPEARS[c.appears],
    STATUS[c.status],
    c.handler === 'SEALED' ? '密件专员' : name(c.handler),
    c.assignee,
    c.acceptBy,
    c.answerBy,
    c.dueOn,
    c.card && CARD[c.card],
    c.rating,
  ]
  const [all] = await store.tables.rows<{ held: string | null; seq: number }>(
    numbers(scope, asked, days, MOST_FOUND),
    LONGEST,
  )
  const { held, seq } = { held: all?.held ?? '', seq: all?.seq ?? 0 }
  let moved = 0
  for (let at = 0; at < held.length; at += PIECE * STEP) {
    const piece = held
      .slice(at, at + PIECE * STEP)
      .trim()
      .split(' ')
    const found = await store.tables.rows<Row>(rowsOf(scope, piece, seq))
    const rows = new Map(found.map((one) => [one.no, one]))
    moved += piece.filter((no) => rows.get(no)?.moved !== 0).length
    yield piece
      .flatMap((no) => rows.get(no) ?? [])
      .map((one) => row(said(one)))
      .join('')
  }
  if (moved > 0) yield row([movedWords(moved)])
}

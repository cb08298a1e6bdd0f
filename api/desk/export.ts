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
import { type After, page } from './query.ts'
import { VIEWS } from './view.ts'

interface Row {
  no: string
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
/** A search of more is not cut off but refused. */
export const MOST_FOUND = 1000

/** Every case the list holds, status by status, as lines of a table. */
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
  for (const status of asked.status ? [asked.status] : VIEWS[asked.view].status) {
    let after: After | undefined
    do {
      const rows: Row[] = await store.heavy.rows<Row>(
        page(scope, { ...asked, status, limit: PIECE - 1 }, days, after, 'rows', MOST_FOUND),
      )
      if (rows.length > 0) yield rows.map((one) => row(said(one))).join('')
      const last = rows.at(-1)
      after = last && rows.length === PIECE ? [last.dueOn ?? '9999', last.no] : undefined
    } while (after)
  }
}

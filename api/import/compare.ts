import { setImmediate as turn } from 'node:timers/promises'
import type { Store } from '../../db/open.ts'
import type { importRows } from '../../db/schema.ts'
import { sorted } from '../case/event.ts'
import type { Kind, Version } from '../publication/publication.ts'
import { type Known, register, rowsOf } from '../publication/register.ts'

/** An entry as the workbook states it. */
export interface Stated {
  place: string
  envelope: {
    from: string
    to?: string | undefined
    source?: string | undefined
    filingNo?: string | undefined
    reason?: string | undefined
    reviewOn?: string | undefined
  }
  data: Record<string, unknown>
}
type ImportRow = typeof importRows.$inferInsert

/** Stored entries are read so many at a time, so that the server goes on answering. */
const PIECE = 100

/** What publishing the entries would do: new, changed, withdrawn, or nothing at all. */
export async function compared(
  store: Store,
  id: string,
  kind: Kind,
  stated: readonly Stated[],
  options: { file: string; whole: boolean; today: string },
  onProgress: (done: number) => void,
): Promise<ImportRow[]> {
  const book = await register(store)
  const rows: ImportRow[] = []
  const add = (row: Omit<ImportRow, 'import' | 'n'>) => rows.push({ import: id, n: rows.length + 1, ...row })
  const begins = new Set(stated.map((s) => `${s.data.code} ${s.envelope.from}`))
  for (let i = 0; i < stated.length; i += PIECE) {
    const piece = stated.slice(i, i + PIECE)
    const like = piece.map((s) => likeOf(book.sayings(kind, String(s.data.code)), s.envelope.from))
    const known = new Map(
      (
        await rowsOf(
          store,
          like.filter((k) => k !== undefined),
        )
      ).map((v) => [v.id, v]),
    )
    for (const [j, { place, envelope, data }] of piece.entries()) {
      const { from, to } = envelope
      const sayings = book.sayings(kind, String(data.code))
      const before = known.get(like[j]?.id ?? 0)
      // A workbook without these columns says nothing about them: what was there stays.
      const source = envelope.source ?? before?.source ?? null
      const filingNo = envelope.filingNo ?? before?.filingNo ?? null
      const reviewOn = envelope.reviewOn ?? before?.reviewOn ?? null
      const same = before !== undefined && before.from === from && says(before, data, { source, filingNo, reviewOn })
      const change = sayings.length === 0 ? 'new' : same ? 'unchanged' : 'changed'
      // The reason of the version before, come along with a download, is not the reason of this one.
      const given = envelope.reason === before?.reason && change === 'changed' ? undefined : envelope.reason
      const reason = given ?? (change === 'changed' ? `按《${options.file}》更新` : null)
      const entry = { code: String(data.code), base: newest(sayings), data, source, filingNo, reviewOn, place }
      add({ ...entry, change, from, reason })
      // The day it ends, with no other version beginning then, is a withdrawal.
      if (to && !begins.has(`${data.code} ${to}`) && !(same && before?.to === to))
        add({ ...entry, change: 'withdrawn', from: to, reason: given ?? `按《${options.file}》取消` })
    }
    onProgress(Math.min(i + PIECE, stated.length))
    await turn()
  }
  if (options.whole) {
    const listed = new Set(stated.map((s) => String(s.data.code)))
    const missing = book
      .inForce(kind, options.today, Number.MAX_SAFE_INTEGER)
      .filter((k) => !k.cancelled && !listed.has(k.code))
    for (let i = 0; i < missing.length; i += PIECE) {
      for (const v of await rowsOf(store, missing.slice(i, i + PIECE)))
        add({
          code: v.code,
          change: 'withdrawn',
          base: newest(book.sayings(kind, v.code)),
          from: options.today,
          data: v.data,
          source: v.source,
          filingNo: v.filingNo,
          reviewOn: v.reviewOn,
          reason: `《${options.file}》没有再列入`,
          place: '工作簿里没有',
        })
      await turn()
    }
  }
  return rows
}

const newest = (sayings: readonly Known[]) => (sayings.length ? Math.max(...sayings.map((s) => s.version)) : null)
/** What a version is compared with: the saying that begins the same day, else the one in force then. */
const likeOf = (sayings: readonly Known[], from: string) =>
  sayings.find((s) => s.from === from) ?? sayings.find((s) => s.from <= from)

const says = (
  v: Version,
  data: object,
  said: { source: string | null; filingNo: string | null; reviewOn: string | null },
) =>
  v.summary?.cancelled !== true &&
  JSON.stringify(sorted([v.data, v.source, v.filingNo, v.reviewOn])) ===
    JSON.stringify(sorted([data, said.source, said.filingNo, said.reviewOn]))

import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { and, asc, eq, isNull, or } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { attachments, redactions } from '../../db/schema.ts'
import { filesOf } from '../file/claim.ts'
import { cleanedOf, once, sealCopy } from '../file/clean.ts'
import { gathered, oneOfFew } from '../file/examine.ts'
import { keyOf, opened } from '../file/seal.ts'
import { disk, pathOf, type Row, type World } from '../file/upload.ts'
import { Refusal } from '../refusal.ts'
import { type Box, isPicture, MOST_COPIES, type Picture } from './box.ts'
import { blackened } from './picture.ts'

export type Redaction = typeof redactions.$inferSelect

/** The cleaned picture of an attachment, of a paper one of its pages, which is all that is ever drawn on. */
export function pictureOf(row: Row, page: number): { kind: Picture; size: number; pages: number } {
  if (row.state === 'quarantined') throw new Refusal('file_found')
  if (row.state === 'checking') throw new Refusal('file_waiting')
  const copies = row.state === 'clean' ? (row.copies ?? []) : []
  if (copies.length === 0) throw new Refusal('file_sealed')
  const copy = copies[page - 1]
  if (!copy) throw new Refusal('invalid', { fields: [{ path: 'page', message: '没有这一页，请重新选择' }] })
  if (!isPicture(copy.kind)) throw new Refusal('not_a_picture')
  return { kind: copy.kind, size: copy.size, pages: copies.length }
}

export async function attachmentOf(world: World, no: string, n: string | undefined): Promise<Row> {
  const found = (await filesOf(world, no)).find((row) => String(row.n) === n)
  if (!found) throw new Refusal('not_found')
  return found
}

export const redactionsOf = ({ store }: Pick<World, 'store'>, no: string): Promise<Redaction[]> =>
  store.read
    .select()
    .from(redactions)
    .where(eq(redactions.no, no))
    .orderBy(asc(redactions.n), asc(redactions.page), asc(redactions.m))

/** What a redacted copy is called in a form: attachment and copy. */
export const nameIn = ({ n, m }: Pick<Redaction, 'n' | 'm'>) => `${n}.${m}`
export const labelOf = ({ n, page, m }: Pick<Redaction, 'n' | 'page' | 'm'>) =>
  `附件${n}${page === null ? '' : `第${page}页`}的遮盖件${m}`

/** Draws a new copy and seals it beside the others: the file first, then its row, so that no row is without a file. */
export async function cover(
  world: World,
  row: Row,
  { page, boxes }: { page: number; boxes: Box[] },
  by: string,
  now: Date,
): Promise<Redaction> {
  const { kind, size, pages } = pictureOf(row, page)
  const no = row.no ?? ''
  const n = row.n ?? 0
  const of = and(eq(redactions.no, no), eq(redactions.n, n))
  const drawnOn = eq(redactions.page, page)
  const same = and(of, page === 1 ? or(drawnOn, isNull(redactions.page)) : drawnOn)
  if ((await world.store.read.$count(redactions, same)) >= MOST_COPIES)
    throw new Refusal('invalid', { fields: [{ path: 'boxes', message: `一张图最多留${MOST_COPIES}个遮盖件` }] })
  const drawn = await oneOfFew(async () => blackened(await gathered(cleanedOf(world, row, page, size)), kind, boxes))
  const file = `${row.id}.r${randomBytes(8).toString('hex')}`
  const made = {
    id: randomBytes(16).toString('hex'),
    no,
    n,
    page: pages > 1 ? page : null,
    attachment: row.id,
    file,
    kind,
    boxes,
    by,
    at: now.getTime(),
  }
  try {
    const sealed = await disk(() => sealCopy(world, row, file, once(drawn)))
    const m = (await world.store.read.$count(redactions, of)) + 1
    const redaction = { ...made, m, size: sealed }
    const free = { sql: 'not exists (select 1 from redactions where no = ? and n = ? and m = ?)', args: [no, n, m] }
    const [done] = await world.store.writes.commit([insert(redactions, redaction, free)])
    // Two copies of one picture at the same moment: the other was first.
    if (done?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
    return redaction
  } catch (error) {
    await rm(pathOf(world, file), { force: true })
    throw error
  }
}

/** The plain bytes of a redacted copy. */
export async function coveredOf(world: World, { attachment, file, size }: Redaction) {
  const row = await world.store.read.select().from(attachments).where(eq(attachments.id, attachment)).get()
  if (!row) throw new Refusal('not_found')
  return opened(pathOf(world, file), keyOf(world.secrets, file, row.keyId), file, size)
}

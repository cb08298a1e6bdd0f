import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { and, eq, isNull, lte } from 'drizzle-orm'
import { attachments, redactions } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import { examine, oneOfFew } from './examine.ts'
import { Damaged } from './seal.ts'
import { type Incoming, receive, settleTransfer } from './transfer.ts'
import { begin, drop, folderOf, originalOf, pathOf, type Row, refuse, rowOf, toldOf, type World } from './upload.ts'

/** A file of a form without script: taken in whole, its size known only at its end. */
export async function takeWhole(
  world: World,
  most: number,
  name: string | undefined,
  incoming: Incoming,
  now: Date,
): Promise<string> {
  const capability = await begin(world, most, name, now)
  const begun = await rowOf(world, capability)
  if (!begun) throw new Refusal('not_found')
  try {
    const size = await receive(world, begun, 0, incoming)
    await world.store.writes.commit([{ sql: 'update attachments set size = received where id = ?', args: [begun.id] }])
    if (!size) throw new Refusal('file_broken')
    await finished(world, { ...begun, size, received: size })
    return capability
  } catch (error) {
    await drop(world, begun.id, 'true')
    throw error
  }
}

/** Those being looked at now: twice at once is once. */
const finishing = new Map<string, Promise<Row>>()

/**
 * Once all is here it is read back from the disk: what was acknowledged is what lies there. Its digest and its kind are
 * written down, or why it is refused. Said again to whoever asks again.
 */
export async function finished(world: World, row: Row): Promise<Row> {
  if (row.state === 'refused') throw new Refusal(toldOf(world, row).why ?? 'file_broken')
  if (row.state !== 'receiving') return row
  if (row.received < row.size) throw new Refusal('offset')
  const work = finishing.get(row.id) ?? finish(world, row).finally(() => finishing.delete(row.id))
  finishing.set(row.id, work)
  return work
}

async function finish(world: World, row: Row): Promise<Row> {
  const hash = createHash('sha256')
  try {
    const kind = await oneOfFew(() => examine(digested(originalOf(world, row), hash), row.size))
    const after = { ...row, kind, sha256: hash.digest('hex'), state: 'checking' as const }
    await world.store.writes.commit([
      {
        sql: "update attachments set kind = ?, sha256 = ?, state = 'checking' where id = ? and state = 'receiving'",
        args: [kind, after.sha256, row.id],
      },
    ])
    return after
  } catch (error) {
    // Whoever reads past the end of a file was led there by it.
    const why =
      error instanceof Damaged || error instanceof RangeError
        ? 'file_broken'
        : error instanceof Refusal && error.status < 500 && error.code
    if (!why) throw error
    await refuse(world, row, why)
    throw error instanceof Refusal ? error : new Refusal(why, { cause: error })
  }
}

async function* digested(chunks: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** Takes an upload away before it is claimed. */
export async function terminate(world: World, row: Row) {
  await settleTransfer(row.id)
  await drop(world, row.id, 'true')
}

/** What nobody claimed within a day goes. */
export async function sweep(world: World, now: Date): Promise<number> {
  const over = await world.store.read
    .select({ id: attachments.id })
    .from(attachments)
    .where(and(isNull(attachments.no), lte(attachments.expiresAt, now.getTime())))
    .limit(500)
  let gone = 0
  for (const { id } of over) {
    await settleTransfer(id)
    if (await drop(world, id, `expires_at <= ${now.getTime()}`)) gone++
  }
  return gone
}

/** At the start: files no row knows of, left by a crash between row and file. */
export async function sweepOrphans(world: World): Promise<number> {
  const names = await readdir(folderOf(world)).catch(() => [])
  let gone = 0
  for (const name of names) {
    const [id = ''] = name.split('.')
    const { read } = world.store
    const known = name.startsWith(`${id}.r`)
      ? await read.select({ id: redactions.id }).from(redactions).where(eq(redactions.file, name)).get()
      : await read.select({ id: attachments.id }).from(attachments).where(eq(attachments.id, id)).get()
    if (known || !/^[0-9a-f]{64}(\.\w+)?$/.test(name)) continue
    await rm(pathOf(world, name), { force: true })
    gone++
  }
  return gone
}

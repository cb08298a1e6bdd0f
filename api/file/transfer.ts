import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { attachments } from '../../db/schema.ts'
import { databaseAway, WriteFailed } from '../../db/write.ts'
import { Refusal } from '../refusal.ts'
import { FAMILY, GUESSED, guess, HEAD } from './kind.ts'
import { keyOf, Sealer } from './seal.ts'
import { disk, LASTS, pathOf, type Row, refuse, type World } from './upload.ts'

/** What of a long transfer a crash can lose at most. */
const SAVE_EVERY = 8 * 1024 * 1024

/** Bytes as they come, and how to stop them coming. */
export interface Incoming {
  chunks: AsyncIterable<Uint8Array>
  stop(): void
}

interface Transfer {
  stop(): void
  over: Promise<unknown>
  /** Until the one before it has ended. */
  waiting: boolean
}

/** Transfers under way in this process: one an upload writes. A newer one means that the older is lost on its way. */
const running = new Map<string, Transfer>()

/** Ends what is still coming for an upload, so that what is known of it is the whole truth. */
export async function settleTransfer(id: string) {
  for (let current = running.get(id); current; current = running.get(id)) {
    current.stop()
    await current.over.catch(() => undefined)
  }
}

/**
 * Takes bytes in from an offset on. A transfer that breaks off keeps what came; with a checksum it is all or nothing.
 * The answer is how much there is now, and `undefined` when the checksum was another.
 *
 * The place is taken before anything is waited for: two that came at once would both begin to write.
 */
export async function receive(
  world: World,
  row: Row,
  offset: number,
  incoming: Incoming,
  checksum?: Buffer,
): Promise<number | undefined> {
  const older = running.get(row.id)
  if (older?.waiting) throw new Refusal('locked', { retryAfter: 1 })
  const own: Transfer = { stop: incoming.stop, over: Promise.resolve(), waiting: older !== undefined }
  running.set(row.id, own)
  const work = (async () => {
    older?.stop()
    await older?.over.catch(() => undefined)
    own.waiting = false
    return take(world, row.id, offset, incoming, checksum)
  })()
  own.over = work
  try {
    return await work
  } finally {
    if (running.get(row.id) === own) running.delete(row.id)
  }
}

async function take(world: World, id: string, offset: number, incoming: Incoming, checksum: Buffer | undefined) {
  const row = await world.store.read.select().from(attachments).where(eq(attachments.id, id)).get()
  if (!row) throw new Refusal('not_found')
  if (row.state !== 'receiving' || row.received !== offset) throw new Refusal('offset')
  const handle = await disk(() => open(pathOf(world, id), 'r+'))
  try {
    // What came after the last word that was written down was acknowledged to nobody.
    if ((await handle.stat()).size < row.stored) throw new Refusal('file_broken')
    await handle.truncate(row.stored)
    return await disk(() => append(world, row, handle, incoming, checksum))
  } finally {
    await handle.close()
  }
}

async function append(world: World, row: Row, handle: FileHandle, { chunks }: Incoming, checksum: Buffer | undefined) {
  const sealer = new Sealer(handle, keyOf(world.secrets, row.id, row.keyId), row.id, row.received, row.stored)
  const hash = checksum && createHash('sha256')
  let known = { received: row.received, stored: row.stored }
  const save = async () => {
    await sealer.save()
    known = await remember(world, row.id, known, sealer)
  }
  let head = Buffer.alloc(0)
  let cut = false
  try {
    for await (const chunk of chunks) {
      if (sealer.received + chunk.byteLength > row.size) throw new Refusal('too_large')
      if (row.received === 0 && head.length < HEAD) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)])
        if (head.length >= Math.min(HEAD, row.size)) await demandKind(world, row, head)
      }
      hash?.update(chunk)
      await sealer.write(chunk)
      // The first bytes at once: from then on it is kept for a day.
      if (!checksum && (known.received === 0 || sealer.received - known.received >= SAVE_EVERY)) await save()
    }
  } catch (error) {
    if (error instanceof Refusal || error instanceof WriteFailed || databaseAway(error) || isDisk(error)) throw error
    // Whoever sent it went away in the middle.
    cut = true
  }
  if (hash && (cut || !hash.digest().equals(checksum as Buffer))) {
    await handle.truncate(row.stored)
    return cut ? row.received : undefined
  }
  if (sealer.received > known.received) await save()
  return sealer.received
}

const isDisk = (error: unknown) => /^E(NOSPC|DQUOT|IO|ROFS)$/.test(String((error as { code?: unknown }).code))

/** Refused by its first bytes already: nobody waits for two hundred megabytes to be told so. */
async function demandKind(world: World, row: Row, head: Buffer) {
  const kind = guess(head)
  const refusal = !kind ? 'file_type' : row.size > FAMILY[GUESSED[kind]].most ? 'file_large' : undefined
  // A film without pictures is a recording, and is looked at again when all is here.
  if (refusal) await refuse(world, row, refusal)
  if (refusal) throw new Refusal(refusal)
}

async function remember(world: World, id: string, known: { received: number; stored: number }, now: Sealer) {
  const { received, stored } = now
  const [done] = await world.store.writes.commit([
    {
      sql: `update attachments set received = ?, stored = ?, expires_at = created_at + ${LASTS}
        where id = ? and received = ? and state = 'receiving'`,
      args: [received, stored, id, known.received],
    },
  ])
  // Somebody else moved it: another server, or the day was over.
  if (done?.rowsAffected !== 1) throw new Refusal('offset')
  return { received, stored }
}

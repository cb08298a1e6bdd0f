import { randomBytes } from 'node:crypto'
import { mkdir, open, rm, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { attachments } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import { sha256 } from '../secrets.ts'
import { LARGEST } from './kind.ts'
import { keyOf, opened } from './seal.ts'

export type World = Pick<Deps, 'store' | 'secrets' | 'env'>
export type Row = typeof attachments.$inferSelect

/** An upload nobody claims goes after a day. */
export const LASTS = 24 * 3_600_000
/** One that was only announced goes sooner. */
export const EMPTY_LASTS = 600_000
/** A disk is never filled by strangers: submissions in words need room too (security.md F-12). */
const FREE_SHARE = 0.1
/** All that may lie about unclaimed, by what has arrived: what is only announced takes no room from others. */
const MOST_UNCLAIMED = 20 * 1024 * 1024 * 1024

export const folderOf = ({ env }: Pick<Deps, 'env'>) => join(env.dataDir, 'files')
export const pathOf = (world: Pick<Deps, 'env'>, name: string) => join(folderOf(world), name)

/** 128 bits, and all that it takes to add to an upload or to attach it; kept only as a digest. */
export const newCapability = () => randomBytes(16).toString('base64url')
export const idOf = (capability: string) => sha256(`upload/${capability}`)

export async function rowOf({ store }: Pick<Deps, 'store'>, capability: string): Promise<Row | undefined> {
  if (!/^[\w-]{22}$/.test(capability)) return undefined
  return store.read
    .select()
    .from(attachments)
    .where(eq(attachments.id, idOf(capability)))
    .get()
}

/** What is known of an upload that nobody else may read: its name, and why it was refused. */
interface Told {
  name?: string
  why?: RefusalCode
}
const bound = (id: string) => `attachment/${id}`
const sealTold = ({ secrets }: Pick<Deps, 'secrets'>, id: string, told: Told) =>
  secrets.seal('files', bound(id), JSON.stringify(told))
export const toldOf = ({ secrets }: Pick<Deps, 'secrets'>, { id, keyId, sealed }: Row) =>
  JSON.parse(secrets.open('files', bound(id), { keyId, sealed })) as Told

/** Begins an upload of a known size; the capability is given out this once. */
export async function begin(world: World, size: number, name: string | undefined, now: Date): Promise<string> {
  if (size > LARGEST) throw new Refusal('file_large')
  if (size < 1) throw new Refusal('file_broken')
  await demandRoom(world, size)
  const capability = newCapability()
  const id = idOf(capability)
  await disk(async () => {
    const handle = await open(pathOf(world, id), 'wx', 0o600)
    await handle.close()
    await keepNames(folderOf(world))
  })
  await world.store.writes.commit([
    insert(attachments, {
      id,
      no: null,
      n: null,
      by: 'sender',
      kind: null,
      size,
      received: 0,
      stored: 0,
      sha256: null,
      state: 'receiving',
      ...sealTold(world, id, name === undefined ? {} : { name }),
      copies: null,
      createdAt: now.getTime(),
      expiresAt: now.getTime() + EMPTY_LASTS,
    }),
  ])
  return capability
}

/** A file whose name is not on the disk is lost with the power, however well its bytes lie there (security.md F-19). */
export async function keepNames(folder: string) {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function demandRoom(world: World, size: number) {
  await disk(async () => {
    const made = await mkdir(folderOf(world), { recursive: true, mode: 0o700 })
    if (made !== undefined) await keepNames(world.env.dataDir)
  })
  const { bavail, blocks, bsize } = await statfs(folderOf(world))
  const unclaimed = await world.store.read
    .select({ bytes: sql<number>`coalesce(sum(${attachments.received}), 0)` })
    .from(attachments)
    .where(and(isNull(attachments.no), ne(attachments.state, 'refused')))
    .get()
  // The original and its cleaned copy.
  if (bavail * bsize - 2 * size < blocks * bsize * FREE_SHARE || (unclaimed?.bytes ?? 0) + size > MOST_UNCLAIMED)
    throw new Refusal('no_room')
}

/** A disk that is full or unwell is ours to answer for, and passes. */
export async function disk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const code = String((cause as { code?: unknown }).code)
    if (/^(ENOSPC|EDQUOT|EIO|EROFS|EMFILE|ENFILE)$/.test(code)) throw new Refusal('no_room', { cause })
    throw cause
  }
}

export async function refuse(world: World, row: Row, why: RefusalCode) {
  const { keyId, sealed } = sealTold(world, row.id, { why })
  await world.store.writes.commit([
    {
      sql: "update attachments set state = 'refused', key_id = ?, sealed = ? where id = ? and no is null",
      args: [keyId, sealed, row.id],
    },
  ])
  await rm(pathOf(world, row.id), { force: true })
}

/** The plain bytes of an original, from its beginning. */
export const originalOf = (world: World, row: Pick<Row, 'id' | 'keyId' | 'size'>) =>
  opened(pathOf(world, row.id), keyOf(world.secrets, row.id, row.keyId), row.id, row.size)

/** Row first, on the condition that nobody has claimed it; files after. What a crash leaves is found at the next start. */
export async function drop(world: World, id: string, when: string): Promise<boolean> {
  const [gone] = await world.store.writes.commit([
    { sql: `delete from attachments where id = ? and no is null and ${when}`, args: [id] },
  ])
  if (gone?.rowsAffected !== 1) return false
  await erase(world, id)
  await rm(pathOf(world, id), { force: true })
  return true
}

/** Beside an original lie its copies, numbered from one. */
export const copyName = (id: string, nth: number) => `${id}.${nth}`

/** Takes the copies away, one after another up to the first that is not there. */
export async function erase(world: Pick<Deps, 'env'>, id: string) {
  for (let nth = 1; ; nth++) {
    try {
      await unlink(pathOf(world, copyName(id, nth)))
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return
      throw error
    }
  }
}

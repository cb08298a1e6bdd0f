import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { and, asc, eq, lte, sql } from 'drizzle-orm'
import * as z from 'zod'
import { PHOTOGRAPH } from '../../content/kinds/open-day.ts'
import { insert } from '../../db/row.ts'
import { drafts, photographs } from '../../db/schema.ts'
import { once, sealCopy } from '../file/clean.ts'
import { drawn } from '../file/easel.ts'
import { gathered, oneOfFew } from '../file/examine.ts'
import { guess, HEAD } from '../file/kind.ts'
import { measure, redraw } from '../file/picture.ts'
import { keyOf, opened } from '../file/seal.ts'
import { disk, folderOf, keepNames, pathOf, type World } from '../file/upload.ts'
import { Refusal } from '../refusal.ts'
import { dayOf } from './day.ts'

type Photograph = typeof photographs.$inferSelect

/** Wide enough for a screen, and for a telephone. */
export const WIDTHS = [1280, 480] as const
type Width = (typeof WIDTHS)[number]
/** A report shows twelve; some are left out. */
const MOST = 40
const LARGEST = 10 * 1024 * 1024

const nameOf = (id: string, width: Width) => `photo-${id}.${width}`
/** What it is called in an address: content and width. */
export const fileOf = (id: string, width: Width) => `${id}-${width}.webp`
export function readFile(file: string): { id: string; width: Width } | undefined {
  const [, id, wide] = /^([0-9a-f]{16})-(\d+)\.webp$/.exec(file) ?? []
  const width = WIDTHS.find((one) => String(one) === wide)
  return id && width ? { id, width } : undefined
}

export const photographsOf = ({ store }: Pick<World, 'store'>, event: string): Promise<Photograph[]> =>
  store.read.select().from(photographs).where(eq(photographs.event, event)).orderBy(asc(photographs.at))

const one = ({ store }: Pick<World, 'store'>, event: string, id: string) =>
  store.read
    .select()
    .from(photographs)
    .where(and(eq(photographs.event, event), eq(photographs.id, id)))
    .get()

const wrong = (message: string) => new Refusal('invalid', { fields: [{ path: 'file', message }] })

const isDrawable = (kind: ReturnType<typeof guess>) =>
  kind === 'jpg' || kind === 'png' || kind === 'webp' || kind === 'heic'

/** What telephones of Apple take, drawn apart from us as evidence is. */
async function unpacked(heic: Buffer): Promise<Buffer> {
  try {
    for await (const picture of drawn('heic', once(heic))) return picture
  } catch {
    // Said below: whoever sent it can do nothing with the cause.
  }
  throw new Refusal('file_broken')
}

/** Drawn anew in both sizes: nothing of place, time or telephone is left. The files first, so that no row is without. */
export async function keep(
  world: World,
  said: { event: string; alt: string; by: string },
  given: Buffer,
  now: Date,
): Promise<Photograph> {
  if (given.length > LARGEST) throw new Refusal('file_large')
  const kind = guess(given.subarray(0, HEAD))
  if (!isDrawable(kind)) throw wrong('只收JPG、PNG、WebP和苹果手机的HEIC照片')
  const full = () => wrong(`一场最多留${MOST}张，请先删去不用的`)
  if ((await photographsOf(world, said.event)).length >= MOST) throw full()
  const bytes = kind === 'heic' ? await unpacked(given) : given
  await measure(bytes)
  const [large, small] = await oneOfFew(async () => [
    await redraw(bytes, 'webp', WIDTHS[0]),
    await redraw(bytes, 'webp', WIDTHS[1]),
  ])
  if (!large || !small) throw new Refusal('file_broken')
  const { width, height } = await measure(large)
  const id = createHash('sha256').update(`${said.event}\n`).update(large).digest('hex').slice(0, 16)
  const known = await one(world, said.event, id)
  if (known) return known
  const row: Photograph = {
    ...said,
    id,
    width,
    height,
    large: large.length,
    small: small.length,
    keyId: world.secrets.newest,
    at: now.getTime(),
  }
  await disk(async () => {
    await mkdir(folderOf(world), { recursive: true, mode: 0o700 })
    await sealCopy(world, row, nameOf(id, WIDTHS[0]), once(large))
    await sealCopy(world, row, nameOf(id, WIDTHS[1]), once(small))
    await keepNames(folderOf(world))
  })
  // Many at once all found room before.
  const free = {
    sql: `not exists (select 1 from photographs where event = ? and id = ?)
      and (select count(*) from photographs where event = ?) < ?`,
    args: [said.event, id, said.event, MOST],
  }
  await world.store.writes.commit([insert(photographs, row, free)])
  if (await one(world, said.event, id)) return row
  await remove(world, said.event, id)
  throw full()
}

/** The plain bytes of one; nothing where there is none. */
export async function bytesOf(world: World, event: string, file: string): Promise<Buffer | undefined> {
  const asked = readFile(file)
  const row = asked && (await one(world, event, asked.id))
  if (!asked || !row) return undefined
  const name = nameOf(row.id, asked.width)
  const size = asked.width === WIDTHS[0] ? row.large : row.small
  return gathered(opened(pathOf(world, name), keyOf(world.secrets, name, row.keyId), name, size))
}

/** Row first: what is left of the files is found at the next start. */
export async function remove(world: World, event: string, id: string) {
  await world.store.writes.commit([{ sql: 'delete from photographs where event = ? and id = ?', args: [event, id] }])
  for (const width of WIDTHS) await rm(pathOf(world, nameOf(id, width)), { force: true })
}

/** Photographs a report names that are not there: mistyped, or removed meanwhile. By their place in the report. */
export async function lackingOf(world: Pick<World, 'store'>, event: string, report: unknown): Promise<number[]> {
  const named = Named.safeParse(report)
  if (!named.success) return []
  const there = new Set((await photographsOf(world, event)).map(({ id }) => id))
  return named.data.photographs.flatMap(({ photo }, i) => (there.has(photo) ? [] : [i]))
}
const Named = z.object({ photographs: z.array(z.object({ photo: z.string().regex(PHOTOGRAPH) })) })

/** Those the published report of an open day shows. */
export async function shownOf({ store }: Pick<World, 'store'>, event: string, now: Date): Promise<Set<string>> {
  const day = await dayOf(store, event, now)
  return new Set(day && !day.cancelled ? day.data.report?.photographs?.map(({ photo }) => photo) : [])
}

const UNUSED_DAYS = 30

/** What no report shows and none is being written with, a month after it came. */
export async function sweepPhotographs(world: World, now: Date): Promise<number> {
  const old = await world.store.read
    .select({ event: photographs.event, id: photographs.id })
    .from(photographs)
    .where(lte(photographs.at, now.getTime() - UNUSED_DAYS * 86_400_000))
  let gone = 0
  for (const { event, id } of old) {
    if ((await shownOf(world, event, now)).has(id)) continue
    const draft = and(eq(drafts.kind, 'open-day'), eq(drafts.code, event), sql`instr(${drafts.data}, ${id}) > 0`)
    if ((await world.store.read.$count(drafts, draft)) > 0) continue
    await remove(world, event, id)
    gone++
  }
  return gone
}

/** At the start: files no row knows of, left by a crash between row and file. */
export async function sweepLost(world: World): Promise<number> {
  let gone = 0
  for (const name of await readdir(folderOf(world)).catch(() => [])) {
    const id = /^photo-([0-9a-f]{16})\.\d+$/.exec(name)?.[1]
    if (!id || (await world.store.read.$count(photographs, eq(photographs.id, id))) > 0) continue
    await rm(pathOf(world, name), { force: true })
    gone++
  }
  return gone
}

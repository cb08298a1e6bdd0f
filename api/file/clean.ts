import { open } from 'node:fs/promises'
import { asc, eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { attachments } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { drawn } from './easel.ts'
import { gathered, oneOfFew } from './examine.ts'
import { sweep } from './finish.ts'
import { KINDS, type Kind } from './kind.ts'
import { cleaned, copied, readFilm } from './movie.ts'
import { redraw } from './picture.ts'
import { Pull } from './pull.ts'
import { scan } from './scan.ts'
import { keyOf, opened, Sealer } from './seal.ts'
import { frames } from './sound.ts'
import { copyName, erase, folderOf, keepNames, originalOf, pathOf, type Row, type World } from './upload.ts'

type Needs = World & Pick<Deps, 'log'>

/** One after another a process, so that a full desk of films leaves room for everything else. */
const working = new WeakMap<Store, Promise<void>>()

/** Looks through and cleans what waits; whoever asks while it goes on waits for the same end. */
export function cleanWaiting(world: Needs): Promise<void> {
  const known = working.get(world.store)
  // What came in meanwhile is seen by another round.
  const work = (known ?? Promise.resolve())
    .then(() => round(world))
    .finally(() => {
      if (working.get(world.store) === work) working.delete(world.store)
    })
  working.set(world.store, work)
  return work
}

/** The same, where nobody waits for it. */
export const cleanSoon = (world: Needs) =>
  void cleanWaiting(world).catch((error: unknown) =>
    world.log.error({ error: faultOf(error) }, 'attachments could not be looked through'),
  )

async function round(world: Needs) {
  const waiting = await world.store.read
    .select()
    .from(attachments)
    .where(eq(attachments.state, 'checking'))
    .orderBy(asc(attachments.createdAt))
    .limit(200)
  for (const row of waiting) {
    try {
      // Nobody is there to ask: the others need not be tried.
      if (!(await clean(world, row))) return
    } catch (error) {
      world.log.error({ error: faultOf(error) }, 'an attachment could not be looked through')
    }
  }
}

/** What of one file others may get. While a scanner that should be asked is away it waits, and nobody gets it. */
async function clean(world: Needs, row: Row) {
  const { clamd } = world.env
  const verdict = clamd ? await scan(clamd, originalOf(world, row)) : 'clean'
  if (verdict === 'away') return false
  if (verdict === 'found') await settle(world, row, 'quarantined', [])
  if (verdict === 'found') return true
  // What the scanner will not look at nobody gets but by opening the original, with a reason.
  const copies = verdict === 'clean' && KINDS[row.kind as Kind].copy ? await copiesOf(world, row) : []
  await settle(world, row, copies.length > 0 ? 'clean' : 'sealed', copies)
  return true
}

type Copies = NonNullable<Row['copies']>

const settle = async (world: World, row: Row, state: Row['state'], copies: Copies) => {
  const [done] = await world.store.writes.commit([
    {
      sql: "update attachments set state = ?, copies = ? where id = ? and state = 'checking'",
      args: [state, JSON.stringify(copies), row.id],
    },
  ])
  // Taken away meanwhile: nobody will ask for the copies.
  if (done?.rowsAffected !== 1) await erase(world, row.id)
}

/** Makes the copies and seals them beside the original; what cannot be cleaned has none and stays sealed (rulings.md 19). */
async function copiesOf(world: Needs, row: Row): Promise<Copies> {
  const kind = row.kind as Kind
  const copies: Copies = []
  // What a stopped server left half done.
  await erase(world, row.id)
  try {
    if (kind === 'heic' || kind === 'pdf')
      for await (const page of drawn(kind, originalOf(world, row)))
        copies.push({ kind: 'jpg', size: await sealCopy(world, row, copyName(row.id, copies.length + 1), once(page)) })
    else
      copies.push({
        kind,
        size: await sealCopy(world, row, copyName(row.id, 1), await withoutTraces(world, row, kind)),
      })
    await keepNames(folderOf(world))
    return copies
  } catch (error) {
    world.log.warn({ kind, error: faultOf(error) }, 'an attachment stays sealed')
    await erase(world, row.id)
    return []
  }
}

async function withoutTraces(world: World, row: Row, kind: Kind): Promise<AsyncIterable<Buffer>> {
  const original = () => originalOf(world, row)
  if (kind === 'mp3') return streaming(original(), frames)
  if (kind === 'jpg' || kind === 'png' || kind === 'webp') {
    const drawn = await oneOfFew(async () => redraw(await gathered(original()), kind))
    return once(drawn)
  }
  const film = await reading(original(), (pull) => readFilm(pull, row.size))
  const kept = cleaned(film)
  if (!kept) throw new Error('a film whose parts are not in one store')
  return streaming(original(), (pull) => copied(pull, film, kept))
}

/** Whatever a reader leaves unread, its file is closed. */
async function reading<T>(chunks: AsyncIterable<Buffer>, work: (pull: Pull) => Promise<T>): Promise<T> {
  const pull = new Pull(chunks)
  try {
    return await work(pull)
  } finally {
    await pull.end()
  }
}

async function* streaming(chunks: AsyncIterable<Buffer>, work: (pull: Pull) => AsyncIterable<Buffer>) {
  const pull = new Pull(chunks)
  try {
    yield* work(pull)
  } finally {
    await pull.end()
  }
}

export async function* once(bytes: Buffer) {
  yield bytes
}

export async function sealCopy(
  world: World,
  row: Pick<Row, 'keyId'>,
  name: string,
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
  const handle = await open(pathOf(world, name), 'w', 0o600)
  try {
    const sealer = new Sealer(handle, keyOf(world.secrets, name, row.keyId), name)
    for await (const chunk of chunks) await sealer.write(chunk)
    await sealer.save()
    return sealer.received
  } finally {
    await handle.close()
  }
}

/** The plain bytes of what others get: the first copy, or one of a paper's pages. */
export function cleanedOf(world: World, row: Pick<Row, 'id' | 'keyId'>, nth: number, size: number) {
  const name = copyName(row.id, nth)
  return opened(pathOf(world, name), keyOf(world.secrets, name, row.keyId), name, size)
}

/** The minute's work: what waits for a scanner, what a stopped server left, what nobody claimed. */
export async function keepFiles(world: Needs, now: Date) {
  await sweep(world, now)
  await cleanWaiting(world)
}

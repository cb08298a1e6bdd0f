import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'

/** One file of an archive, its text made while it is written. */
export interface File {
  name: string
  text: AsyncIterable<string> | Iterable<string> | Packing
}

/** So much text is packed at once: off the main thread, and never more than this in memory. */
const PIECE = 256 * 1024
const pack = promisify(deflateRaw) as (bytes: Uint8Array, options: { finishFlush: number }) => Promise<Buffer>

/** Text being packed; its packed form waits until it is taken. */
interface Packing {
  crc: number
  size: number
  packed: number
  add(text: string): Promise<void>
  end(): Promise<void>
  take(): Buffer[]
}

export function packing(): Packing {
  let waiting = ''
  let done: Buffer[] = []
  const keep = (bytes: Buffer) => {
    made.packed += bytes.length
    done.push(bytes)
  }
  const flush = async () => {
    if (waiting === '') return
    const bytes = Buffer.from(waiting)
    waiting = ''
    made.crc = crc32(bytes, made.crc)
    made.size += bytes.length
    // Flushed to a byte boundary, so that pieces packed one by one stand in a row (RFC 1951, 3.2.4).
    keep(await pack(bytes, { finishFlush: constants.Z_SYNC_FLUSH }))
  }
  const made: Packing = {
    crc: 0,
    size: 0,
    packed: 0,
    async add(text) {
      waiting += text
      if (waiting.length >= PIECE) await flush()
    },
    async end() {
      await flush()
      // An empty last block: none of the pieces before it is marked as the last.
      keep(Buffer.from([3, 0]))
    },
    take() {
      const out = done
      done = []
      return out
    },
  }
  return made
}

/** 1980-01-01, the first day a ZIP knows: the same content is the same bytes. */
const DAY = 0x21
/** Sizes after the data, names in UTF-8. */
const FLAGS = 0x0808

/** An archive, written front to back; of every file only what is being packed is in memory. */
export async function* zip(files: AsyncIterable<File> | Iterable<File>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let at = 0
  for await (const { name, text } of files) {
    const start = at
    const local = header(0x04034b50, name, [])
    at += local.length
    yield local
    const part = 'take' in text ? text : packing()
    if (!('take' in text))
      for await (const piece of text) {
        await part.add(piece)
        yield* part.take()
      }
    await part.end()
    yield* part.take()
    const sizes = [part.crc, part.packed, part.size]
    yield numbers([0x08074b50, ...sizes])
    at += part.packed + 16
    directory.push(header(0x02014b50, name, sizes, start))
  }
  const size = directory.reduce((sum, d) => sum + d.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  yield Buffer.concat([...directory, end])
}

const numbers = (values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i)
  return bytes
}

/** The head of a file, or its line in the directory when `start` is given. */
function header(mark: number, name: string, sizes: readonly number[], start?: number): Buffer {
  const named = Buffer.from(name)
  const central = start !== undefined
  const bytes = Buffer.alloc(central ? 46 : 30)
  bytes.writeUInt32LE(mark, 0)
  if (central) bytes.writeUInt16LE(20, 4)
  const shift = central ? 6 : 4
  for (const [i, value] of [20, FLAGS, 8, 0, DAY].entries()) bytes.writeUInt16LE(value, shift + 2 * i)
  for (const [i, value] of sizes.entries()) bytes.writeUInt32LE(value, shift + 10 + 4 * i)
  bytes.writeUInt16LE(named.length, shift + 22)
  if (central) bytes.writeUInt32LE(start, 42)
  return Buffer.concat([bytes, named])
}

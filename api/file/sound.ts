import { Refusal } from '../refusal.ts'
import type { Pull } from './pull.ts'

/** Bit rates of layer III in kbit/s, MPEG 1 and MPEG 2/2.5, and sampling rates. */
const RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const HERTZ = [44_100, 48_000, 32_000] as const

/** How long the frame is that begins with these four bytes; nothing when none does. */
export function frame(head: Uint8Array): number | undefined {
  const [a = 0, b = 0, c = 0] = head
  if (a !== 0xff || (b & 0xe6) !== 0xe2) return undefined
  const version = (b >> 3) & 3
  const rate = RATES[version === 3 ? 0 : 1][c >> 4]
  const hertz = HERTZ[((c >> 2) & 3) as 0 | 1 | 2]
  if (version === 1 || !rate || !hertz) return undefined
  const sampled = hertz >> (version === 3 ? 0 : version === 2 ? 1 : 2)
  return Math.floor(((version === 3 ? 144 : 72) * rate * 1000) / sampled) + ((c >> 1) & 1)
}

/** Frames a recording must have at least to be one. */
const FEWEST = 4
/** Bytes between tag and first frame that are padding; more are something else. */
const MOST_PADDING = 4096

/**
 * The frames of an MP3 one after another, without the tags around them and without the coder's own first frame. What
 * is neither frame nor a known tag at the end makes it no recording.
 */
export async function* frames(pull: Pull): AsyncGenerator<Buffer> {
  let head = await pull.take(4)
  while (head.toString('latin1', 0, 3) === 'ID3') {
    const rest = await pull.take(6)
    const [flags = 0, ...size] = rest.subarray(1)
    await pull.skip(size.reduce((sum, seven) => sum * 128 + (seven & 127), 0) + (flags & 16 ? 10 : 0))
    head = await pull.take(4)
  }
  for (let padding = 0; head.every((byte) => byte === 0) && padding < MOST_PADDING; padding += 4)
    head = await pull.take(4)
  let count = 0
  for (;;) {
    const length = frame(head)
    if (length === undefined) break
    const body = await pull.take(length - 4).catch((error: unknown) => {
      // A recording cut in its last frame is one all the same.
      if (count >= FEWEST) return undefined
      throw error
    })
    if (!body) return
    const own = count === 0 && /Xing|Info|VBRI/.test(body.toString('latin1', 0, 40))
    count++
    if (!own) yield Buffer.concat([head, body])
    const [first] = [await pull.some(1)]
    if (!first) {
      if (count < FEWEST) throw new Refusal('file_broken')
      return
    }
    head = Buffer.concat([first, await pull.take(3)])
  }
  if (count < FEWEST) throw new Refusal('file_broken')
  const text = head.toString('latin1')
  if (!/^(TAG|APET|LYRI|\0\0\0\0)/.test(text)) throw new Refusal('file_broken')
  let left = 0
  for (let more = await pull.some(65_536); more; more = await pull.some(65_536)) left += more.length
  if (left > 1024 * 1024) throw new Refusal('file_broken')
}

/** A WAVE file: chunks that add up to its length. */
export async function wave(pull: Pull, size: number) {
  const head = await pull.take(12)
  if (Math.abs(head.readUInt32LE(4) + 8 - size) > 1) throw new Refusal('file_broken')
  const seen = new Set<string>()
  while (pull.at + 8 <= size) {
    const chunk = await pull.take(8)
    const length = chunk.readUInt32LE(4)
    seen.add(chunk.toString('latin1', 0, 4))
    await pull.skip(Math.min(length + (length & 1), size - pull.at))
    if (seen.size > 50) throw new Refusal('file_broken')
  }
  if (!seen.has('fmt ') || !seen.has('data')) throw new Refusal('file_broken')
}

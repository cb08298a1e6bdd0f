import { Refusal } from '../refusal.ts'

export const MOST_BOXES = 10_000

/** One box of a film (ISO/IEC 14496-12). */
export interface Box {
  type: string
  /** Where it begins, where its content begins, where it ends. */
  start: number
  from: number
  end: number
}

export const broken = (): never => {
  throw new Refusal('file_broken')
}

/** The boxes between two places of an index; what does not add up is no film. */
export function boxes(bytes: Buffer, from: number, to: number): Box[] {
  const found: Box[] = []
  for (let at = from; at < to; ) {
    // Old QuickTime closes a list with four zero bytes.
    if (to - at === 4 && bytes.readUInt32BE(at) === 0) break
    if (to - at < 8 || found.length > MOST_BOXES) return broken()
    const short = bytes.readUInt32BE(at)
    const long = short === 1
    if (long && to - at < 16) return broken()
    const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short
    const head = long ? 16 : 8
    if (size < head || size > to - at) return broken()
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, from: at + head, end: at + size })
    at += size
  }
  return found
}

export const inside = (bytes: Buffer, box: Box, type: string) =>
  boxes(bytes, box.from, box.end).find((b) => b.type === type)

import { Refusal } from '../refusal.ts'
import { type Box, boxes, broken, inside, MOST_BOXES } from './box.ts'
import type { Pull } from './pull.ts'

/** The index of a film; two hours of a phone have some megabytes. */
const LARGEST_INDEX = 32 * 1024 * 1024
const PIECE = 64 * 1024

/** What may lie at the top of a film. Everything else is not a film, or is one and something more. */
const TOP = /^(ftyp|moov|mdat|free|skip|wide|uuid|meta|udta|moof|mfra|sidx|ssix|styp|pdin|prft|emsg|pnot|PICT|junk)$/
/** Boxes kept in the copy, and what of them is kept inside. All else becomes an empty box of the same length. */
const KEPT: Record<string, readonly string[]> = {
  moov: ['mvhd', 'trak'],
  trak: ['tkhd', 'edts', 'mdia'],
  edts: ['elst'],
  mdia: ['mdhd', 'hdlr', 'minf'],
  minf: ['vmhd', 'smhd', 'hdlr', 'dinf', 'stbl'],
  dinf: ['dref'],
  stbl: 'stsd stts ctts cslg stsc stsz stz2 stco co64 stss sdtp sgpd sbgp'.split(' '),
}
/** What a decoder needs beside the samples. */
const DECODER =
  'avcC hvcC av1C vpcC dvcC dvvC esds alac dOps wave chan colr pasp clap btrt fiel d263 damr dac3 dec3'.split(' ')

/** What lies where: the order of a film's parts, its index in memory, its pictures and sounds passed over. */
export interface Film {
  parts: (Box & { size: number })[]
  index: Buffer
  /** Tracks by what they carry. */
  tracks: string[]
  fragmented: boolean
}

/** Reads a film from one end to the other and keeps the index only; anything left over at the end is refused. */
export async function readFilm(pull: Pull, size: number): Promise<Film> {
  const parts: Film['parts'] = []
  let index: Buffer | undefined
  while (pull.at < size) {
    const start = pull.at
    let head = await pull.take(8)
    const short = head.readUInt32BE(0)
    if (short === 1) head = Buffer.concat([head, await pull.take(8)])
    const whole = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - start : short
    const type = head.toString('latin1', 4, 8)
    if (!TOP.test(type) || whole < head.length || start + whole > size || parts.length > MOST_BOXES) return broken()
    parts.push({ type, start, from: start + head.length, end: start + whole, size: whole })
    const content = whole - head.length
    if (type === 'moov') {
      if (index || content > LARGEST_INDEX) return broken()
      index = Buffer.concat([head, await pull.take(content)])
    } else if (type === 'ftyp' && (start !== 0 || content > 256)) return broken()
    else await pull.skip(content)
  }
  if (!index || parts[0]?.type !== 'ftyp') return broken()
  const tracks = tracksOf(index).map((t) => t.carries)
  if (!tracks.some((t) => t === 'vide' || t === 'soun')) return broken()
  return { parts, index, tracks, fragmented: parts.some((p) => p.type === 'moof') }
}

interface Track {
  box: Box
  carries: string
}

function tracksOf(index: Buffer): Track[] {
  const [moov] = boxes(index, 0, index.length)
  if (!moov) return broken()
  const tracks: Track[] = []
  for (const box of boxes(index, moov.from, moov.end).filter((b) => b.type === 'trak')) {
    const mdia = inside(index, box, 'mdia')
    const hdlr = mdia && inside(index, mdia, 'hdlr')
    if (!hdlr || hdlr.end - hdlr.from < 12) return broken()
    if (reachesOut(index, mdia)) throw new Refusal('file_active')
    tracks.push({ box, carries: index.toString('latin1', hdlr.from + 8, hdlr.from + 12) })
  }
  return tracks
}

/** Whether a track takes its samples from another file or address (security.md F-07). */
function reachesOut(index: Buffer, mdia: Box): boolean {
  const minf = inside(index, mdia, 'minf')
  const dinf = minf && inside(index, minf, 'dinf')
  const dref = dinf && inside(index, dinf, 'dref')
  if (!dref) return false
  return boxes(index, dref.from + 8, dref.end).some(
    (b) => b.end - b.from < 4 || (index.readUInt8(b.from + 3) & 1) === 0,
  )
}

/** Bytes of the film that are kept as they are. */
type Span = [from: number, to: number]

/**
 * The copy others get: pictures and sounds as they are, the index without place, day, device or remarks. Nothing moves:
 * what goes becomes an empty box, and of the samples only those stay that a picture or sound track names. A track of
 * positions, as phones add, leaves neither its index nor its samples.
 */
export function cleaned(film: Film): { index: Buffer; spans: Span[] } | undefined {
  if (film.fragmented) return undefined
  const index = Buffer.from(film.index)
  const spans: Span[] = []
  for (const { box, carries } of tracksOf(index)) {
    if (carries === 'vide' || carries === 'soun') spans.push(...samples(index, box))
    else blank(index, box)
  }
  const [moov] = boxes(index, 0, index.length)
  if (!moov) return undefined
  prune(index, moov, '')
  const stores = film.parts.filter((p) => p.type === 'mdat')
  spans.sort((a, b) => a[0] - b[0])
  // A sample that lies outside the store of samples would carry something else out.
  if (!spans.every(([from, to]) => stores.some((s) => from >= s.from && to <= s.end))) return undefined
  return { index, spans }
}

function blank(index: Buffer, box: Box) {
  index.write('free', box.start + 4, 'latin1')
  index.fill(0, box.from, box.end)
}

function prune(index: Buffer, parent: Box, carries: string) {
  const kept = KEPT[parent.type] ?? []
  const children = boxes(index, parent.from, parent.end)
  const hdlr = children.find((b) => b.type === 'hdlr')
  const of = parent.type === 'mdia' && hdlr ? index.toString('latin1', hdlr.from + 8, hdlr.from + 12) : carries
  for (const box of children) {
    if (!kept.includes(box.type)) blank(index, box)
    else if (KEPT[box.type]) prune(index, box, of)
    else plain(index, box, of)
  }
}

/** Days, names and makers inside the boxes that stay. */
function plain(index: Buffer, { type, from, end }: Box, carries: string) {
  if (type === 'mvhd' || type === 'tkhd' || type === 'mdhd')
    index.fill(0, from + 4, from + (index[from] === 1 ? 20 : 12))
  else if (type === 'hdlr') index.fill(0, from + 12, end)
  else if (type === 'dref') for (const b of boxes(index, from + 8, end)) index.fill(0, b.from + 4, b.end)
  else if (type === 'stsd') describes(index, from, end, carries)
}

/** Of how samples are coded, only what a decoder needs. */
function describes(index: Buffer, from: number, end: number, carries: string) {
  for (const entry of boxes(index, from + 8, end)) {
    const version = index.readUInt16BE(entry.from + 8)
    const fixed = carries === 'vide' ? 78 : version === 1 ? 44 : version === 2 ? 64 : 28
    if (entry.end - entry.from < fixed) broken()
    // The maker of the coder, and its name.
    index.fill(0, entry.from + 12, entry.from + 16)
    if (carries === 'vide') index.fill(0, entry.from + 42, entry.from + 74)
    for (const box of boxes(index, entry.from + fixed, entry.end)) if (!DECODER.includes(box.type)) blank(index, box)
  }
}

/** Where the samples of a track lie, chunk by chunk. */
function samples(index: Buffer, trak: Box): Span[] {
  const mdia = inside(index, trak, 'mdia')
  const minf = mdia && inside(index, mdia, 'minf')
  const stbl = minf && inside(index, minf, 'stbl')
  const table = (name: string) => (stbl ? inside(index, stbl, name) : undefined)
  const [stsc, sizes, near, far] = [table('stsc'), table('stsz'), table('stco'), table('co64')]
  const chunks = near ?? far
  if (!stsc || !sizes || !chunks) return broken()
  const width = near ? 4 : 8
  const [count, runs] = [index.readUInt32BE(chunks.from + 4), index.readUInt32BE(stsc.from + 4)]
  const [even, all] = [index.readUInt32BE(sizes.from + 4), index.readUInt32BE(sizes.from + 8)]
  if (chunks.from + 8 + count * width > chunks.end || stsc.from + 8 + runs * 12 > stsc.end) return broken()
  if (even === 0 && sizes.from + 12 + all * 4 > sizes.end) return broken()
  const spans: Span[] = []
  for (let chunk = 0, run = 0, sample = 0; chunk < count && sample < all; chunk++) {
    while (run + 1 < runs && index.readUInt32BE(stsc.from + 8 + (run + 1) * 12) <= chunk + 1) run++
    const inChunk = Math.min(runs ? index.readUInt32BE(stsc.from + 8 + run * 12 + 4) : 0, all - sample)
    const at = chunks.from + 8 + chunk * width
    const from = near ? index.readUInt32BE(at) : Number(index.readBigUInt64BE(at))
    let length = even * inChunk
    if (even === 0) for (let i = 0; i < inChunk; i++) length += index.readUInt32BE(sizes.from + 12 + (sample + i) * 4)
    sample += inChunk
    const last = spans.at(-1)
    if (last && last[1] === from) last[1] += length
    else spans.push([from, from + length])
  }
  return spans
}

/** The copy as a stream, of the very length of the original. */
export async function* copied(
  pull: Pull,
  film: Film,
  { index, spans }: { index: Buffer; spans: Span[] },
): AsyncGenerator<Buffer> {
  let span = 0
  for (const part of film.parts) {
    const head = Buffer.from(await pull.take(part.from - part.start))
    if (part.type === 'moov') {
      await pull.skip(part.size - head.length)
      yield index
      continue
    }
    const store = part.type === 'mdat'
    if (!store && part.type !== 'ftyp') head.write('free', 4, 'latin1')
    yield head
    for (let at = part.from; at < part.end; ) {
      const piece = await pull.some(Math.min(PIECE, part.end - at))
      if (!piece) return broken()
      if (part.type === 'ftyp') yield piece
      else {
        const kept = Buffer.alloc(piece.length)
        while (store && span < spans.length) {
          const [from, to] = spans[span] as Span
          const [left, right] = [Math.max(from, at), Math.min(to, at + piece.length)]
          if (left < right) piece.copy(kept, left - at, left - at, right - at)
          if (to > at + piece.length) break
          span++
        }
        yield kept
      }
      at += piece.length
    }
  }
}

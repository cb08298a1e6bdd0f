/** What the central directory of a ZIP says of one file in it. */
export interface Entry {
  name: string
  method: number
  encrypted: boolean
  packed: number
  size: number
  /** Where its packed bytes begin. */
  start: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** A workbook has a few dozen parts; hundreds with pictures. */
const MOST_ENTRIES = 1000

type Listing = { entries: Entry[] } | { broken: 'not zip' | 'too many' | 'overlapping' }

/**
 * The files of a ZIP by its central directory, which is what readers go by. Nothing is unpacked.
 * ZIP64 is refused with the rest: no workbook within our limits needs it, and its second set of sizes is one to lie with.
 */
export function listing(bytes: Uint8Array): Listing {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === undefined) return { broken: 'not zip' }
  const count = view.getUint16(end + 10, true)
  if (count > MOST_ENTRIES) return { broken: 'too many' }
  const directory = view.getUint32(end + 16, true)
  const entries: Entry[] = []
  const spans: [number, number][] = []
  let at = directory
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) return { broken: 'not zip' }
    const [packed, size, local] = [at + 20, at + 24, at + 42].map((p) => view.getUint32(p, true)) as [
      number,
      number,
      number,
    ]
    const [named, extra, remark] = [28, 30, 32].map((p) => view.getUint16(at + p, true)) as [number, number, number]
    if (local + 30 > directory || view.getUint32(local, true) !== LOCAL) return { broken: 'not zip' }
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + named)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      packed,
      size,
      start,
    })
    spans.push([local, start + packed])
    at += 46 + named + extra + remark
  }
  // Files that share their bytes are how a small archive says the same gigabyte many times (CVE-2019-13232).
  spans.sort((a, b) => a[0] - b[0])
  const overlap = spans.some(([, stop], i) => stop > (spans[i + 1]?.[0] ?? directory))
  const twice = new Set(entries.map((e) => e.name)).size < entries.length
  return overlap || twice ? { broken: 'overlapping' } : { entries }
}

/** Where the record at the end begins; a remark of up to 65,535 bytes may follow it. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === END) return at
  }
  return undefined
}

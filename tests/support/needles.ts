import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** GB 18030 as far as two bytes go; Node reads it and does not write it. */
let signs: Map<string, number[]> | undefined
function gb18030(text: string): Buffer {
  if (!signs) {
    signs = new Map()
    const decoder = new TextDecoder('gb18030')
    for (let high = 0x81; high <= 0xfe; high++)
      for (let low = 0x40; low <= 0xfe; low++) {
        if (low === 0x7f) continue
        const sign = decoder.decode(Buffer.from([high, low]))
        if (sign.length === 1 && !signs.has(sign)) signs.set(sign, [high, low])
      }
  }
  const known = signs
  return Buffer.from([...text].flatMap((sign) => known.get(sign) ?? [...Buffer.from(sign)]))
}

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()
const units = (text: string, write: (unit: number) => string) =>
  Array.from(text, (_, i) => write(text.charCodeAt(i))).join('')

/** The words of a base64 that do not depend on what stands before and after. */
const base64 = (text: string, offset: number) => {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)])
  const whole = Math.floor(bytes.length / 3) * 3
  return bytes
    .subarray(0, whole)
    .toString('base64')
    .slice(offset === 0 ? 0 : 4)
}
const DIGITS = '零一二三四五六七八九'

/** One word in every form in which it might get out. */
export function formsOf(word: string): Buffer[] {
  const bytes = Buffer.from(word)
  const percent = encodeURIComponent(word)
  const texts = [
    word,
    word.normalize('NFKC').toLowerCase(),
    word.toUpperCase(),
    [...word].reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    percent,
    percent.toLowerCase(),
    units(word, (unit) => `\\u${unit.toString(16).padStart(4, '0')}`),
    units(word, (unit) => `&#${unit};`),
    units(word, (unit) => `&#x${unit.toString(16)};`),
    ...[0, 1, 2].flatMap((offset) => {
      const plain = base64(word, offset)
      return [plain, plain.replaceAll('+', '-').replaceAll('/', '_')]
    }),
    // A number is a number however its digits are written.
    ...(/^\d{6,}$/.test(word)
      ? [word.replace(/\d/g, (d) => DIGITS[Number(d)] ?? d), word.replace(/\B(?=(\d{4})+$)/g, ' ')]
      : []),
  ]
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(word, 'utf16le'), swapped(word), gb18030(word)]
}

const KEYED = 1 << 22
const keyAt = (bytes: Uint8Array, at: number) =>
  Math.imul(
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24),
    0x9e3779b1,
  ) >>> 10

/** Looks for thousands of forms at once: four bytes choose the few that are compared. */
export function needles(words: Iterable<string>) {
  const marked = new Uint8Array(KEYED)
  const by = new Map<number, { form: Buffer; word: string }[]>()
  for (const word of new Set(words))
    for (const form of formsOf(word)) {
      if (form.length < 4) throw new Error(`${word} is too short to be looked for`)
      const key = keyAt(form, 0)
      marked[key] = 1
      const known = by.get(key) ?? []
      by.set(key, known)
      if (!known.some((one) => one.form.equals(form))) known.push({ form, word })
    }
  return (bytes: Buffer): Set<string> => {
    const found = new Set<string>()
    for (let at = 0; at + 4 <= bytes.length; at++) {
      const key = keyAt(bytes, at)
      if (marked[key] === 0) continue
      for (const { form, word } of by.get(key) ?? [])
        if (!found.has(word) && bytes.compare(form, 0, form.length, at, Math.min(at + form.length, bytes.length)) === 0)
          found.add(word)
    }
    return found
  }
}

/** What is inside a packed answer: the parts of a workbook, a compressed page. */
export function unpacked(bytes: Buffer, encoding: string | null): Buffer[] {
  if (encoding === 'br') return [brotliDecompressSync(bytes)]
  if (encoding === 'gzip') return [gunzipSync(bytes)]
  if (encoding === 'deflate') return [inflateSync(bytes)]
  const parts = [bytes]
  // Entries of a zip, by its central directory.
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const [method, size, local] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    if (method === 8) parts.push(inflateRawSync(bytes.subarray(begin, begin + size)))
  }
  return parts
}

import { inflateRawSync, inflateSync } from 'node:zlib'
import { Refusal } from '../refusal.ts'
import { type Entry, listing } from '../workbook/archive.ts'
import type { Kind } from './kind.ts'

/** What an office file may unpack to, and by how much more than it weighs (security.md F-05). */
const MOST_UNPACKED = 100 * 1024 * 1024
const MOST_RATIO = 100
const DEFLATE = 8

/** The main part of each; its content type says whether macros belong to it. */
const MAIN: [RegExp, Kind][] = [
  [/^word\/document\.xml$/, 'docx'],
  [/^xl\/workbook\.xml$/, 'xlsx'],
  [/^ppt\/presentation\.xml$/, 'pptx'],
]
/** Parts that do something, or carry what we would not have taken by itself. A chart brings its own small workbook. */
const ACTIVE =
  /vba|macrosheet|activex|\.(bin|exe|dll|js|vbs|jar|html?|svg|swf|scr|cmd|bat|ps1|lnk|zip|rar|docm|xlsm|pptm)$/i
const PLAIN_BIN = /(printerSettings|calcChain|thumbnail)[^/]*\.bin$/i
const EMBEDDED = /\/embeddings\/(?!.*\.(xlsx|docx|pptx)$)/i

/** Word, Excel or PowerPoint of today: a ZIP whose parts are looked at before anything is unpacked. */
export function office(bytes: Buffer): Kind {
  const found = listing(bytes)
  if ('broken' in found) throw new Refusal('file_broken')
  const { entries } = found
  const kind = MAIN.find(([main]) => entries.some((e) => main.test(e.name)))?.[1]
  if (!kind || !entries.some((e) => e.name === '[Content_Types].xml')) throw new Refusal('file_type')
  if (entries.some((e) => e.encrypted)) throw new Refusal('file_locked')
  if (entries.some((e) => /^\/|\\|(^|\/)\.\.(\/|$)|\0/.test(e.name))) throw new Refusal('file_broken')
  // Nothing before the first part, nothing after the last word: what is two things at once is neither.
  if (!entries.some((e) => e.start < 30 + e.name.length * 4 + 512) || bytes.readUInt16LE(endOf(bytes) + 20) !== 0)
    throw new Refusal('file_broken')
  const unpacked = entries.reduce((sum, e) => sum + e.size, 0)
  if (unpacked > MOST_UNPACKED || unpacked > bytes.length * MOST_RATIO) throw new Refusal('file_broken')
  if (entries.some((e) => (ACTIVE.test(e.name) && !PLAIN_BIN.test(e.name)) || EMBEDDED.test(e.name)))
    throw new Refusal('file_active')
  for (const entry of entries.filter((e) => e.name === '[Content_Types].xml' || e.name.endsWith('.rels')))
    if (reachesOut(part(bytes, entry))) throw new Refusal('file_active')
  return kind
}

const endOf = (bytes: Buffer) => {
  const at = bytes.length - 22
  if (at < 0 || bytes.readUInt32LE(at) !== 0x06054b50) throw new Refusal('file_broken')
  return at
}

/** What lists the parts of a document is small. */
const MOST_PART = 8 * 1024 * 1024

/** One part unpacked, to no more than it said it would be. */
function part(bytes: Buffer, { method, start, packed, size }: Entry): string {
  if (Math.max(size, packed) > MOST_PART) throw new Refusal('file_broken')
  const raw = bytes.subarray(start, start + packed)
  try {
    return (method === DEFLATE ? inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) }) : raw).toString('utf8')
  } catch (cause) {
    throw new Refusal('file_broken', { cause })
  }
}

/**
 * A link somebody may click is harmless; a template, picture or object fetched when the file is opened is not. A tag
 * that is endless, or holds a sign that could hide its end, is not read as one: such a file is refused.
 */
function reachesOut(xml: string): boolean {
  if (/macroEnabled|vbaProject|<!DOCTYPE|<!ENTITY/i.test(xml)) return true
  const pieces = xml.split(/<(?:[\w.-]{1,64}:)?Relationship(?=[\s/>])/)
  return pieces.slice(1).some((piece) => {
    const tag = piece.slice(0, LONGEST_TAG)
    const end = tag.indexOf('>')
    const inner = tag.slice(0, end)
    if (end < 0 || inner.includes('<') || (inner.match(/["']/g)?.length ?? 0) % 2 === 1) return true
    return /TargetMode\s{0,8}=\s{0,8}["']External["']/i.test(inner) && !/relationships\/hyperlink["']/i.test(inner)
  })
}
const LONGEST_TAG = 8192

const wide = (name: string) => Buffer.from(name, 'utf16le')
const OLD: [Buffer, Kind][] = [
  [wide('WordDocument'), 'doc'],
  [wide('Workbook'), 'xls'],
  [wide('Book'), 'xls'],
  [wide('PowerPoint Document'), 'ppt'],
]
/** Macros, embedded objects, programs to install, and the two ways a file is locked. */
const OLD_ACTIVE = ['_VBA_PROJECT', 'Macros', 'VBA', 'ObjectPool', 'Ole10Native', '_VBA_PROJECT_CUR'].map(wide)
const OLD_LOCKED = ['EncryptedPackage', 'EncryptionInfo', 'EncryptedSummary'].map(wide)
const SECTOR_ENTRY = 128

/** Word, Excel or PowerPoint of before 2007: told by the names in the directory of the compound file. */
export function oldOffice(bytes: Buffer): Kind {
  const names = directory(bytes)
  const has = (wanted: Buffer) => names.some((name) => name.equals(wanted))
  if (OLD_LOCKED.some(has)) throw new Refusal('file_locked')
  const kind = OLD.find(([name]) => has(name))?.[1]
  if (!kind) throw new Refusal('file_type')
  if (OLD_ACTIVE.some(has) || names.some((n) => n.toString('utf16le').endsWith('Ole10Native')))
    throw new Refusal('file_active')
  return kind
}

/** The names of a compound file's streams. The directory's sectors are linked; each is read once. */
function directory(bytes: Buffer): Buffer[] {
  if (bytes.length < 1536) throw new Refusal('file_broken')
  const shift = bytes.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) throw new Refusal('file_broken')
  const size = 1 << shift
  const place = (sector: number) => (sector + 1) * size
  const next = (sector: number) => {
    const per = size / 4
    const table = bytes.readUInt32LE(76 + 4 * Math.floor(sector / per))
    const at = place(table) + 4 * (sector % per)
    return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0xfffffffe
  }
  const names: Buffer[] = []
  const seen = new Set<number>()
  for (let sector = bytes.readUInt32LE(48); sector < 0xfffffff0 && !seen.has(sector); ) {
    seen.add(sector)
    const at = place(sector)
    // The first 109 tables stand in the head: within our sizes there is no need for more.
    if (at + size > bytes.length || sector >= (109 * size) / 4) throw new Refusal('file_broken')
    for (let entry = at; entry < at + size; entry += SECTOR_ENTRY) {
      const length = bytes.readUInt16LE(entry + 64)
      if (length >= 2 && length <= 64) names.push(bytes.subarray(entry, entry + length - 2))
    }
    sector = next(sector)
  }
  return names
}

/** What makes a PDF do something when it is opened, fetch something, or carry another file. */
const PDF_ACTIVE =
  /\/(JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|Rendition|ImportData|SubmitForm|GoToE|GoToR)(?![A-Za-z])/
const MOST_STREAMS = 20_000

/** A PDF from its first byte to its end; names are looked for also where they are packed. */
export function pdf(bytes: Buffer) {
  const end = bytes.lastIndexOf('%%EOF')
  if (
    end < 0 ||
    bytes.length - end > 5 + 64 ||
    bytes.subarray(end + 5).some((b) => b !== 10 && b !== 13 && b !== 32 && b !== 0)
  )
    throw new Refusal('file_broken')
  const text = bytes.toString('latin1')
  if (!/(?<!\d)\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj\b/.test(text) || !text.includes('startxref'))
    throw new Refusal('file_broken')
  if (/\/Encrypt(?![A-Za-z])/.test(named(text))) throw new Refusal('file_locked')
  if (named(text).split('/ObjStm').length !== text.split('/ObjStm').length) throw new Refusal('file_active')
  if (PDF_ACTIVE.test(named(text)) || hiddenNames(bytes).some((inner) => PDF_ACTIVE.test(named(inner))))
    throw new Refusal('file_active')
}

/** `#4a` in a name is a letter in disguise. */
const named = (text: string) =>
  text.replace(/#([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

/** The object streams of a PDF, unpacked within bounds; pictures and pages are no place for names. */
function hiddenNames(bytes: Buffer): string[] {
  const found: string[] = []
  let room = MOST_UNPACKED
  let streams = 0
  for (let at = bytes.indexOf('/ObjStm'), after = 0; at >= 0; at = bytes.indexOf('/ObjStm', after)) {
    // Its stream follows within its own dictionary; a longer look for each would be a look at everything for each.
    const head = bytes.subarray(at, at + LONGEST_TAG)
    const from = at + head.indexOf('stream')
    if (
      ++streams > MOST_STREAMS ||
      from < at ||
      room <= 0 ||
      (head.indexOf('/ObjStm', 7) >= 0 && at + head.indexOf('/ObjStm', 7) < from)
    )
      throw new Refusal('file_broken')
    const begin = from + (bytes[from + 6] === 13 ? 8 : 7)
    const end = bytes.indexOf('endstream', begin)
    if (end < 0) throw new Refusal('file_broken')
    after = end
    const packed = bytes.subarray(begin, end)
    const inner = unpacked(packed, room)
    room -= inner.length
    found.push(inner)
  }
  return found
}

function unpacked(packed: Buffer, room: number): string {
  try {
    return inflateSync(packed, { maxOutputLength: room }).toString('latin1')
  } catch (cause) {
    // Packed in a way we do not read, or more than there is room for: what cannot be looked through is not taken.
    throw new Refusal('file_broken', { cause })
  }
}

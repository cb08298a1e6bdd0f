import { type FieldSpec, fields } from '../../content/fields.ts'
import { KINDS, type Kind, PUBLIC_OFFICER, type Version } from './publication.ts'
import type { NameOf } from './terms.ts'

/** A run of text that both versions have, only the old one, or only the new one. */
export type Run = { text: string; is: 'same' | 'gone' | 'new' }

/** What changed in one field, under the title people read, word by word. */
export interface Change {
  field: string
  title: string
  before: string
  after: string
  runs: Run[]
}

/** How much comparing one answer may cost; what is compared beyond that is shown whole. */
interface Room {
  steps: number
}
/** Some hundred milliseconds: a history of sixty long versions would otherwise stop the server for seconds. */
export const roomy = (): Room => ({ steps: 2 * MOST_STEPS })

/** What changed between two versions, field by field. */
export function changes(
  kind: Kind,
  before: Version | undefined,
  after: Version,
  nameOf: NameOf,
  /** The public is told of an officer what it may know; the desk compares everything. */
  shape: readonly FieldSpec[] = kind === 'officer' ? PUBLIC_OFFICER : fields(KINDS[kind].schema),
  room: Room = roomy(),
): Change[] {
  if (!before) return []
  return shape.flatMap((field) => {
    const [old, now] = [before, after].map((v) => readable(field, v.data[field.name], nameOf))
    if (old === undefined || now === undefined || old === now) return []
    return [{ field: field.name, title: field.title, before: old, after: now, runs: compare(old, now, room) }]
  })
}

/** A value as people read it: labels for codes, names for references, one line an entry of a list. */
export function readable(field: FieldSpec, value: unknown, nameOf: NameOf): string {
  if (value === undefined || value === null) return ''
  // A draft may say anything: `constructor` is no label.
  const label = (code: string) => (field.labels && Object.hasOwn(field.labels, code) ? field.labels[code] : undefined)
  const one = (v: unknown) =>
    label(String(v)) ?? (field.ref ? (nameOf(field.ref as Kind, String(v)) ?? String(v)) : String(v))
  if (field.kind === 'flag') return value ? '是' : '否'
  if (field.kind === 'group') return row(field, value, nameOf)
  if (field.kind === 'map')
    return Object.entries(value)
      .map(([key, v]) => `${label(key) ?? key}：${row(field, v, nameOf)}`)
      .join('\n')
  if (field.kind === 'rows') return (value as unknown[]).map((v) => row(field, v, nameOf)).join('\n')
  if (Array.isArray(value)) return value.map(one).join(field.kind === 'texts' ? '\n' : '、')
  return one(value)
}

/** One line; rows inside a row are lines of their own under it, a sign further in. */
function row(field: FieldSpec, value: unknown, nameOf: NameOf): string {
  const said = (field.of ?? []).flatMap((f) => {
    const text = readable(f, (value as Record<string, unknown>)[f.name], nameOf)
    return text ? [{ f, text }] : []
  })
  const plain = said
    .filter(({ f }) => f.kind !== 'rows')
    .map(({ f, text }) => `${f.title}：${text.replaceAll('\n', '；')}`)
  const deeper = said
    .filter(({ f }) => f.kind === 'rows')
    .flatMap(({ f, text }) => [`　${f.title}：`, ...text.split('\n').map((line) => `　　${line}`)])
  return [plain.join('，'), ...deeper].join('\n')
}

/** Signs, numbers and Latin words whole, everything else sign by sign: what a reader would call a word. */
const WORDS = /[0-9]+(?:[.,][0-9]+)*|[a-z]+|[\s\S]/giu
/** Beyond this the exact way would take seconds; lines that differ are then shown whole. */
const MOST_STEPS = 4_000_000

/** The shortest way from one text to another, as runs. */
export function compare(before: string, after: string, room: Room = roomy()): Run[] {
  const [a, b] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const steps = x.length * y.length
  const tooMany = steps > MOST_STEPS || steps > room.steps
  if (!tooMany) room.steps -= steps
  const middle: Run[] = tooMany ? [...whole(x, 'gone'), ...whole(y, 'new')] : between(x, y)
  return atLines(smooth([...whole(a.slice(0, start), 'same'), ...middle, ...whole(a.slice(a.length - end), 'same')]))
}

/** One change between same runs begins at a line where it can: a new entry of a list is then shown whole, not its halves. */
function atLines(runs: readonly Run[]): Run[] {
  const out = runs.map((run) => ({ ...run }))
  for (const [i, run] of out.entries()) {
    const [before, after] = [out[i - 1], out[i + 1]]
    if (run.is === 'same' || before?.is !== 'same' || after?.is !== 'same') continue
    const line = before.text.slice(before.text.lastIndexOf('\n') + 1)
    if (line === '' || !run.text.includes('\n') || !run.text.endsWith(line)) continue
    before.text = before.text.slice(0, -line.length)
    run.text = line + run.text.slice(0, -line.length)
    after.text = line + after.text
  }
  return out.filter(({ text }) => text !== '')
}

const whole = (words: readonly string[], is: Run['is']): Run[] => (words.length ? [{ text: words.join(''), is }] : [])

/** Longest common subsequence, walked forwards. */
function between(a: readonly string[], b: readonly string[]): Run[] {
  const width = b.length + 1
  const longest = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0)
  const runs: Run[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [old, now] = [a[i], b[j]]
    if (old !== undefined && old === now) {
      runs.push({ text: old, is: 'same' })
      i++
      j++
    } else if (
      now === undefined ||
      (old !== undefined && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      runs.push({ text: old ?? '', is: 'gone' })
      i++
    } else {
      runs.push({ text: now, is: 'new' })
      j++
    }
  }
  return runs
}

/** Joins neighbours of a kind, and gives up islands of one or two signs between changes: they help nobody read. */
function smooth(runs: readonly Run[]): Run[] {
  const joined = join(runs)
  const calm = joined.flatMap((run, i): Run[] => {
    const lonely = run.is === 'same' && run.text.length <= 2 && !run.text.includes('\n')
    const [before, after] = [joined[i - 1], joined[i + 1]]
    if (!lonely || !before || !after || before.is === 'same' || after.is === 'same') return [run]
    return [
      { text: run.text, is: 'gone' },
      { text: run.text, is: 'new' },
    ]
  })
  return join(calm)
}

/** Between two same runs everything gone stands before everything new. */
function join(runs: readonly Run[]): Run[] {
  const out: Run[] = []
  let [gone, fresh] = ['', '']
  const flush = () => {
    if (gone) out.push({ text: gone, is: 'gone' })
    if (fresh) out.push({ text: fresh, is: 'new' })
    gone = fresh = ''
  }
  for (const { text, is } of runs) {
    if (is === 'gone') gone += text
    else if (is === 'new') fresh += text
    else {
      flush()
      const last = out.at(-1)
      if (last?.is === 'same') last.text += text
      else out.push({ text, is })
    }
  }
  flush()
  return out
}

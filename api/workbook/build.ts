import type { FieldSpec } from '../../content/fields.ts'
import { type Entry, type Line, says } from './entry.ts'
import type { Faults } from './fault.ts'
import { columnOf, headName } from './heads.ts'
import type { Lookup } from './lookup.ts'
import { type Column, ENVELOPE, isNested, KEY } from './plan.ts'
import { reading } from './value.ts'

type Values = Record<string, unknown>
type Path = readonly PropertyKey[]

/** An entry as values, before its schema has seen it. */
export interface Built {
  data: Values
  envelope: Values
  /** Paths about which something has been said already. */
  settled: Set<string>
  /** Fields the workbook has no column for: said once of the heads, not of every entry. */
  absent: Set<string>
  /** Where a value stands: its row, and its column when it has one. */
  where(path: Path): { line: Line; column: number | undefined }
}

export function build(entry: Entry, of: readonly FieldSpec[], look: Lookup, faults: Faults): Built {
  const [first] = entry.lines
  const settled = new Set<string>()
  const absent = new Set<string>()
  const rows = new Map<string, Line>()
  const data = valuesOf(first, (c) => c.of === 'data' && !c.part, '', settled, look, faults)
  const envelope = valuesOf(first, (c) => c.of === 'envelope', '', settled, look, faults)
  for (const field of of) {
    if (isNested(field)) {
      const value = listOf(entry, field, rows, settled, look, faults)
      if (value !== undefined) data[field.name] = value
      else if (!found(entry, field)) absent.add(field.name)
    } else if (columnOf(first.layout, field.name) === undefined) absent.add(field.name)
    // A list that may be empty is empty when nothing stands there.
    else if (field.required && !(field.name in data) && isList(field) && (field.min ?? 0) === 0) data[field.name] = []
  }
  for (const { name } of ENVELOPE) if (place(first, name) === undefined) absent.add(name)
  const where = ([name, key, sub]: Path) => {
    const line = rows.get(`${String(name)}/${String(key)}`) ?? rows.get(String(name))
    if (!line) return { line: first, column: place(first, String(name)) }
    const part = line.layout.columns.values().find((c) => c.part?.name === name)?.part
    const field = part?.kind === 'group' ? key : sub
    return { line, column: columnOf(line.layout, String(field ?? ''), String(name)) }
  }
  return { data, envelope, settled, absent, where }
}

const isList = ({ kind }: FieldSpec) => kind === 'texts' || kind === 'choices' || kind === 'refs'
const place = ({ layout }: Line, name: string) =>
  columnOf(layout, name) ?? layout.columns.entries().find(([, c]) => c.of === 'envelope' && c.field.name === name)?.[0]

/** Whether any sheet has room for a list; that none has is said once, not for every entry. */
const found = (entry: Entry, part: FieldSpec) =>
  entry.parts.has(part.name) || entry.lines[0].layout.columns.values().some((c) => c.part === part)

function valuesOf(
  line: Line,
  wanted: (column: Column) => boolean,
  path: string,
  settled: Set<string>,
  look: Lookup,
  faults: Faults,
): Values {
  const { sheet, columns } = line.layout
  const values: Values = {}
  for (const [c, column] of columns) {
    if (!wanted(column)) continue
    const at = path + column.field.name
    const { value, wrong } = reading(column.field, sheet.rows[line.row]?.[c], look)
    if (sheet.broken.has(`${line.row},${c}`)) settled.add(at)
    else if (wrong !== undefined) {
      settled.add(at)
      faults.add({ sheet: sheet.name, row: line.row + 1, column: headName(line.layout, c), message: wrong })
    } else if (value !== undefined) values[column.field.name] = value
  }
  return values
}

/** A list of an entry: rows beside it, then rows of the list's own sheet. */
function listOf(
  entry: Entry,
  part: FieldSpec,
  rows: Map<string, Line>,
  settled: Set<string>,
  look: Lookup,
  faults: Faults,
): unknown {
  const mine = (c: Column) => c.part === part
  const lines = [...entry.lines.filter((line) => says(line, mine)), ...(entry.parts.get(part.name) ?? [])]
  const [only, second] = lines
  if (!only) return undefined
  const inside = (line: Line, path: string) =>
    valuesOf(line, (c) => mine(c) && c.of === 'data', path, settled, look, faults)
  const say = ({ layout, row }: Line, column: number | undefined, message: string) =>
    faults.add({ sheet: layout.sheet.name, row: row + 1, column: headName(layout, column), message })
  if (part.kind === 'group') {
    if (second) say(second, undefined, `“${part.title}”每条只能写一行，第 ${only.row + 1} 行已经写了。请删掉一行`)
    rows.set(part.name, only)
    return inside(only, `${part.name}/`)
  }
  if (part.kind === 'rows')
    return lines.map((line, i) => {
      rows.set(`${part.name}/${i}`, line)
      return inside(line, `${part.name}/${i}/`)
    })
  const map: Values = {}
  for (const [i, line] of lines.entries()) {
    const { [KEY.name]: key, ...values } = inside(line, `${part.name}/${i}/`)
    const column = columnOf(line.layout, KEY.name, part.name)
    if (key === undefined) {
      if (!settled.has(`${part.name}/${i}/`)) say(line, column, '缺少，请补上')
      settled.add(part.name)
    } else if (String(key) in map) say(line, column, `“${part.labels?.[String(key)]}”写了两次。请删掉一行`)
    else {
      rows.set(`${part.name}/${String(key)}`, line)
      map[String(key)] = values
      // The schema will name the key where the sheet has a row.
      for (const path of settled) {
        const row = `${part.name}/${i}/`
        if (path.startsWith(row)) settled.add(`${part.name}/${String(key)}/${path.slice(row.length)}`)
      }
    }
  }
  return map
}

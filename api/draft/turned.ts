import type { FieldSpec } from '../../content/fields.ts'
import { type Data, inside, list, MOST_ROWS } from './form.ts'

const ACT = /^(add|remove|up|down|back|forth|stay|drop):data((?:\.\w{1,40}){1,12})$/

/** What a button makes of an entry, and the row or list to come back to. */
interface Turned {
  data: Data
  at: string
}

/**
 * A button that changes the rows of a list, however deep it stands: `add:data.tiers` after the last of them,
 * `add:data.tiers.2` before one, `remove:data.tiers.2`, `up:data.sections.0.questions.2`, `down:…`; `back:…` and
 * `forth:…` move a row to the same list of the row before or after the one it stands in; `drop:…` empties a field, `stay:…` changes nothing.
 */
export function turned(of: readonly FieldSpec[], data: Data, act: string): { data: Data; at?: string } {
  const [, what = '', where = ''] = ACT.exec(act) ?? []
  const path = where.split('.').slice(1)
  return (what === 'drop' ? dropped(of, data, path, 'data') : inRows(of, data, path, what, 'data')) ?? { data }
}

const isIndex = (text: string | undefined) => text !== undefined && /^\d{1,3}$/.test(text)

function inRows(
  of: readonly FieldSpec[],
  data: Data,
  [name, index, ...rest]: readonly string[],
  what: string,
  here: string,
): Turned | undefined {
  const field = of.find((f) => f.name === name && f.kind === 'rows')
  if (!field || (index !== undefined && !isIndex(index))) return undefined
  const rows = list(data[field.name])
  const path = `${here}.${field.name}`
  const kept = (all: unknown[], at: number) => ({
    data: { ...data, [field.name]: all },
    at: at < 0 ? path : `${path}.${at}`,
  })
  const i = index === undefined ? rows.length : Number(index)
  if (rest.length === 2 && (what === 'back' || what === 'forth')) {
    const over = crossed(field, rows, i, rest, what)
    return over && { data: kept(over.rows, -1).data, at: `${path}.${over.at}` }
  }
  if (rest.length > 0) {
    const inner = i < rows.length ? inRows(field.of ?? [], inside(rows[i]), rest, what, `${path}.${i}`) : undefined
    return inner && { data: kept(rows.with(i, inner.data), i).data, at: inner.at }
  }
  if (what === 'add' && rows.length < MOST_ROWS && i <= rows.length) return kept(rows.toSpliced(i, 0, {}), i)
  if (what === 'remove' && i < rows.length) return kept(rows.toSpliced(i, 1), Math.min(i, rows.length - 2))
  if (what === 'stay' && i < rows.length) return kept(rows, i)
  const upper = what === 'up' ? i - 1 : i
  if ((what === 'up' || what === 'down') && upper >= 0 && upper + 1 < rows.length)
    return kept(rows.toSpliced(upper, 2, rows[upper + 1], rows[upper]), what === 'up' ? upper : upper + 1)
  return kept(rows, -1)
}

/** A row moved to the end of the list before its own, or to the beginning of the one after. */
function crossed(
  outer: FieldSpec,
  rows: readonly unknown[],
  i: number,
  [name = '', index]: readonly string[],
  what: 'back' | 'forth',
): { rows: unknown[]; at: string } | undefined {
  const to = what === 'back' ? i - 1 : i + 1
  const field = outer.of?.find((f) => f.name === name && f.among !== undefined)
  if (!field || !isIndex(index) || i >= rows.length || to < 0 || to >= rows.length) return undefined
  const [from, target] = [inside(rows[i]), inside(rows[to])]
  const [left, there] = [list(from[field.name]), list(target[field.name])]
  const j = Number(index)
  if (j >= left.length || there.length >= MOST_ROWS) return undefined
  const place = what === 'back' ? there.length : 0
  return {
    rows: rows
      .with(i, { ...from, [field.name]: left.toSpliced(j, 1) })
      .with(to, { ...target, [field.name]: there.toSpliced(place, 0, left[j]) }),
    at: `${to}.${field.name}.${place}`,
  }
}

/** A field of a row emptied; the row is what to come back to. */
function dropped(
  of: readonly FieldSpec[],
  data: Data,
  [name, index, ...rest]: readonly string[],
  here: string,
): Turned | undefined {
  const field = of.find((f) => f.name === name)
  if (!field) return undefined
  if (index === undefined) return { data: { ...data, [field.name]: undefined }, at: here }
  const rows = list(data[field.name])
  const i = Number(index)
  if (field.kind !== 'rows' || !isIndex(index) || rest.length === 0 || i >= rows.length) return undefined
  const inner = dropped(field.of ?? [], inside(rows[i]), rest, `${here}.${field.name}.${i}`)
  return inner && { data: { ...data, [field.name]: rows.with(i, inner.data) }, at: inner.at }
}

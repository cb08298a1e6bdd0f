import { Envelope } from './schema.ts'

/** A day or minute of a demonstration, counted from the first import (rulings.md 24): `+14d` or `+14d 09:00`. */
const RELATIVE = /^([+-]\d{1,3})d(?: ((?:[01]\d|2[0-3]):[0-5]\d))?$/
const DAY = 86_400_000

/** Where a value of a file is relative, and what it says. */
export interface Relative {
  path: (string | number)[]
  said: string
}

const isRow = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Every relative moment in an entry; when it takes effect is never one. */
export function relativesIn(value: unknown, path: Relative['path'] = []): Relative[] {
  if (typeof value === 'string') return RELATIVE.test(value) ? [{ path, said: value }] : []
  if (Array.isArray(value)) return value.flatMap((one, i) => relativesIn(one, [...path, i]))
  if (!isRow(value)) return []
  return Object.entries(value).flatMap(([name, one]) =>
    path.length === 0 && name in Envelope.shape ? [] : relativesIn(one, [...path, name]),
  )
}

/** The same entry with its relative moments fixed: as they were fixed before, or counted from `day`. */
export function fixed<T>(value: T, relatives: readonly Relative[], day: string, before?: unknown): T {
  const copy = structuredClone(value)
  for (const { path, said } of relatives) {
    const inner = path.slice(0, -1).reduce<unknown>((at, step) => (isRow(at) ? at[step] : undefined), copy)
    const known = path.reduce<unknown>((at, step) => (isRow(at) ? at[step] : undefined), before)
    if (isRow(inner)) inner[path.at(-1) ?? ''] = typeof known === 'string' ? known : counted(said, day)
  }
  return copy
}

function counted(said: string, day: string): string {
  const [, days = '0', clock] = RELATIVE.exec(said) ?? []
  const on = new Date(Date.parse(`${day}T00:00:00Z`) + Number(days) * DAY).toISOString().slice(0, 10)
  return clock ? `${on}T${clock}` : on
}

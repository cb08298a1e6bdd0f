/** A rectangle as it stands in the form: four numbers as typed, in hundredths of the picture. */
export type Typed = Record<'left' | 'top' | 'width' | 'height', string>

export const blank = (): Typed => ({ left: '', top: '', width: '', height: '' })

/** The rows that came back, as the server counted them: without the empty ones. */
export function rowsOf(values: Record<string, string>): Typed[] {
  const rows = new Map<number, Typed>()
  for (const [name, value] of Object.entries(values)) {
    const [, row, side] = /^boxes\.(\d{1,3})\.(left|top|width|height)$/.exec(name) ?? []
    if (row === undefined || side === undefined || value.trim() === '') continue
    rows.set(Number(row), { ...(rows.get(Number(row)) ?? blank()), [side]: value })
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, typed]) => typed)
}

/** What a line of a drawing holds on the narrowest telephone in elder mode: text in SVG does not break by itself. */
const MOST = 12
const LINE = 1.35

const wide = (text: string) => [...text].reduce((sum, sign) => sum + (sign < '\u2000' ? 0.55 : 1), 0)

/** A label in lines, broken after a stop or before a bracket where there is one. */
export function linesOf(text: string): string[] {
  const lines: string[] = []
  for (const piece of text.split(/(?<=[，、。？；：）])|(?=（)/)) {
    const last = lines.at(-1)
    if (last !== undefined && wide(last + piece) <= MOST) lines[lines.length - 1] = last + piece
    else lines.push(...(piece.match(new RegExp(`.{1,${wide(piece) > MOST ? MOST : piece.length}}`, 'gu')) ?? []))
  }
  return lines
}

/** Where the rows of a drawing stand, in rem: each label in its lines, and so much below them. */
export function rowsOf<T extends { label: string }>(all: readonly T[], below: number) {
  let top = 0
  const rows = all.map((one) => {
    const lines = linesOf(one.label).map((text, i) => ({ text, y: rem(top + 1.1 + i * LINE) }))
    const foot = top + lines.length * LINE
    top = foot + below
    /** So far below the last line of the label. */
    return { ...one, lines, at: (down: number) => rem(foot + down) }
  })
  return { rows, height: (more: number) => rem(top + more) }
}

const rem = (n: number) => `${Math.round(n * 100) / 100}rem`

/** What a line of a drawing holds on the narrowest telephone in elder mode: text in SVG does not break by itself. */
const MOST = 12
const LINE = 1.35

const wide = (text: string) => [...text].reduce((sum, sign) => sum + (sign < '\u2000' ? 0.55 : 1), 0)

/** The same in the widest bold face there may be, in em: what must never leave the window is measured so. */
const widest = (text: string) =>
  [...text].reduce((sum, sign) => sum + (sign < '\u2000' && sign !== '%' ? 0.7 : 1.02), 0)
/** The narrowest drawing, 320 pixels in elder mode less its margins, and its small words: both in pixels. */
const [NARROWEST, SMALL] = [276, 20]
/** Between a bar and what is said of it, in em. */
const GAP = 0.5

/** How long the longest bar may be, in percent, so that what is said behind it has room in any font. */
export function longest(said: readonly string[]): number {
  const room = (Math.max(0, ...said.map(widest)) + GAP) * SMALL
  return Math.max(10, Math.floor(100 - (room / NARROWEST) * 100))
}

/** Whether a number still fits behind the last line of its label. */
const fits = (line: string, said: string) => (widest(line) + GAP + widest(said)) * SMALL <= NARROWEST

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

/** Where the rows of a drawing stand, in rem: each label in its lines, `behind` it a number, and so much below them. */
export function rowsOf<T extends { label: string }>(all: readonly T[], below: number, behind?: (one: T) => string) {
  let top = 0
  const rows = all.map((one) => {
    const broken = linesOf(one.label)
    if (behind && !fits(broken.at(-1) ?? '', behind(one))) broken.push('')
    const lines = broken.map((text, i) => ({ text, y: rem(top + 1.1 + i * LINE) }))
    const foot = top + lines.length * LINE
    top = foot + below
    /** So far below the last line of the label. */
    return { ...one, lines, at: (down: number) => rem(foot + down) }
  })
  return { rows, height: (more: number) => rem(top + more) }
}

const rem = (n: number) => `${Math.round(n * 100) / 100}rem`

import { escaped, FONT, QUIET, rounded, wide } from '../code/sheet.ts'
import { qr } from '../qr.ts'

/** Something drawn to be printed or kept: words, bars and a code, in units of its own. No font travels with it. */
interface Leaf {
  title: string
  width: number
  height: number
  /** How large it is drawn where nobody says otherwise. */
  size: readonly [width: string, height: string]
}

interface Style {
  bold?: boolean
  fill?: string
  middle?: boolean
  /** The words must not be wider than this: then they are drawn smaller. */
  within?: number
}

/** One line of words. */
export function word(x: number, y: number, size: number, text: string, style: Style = {}): string {
  const { bold = false, fill, middle = false, within } = style
  const fitting = within === undefined ? size : Math.min(size, within / wide(text))
  const said = [
    `x="${rounded(x)}" y="${rounded(y)}" font-size="${rounded(fitting)}"`,
    ...(bold ? ['font-weight="700"'] : []),
    ...(fill ? [`fill="${fill}"`] : []),
    ...(middle ? ['text-anchor="middle"'] : []),
  ]
  return `<text ${said.join(' ')}>${escaped(text)}</text>`
}

export const bar = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" fill="${fill}"/>`

/** A code in a white square of its own, with the white around it that readers need. */
export function codeAt(text: string, x: number, y: number, side: number): string {
  const { size, path } = qr(text)
  const square = side / (size + 2 * QUIET)
  const at = `translate(${rounded(x + QUIET * square)} ${rounded(y + QUIET * square)}) scale(${square})`
  return `${bar(x, y, side, side, '#fff')}<path transform="${at}" shape-rendering="crispEdges" d="${path}"/>`
}

export const leaf = ({ title, width, height, size }: Leaf, parts: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">
<title>${escaped(title)}</title>
${bar(0, 0, width, height, '#fff')}
${parts.join('\n')}
</svg>
`

import { encode } from 'uqr'

/** A QR code as one SVG path: every run of dark squares in a row is one rectangle. */
export const qr = (text: string): { size: number; path: string } => {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const runs = data.flatMap((row, y) => {
    const found: string[] = []
    for (let x = 0; x < row.length; ) {
      const end = row.indexOf(!row[x], x)
      const length = (end < 0 ? row.length : end) - x
      if (row[x]) found.push(`M${x} ${y}h${length}v1h-${length}z`)
      x += length
    }
    return found
  })
  return { size, path: runs.join('') }
}

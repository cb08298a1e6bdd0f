import sharp from 'sharp'
import { MOST_PIXELS } from '../file/picture.ts'
import type { Box, Picture } from './box.ts'

/** Whole pixels, rounded outwards: what a person covered is covered to its edge. */
function pixels({ left, top, width, height }: Box, of: { width: number; height: number }) {
  const x = Math.max(0, Math.floor((left * of.width) / 100))
  const y = Math.max(0, Math.floor((top * of.height) / 100))
  const right = Math.min(of.width, Math.ceil(((left + width) * of.width) / 100))
  const bottom = Math.min(of.height, Math.ceil(((top + height) * of.height) / 100))
  return { x: Math.min(x, of.width - 1), y: Math.min(y, of.height - 1), right, bottom }
}

/**
 * The picture drawn anew with solid black over the rectangles. Pixels are set before it is encoded, so that nothing of
 * what lay beneath is in the file, and nothing but pixels is carried over.
 */
export async function blackened(bytes: Buffer, kind: Picture, boxes: readonly Box[]): Promise<Buffer> {
  const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' })
    .autoOrient()
    .toColourspace('srgb')
    .timeout({ seconds: 20 })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const opaque = channels === 2 || channels === 4
  for (const box of boxes) {
    const { x, y, right, bottom } = pixels(box, info)
    for (let row = y; row < bottom; row++) {
      const from = (row * width + x) * channels
      const to = (row * width + right) * channels
      data.fill(0, from, to)
      if (opaque) for (let at = from + channels - 1; at < to; at += channels) data[at] = 255
    }
  }
  const drawn = sharp(data, { raw: { width, height, channels }, limitInputPixels: MOST_PIXELS })
  return kind === 'png'
    ? drawn.png().toBuffer()
    : kind === 'webp'
      ? drawn.webp({ quality: 82 }).toBuffer()
      : drawn.jpeg({ quality: 82 }).toBuffer()
}

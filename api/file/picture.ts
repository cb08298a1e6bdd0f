import sharp from 'sharp'
import { Refusal } from '../refusal.ts'

/** Decoders for these three and nothing else: whatever a file pretends to be, no other code of libvips sees it. */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] })
sharp.cache(false)
sharp.concurrency(1)

/** A phone's largest picture has fifty million; a small file that says more is a bomb (security.md F-04). */
export const MOST_PIXELS = 50_000_000
/** Enough to read a number plate, small enough to send to a desk. */
const LONGEST_SIDE = 4096
const SECONDS = 20

/** Reads the head only: a picture that names more pixels than allowed is never unpacked. */
export async function measure(bytes: Buffer) {
  const {
    width,
    height,
    pages = 1,
  } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw new Refusal('file_broken', { cause })
    })
  if (width < 1 || height < 1) throw new Refusal('file_broken')
  if (width * height * pages > MOST_PIXELS) throw new Refusal('file_pixels')
  return { width, height }
}

/** The picture drawn anew, upright and without anything that was written beside it. */
export async function redraw(bytes: Buffer, kind: 'jpg' | 'png' | 'webp', side = LONGEST_SIDE): Promise<Buffer> {
  const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: SECONDS })
  return kind === 'png'
    ? picture.png().toBuffer()
    : kind === 'webp'
      ? picture.webp({ quality: 82 }).toBuffer()
      : picture.jpeg({ quality: 82 }).toBuffer()
}

/** The pixels a HEIC says it has, by its own boxes: nothing of ours decodes it, so its maker's desk must be spared a bomb. */
export function measureHeic(bytes: Buffer) {
  const sizes: number[] = []
  for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 4))
    if (at + 16 <= bytes.length) sizes.push(bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12))
  if (sizes.length === 0 || bytes.indexOf('meta') < 0 || bytes.indexOf('hvcC') < 0) throw new Refusal('file_broken')
  if (sizes.some((size) => size > MOST_PIXELS)) throw new Refusal('file_pixels')
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

/**
 * A process of its own that draws a HEIC or a PDF and hands out nothing but JPEGs: a file comes in whole, each drawing
 * goes out behind its length. Both readers are WebAssembly, so whatever a file makes of them stays in their own memory;
 * the process sees no other file and is ended from outside when it takes too much (easel.ts).
 */
const [kind = '', most = '', pixels = ''] = process.argv.slice(2)
const [MOST_PAGES, MOST_PIXELS] = [Number(most), Number(pixels)]
const LONGEST_SIDE = { heic: 4096, pdf: 2000 }
/** Points of a page are 1/72 inch: never drawn finer than 216 to the inch. */
const FINEST = 3

sharp.cache(false)
sharp.concurrency(1)

const give = (bytes: Uint8Array, done: () => void) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  process.stdout.write(length)
  process.stdout.write(bytes, done)
}

async function paint(pixels: Uint8Array, width: number, height: number, channels: 3 | 4, side: number) {
  const drawn = await sharp(pixels, { raw: { width, height, channels }, limitInputPixels: MOST_PIXELS })
    .flatten({ background: '#fff' })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer()
  await new Promise<void>((done) => give(drawn, done))
}

interface Plane {
  id: number
  width: number
  height: number
  stride: number
  data: Uint8Array
}
interface Heif {
  HeifDecoder: new () => {
    decode(bytes: Uint8Array): { handle: unknown; get_width(): number; get_height(): number }[]
  }
  heif_colorspace: { heif_colorspace_RGB: unknown }
  heif_chroma: { heif_chroma_interleaved_RGB: unknown }
  heif_js_decode_image2(...of: unknown[]): { code?: unknown; channels: Plane[]; image: unknown }
  heif_image_release(image: unknown): void
}

/** Every picture that stands for itself; what only belongs to another, as its depth or its small likeness, does not. */
async function heic(bytes: Buffer) {
  const heif = createRequire(import.meta.url)('libheif-js/wasm-bundle.js') as Heif
  const pictures = new heif.HeifDecoder().decode(bytes)
  if (pictures.length < 1 || pictures.length > MOST_PAGES) throw new Error('no picture, or too many')
  for (const picture of pictures) {
    if (picture.get_width() * picture.get_height() > MOST_PIXELS) throw new Error('too many pixels')
    const { code, channels, image } = heif.heif_js_decode_image2(
      picture.handle,
      heif.heif_colorspace.heif_colorspace_RGB,
      heif.heif_chroma.heif_chroma_interleaved_RGB,
    )
    const [plane] = code ? [] : channels
    if (!plane) throw new Error('a picture that cannot be decoded')
    await paint(tight(plane), plane.width, plane.height, 3, LONGEST_SIDE.heic)
    heif.heif_image_release(image)
  }
}

/** Rows may be padded; sharp takes them without. */
function tight({ data, width, height, stride }: Plane): Uint8Array {
  const row = width * 3
  if (stride !== row) for (let y = 0; y < height; y++) data.copyWithin(y * row, y * stride, y * stride + row)
  return data.subarray(0, row * height)
}

/** From fpdfview.h: with what is stamped and written on the page, red first. */
const [ANNOTATIONS, RED_FIRST, WITHOUT_ALPHA] = [0x01, 0x10, 3]

async function pdf(bytes: Buffer) {
  const { init } = await import('@embedpdf/pdfium')
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')))
  const reader = await init({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) })
  reader.PDFiumExt_Init()
  // Another view whenever the memory has grown.
  const memory = () => (reader.pdfium as typeof reader.pdfium & { HEAPU8: Uint8Array }).HEAPU8
  const at = reader.pdfium.wasmExports.malloc(bytes.length)
  memory().set(bytes, at)
  const paper = reader.FPDF_LoadMemDocument(at, bytes.length, '')
  const pages = paper ? reader.FPDF_GetPageCount(paper) : 0
  if (pages < 1 || pages > MOST_PAGES) throw new Error('no pages, or too many')
  for (let n = 0; n < pages; n++) {
    const page = reader.FPDF_LoadPage(paper, n)
    const [wide, high] = page ? [reader.FPDF_GetPageWidthF(page), reader.FPDF_GetPageHeightF(page)] : [0, 0]
    if (!(wide > 0 && high > 0)) throw new Error('a page without a size')
    demandFonts(page)
    const scale = Math.min(LONGEST_SIDE.pdf / Math.max(wide, high), FINEST)
    const [width, height] = [Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale))]
    const bitmap = reader.FPDFBitmap_CreateEx(width, height, WITHOUT_ALPHA, 0, 0)
    if (!bitmap) throw new Error('a page there is no room for')
    reader.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
    reader.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS | RED_FIRST)
    const from = reader.FPDFBitmap_GetBuffer(bitmap)
    // Its rows are four bytes a pixel, the fourth unused.
    const drawn = memory().subarray(from, from + width * height * 4)
    for (let i = 3; i < drawn.length; i += 4) drawn[i] = 255
    await paint(drawn, width, height, 4, LONGEST_SIDE.pdf)
    reader.FPDFBitmap_Destroy(bitmap)
    reader.FPDF_ClosePage(page)
  }

  /**
   * Fonts a paper does not bring along are put in the place of by ones that have Latin letters only. A page whose
   * Chinese would be missing from its picture must not look as if it said less than it does.
   */
  function demandFonts(page: number) {
    const text = reader.FPDFText_LoadPage(page)
    const count = reader.FPDFText_CountChars(text)
    for (let i = 0; i < count; i++) {
      const sign = reader.FPDFText_GetUnicode(text, i)
      if (sign > 0 && sign < 0x2e80) continue
      const object = reader.FPDFText_GetTextObject(text, i)
      const font = object ? reader.FPDFTextObj_GetFont(object) : 0
      if (font && reader.FPDFFont_GetIsEmbedded(font) !== 1) throw new Error('a font that is not there')
    }
    reader.FPDFText_ClosePage(text)
  }
}

const bytes = await buffer(process.stdin)
if (kind === 'heic') await heic(bytes)
else await pdf(bytes)

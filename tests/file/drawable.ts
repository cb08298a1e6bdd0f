import { deflateSync } from 'node:zlib'

/**
 * A photo of a telephone, 96 × 64, red above blue, as libheif 1.15 codes it: it names its maker (CANARY) and its place
 * (35° 24′ 36″ N).
 */
export const photo = () =>
  Buffer.from(
    'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAYBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAANGlsb2MAAAAAREAAAgABAAAAAAGkAAEAAAAAAAAA0wACAAAAAAJ3AAEAAAAAAAABPgAAADhpaW5mAAAAAAACAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAFWluZmUCAAABAAIAAEV4aWYAAAAAv2lwcnAAAAChaXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAhltZGF0AAAAzygBrwng45UQDhucuq///vHX//+RbuQ/kIJpIAh14/o5JyvP9wGD5Byy5KQAS8Jtin6E85wRwu+BMXjakUAP/11NR0YPSxRJsCku8AlVcFyYIzgDmQucNyKs0ykPgYYAD2OpB8y5IbCL59rDc2/19ACm/Fxta6np7PTRxB9ftey6RJq9A8uadUB4j/9nGsM5ZV937nemuYMchoMGkn5F/9ec4KAe82Yrl938X4frwes6XvAAPAO2FiPah4U15/CJ0T/eOxd1JKHBHQIIVGuxfgAAAABJSSoACAAAAAoADwECAAcAAACuAAAAEAECABAAAACeAAAAEgEDAAEAAAABAAAAGgEFAAEAAACGAAAAGwEFAAEAAACOAAAAKAEDAAEAAAACAAAAOwECAAcAAACWAAAAEwIDAAEAAAABAAAAaYcEAAEAAAC2AAAAJYgEAAEAAAAEAQAAAAAAAEgAAAABAAAASAAAAAEAAABDQU5BUlkAAENBTkFSWS1QaG9uZSAxNQBDQU5BUlkAAAYAAJAHAAQAAAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAEAAEAAABgAAAAA6AEAAEAAABAAAAAAAAAAAIAAQACAAIAAABOAAAAAgAFAAMAAAAiAQAAAAAAACMAAAABAAAAGAAAAAEAAAAQDgAAZAAAAA==',
    'base64',
  )

/** The same saying that it is larger than it is. */
export function swollen(width: number, height: number) {
  const bytes = photo()
  const at = bytes.indexOf('ispe')
  bytes.writeUInt32BE(width, at + 8)
  bytes.writeUInt32BE(height, at + 12)
  return bytes
}

/** A PDF of these objects, with a table of where they are, as every writer makes it. */
function written(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  return Buffer.from(
    `${text}${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info << /Author (CANARY) /Producer (CANARY) >> >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  )
}
const stream = (content: string, more = '') => `<< /Length ${content.length} ${more} >>\nstream\n${content}\nendstream`

const LATIN = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
/** Song as Word names it when it does not bring it along. */
export const ABSENT =
  '<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 >> >>] >>'

export interface Paper {
  pages?: number
  box?: string
  content?: string
  /** What each page shows, where they are not alike; there is one for each. */
  contents?: string[]
  font?: string
  /** Resources beside the font, and more objects: the first has number 5 + pages. */
  more?: string
  objects?: string[]
}

/** Pages alike, each with a line of Latin and a red square in the lower half. */
export function paper({
  contents = [],
  pages = contents.length || 1,
  box = '[0 0 400 600]',
  content = 'BT /F 24 Tf 40 540 Td (Notice 2026) Tj ET 1 0 0 rg 100 100 200 150 re f',
  font = LATIN,
  more = '',
  objects = [],
}: Paper = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, i) => `${5 + i} 0 R`).join(' ')
  const own = 5 + pages + objects.length
  const page = (i: number) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Contents ${contents.length ? own + i : 3} 0 R /Resources << /Font << /F 4 0 R >> ${more} >> >>`
  return written([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`,
    stream(content),
    font,
    ...Array.from({ length: pages }, (_, i) => page(i)),
    ...objects,
    ...contents.map((each) => stream(each)),
  ])
}

/** Each form draws the next ten times: nine of them are a thousand million squares. */
export function nested(): Buffer {
  const forms = Array.from({ length: 9 }, (_, i) =>
    stream(
      '/X Do '.repeat(10),
      `/Type /XObject /Subtype /Form /BBox [0 0 400 600] /Resources << /XObject << /X ${7 + i} 0 R >> >>`,
    ),
  )
  const last = stream('1 0 0 rg 0 0 500 500 re f', '/Type /XObject /Subtype /Form /BBox [0 0 400 600]')
  return paper({ content: '/X Do', more: '/XObject << /X 6 0 R >>', objects: [...forms, last] })
}

/** A picture of nine hundred million dots in a hundred kilobytes. */
export function blown(): Buffer {
  const packed = deflateSync(Buffer.alloc(30_000 * 3750)).toString('latin1')
  return paper({
    content: '400 0 0 600 0 0 cm /X Do',
    more: '/XObject << /X 6 0 R >>',
    objects: [
      stream(
        packed,
        '/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode',
      ),
    ],
  })
}

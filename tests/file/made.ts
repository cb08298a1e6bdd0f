import { randomBytes } from 'node:crypto'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** Files as phones, offices and enemies make them, built byte by byte. `SECRET` stands wherever a maker may write. */
export const SECRET = '张三的手机CANARY'
const secret = Buffer.from(SECRET)

const u16 = (n: number) => Buffer.from([n >> 8, n & 255])
const u32 = (n: number) => {
  const b = Buffer.alloc(4)
  b.writeUInt32BE(n >>> 0)
  return b
}

// —— Pictures ——

/** EXIF as a phone writes it: who, which phone, when and where. */
const EXIF = {
  IFD0: { Make: SECRET, Model: 'CANARY-Phone 15', Artist: SECRET, Copyright: SECRET, Software: 'CANARY OS' },
  IFD2: { DateTimeOriginal: '2026:06:14 09:01:02', BodySerialNumber: 'CANARY-SERIAL', CameraOwnerName: SECRET },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '35/1 24/1 3600/100',
    GPSLongitudeRef: 'E',
    GPSLongitude: '116/1 35/1 0/1',
  },
}
const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>${SECRET}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

export async function picture(kind: 'jpg' | 'png' | 'webp', width = 320, height = 240): Promise<Buffer> {
  const plain = sharp({
    create: { width, height, channels: 3, background: '#3a7', noise: { type: 'gaussian', mean: 90, sigma: 30 } },
  })
    .withExif(EXIF as never)
    .withXmp(XMP)
  return kind === 'png' ? plain.png().toBuffer() : kind === 'webp' ? plain.webp().toBuffer() : plain.jpeg().toBuffer()
}

/** One chunk of a PNG. */
export const pngChunk = (type: string, data: Buffer) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([u32(data.length), named, u32(crc32(named))])
}
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A PNG that says how large it is, with next to nothing inside. */
export const pngOf = (width: number, height: number, ...more: Buffer[]) =>
  Buffer.concat([
    PNG,
    pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])])),
    ...more,
    pngChunk('IDAT', deflateSync(Buffer.alloc(1000))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])

/** A JPEG whose head names a size and whose body is missing. */
export const jpegOf = (width: number, height: number) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xc0]),
    u16(17),
    Buffer.from([8]),
    u16(height),
    u16(width),
    Buffer.from([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xda]),
    u16(12),
    Buffer.from([3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 0xff, 0xd9]),
  ])

// —— Boxes: films, recordings, HEIC ——

export const box = (type: string, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content])
}
export const ftyp = (brand: string) =>
  box('ftyp', Buffer.from(brand, 'latin1'), u32(512), Buffer.from(`${brand}isom`, 'latin1'))

export const heic = (width = 4032, height = 3024) =>
  Buffer.concat([
    ftyp('heic'),
    box(
      'meta',
      u32(0),
      box('iprp', box('ipco', box('hvcC', Buffer.alloc(23)), box('ispe', u32(0), u32(width), u32(height)))),
    ),
    box('mdat', randomBytes(500)),
  ])

const udta = () =>
  box(
    'udta',
    box('\xa9xyz', Buffer.concat([u16(18), u16(0x15c7), Buffer.from('+35.4000+116.5800/')])),
    box('\xa9mak', Buffer.concat([u16(secret.length), u16(0x15c7), secret])),
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0), u32(0), Buffer.from('mdir'), Buffer.alloc(13)),
      box('ilst', box('\xa9ART', box('data', u32(1), u32(0), secret))),
    ),
  )

interface TrackMade {
  carries: 'vide' | 'soun' | 'meta'
  samples: Buffer[]
  /** Filled in when the place of the samples is known. */
  at: number
}

const entryOf = (carries: TrackMade['carries']) =>
  carries === 'vide'
    ? box(
        'avc1',
        Buffer.alloc(6),
        u16(1),
        Buffer.alloc(4),
        Buffer.from('CNRY'),
        Buffer.alloc(8),
        u16(320),
        u16(240),
        u32(0x480000),
        u32(0x480000),
        u32(0),
        u16(1),
        Buffer.concat([Buffer.from([22]), Buffer.from('CANARY coder of 张')], 32).subarray(0, 32),
        u16(24),
        u16(0xffff),
        box('avcC', Buffer.from([1, 66, 0, 30, 255, 225, 0, 4, 0x67, 66, 0, 30, 1, 0, 4, 0x68, 0xce, 6, 0xe2])),
        box('uuid', randomBytes(16), secret),
      )
    : carries === 'soun'
      ? box(
          'mp4a',
          Buffer.alloc(6),
          u16(1),
          Buffer.alloc(8),
          u16(2),
          u16(16),
          u32(0),
          u32(44_100 << 16),
          box('esds', u32(0), Buffer.alloc(20)),
          box('udta', secret),
        )
      : box('mebx', Buffer.alloc(6), u16(1), box('keys', secret))

const trak = ({ carries, samples, at }: TrackMade, id: number, wide: boolean) =>
  box(
    'trak',
    box('tkhd', u32(7), u32(0xe0000001), u32(0xe0000001), u32(id), u32(0), u32(samples.length), Buffer.alloc(60)),
    box('tref', box('cdsc', u32(1))),
    box(
      'mdia',
      box('mdhd', u32(0), u32(0xe0000001), u32(0xe0000001), u32(30), u32(samples.length), u16(0x55c4), u16(0)),
      box('hdlr', u32(0), u32(0), Buffer.from(carries), Buffer.from('CANARYmaker!'), secret, Buffer.from([0])),
      box(
        'minf',
        carries === 'vide' ? box('vmhd', u32(1), Buffer.alloc(8)) : box('smhd', u32(0), u32(0)),
        box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1)))),
        box(
          'stbl',
          box('stsd', u32(0), u32(1), entryOf(carries)),
          box('stts', u32(0), u32(1), u32(samples.length), u32(1)),
          box('stsc', u32(0), u32(1), u32(1), u32(samples.length), u32(1)),
          box('stsz', u32(0), u32(0), u32(samples.length), ...samples.map((s) => u32(s.length))),
          wide ? box('co64', u32(0), u32(1), u32(0), u32(at)) : box('stco', u32(0), u32(1), u32(at)),
        ),
      ),
    ),
    udta(),
  )

interface FilmMade {
  brand?: string
  video?: boolean
  audio?: boolean
  /** Where the index lies. */
  first?: boolean
  wide?: boolean
  /** Bytes of pictures. */
  size?: number
  /** More at the top, and after the end. */
  more?: Buffer[]
  after?: Buffer
}

/** A film as a phone makes it: pictures, sound, a track of positions, and remarks in every place there is. */
export function film({
  brand = 'isom',
  video = true,
  audio = true,
  first = false,
  wide = false,
  size = 3000,
  more = [],
  after = Buffer.alloc(0),
}: FilmMade = {}) {
  const third = Math.ceil(size / 3)
  const pictures = [1, 2, 3].map(() => randomBytes(third))
  const sounds = [1, 2].map(() => randomBytes(400))
  const tracks: TrackMade[] = [
    ...(video ? [{ carries: 'vide' as const, samples: pictures, at: 0 }] : []),
    ...(audio ? [{ carries: 'soun' as const, samples: sounds, at: 0 }] : []),
    { carries: 'meta', samples: [Buffer.from(`+35.4000+116.5800 ${SECRET}`)], at: 0 },
  ]
  const head = Buffer.concat([ftyp(brand), box('uuid', randomBytes(16), secret), ...more])
  const index = () =>
    box(
      'moov',
      box('mvhd', u32(0), u32(0xe0000001), u32(0xe0000001), u32(600), u32(600), u32(0x10000), Buffer.alloc(76)),
      ...tracks.map((t, i) => trak(t, i + 1, wide)),
      udta(),
      box('meta', u32(0), secret),
    )
  // A gap no track names, where a maker may have left anything.
  const content = [Buffer.from(`gap ${SECRET}`), ...tracks.flatMap((t) => t.samples)]
  let at = head.length + (first ? index().length : 0) + 8 + (content[0]?.length ?? 0)
  for (const track of tracks) {
    track.at = at
    at += track.samples.reduce((sum, s) => sum + s.length, 0)
  }
  const store = box('mdat', ...content)
  const bytes = Buffer.concat([head, ...(first ? [index(), store] : [store, index()]), after])
  return { bytes, kept: [...(video ? pictures : []), ...(audio ? sounds : [])] }
}

// —— Sound ——

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame. */
export const mp3Frame = (fill = 0x55) => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413, fill)])
export const id3 = (text = SECRET) => {
  const words = Buffer.concat([Buffer.from([3]), Buffer.from(text)])
  const frame = Buffer.concat([Buffer.from('TPE1'), u32(words.length), u16(0), words])
  const size = frame.length
  return Buffer.concat([
    Buffer.from('ID3'),
    Buffer.from([3, 0, 0, (size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127]),
    frame,
  ])
}
const lame = () => {
  const frame = mp3Frame(0)
  frame.write('Info', 36, 'latin1')
  frame.write('LAME CANARY', 156, 'latin1')
  return frame
}
const id3v1 = () => Buffer.concat([Buffer.from('TAG'), secret], 128)
export const mp3 = (frames = 20, after: Buffer = id3v1()) =>
  Buffer.concat([id3(), lame(), ...Array.from({ length: frames }, (_, i) => mp3Frame(i)), after])

export const wav = (size = 2000) => {
  const data = Buffer.alloc(size)
  const le = (n: number) => Buffer.from(new Uint32Array([n]).buffer)
  const chunks = Buffer.concat([
    Buffer.from('fmt '),
    le(16),
    Buffer.from([1, 0, 1, 0, 0x44, 0xac, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0]),
    Buffer.from('data'),
    le(size),
    data,
  ])
  return Buffer.concat([Buffer.from('RIFF'), le(chunks.length + 4), Buffer.from('WAVE'), chunks])
}

// —— Papers ——

export interface Part {
  name: string
  text: string | Buffer
  /** To lie about how large it is, or to say that it is encrypted. */
  says?: number
  flags?: number
}

/** A ZIP with every part packed. */
export function zip(parts: readonly Part[], { before = Buffer.alloc(0), after = Buffer.alloc(0) } = {}): Buffer {
  const le16 = (n: number) => Buffer.from([n & 255, n >> 8])
  const le = (n: number) => Buffer.from(new Uint32Array([n]).buffer)
  const locals: Buffer[] = [before]
  const central: Buffer[] = []
  let at = before.length
  for (const { name, text, says, flags = 0 } of parts) {
    const raw = Buffer.from(text as string)
    const packed = deflateRawSync(raw)
    const called = Buffer.from(name)
    const facts = Buffer.concat([
      le16(flags),
      le16(8),
      le(0),
      le(crc32(raw)),
      le(packed.length),
      le(says ?? raw.length),
      le16(called.length),
    ])
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), le16(20), facts, le16(0), called, packed])
    central.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        le16(20),
        le16(20),
        facts,
        le16(0),
        le16(0),
        le16(0),
        le16(0),
        le(0),
        le(at),
        called,
      ]),
    )
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.concat([
    Buffer.from('PK\x05\x06'),
    le(0),
    le16(parts.length),
    le16(parts.length),
    le(directory.length),
    le(at),
    le16(0),
  ])
  return Buffer.concat([...locals, directory, end, after])
}

const RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
export const rels = (...targets: string[]) => `${RELS}${targets.join('')}</Relationships>`
export const relation = (type: string, target: string, external = true) =>
  `<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`

export const office = (main = 'word/document.xml', ...more: Part[]): Part[] => [
  {
    name: '[Content_Types].xml',
    text: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  },
  { name: '_rels/.rels', text: rels(relation('officeDocument', main, false)) },
  { name: main, text: `<document>${SECRET}</document>` },
  { name: 'docProps/core.xml', text: `<lastModifiedBy>${SECRET}</lastModifiedBy>` },
  ...more,
]

/** A compound file with these names in its directory. */
export function ole(...names: string[]): Buffer {
  const bytes = Buffer.alloc(512 * 4)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes)
  bytes.writeUInt16LE(0x3e, 24)
  bytes.writeUInt16LE(3, 26)
  bytes.writeUInt16LE(0xfffe, 28)
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 44)
  bytes.writeUInt32LE(1, 48)
  bytes.fill(255, 76, 512)
  bytes.writeUInt32LE(0, 76)
  bytes.fill(255, 512, 1024)
  bytes.writeUInt32LE(0xfffffffd, 512)
  bytes.writeUInt32LE(0xfffffffe, 516)
  for (const [i, name] of ['Root Entry', ...names].slice(0, 4).entries()) {
    const called = Buffer.from(name, 'utf16le')
    called.copy(bytes, 1024 + i * 128)
    bytes.writeUInt16LE(called.length + 2, 1024 + i * 128 + 64)
  }
  return bytes
}

/** A PDF of one page, with more in its catalogue. */
export const pdf = (more = '', objects = '', after = '') =>
  Buffer.from(
    `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${more} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n${objects}xref\n0 4\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R /Info << /Author (${SECRET}) >> >>\nstartxref\n200\n%%EOF\n${after}`,
    'latin1',
  )
export const objectStream = (inside: string, filter = '/FlateDecode') => {
  const packed = deflateSync(Buffer.from(inside))
  return `4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter ${filter} /Length ${packed.length} >>\nstream\n${packed.toString('latin1')}\nendstream\nendobj\n`
}

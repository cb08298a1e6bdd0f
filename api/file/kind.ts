import { frame } from './sound.ts'

/** What a person may send as evidence, by family: how large one may be, and how many a submission may bring (domain.md D6). */
export const FAMILY = {
  picture: { label: '图片', most: 10 * 1024 * 1024, count: 9 },
  video: { label: '视频', most: 200 * 1024 * 1024, count: 3 },
  audio: { label: '录音', most: 50 * 1024 * 1024, count: 3 },
  paper: { label: '文书', most: 20 * 1024 * 1024, count: 9 },
} as const
export type Family = keyof typeof FAMILY

/** What a file is by its content. `copy`: others get a cleaned one, of a PDF its pages; the rest stays sealed (rulings.md 19). */
export const KINDS = {
  jpg: { family: 'picture', type: 'image/jpeg', copy: true },
  png: { family: 'picture', type: 'image/png', copy: true },
  webp: { family: 'picture', type: 'image/webp', copy: true },
  heic: { family: 'picture', type: 'image/heic', copy: true },
  mp4: { family: 'video', type: 'video/mp4', copy: true },
  mov: { family: 'video', type: 'video/quicktime', copy: true },
  m4a: { family: 'audio', type: 'audio/mp4', copy: true },
  mp3: { family: 'audio', type: 'audio/mpeg', copy: true },
  wav: { family: 'audio', type: 'audio/wav', copy: false },
  pdf: { family: 'paper', type: 'application/pdf', copy: true },
  docx: {
    family: 'paper',
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    copy: false,
  },
  xlsx: { family: 'paper', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', copy: false },
  pptx: {
    family: 'paper',
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    copy: false,
  },
  doc: { family: 'paper', type: 'application/msword', copy: false },
  xls: { family: 'paper', type: 'application/vnd.ms-excel', copy: false },
  ppt: { family: 'paper', type: 'application/vnd.ms-powerpoint', copy: false },
} as const satisfies Record<string, { family: Family; type: string; copy: boolean }>
export type Kind = keyof typeof KINDS

export const LARGEST = Math.max(...Object.values(FAMILY).map((f) => f.most))
/** All that one submission may bring, and one case in all. */
export const MOST_AT_ONCE = 20
export const MOST_A_CASE = 60

/** As its head alone tells: archives, boxes and compound files are looked into once all is here. */
export type Guess = Exclude<Kind, 'docx' | 'xlsx' | 'pptx' | 'doc' | 'xls' | 'ppt' | 'mov' | 'm4a'> | 'zip' | 'ole'
export const GUESSED: Record<Guess, Family> = {
  jpg: 'picture',
  png: 'picture',
  webp: 'picture',
  heic: 'picture',
  mp4: 'video',
  mp3: 'audio',
  wav: 'audio',
  pdf: 'paper',
  zip: 'paper',
  ole: 'paper',
}

/** Bytes of a head that tell everything below. */
export const HEAD = 32

const HEIC = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/
const MOVIE = /^(isom|iso[2-9]|mp4[12]|avc1|qt {2}|M4[AVBP] |MSNV|3gp[4-9a-z]|3g2[a-c]|dash|f4v )$/

/** What the first bytes say; nothing when it is none of ours. Names and what a browser claims count for nothing. */
export function guess(head: Uint8Array): Guess | undefined {
  const text = Buffer.from(head.subarray(0, HEAD)).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'jpg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^RIFF.{4}WEBPVP8[ LX]/s.test(text)) return 'webp'
  if (/^RIFF.{4}WAVE/s.test(text)) return 'wav'
  if (/^%PDF-[12]\.\d/.test(text)) return 'pdf'
  if (text.startsWith('PK\x03\x04')) return 'zip'
  if (text.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'ole'
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12)
    return HEIC.test(brand) ? 'heic' : MOVIE.test(brand) ? 'mp4' : undefined
  }
  if (text.startsWith('ID3') || frame(head) !== undefined) return 'mp3'
  return undefined
}

export const tooMany = (family: Family) => `${FAMILY[family].label}一次最多${FAMILY[family].count}个，请去掉几个`

/** The name others see: what it was called may tell who took it. */
export const nameOf = (n: number, kind: Kind, page?: number) => `附件${n}${page ? `第${page}页` : ''}.${kind}`

import { qr } from '../qr.ts'
import type { Type } from './code.ts'

/** The sizes in which codes are printed, in millimetres. */
export const SIZE = {
  sign: { title: '台牌（A5）', width: 148, height: 210 },
  badge: { title: '胸牌（86×54毫米）', width: 86, height: 54 },
  sticker: { title: '贴纸（70×90毫米）', width: 70, height: 90 },
  footer: { title: '文书页脚（180×30毫米）', width: 180, height: 30 },
} as const
export type Size = keyof typeof SIZE
export const SIZES = Object.keys(SIZE) as Size[]

/** How many of a size lie on one sheet of paper, in columns and rows. */
export const SHEET: Record<Size, { columns: number; rows: number }> = {
  sign: { columns: 1, rows: 1 },
  badge: { columns: 2, rows: 5 },
  sticker: { columns: 4, rows: 2 },
  footer: { columns: 1, rows: 9 },
}

/** What is said on top, what on the opened page must be as it is here, and the size that is usual, by what a code stands for. */
const SAYS: Record<Type, { calls: string; same: string; size: Size }> = {
  ORG: { calls: '扫一扫：核实、表扬、投诉', same: '单位和地点就是这里', size: 'sign' },
  OFFICER: { calls: '扫一扫，核实执法证', same: '姓和证号尾号同这张证一样', size: 'badge' },
  TASK: { calls: '扫一扫，核实这次检查', same: '单位和企业同这次检查一样', size: 'footer' },
  CASE: { calls: '扫一扫，核实文书，看救济途径', same: '文号同这份文书一样', size: 'footer' },
  ENT: { calls: '扫一扫：看指引、核实来人、反映问题', same: '企业和地点就是这里', size: 'sticker' },
  EVENT: { calls: '扫一扫：核实、表扬、投诉', same: '活动和地点就是这里', size: 'sign' },
  ITEM: { calls: '扫一扫，看依据和裁量基准', same: '事项同这里写的一样', size: 'footer' },
  STATION: { calls: '扫一扫，向驻点反映问题', same: '驻点和地点就是这里', size: 'sign' },
  SUPERVISOR: { calls: '扫一扫，核实监督员', same: '姓名和证号同这张证一样', size: 'badge' },
  CONTACT: { calls: '行政执法监督企业联系点', same: '企业名称就是这里', size: 'sign' },
}
/** At the door of an open day. */
const CHECK_IN = '扫一扫：签到、看流程'
export const usualSize = (type: Type): Size => SAYS[type].size

/** All that is printed of a code. */
export interface Label {
  id: string
  /** In groups, as it is typed. */
  shown: string
  type: Type
  label: string
  department: string | null
  /** Of a document and a company: the number it is known by. */
  number: string | null
  place: string | null
  version: number
  batch: string | null
  validTo: string | null
  /** It hangs at an open day. */
  openDay?: true | undefined
  /** Issued in a demonstration: nobody must take it for one of an office. */
  demo: boolean
  /** Where the code leads. */
  address: string
  bureau: { name: string; phone: string }
}

export interface Line {
  x: number
  y: number
  size: number
  text: string
  bold: boolean
}
/** A label as shapes in millimetres; the same for the page and for the print shop. */
export interface Drawing {
  width: number
  height: number
  /** The code as a path in squares: how wide one of them is, and what brings it to its place. */
  code: { square: number; transform: string; path: string }
  lines: Line[]
  centred: boolean
}

/** Squares left white around a code (ISO/IEC 18004). */
export const QUIET = 4

/** Where the code and the words lie, and how large a letter is. On a flat one, what is short shares a line. */
const PLACE: Record<
  Size,
  { code: [x: number, y: number, side: number]; words: Box; centred: boolean; flat: boolean; unit: number }
> = {
  sign: { code: [29, 30, 90], words: { x: 10, y: 124, width: 128, height: 78 }, centred: true, flat: false, unit: 5.2 },
  badge: { code: [1, 11, 32], words: { x: 34, y: 2, width: 50, height: 50 }, centred: false, flat: false, unit: 2.6 },
  sticker: { code: [16, 8, 38], words: { x: 3, y: 45, width: 64, height: 43 }, centred: true, flat: false, unit: 2.6 },
  footer: { code: [1, 1, 28], words: { x: 31, y: 2, width: 147, height: 26 }, centred: false, flat: true, unit: 2.9 },
}
interface Box {
  x: number
  y: number
  width: number
  height: number
}
/** Where the call stands apart from the words: above the code. */
const CALL: Partial<Record<Size, { x: number; y: number; width: number; size: number }>> = {
  sign: { x: 10, y: 22, width: 128, size: 9 },
  sticker: { x: 3, y: 7, width: 64, size: 3.6 },
}

/** Generous: a print shop’s letters may be wider than ours. */
const widthOf = (sign: string) =>
  /[\u2e80-\uffef“”‘’—…·]/.test(sign) ? 1 : /[MW@%]/.test(sign) ? 0.95 : /[A-Z]/.test(sign) ? 0.76 : 0.6
export const wide = (text: string) => [...text].reduce((sum, sign) => sum + widthOf(sign), 0)

/** What must not begin a line. */
const NOT_FIRST = /^[，。、；：）”》〕？！,.;:)]/

/** Text in lines of a width, in units of its own size. Runs of letters and digits stay whole where they fit; an address breaks before its path. */
export function wrapped(text: string, width: number): string[] {
  const pieces = text.match(/\/[\w/-]+|[\w.:-]+|./gsu) ?? []
  const lines: string[] = []
  let line = ''
  for (const piece of pieces.flatMap((one) => (wide(one) > width ? [...one] : [one]))) {
    if (line && wide(line + piece) > width && !(NOT_FIRST.test(piece) && wide(line) <= width)) {
      lines.push(line)
      line = piece.trimStart()
    } else line += piece
  }
  return line ? [...lines, line] : lines
}

/** What a demonstration prints says so before anything else. */
const callOf = ({ type, demo, openDay }: Label) => `${demo ? '（示例）' : ''}${openDay ? CHECK_IN : SAYS[type].calls}`

/** The words of a label, the most important first, each with how large it is. */
function wordsOf(one: Label, size: Size): { text: string; by: number; bold?: true }[] {
  const { host } = new URL(one.address)
  const said = SAYS[one.type]
  const lines = (parts: (string | null)[][], by: number) =>
    (PLACE[size].flat ? [parts.flat()] : parts).flatMap((some) => {
      const text = some.filter(Boolean).join('　')
      return text ? [{ text, by }] : []
    })
  return [
    ...(CALL[size] ? [] : [{ text: callOf(one), by: 1.1 }]),
    { text: one.label, by: 1.4, bold: true },
    ...lines([[one.department, one.number], [one.place]], 1),
    { text: `${host}/q/${one.shown}`, by: 1.05, bold: true },
    ...lines(
      [
        [`编号${one.shown}`, `第${one.version}版`, one.validTo && `用到${one.validTo}`],
        [`监督电话${one.bureau.phone}（${one.bureau.name}）`],
      ],
      0.95,
    ),
    {
      text: `防调包：扫开的网址应当以${host}开头，页面上写的${said.same}。对不上的，请不要用，打上面的电话。`,
      by: 0.95,
    },
  ]
}

/** So much of its size a line takes, and so much is left between two things said. */
const LEADING = 1.25
const BETWEEN = 0.3
const SMALLER = 0.96

/** Draws a label. Words that would not fit become smaller, all alike. */
export function drawn(one: Label, size: Size): Drawing {
  const { width, height } = SIZE[size]
  const { code, words, centred, unit } = PLACE[size]
  const [x, y, side] = code
  const { size: squares, path } = qr(one.address)
  const said = wordsOf(one, size)
  const laid = (scale: number) =>
    said.map(({ text, by, bold = false }) => {
      const own = unit * by * scale
      return { own, bold, lines: wrapped(text, words.width / own) }
    })
  const tall = (all: ReturnType<typeof laid>) =>
    all.reduce((sum, { own, lines }) => sum + own * (LEADING * lines.length + BETWEEN), 0)
  let scale = 1
  while (tall(laid(scale)) > words.height) scale *= SMALLER
  const middle = centred ? width / 2 : words.x
  const call = CALL[size]
  const lines: Line[] = []
  if (call) {
    const text = callOf(one)
    lines.push({ x: middle, y: call.y, size: Math.min(call.size, call.width / wide(text)), text, bold: true })
  }
  let at = words.y
  for (const { own, bold, lines: parts } of laid(scale)) {
    for (const text of parts) {
      at += own * LEADING
      lines.push({ x: middle, y: at - own * (LEADING - 1), size: own, text, bold })
    }
    at += own * BETWEEN
  }
  const square = side / (squares + 2 * QUIET)
  const transform = `translate(${rounded(x + QUIET * square)} ${rounded(y + QUIET * square)}) scale(${square})`
  return { width, height, code: { square, transform, path }, lines, centred }
}

/** Fonts that are there; nothing is loaded for it. */
export const FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
export const rounded = (mm: number): string => String(Math.round(mm * 1000) / 1000)

export const escaped = (text: string) => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A drawing as a file for a print shop. */
export function svgOf({ width, height, code, lines, centred }: Drawing, title: string): string {
  const words = lines.map(
    (line) =>
      `<text x="${rounded(line.x)}" y="${rounded(line.y)}" font-size="${rounded(line.size)}"${line.bold ? ' font-weight="700"' : ''}>${escaped(line.text)}</text>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<path transform="${code.transform}" shape-rendering="crispEdges" d="${code.path}"/>
<g font-family="${FONT}" text-anchor="${centred ? 'middle' : 'start'}">
${words.join('\n')}
</g>
</svg>
`
}

import { calledOf, type OpenDay } from '../../content/kinds/open-day.ts'
import { wide, wrapped } from '../code/sheet.ts'
import { bar, codeAt, leaf, word } from './leaf.ts'
import { checkInTime, minuteWords, seatWords, sessionTime } from './said.ts'

/** The papers a poster is printed on, upright; both have the same shape. */
export const PAPER = {
  a4: { title: 'A4', width: 210, height: 297 },
  a3: { title: 'A3', width: 297, height: 420 },
} as const
export type Paper = keyof typeof PAPER
export const PAPERS = Object.keys(PAPER) as Paper[]

/** What a poster says besides what was published. */
export interface Posted {
  /** Where the code leads. */
  address: string
  department: string
  /** Printed in a demonstration: nobody must take it for one of an office. */
  demo: boolean
}

/** It is drawn in millimetres of A4, and larger for larger paper. */
const { width: WIDTH, height: HEIGHT } = PAPER.a4
const EDGE = 12
const INNER = WIDTH - 2 * EDGE
const DEEP = '#073f4d'
const SUN = '#f4b72f'
const SOFT = '#4a575b'

const HEAD = { top: EDGE, height: 62 }
const CODE = { side: 66, top: HEIGHT - EDGE - 70 }
/** Between head and foot. */
const BODY = { top: HEAD.top + HEAD.height + 7, height: CODE.top - HEAD.top - HEAD.height - 11 }
const TERM = 24
const LEADING = 1.4

const rowsOf = (day: OpenDay, department: string): [term: string, text: string][] => [
  ...day.sessions.map((session, i): [string, string] => [
    day.sessions.length > 1 ? `第${i + 1}场` : '时间',
    `${sessionTime(session)}，${checkInTime(session)}`,
  ]),
  ['地点', `${day.place.name}（${day.place.address}）`],
  ['怎样去', day.place.directions],
  ['看什么', day.summary],
  ['谁能来', day.conditions],
  ['名额', seatWords(day)],
  ['报名', `${minuteWords(day.opens)}到${minuteWords(day.closes)}`],
  ['主办', department],
]

/** Title in one line or two, as large as they go. */
function head(day: OpenDay, demo: boolean): string[] {
  const { top, height } = HEAD
  const [room, most] = [INNER - 20, 19]
  const one = Math.min(most, room / wide(day.name))
  const size = one > 12 ? one : Math.min(14, (2 * room) / (wide(day.name) + 1))
  const lines = one > 12 ? [day.name] : wrapped(day.name, room / size)
  const first = top + (lines.length > 1 ? 33 : 43)
  return [
    bar(EDGE, top, INNER, height, DEEP),
    bar(EDGE, top + height, INNER, 2, SUN),
    word(
      EDGE + 10,
      top + 15,
      7,
      `${demo ? '（示例）' : ''}${day.series ?? (day.format ? calledOf(day) : '行政执法开放日')}`,
      {
        fill: '#fff',
        within: room,
      },
    ),
    ...lines.map((line, i) =>
      word(EDGE + 10, first + i * size * 1.25, size, line, { bold: true, fill: '#fff', within: room }),
    ),
  ]
}

/** Everything there is to know; words that would not fit become smaller, all alike. */
function body(rows: [string, string][]): string[] {
  let size = 6.2
  const laid = () => rows.map(([term, text]) => ({ term, lines: wrapped(text, (INNER - TERM) / size) }))
  const tall = () => laid().reduce((sum, { lines }) => sum + size * (LEADING * lines.length + 0.55), 0)
  while (tall() > BODY.height) size *= 0.97
  let y = BODY.top
  return laid().flatMap(({ term, lines }) => {
    const first = y + size
    y += size * (LEADING * lines.length + 0.55)
    return [
      word(EDGE, first, size, term, { fill: SOFT }),
      ...lines.map((line, i) => word(EDGE + TERM, first + i * size * LEADING, size, line, { bold: term === '时间' })),
    ]
  })
}

/** How to register: with a telephone that scans, with one that does not, and without. */
function foot({ phone }: OpenDay, address: string): string[] {
  const x = EDGE + CODE.side + 8
  const room = WIDTH - EDGE - x
  const y = CODE.top
  return [
    bar(EDGE, y - 3, INNER, 0.5, DEEP),
    codeAt(address, EDGE - 2, y, CODE.side),
    word(x, y + 14, 11, '扫一扫，看详情、报名', { bold: true, within: room }),
    word(x, y + 26, 5.4, '扫不了，打开网址：', { fill: SOFT }),
    ...wrapped(address.replace(/^https?:\/\//, ''), room / 6.4).map((line, i) =>
      word(x, y + 34 + i * 8, 6.4, line, { bold: true }),
    ),
    word(x, y + 54, 6.4, `或者打电话：${phone}`, { bold: true, within: room }),
    word(x, y + 64, 5, '不用注册，不要身份证号。名额满了可以排候补。', { fill: SOFT, within: room }),
  ]
}

/** The poster of an open day: what, when, where, for whom, and how to register. */
export function posterOf(day: OpenDay, { address, department, demo }: Posted, paper: Paper): string {
  const { width, height } = PAPER[paper]
  const title = `${day.name}（${day.code}）海报`
  return leaf({ title, width: WIDTH, height: HEIGHT, size: [`${width}mm`, `${height}mm`] }, [
    ...head(day, demo),
    ...body(rowsOf(day, department)),
    ...foot(day, address),
  ])
}

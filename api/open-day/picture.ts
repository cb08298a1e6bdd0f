import { calledOf, type OpenDay, type Session } from '../../content/kinds/open-day.ts'
import { wrapped } from '../code/sheet.ts'
import { bar, codeAt, leaf, word } from './leaf.ts'
import { checkInTime, sessionTime } from './said.ts'

/** As wide as telephones draw. */
export const PICTURE = { width: 1080, height: 1560 } as const

/** What is shown at the door: it opens nothing, and of another day it is told apart. */
export const passOf = (event: string, number: string): string => `${event} ${number}`

/** As it is read out. */
export const spaced = (number: string): string => number.replace(/^(.{4})/, '$1-')

interface Shown {
  day: Pick<OpenDay, 'code' | 'name' | 'place' | 'phone' | 'format'>
  session: Session
  number: string
  size: number
  demo: boolean
}

const { width: WIDTH, height: HEIGHT } = PICTURE
const EDGE = 70
const ROOM = WIDTH - 2 * EDGE
const MIDDLE = WIDTH / 2
const SOFT = '#4a575b'

/** A picture for the album of a telephone: what, when, where, number and code. No name and no ticket is on it. */
export function pictureOf({ day, session, number, size, demo }: Shown): string {
  const name = wrapped(day.name, ROOM / 62).slice(0, 2)
  const place = wrapped(`${day.place.name}，${day.place.address}`, ROOM / 44).slice(0, 2)
  const top = 250
  const when = top + name.length * 78
  const where = when + 78
  return leaf({ title: `${day.name}：签到凭证`, width: WIDTH, height: HEIGHT, size: [`${WIDTH}`, `${HEIGHT}`] }, [
    bar(0, 0, WIDTH, 150, '#073f4d'),
    bar(0, 150, WIDTH, 10, '#f4b72f'),
    word(EDGE, 95, 54, `${demo ? '（示例）' : ''}${day.format ? '' : '行政'}${calledOf(day)}签到凭证`, {
      bold: true,
      fill: '#fff',
      within: ROOM,
    }),
    ...name.map((line, i) => word(EDGE, top + i * 78, 62, line, { bold: true, within: ROOM })),
    word(EDGE, when, 46, `${sessionTime(session)}，${checkInTime(session)}`, { bold: true, within: ROOM }),
    ...place.map((line, i) => word(EDGE, where + i * 58, 44, line, { within: ROOM })),
    codeAt(passOf(day.code, number), MIDDLE - 280, 600, 560),
    word(MIDDLE, 1255, 96, spaced(number), { bold: true, middle: true }),
    word(MIDDLE, 1325, 44, size > 1 ? `一共${size}人（带同行${size - 1}人）` : '1人', { middle: true }),
    bar(EDGE, 1365, ROOM, 3, '#dcd8cc'),
    word(MIDDLE, 1430, 44, '签到时出示这张图，或者报上面的编号', { bold: true, middle: true, within: ROOM }),
    word(MIDDLE, 1495, 38, `改、取消报名要用凭证码，不用这张图。咨询${day.phone}`, {
      middle: true,
      fill: SOFT,
      within: ROOM,
    }),
  ])
}

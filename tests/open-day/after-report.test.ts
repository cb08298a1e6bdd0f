import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { faultsIn } from '../../api/draft/fit.ts'
import { cameOf } from '../../api/open-day/came.ts'
import { phaseOf } from '../../api/open-day/open-day.ts'
import { registrations } from '../../db/schema.ts'
import { asking, json, person } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { taken } from './asked.ts'
import { held, NOW, openDay } from './made.ts'
import { AFTER, ALT, photographing, report } from './photographing.ts'

const { of, register, day, added } = photographing()
let w: World
beforeAll(() => {
  w = of()
})
const seats = { resident: 5 }

describe('a report', () => {
  const fits = async (from: string, photo?: string) => {
    const data = { ...openDay('KF-2026-310', seats), ...report(photo) }
    const draft = { code: data.code, intent: 'publish' as const, from, reason: '办完了', data }
    return (await faultsIn(w.deps.store, 'open-day', draft, '2026-06-20')).map(({ path, message }) => [path, message])
  }
  test('is refused until the day after, with when to come again', async () => {
    expect(await fits('2026-06-24')).toEqual([['data.report', expect.stringContaining('最后一场2026-06-24才结束')]])
    expect(await fits('2026-06-25')).toEqual([])
  })

  test('is refused with a photograph that is not there, or is another day’s', async () => {
    await day('KF-2026-310', seats)
    await day('KF-2026-312', seats)
    const missing = [['data.report.photographs.0.photo', expect.stringContaining('这场活动没有这张照片')]]
    expect(await fits('2026-06-25', '0123456789abcdef')).toEqual(missing)
    expect(await fits('2026-06-25', await added('KF-2026-312'))).toEqual(missing)
    expect(await fits('2026-06-25', await added('KF-2026-310'))).toEqual([])
  })

  test('comes with no later session than there was: names go on the day that was promised', async () => {
    const data = { ...openDay('KF-2026-310', seats), ...report() }
    const later = data.sessions.map((one) => ({
      ...one,
      id: 'later',
      starts: '2026-07-24T09:00',
      checkIn: '2026-07-24T08:30',
      ends: '2026-07-24T11:00',
    }))
    const draft = { code: data.code, intent: 'publish' as const, from: '2026-06-30', reason: '再办一场' }
    const faults = async (sessions: typeof data.sessions, today: string) =>
      (
        await faultsIn(w.deps.store, 'open-day', { ...draft, data: { ...data, report: undefined, sessions } }, today)
      ).filter(({ path }) => path === 'data.sessions')
    expect(await faults([...data.sessions, ...later], '2026-06-30')).toEqual([
      { path: 'data.sessions', message: expect.stringContaining('2026-06-24已经结束') },
    ])
    // The control: before it is over it may be moved, and afterwards written anew as it was.
    expect(await faults([...data.sessions, ...later], '2026-06-24')).toEqual([])
    expect(await faults(data.sessions, '2026-06-30')).toEqual([])
  })

  test('makes a day that is over a reported one, and nothing else', () => {
    const data = { ...openDay('KF-2026-311', seats), ...report() }
    const at = (moment: string, cancelled = false) => phaseOf(data, cancelled, Date.parse(moment))
    expect([at(AFTER), at('2026-06-24T10:00:00+08:00'), at(AFTER, true)]).toEqual(['reported', 'running', 'off'])
    expect(phaseOf({ ...data, report: undefined }, false, Date.parse(AFTER))).toBe('over')
  })

  test.each([
    ['few', { resident: 4 }, [['resident', null]], null],
    ['five', { resident: 5 }, [['resident', 5]], 5],
    [
      'few beside many: the whole would tell',
      { resident: 9, media: 2 },
      [
        ['resident', 9],
        ['media', null],
      ],
      null,
    ],
    [
      'few of two groups',
      { resident: 9, media: 2, member: 4 },
      [
        ['member', null],
        ['resident', 9],
        ['media', null],
      ],
      15,
    ],
  ])('tells of groups of %s', async (name, sizes, groups, total) => {
    const code = `KF-2026-32${Object.values(sizes).join('')}`
    await day(code, { resident: 20, media: 20, member: 20 })
    for (const [group, size] of Object.entries(sizes)) {
      const { number } = await taken(register(`/api/open-days/${code}/registrations`, { group }))
      await w.deps.store.writes.commit([
        { sql: "update registrations set state = 'attended', came = ? where number = ?", args: [size, number] },
      ])
    }
    const came = await cameOf(w.deps.store, code)
    expect([came.groups.map(({ group, n }) => [group, n]), came.total], name).toEqual([groups, total])
  })
})

describe('pages', () => {
  const read = async (path: string, login: string | null = null) => {
    const answer = await asking(w, login && person(login))(path)
    const html = await answer.text()
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
    return { status: answer.status, html: main, text: main.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ') }
  }

  test('show what was said and done, pictures when they are looked at, and whom to write to', async () => {
    const data = openDay('KF-2026-331', seats)
    await held(w, data)
    const id = await added('KF-2026-331')
    w.at(AFTER)
    await held(w, { ...data, ...report(id) }, '2026-06-25')
    const { html, text } = await read('/open-days/KF-2026-331')
    for (const words of ['已公布报告', '讲得太快。', '下一场每处多留五分钟。', '把意见变成办件'])
      expect(text).toContain(words)
    const [img = ''] = /<img[^>]*>/.exec(html) ?? []
    for (const part of [`${id}-1280.webp 1280w`, 'width="1280"', 'height="960"', `alt="${ALT}"`, 'loading="lazy"'])
      expect(img).toContain(part)
    expect((await read('/open-days')).text).toContain('往期回顾：有活动报告')
    expect((await read('/complaint?openDay=KF-2026-331')).text).toContain('开放日“走近执法（示例）”')
    w.at(NOW)
  })

  test('of the publishing desk offer its photographs by what they show, and refuse others with words', async () => {
    const code = 'KF-2026-334'
    const data = openDay(code, seats)
    await held(w, data)
    const id = await added(code)
    w.at(AFTER)
    const step = async (path: string, said: object) => {
      const answer = await asking(w, 'editor')(`/api/desk/publications/open-day/${code}${path}`, json('POST', said))
      return { status: answer.status, text: await answer.text() }
    }
    const of = ({ text }: { text: string }) => (JSON.parse(text) as { draft: { n: number } }).draft.n
    const save = async (n: number, photo: string) => {
      const said = { n, from: '2026-06-25', reason: '补上照片。', data: { ...data, ...report(photo) } }
      return of(await step('', said))
    }
    const begun = of(await step('/steps', { action: 'begin', n: 0, intent: 'publish' }))
    const wrong = await save(begun, '0123456789abcdef')
    const refused = await step('/steps', { action: 'submit', n: wrong })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('这场活动没有这张照片')])
    const right = await save(wrong, id)
    const { html } = await read(`/desk/publications/open-day/${code}/edit`, 'editor')
    const [select = ''] = /<select[^>]*name="data\.report\.photographs\.0\.photo".*?<\/select>/s.exec(html) ?? []
    expect(select).toMatch(new RegExp(`<option value="${id}" selected[^>]*>\\s*第1张：${ALT}`))
    expect((await step('/steps', { action: 'submit', n: right })).status).toBe(200)
    w.at(NOW)
  })

  test('of the desk say how many are not to be in pictures, and lead on', async () => {
    await day('KF-2026-332', seats)
    await taken(register('/api/open-days/KF-2026-332/registrations'))
    await taken(register('/api/open-days/KF-2026-332/registrations', { photographs: 'yes' }))
    await w.deps.store.writes.commit([
      { sql: "update registrations set state = 'attended' where event = ?", args: ['KF-2026-332'] },
    ])
    const { status, text, html } = await read('/desk/open-days/KF-2026-332/photographs', 'editor')
    expect([status, text]).toEqual([200, expect.stringContaining('来的人里有1份报名选了“不要拍到我”')])
    expect(text).toContain('没有，或者不足5件')
    expect(html).toContain('/desk/publications/open-day/KF-2026-332')
    const rows = await w.deps.store.read.select().from(registrations).where(eq(registrations.event, 'KF-2026-332'))
    for (const { number } of rows) expect(html).not.toContain(number)
  })

  test('to enter what was said in the room begin with what is known', async () => {
    w.at('2026-06-24T11:00:00+08:00')
    await day('KF-2026-333', seats)
    const { html } = await read('/desk/cases/new?openDay=KF-2026-333', 'intake')
    expect(html).toContain('name="openDay" value="KF-2026-333"')
    expect(html).toMatch(/value="2026-06-24"/)
    w.at(NOW)
  })

  test('the sample has a report', async () => {
    const { text } = await read('/open-days/KF-2025-004')
    expect(text).toContain('提了什么，怎样办的')
  })
})

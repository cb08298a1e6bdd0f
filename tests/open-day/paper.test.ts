import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf, monthFrom, monthOf, weeksOf } from '../../site/pages/open-days/_month.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { held, NOW, openDay, rowsOf } from './made.ts'
import { codeIn, reader } from './page.ts'

const KEYS = { ANTIBOT: 'turnstile', TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET_KEY: 'secret' }

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render })
  await held(w, openDay('KF-PAPER', { resident: 30 }, { name: '走近执法（示例）', series: '夏季开放日' }))
  await held(w, openDay('KF-LATER', { resident: 1 }, later('2026-08-03')))
  await held(w, openDay('KF-CALLED', { resident: 1 }))
  await held(w, openDay('KF-CALLED', { resident: 1 }), '2026-06-15', true)
})
afterAll(() => w.close())
const { register } = asker(() => w)
const { see, get } = reader(() => w)

const later = (on: string) => {
  const [session] = openDay('KF-X', { resident: 1 }).sessions
  return { sessions: [{ ...session!, checkIn: `${on}T08:45`, starts: `${on}T09:00`, ends: `${on}T11:30` }] }
}

describe('a poster', () => {
  const svg = async (path: string) => (await get(path)).text()

  test.each([
    ['a4', '210mm', '297mm'],
    ['a3', '297mm', '420mm'],
  ])('on %s is read back to the address of the page, and says all there is to know', async (size, width, height) => {
    const text = await svg(`/api/open-days/KF-PAPER/poster.svg?size=${size}`)
    const address = codeIn(text)
    expect(address).toMatch(/^http:\/\/localhost:\d+\/open-days\/KF-PAPER$/)
    expect(text).toContain(`width="${width}" height="${height}"`)
    const words = [...text.matchAll(/<text[^>]*>([^<]*)</g)].map(([, said]) => said).join('')
    for (const one of [
      '走近执法（示例）',
      '2026年6月24日（周三）9:00–11:30，8:45起签到',
      '指挥中心（示例路8号）',
      '年满18岁',
      '2026年6月15日9:00到2026年6月23日17:00',
      address.replace('http://', ''),
      '0000-1234508',
    ])
      expect(words).toContain(one)
  })

  test('stays on its sheet, however much is said', async () => {
    const long = { summary: '看'.repeat(400), conditions: '能'.repeat(300), name: '名'.repeat(40) }
    await held(w, openDay('KF-LONG', { resident: 1 }, long))
    const text = await svg('/api/open-days/KF-LONG/poster.svg')
    const lines = [...text.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*>([^<]*)</g)]
    expect(lines.length).toBeGreaterThan(20)
    for (const [, x, y, size, said] of lines) {
      // A hanging full stop apart.
      expect(Number(x) + Number(size) * ([...said!].length - 1) * (/[一-鿿]{3}/.test(said!) ? 1 : 0.5)).toBeLessThan(
        210,
      )
      expect(Number(y)).toBeLessThan(290)
    }
    const rows = lines.map(([, , y]) => Number(y))
    expect(Math.max(...rows.filter((y) => y < 215))).toBeLessThan(213)
  })

  test('of a day called off is not printed; on other paper neither', async () => {
    expect(await problem(await get('/api/open-days/KF-CALLED/poster.svg'))).toMatchObject({
      status: 409,
      code: 'not_now',
    })
    const page = await see('/open-days/KF-CALLED/poster')
    expect([page.status, page.html.includes('<img')]).toEqual([409, false])
    expect((await problem(await get('/api/open-days/KF-PAPER/poster.svg?size=a0'))).paths).toEqual(['size'])
    expect((await problem(await get('/api/open-days/KF-NONE/poster.svg'))).status).toBe(404)
  })

  test('has a page of its own that says it in words to whoever does not see it', async () => {
    const { html } = await see('/open-days/KF-PAPER/poster')
    expect(html).toMatch(/<img[^>]*alt="海报：走近执法（示例）。[^"]*指挥中心[^"]*open-days\/KF-PAPER[^"]*0000-1234508/)
    expect((await see('/open-days/KF-PAPER')).html).toContain('href="/open-days/KF-PAPER/poster"')
  })
})

describe('the picture of a ticket', () => {
  test('is read back to event and number, and holds no name and no ticket', async () => {
    const visitor = reader(() => w)
    await visitor.register('KF-PAPER', { companions: '1' })
    const [row] = await rowsOf(w, 'KF-PAPER')
    const page = await visitor.see('/registrations')
    const ticket = [...page.html.matchAll(/<span>([0-9A-Z]{4})<\/span>/g)].map(([, four]) => four).join('')
    expect(ticket).toHaveLength(24)
    const answer = await visitor.get('/registrations/picture.svg')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(codeIn(text)).toBe(`KF-PAPER ${row!.number}`)
    expect(codeIn(/<svg class="qr"[\s\S]*?<\/svg>/.exec(page.html)?.[0] ?? '')).toBe(`KF-PAPER ${row!.number}`)
    expect(text).toContain('一共2人（带同行1人）')
    expect(text).toContain(`${row!.number.slice(0, 4)}-${row!.number.slice(4)}`)
    for (const secret of ['周明', '19900001234', ticket]) expect(text).not.toContain(secret)
    // On the page itself the code says the same.
    expect(page.text).toContain('签到时出示，或者报编号')
  })

  test('and the calendar are for whoever holds the ticket here, and of one session', async () => {
    const two = openDay('KF-TWO', { resident: 2 }).sessions[0]!
    const pm = { ...two, id: 'pm', starts: '2026-06-24T14:00', checkIn: '2026-06-24T13:45', ends: '2026-06-24T16:00' }
    await held(w, openDay('KF-TWO', {}, { sessions: [two, pm] }))
    const visitor = reader(() => w)
    await visitor.register('KF-TWO', { session: 'pm' })
    const ics = await (await visitor.get('/registrations/calendar.ics')).text()
    expect(ics.match(/UID:[^\r]*/g)).toEqual(['UID:open-day-KF-TWO-pm@yangguang'])
    for (const path of ['/registrations/calendar.ics', '/registrations/picture.svg'])
      expect((await reader(() => w).get(path)).status, path).toBe(404)
  })
})

describe('the calendar', () => {
  test.each([
    ['2026-12', 5, '2026-12-01', '2026-12-31'],
    ['2026-02', 5, '2026-02-01', '2026-02-28'],
    ['2027-02', 4, '2027-02-01', '2027-02-28'],
    ['2028-02', 5, '2028-02-01', '2028-02-29'],
  ])('%s has %i weeks from Monday to Sunday, each day once', (month, weeks, first, last) => {
    const grid = weeksOf(month)
    expect(grid).toHaveLength(weeks)
    const days = grid.flat().filter((day) => day !== undefined)
    expect([days[0], days.at(-1), new Set(days).size]).toEqual([first, last, days.length])
    for (const week of grid)
      for (const [i, day] of week.entries()) if (day) expect((new Date(day).getUTCDay() + 6) % 7).toBe(i)
  })

  test('knows no month that is none, and ends somewhere', () => {
    for (const none of ['', '2026-13', '2026-00', '26-12', '2026-12-01', '1999-01', '２０２６-12'])
      expect(monthOf(none)).toBeUndefined()
    expect([monthFrom('2026-12', 1), monthFrom('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
    expect(monthFrom('2099-12', 1)).toBeUndefined()
  })

  test('is a table with its days, what was called off marked, and the months around it', async () => {
    const { status, html, text } = await see('/open-days/calendar?month=2026-06')
    expect(status).toBe(200)
    expect(html.match(/<th [^>]*scope="col"/g)).toHaveLength(7)
    expect(text).toMatch(/6月24日（周三）.*9:00走近执法（示例）（已取消）/)
    expect(html).toContain('href="/open-days/calendar?month=2026-05"')
    expect(html).toContain('href="/open-days/calendar?month=2026-07"')
    const empty = await see('/open-days/calendar?month=2026-07')
    expect(empty.text).toMatch(/2026年7月没有开放日.*上一场在2026年6月.*下一场在2026年8月/)
    expect((await see('/open-days')).html).toContain('href="/open-days/calendar"')
  })

  test('asked for no month shows this one and says so', async () => {
    const { status, text } = await see('/open-days/calendar?month=2026-13')
    expect([status, text.includes('网址里的月份不对'), text.includes('2026年6月')]).toEqual([422, true, true])
  })

  test('reads every open day, however many lists they fill', async () => {
    const asked: string[] = []
    const item = (n: number) => ({ code: `KF-${n}`, status: 'published', data: openDay(`KF-${n}`, { resident: 1 }) })
    const $get = async ({ query }: { query: { cursor?: string; withdrawn: string } }) => {
      asked.push(`${query.withdrawn} ${query.cursor ?? ''}`)
      const items = query.withdrawn === 'true' ? [] : [item(asked.length)]
      return { ok: true, json: async () => ({ items, ...(!query.cursor && items.length > 0 && { next: 'more' }) }) }
    }
    const entries = await entriesOf({ api: { 'open-days': { $get } } } as never)
    expect(entries).toHaveLength(2)
    expect(asked.sort()).toEqual(['false ', 'false more', 'true '])
  })

  test('is subscribed to: what is to come, what was called off, nothing that was; one series where asked', async () => {
    const feed = async (query = '') => {
      const answer = await get(`/api/open-days/calendar.ics${query}`)
      expect(answer.headers.get('content-type')).toContain('text/calendar')
      return (await answer.text()).replaceAll('\r\n ', '')
    }
    const all = await feed()
    expect(all).toContain('X-WR-CALNAME:执法开放日')
    expect(all).toContain('UID:open-day-KF-LATER-am@yangguang')
    expect(all).toMatch(/UID:open-day-KF-CALLED-am@yangguang[\s\S]*?STATUS:CANCELLED/)
    expect(all).not.toContain('KF-2025-004')
    const one = await feed(`?series=${encodeURIComponent('夏季开放日')}`)
    expect(one.match(/UID:[^\r]*/g)).toEqual(['UID:open-day-KF-PAPER-am@yangguang'])
    expect((await problem(await get('/api/open-days/calendar.ics?year=2026'))).paths).toEqual(['year'])
  })
})

describe('the form where Turnstile is chosen', () => {
  const ELSEWHERE = 'https://challenges.cloudflare.com'
  test('lets Cloudflare in on the page where one registers, and on no other', async () => {
    const guarded = await makeWorld({ now: NOW, env: KEYS, render })
    try {
      await held(guarded, openDay('KF-GUARD', { resident: 1 }))
      const looks = reader(() => guarded)
      const { csp, html } = await looks.see('/open-days/KF-GUARD')
      expect(csp).toMatch(new RegExp(`script-src[^;]*'self'[^;]*${ELSEWHERE}`))
      expect(csp).toContain(`frame-src ${ELSEWHERE}`)
      expect(html).toContain('这一步由Cloudflare公司验证')
      for (const path of ['/open-days', '/registrations', '/open-days/KF-GUARD/poster', '/complaint'])
        expect((await looks.see(path)).csp, path).not.toContain('cloudflare')
    } finally {
      await guarded.close()
    }
  })

  test('knows of no other site where it is not', async () => {
    const { csp, html } = await see('/open-days/KF-PAPER')
    expect(html).toContain('name="antibot"')
    expect(csp + html).not.toMatch(/cloudflare/i)
  })
})

test('a ticket taken by a program opens the same page', async () => {
  const { ticket } = await taken(register('/api/open-days/KF-PAPER/registrations'))
  const visitor = reader(() => w)
  const answer = await visitor.send('/registrations', { ticket })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/registrations'])
  expect((await visitor.see('/registrations')).text).toContain('已通过')
})

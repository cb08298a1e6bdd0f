import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { homeOf, safeNext } from '../../api/staff/next.ts'
import { insert } from '../../db/row.ts'
import { announcements, announcementsRead } from '../../db/schema.ts'
import { asking, json, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { answered, duty, lead, supervisor } from './made.ts'

interface Own {
  number: string
  daysLeft: number
  areas: string[]
  unread: number
  leads: { sent: number; answered: number }
  next: { title: string; accepted: boolean }[]
  results: { year: number; points: number; gradeLabel: string }[]
  counted: {
    points: number
    gradeLabel: string
    closedAt: string | null
    parts: { item: string; of: { label: string; href: string }[] }[]
  }
}

let w: World
let one = ''
let no = ''
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  one = await supervisor(w, { login: 'supervisor1', areas: ['379981001'], to: '2026-07-15' })
  await supervisor(w, { login: 'supervisor2', sectors: ['H62'] })
  no = await lead(w, 'supervisor1', '2026-05-08T09:00:00+08:00')
  await answered(w, no, { outcome: 'upheld' })
  await lead(w, 'supervisor2', '2026-05-08T09:00:00+08:00')
  await duty(w, one, { title: '去年的走访（示例）' })
  await duty(
    w,
    one,
    {
      title: '下月座谈（示例）',
      startsAt: Date.parse('2026-07-01T09:00:00+08:00'),
      endsAt: Date.parse('2026-07-01T11:00:00+08:00'),
    },
    { state: 'invited' },
  )
})
afterAll(() => w.close())

const own = async (who: string, query = '') => (await (await asking(w, who)(`/api/supervisor${query}`)).json()) as Own
const page = async (who: string | null, path: string) => {
  const answer = await asking(w, who)(path)
  const html = await answer.text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return { status: answer.status, answer, html: main, text: main.replace(/<[^>]*>/g, '').replace(/\s+/g, '') }
}

describe('a supervisor at home', () => {
  test('reads their term, their score, and what each point comes from', async () => {
    const seen = await own('supervisor1')
    expect(seen).toMatchObject({
      daysLeft: 30,
      areas: [expect.stringContaining('城东')],
      leads: { sent: 1, answered: 1 },
    })
    expect(seen.counted).toMatchObject({ points: 5, closedAt: null })
    expect(seen.counted.parts.find(({ item }) => item === 'effective')?.of).toMatchObject([
      { label: `线索${no}`, href: `/lead/mine/${no}` },
    ])
    expect(seen.next).toMatchObject([{ title: '下月座谈（示例）', accepted: false }])
  })

  test('reads nothing of anybody else', async () => {
    const text = JSON.stringify(await own('supervisor2'))
    expect(text).not.toContain(no)
    expect(text).not.toContain('座谈')
    expect(JSON.parse(text)).toMatchObject({ counted: { points: 0 }, leads: { sent: 1, answered: 0 } })
  })

  test('is told how many announcements for them they have not read', async () => {
    const say = (id: string, more: object = {}) =>
      insert(announcements, {
        id,
        title: '通知',
        text: '请看。',
        areas: [],
        sectors: [],
        supervisor: null,
        by: 'handler',
        at: Date.parse('2026-02-01T09:00:00+08:00'),
        ...more,
      })
    await w.deps.store.writes.commit([
      say('all'),
      say('here', { areas: ['379981001'] }),
      say('there', { areas: ['379981002'] }),
      say('trade', { sectors: ['P8391'] }),
      say('mine', { supervisor: one }),
      say('read'),
      // Before their term began it was told to others, and is not in their list.
      say('before', { at: Date.parse('2024-12-31T23:59:59+08:00') }),
      insert(announcementsRead, { announcement: 'read', supervisor: one, at: 1 }),
    ])
    // They watch over one township and every sector; the other over every township and one sector.
    for (const who of ['supervisor1', 'supervisor2']) {
      const list = (await (await asking(w, who)('/api/announcements')).json()) as { items: object[]; unread: number }
      expect([(await own(who)).unread, list.unread, list.items.length]).toEqual([4, 4, who === 'supervisor1' ? 5 : 4])
    }
  })

  test('sees the year that was closed as it was closed', async () => {
    expect((await own('supervisor1', '?year=2025')).counted).toMatchObject({ points: 2, closedAt: null })
    expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2025 }))).status).toBe(201)
    await duty(w, one, { title: '补登的走访（示例）' })
    const seen = await own('supervisor1', '?year=2025')
    expect(seen.counted).toMatchObject({ points: 2, difference: 2, gradeLabel: '不合格' })
    expect(seen.results).toEqual([{ year: 2025, points: 2, gradeLabel: '不合格' }])
  })

  test.each([
    ['chief', '', 403],
    ['contact1', '', 403],
    ['supervisor1', '?year=2027', 422],
    ['supervisor1', '?year=20', 422],
    ['supervisor1', '?login=supervisor2', 422],
  ])('%s asking %s is answered %i', async (who, query, status) => {
    expect((await asking(w, who)(`/api/supervisor${query}`)).status).toBe(status)
  })
})

describe('where somebody begins', () => {
  test.each([
    [['supervisor'], '/supervisor'],
    [['handler'], '/desk'],
    [['handler', 'supervisor'], '/desk'],
    [[], '/desk'],
  ])('%j begins at %s', (roles, home) => {
    expect(homeOf(roles)).toBe(home)
  })
  test.each([
    ['/supervisor', '/supervisor'],
    ['/supervisor?year=2025', '/supervisor?year=2025'],
    ['/lead/mine/2026-12345678K', '/lead/mine/2026-12345678K'],
    ['/duty', '/duty'],
    ['/supervisors', '/desk'],
    ['/leader', '/desk'],
    ['/supervisor/../track', '/desk'],
    ['//supervisor', '/desk'],
    ['supervisor', '/desk'],
  ])('%s leads to %s', (asked, to) => {
    expect(safeNext(asked)).toBe(to)
  })
  test('the desk sends a supervisor home, and nobody is kept', async () => {
    const { answer } = await page('supervisor1', '/desk')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/supervisor'])
    expect((await page(null, '/supervisor')).answer.headers.get('location')).toContain(
      '/desk/sign-in?next=%2Fsupervisor',
    )
    // Compressed lengths can tell what is inside.
    const packed = async (who: string | null, path: string) =>
      (await asking(w, who)(path, { headers: { 'accept-encoding': 'br' } })).headers.get('content-encoding')
    expect([await packed('supervisor1', '/supervisor'), await packed(null, '/scores/SUPERVISOR')]).toEqual([null, 'br'])
  })
})

describe('pages', () => {
  test('the home page says the score, its parts and their sources, and what lies ahead', async () => {
    const { status, text, html } = await page('supervisor1', '/supervisor')
    expect(status).toBe(200)
    for (const words of [
      '白露（示例），您好',
      '任期还有30天',
      '到今天的得分5分',
      '有效线索',
      `线索${no}`,
      '还没有答复去不去',
      '有4条没看',
      '定稿',
    ])
      expect(text, words).toContain(words)
    expect(html).toContain(`href="/lead/mine/${no}"`)
    expect(html).toContain('href="/scores/SUPERVISOR"')
    expect((await page('supervisor1', '/supervisor?year=2025')).text).toContain('定稿以后记录有变化，差2分')
    expect((await page('chief', '/supervisor')).status).toBe(403)
    expect((await page('supervisor1', '/supervisor?year=x')).status).toBe(422)
  })

  test('the score is there for anybody to read', async () => {
    const { status, text } = await page(null, '/scores/SUPERVISOR')
    expect(status).toBe(200)
    for (const words of ['有效线索', '5分', '30分以上：优秀', '示例', '谁也不能填、不能改'])
      expect(text).toContain(words)
    expect((await page(null, '/scores/NONE')).status).toBe(404)
    expect((await page(null, '/scores/SUPERVISOR/history')).status).toBe(200)
  })

  test('the sheet on screen and on paper, and the closing by a form', async () => {
    const seen = await page('chief', '/desk/appraisals?year=2025')
    for (const words of ['2025年监督员考核', '定稿', '白露（示例）', '定稿以后有1人的记录有变化', '+2分'])
      expect(seen.text, words).toContain(words)
    expect(seen.html).not.toContain('确认定稿')
    expect((await page('chief', '/desk/appraisals')).text).toContain('这一年还没有过完')
    expect((await page('stats', '/desk/appraisals/print?year=2025')).text).toContain('2025年度社会监督员考核表')
    expect((await page('stats', '/desk/appraisals/statistics')).text).toContain('履职统计')
    expect((await page('intake', '/desk/appraisals')).status).toBe(403)
    expect((await page('chief', '/desk/appraisals?year=2024')).status).toBe(409)
    const again = await asking(w, 'chief')('/desk/appraisals', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), year: '2025' }).toString(),
    })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('已经有了')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { held, NOW, openDay, rowsOf } from './made.ts'
import { FILLED, reader } from './page.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render })
})
afterAll(() => w.close())
const { register, day } = asker(() => w)
const { see, sees } = reader(() => w)

/** What of the form is still there: every answer in its control. */
const kept = (html: string) => [
  html.includes('value="周明（示例）"'),
  html.includes('value="19900001234"'),
  html.includes('value="示例公司"'),
  html.includes('想看执法记录仪怎样用</textarea>'),
  /name="needs\.sign"[^>]*checked/.test(html),
]
const ALL = [true, true, true, true, true]

describe('the page of an open day', () => {
  test.each([
    [
      '2026-06-12T10:30:00+08:00',
      ['6月15日（周一）9:00开始报名，还有2天22小时', '9:00以前不用排队'],
      ['提交报名', '去报名'],
    ],
    ['2026-06-15T08:59:30+08:00', ['还有1分钟'], ['提交报名']],
    ['2026-06-15T09:00:00+08:00', ['报名中', '现在还有1个名额', '提交报名', '打印海报'], []],
    ['2026-06-23T17:00:00+08:00', ['报名已截止', '尽早取消'], ['提交报名', '去报名']],
    ['2026-06-24T10:00:00+08:00', ['正在进行', '出示二维码或者报编号签到'], ['提交报名']],
    ['2026-06-24T12:00:00+08:00', ['已结束', '90日后删除'], ['提交报名', '打印海报', '加进手机日历']],
  ] as const)('at %s says what can be done', async (at, says, not) => {
    w.at(at)
    await held(w, openDay('KF-PHASE', { resident: 1 }))
    const { status, text } = await see('/open-days/KF-PHASE')
    w.at(NOW)
    expect(status).toBe(200)
    for (const one of says) expect(text).toContain(one)
    for (const one of not) expect(text).not.toContain(one)
  })

  test('called off says so, why, and takes nothing', async () => {
    await held(w, openDay('KF-GONE', { resident: 1 }))
    await held(w, openDay('KF-GONE', { resident: 1 }), '2026-06-15', true)
    const { text, html } = await see('/open-days/KF-GONE')
    expect(text).toMatch(/这场活动已经取消.*天气原因/)
    expect(html).not.toContain('提交报名')
  })

  test('tells the way, the terms and its neighbours in the series', async () => {
    const series = '夏季开放日'
    await held(w, openDay('KF-ONE', { resident: 1, media: 2 }, { series, approval: ['media'], companions: 1 }))
    await held(w, openDay('KF-TWO', { resident: 1 }, { series, name: '看看检测室' }))
    const { text, html } = await see('/open-days/KF-ONE')
    for (const one of ['公交3路', '有坡道', '由监护人报名并陪同', '可以带1人', '媒体报名后由主办单位审核'])
      expect(text).toContain(one)
    for (const one of ['年满18岁', '可以不拍', '看装备，听讲解', '综合行政执法局']) expect(text).toContain(one)
    expect(text).toMatch(/地图里搜\s*示例路8号\s*指挥中心/)
    expect(text).toMatch(/流程\s*9:00\s*看装备/)
    expect(html).toContain('href="/open-days/KF-TWO"')
    const list = await see(`/open-days?series=${encodeURIComponent(series)}`)
    expect(list.text).toContain('共2场')
    expect((await see('/open-days/KF-TWO')).html).toContain('href="/open-days/KF-ONE"')
  })
})

describe('a form that cannot be taken', () => {
  beforeAll(async () => {
    await held(w, openDay('KF-BAD', { resident: 2, enterprise: 1 }, { companions: 1 }))
  })
  test.each([
    ['a group without seats', { group: 'media' }, 422, '这一场没有给这一类的名额', 'group'],
    ['companions beyond the limit', { companions: '2' }, 422, '同行最多1人', 'companions'],
    ['companions beyond any limit', { companions: '9' }, 422, '同行人数最多2人', 'companions'],
    ['a session there is none', { session: 'pm' }, 422, '没有这一场', undefined],
    ['no consent', { consent: '' }, 422, '请先确认', 'consent'],
  ])('with %s says so beside the field and keeps the rest', async (_, wrong, status, says, field) => {
    const answer = await sees('/open-days/KF-BAD', { ...FILLED, ...wrong })
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(says)
    if (field) expect(answer.html).toContain(`href="#${field}"`)
    expect(kept(answer.html)).toEqual(ALL)
    expect(await rowsOf(w, 'KF-BAD')).toEqual([])
  })

  test('a second too early keeps everything, to be pressed again', async () => {
    w.at('2026-06-15T08:59:59+08:00')
    const { status, text, html } = await sees('/open-days/KF-BAD', FILLED)
    w.at(NOW)
    expect(status).toBe(409)
    expect(text).toContain('还没有开始')
    expect(kept(html)).toEqual(ALL)
    expect(html).toContain('提交报名')
  })

  test.each([
    ['too late', '2026-06-23T17:00:00+08:00'],
    ['after it was over', '2026-07-01T09:00:00+08:00'],
  ])('%s shows what was typed, says that none of it was kept, and whom to ask', async (_, at) => {
    w.at(at)
    const { status, text } = await sees('/open-days/KF-BAD', FILLED)
    w.at(NOW)
    expect(status).toBe(409)
    expect(text).toMatch(/您刚才填的，没有收下.*0000-1234508/)
    for (const said of ['周明（示例）', '19900001234', '示例公司', '想看执法记录仪怎样用', '手语翻译', '群众'])
      expect(text).toContain(said)
    expect(await rowsOf(w, 'KF-BAD')).toEqual([])
  })

  test('for no open day is 404', async () => {
    expect((await sees('/open-days/KF-NONE', FILLED)).status).toBe(404)
  })

  test('when all seats are gone is taken: the answer says waiting, and the how many-th', async () => {
    const path = await day('KF-FULL', { resident: 1 })
    await taken(register(path))
    const visitor = reader(() => w)
    await visitor.register('KF-FULL')
    const { text } = await visitor.see('/registrations')
    expect(text).toContain('候补第1位')
    expect(text).toContain('有人退出，就按先后给您留24小时名额')
    expect(text).not.toContain('存成图片')
    expect((await visitor.get('/registrations/picture.svg')).status).toBe(409)
    expect((await visitor.get('/registrations/picture')).headers.get('location')).toBe('/registrations')
  })
})

describe('the page of a ticket', () => {
  test('that is forged says so, keeps what was typed, and tells what to do', async () => {
    const { status, text, html } = await sees('/registrations', { ticket: 'K7MQ 2W9X K7MQ 2W9X K7MQ 2W9Z' })
    expect(status).toBe(404)
    expect(text).toContain('没有找到这个报名')
    expect(text).toMatch(/凭证码丢了怎么办.*照常来.*不用再报一次/)
    expect(html).toContain('value="K7MQ 2W9X K7MQ 2W9X K7MQ 2W9Z"')
  })

  test('changes to what the event offers, and to nothing else', async () => {
    const am = openDay('KF-MANY', { resident: 2, enterprise: 1 }).sessions[0]!
    const pm = { ...am, id: 'pm', starts: '2026-06-24T14:00', checkIn: '2026-06-24T13:45', ends: '2026-06-24T16:00' }
    await held(
      w,
      openDay('KF-MANY', {}, { sessions: [am, { ...pm, seats: [{ group: 'resident', seats: 1 }] }], companions: 1 }),
    )
    const visitor = reader(() => w)
    await visitor.register('KF-MANY', { session: 'am' })
    const { html, text } = await visitor.see('/registrations')
    expect(text).toContain('改类别、场次、同行人数')
    const form = /<form[^>]*action="\/registrations\/change"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
    expect([...form.matchAll(/value="(\w+)"/g)].map(([, value]) => value)).toEqual(
      expect.arrayContaining(['resident', 'enterprise', 'am', 'pm', '0', '1']),
    )
    expect(form).not.toMatch(/value="(2|media|deputy)"/)

    // Nobody loses a seat by asking for another, nor what was chosen.
    const full = await visitor.sees('/registrations/change', { group: 'resident', session: 'pm', companions: '1' })
    expect([full.status, full.text.includes('您原来的报名没有变')]).toEqual([409, true])
    expect(full.html).toMatch(/<option value="pm" selected/)
    const wrong = await visitor.sees('/registrations/change', { group: 'enterprise', session: 'pm', companions: '0' })
    expect([wrong.status, wrong.html.includes('href="#change-group"')]).toEqual([422, true])
    expect((await visitor.sees('/registrations/change', { companions: '2' })).text).toContain('同行最多1人')

    const moved = await visitor.send('/registrations/change', { group: 'resident', session: 'pm', companions: '0' })
    expect(moved.status).toBe(303)
    const [row] = await rowsOf(w, 'KF-MANY')
    expect([row!.session, row!.size, row!.state]).toEqual(['pm', 1, 'confirmed'])
  })

  test('takes another name or telephone, says neither back, and keeps what could not be taken', async () => {
    await day('KF-TOLD', { resident: 1 })
    const visitor = reader(() => w)
    await visitor.register('KF-TOLD')
    const bad = await visitor.sees('/registrations/details', { name: '周鸣（示例）', phone: '12' })
    expect(bad.status).toBe(422)
    expect(bad.html).toContain('href="#details-phone"')
    expect(bad.html).toMatch(/id="details-name"[^>]*value="周鸣（示例）"/)
    expect((await visitor.send('/registrations/details', { name: '周鸣（示例）', phone: '' })).status).toBe(303)
    const [row] = await rowsOf(w, 'KF-TOLD')
    expect(w.deps.secrets.open('vault', `open-day/${row!.id}`, row!)).toContain('周鸣（示例）')
    const { html } = await visitor.see('/registrations')
    expect(html).not.toMatch(/周[明鸣]|19900001234/)
    expect((await visitor.sees('/registrations/details', {})).text).toContain('请填写要改的内容')
  })

  test('leads on after cancelling: to register again while it is open, elsewhere when it is not', async () => {
    await day('KF-BACK', { resident: 1 })
    const visitor = reader(() => w)
    await visitor.register('KF-BACK')
    await visitor.send('/registrations/cancel')
    const again = await visitor.see('/registrations')
    expect(again.html).toContain('href="/open-days/KF-BACK#join"')
    expect(again.text).not.toContain('凭证码，改、取消报名用')
    w.at('2026-06-23T18:00:00+08:00')
    const late = await visitor.see('/registrations')
    w.at(NOW)
    // The half hour of the cookie is over by then: whoever brings the ticket anew is told.
    expect(late.text).toContain('查询我的报名')
  })

  test('offers a seat with its end, to be taken or left', async () => {
    const path = await day('KF-OFFER')
    const first = await taken(register(path))
    const visitor = reader(() => w)
    await visitor.register('KF-OFFER')
    await w.app.request('/api/registrations/cancel', { method: 'POST', headers: { 'x-ticket': first.ticket } })
    const { text, html } = await visitor.see('/registrations')
    expect(text).toContain('有名额了，请在6月16日9:00以前确认')
    expect(html).toMatch(/formaction="\/registrations\/decline"/)
    await visitor.send('/registrations/accept')
    expect((await visitor.see('/registrations')).text).toContain('已通过')
    await openDayTurn(w.deps, w.deps.now())
    expect((await visitor.see('/registrations')).text).toContain('存成图片')
  })
})

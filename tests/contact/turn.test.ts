import { afterAll, beforeAll, expect, test } from 'vitest'
import { contactTurn } from '../../api/contact/turn.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { arise, beginNotices } from '../../api/notice/staff.ts'
import { eraseTurn } from '../../api/retention/erase.ts'
import { smsSink } from '../notice/sinks.ts'
import { rows } from '../staff/people.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { PATH, pointing, type Seen } from './pointing.ts'

const PHONE = '13912345678'
let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let outbox: Outbox
beforeAll(async () => {
  sms = await smsSink()
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
  outbox = new Outbox(w.deps)
  await Promise.all([outbox.begin(), beginNotices(w.deps.store)])
})
afterAll(() => Promise.all([w.close(), sms.close()]))
const { ask, added, seen, take, taken } = pointing(() => w)

/** A turn of the clock on a day, twice and by two at once, and what it sends. */
async function on(day: string) {
  w.at(`${day}T09:00:00+08:00`)
  const now = w.deps.now()
  await Promise.all([contactTurn(w.deps, now), contactTurn(w.deps, now)])
  await contactTurn(w.deps, now)
  await arise(w.deps.store, now)
  await outbox.turn(now)
}
const reminded = ({ history }: Seen) => history.filter(({ label }) => label === '提醒快到期').length
const heard = async (id: string) =>
  (await rows(w, 'select person from staff_notices where subject = ? order by person', [`contact/${id}`])).map(
    ({ person }) => person,
  )

test('a term is spoken of on three days, once on each, to the contact and to who looks after it', async () => {
  const made = await added({ to: '2027-12-31', phone: PHONE })
  for (const [day, wanted] of [
    ['2027-10-31', 0],
    ['2027-11-01', 1],
    ['2027-11-02', 1],
    ['2027-12-01', 2],
    ['2027-12-24', 3],
    ['2027-12-31', 3],
  ] as const) {
    await on(day)
    expect([day, reminded(await seen(made.id)), sms.taken.length]).toEqual([day, wanted, wanted])
  }
  const [{ to, text } = { to: '', text: '' }] = sms.taken.map(
    ({ body }) => JSON.parse(body) as { to: string; text: string },
  )
  expect(to).toBe(PHONE)
  expect(text).toContain('/contact')
  expect(text).not.toContain('示例制造')
  expect(await heard(made.id)).toEqual(['handler', 'handler', 'handler'])
  const told = (await (await ask('handler')('/api/desk/notices')).json()) as {
    items: { about: string; href: string }[]
  }
  expect(told.items).toContainEqual(expect.objectContaining({ about: '企业联系点', href: `/desk/contacts/${made.id}` }))
  expect((await seen(made.id)).history.at(-1)?.note).toContain('不到7天')
  // Over, it is nobody's to deal with any more, and the contact hears of it once.
  await on('2028-01-01')
  expect((await seen(made.id)).state).toBe('ended')
  expect(sms.taken).toHaveLength(4)
  expect(await (await ask('handler')('/api/desk/notices')).text()).not.toContain(made.id)
})

test('after a standstill one reminder comes and not three; a new term is reminded of anew', async () => {
  const made = await added({ from: '2027-01-01', to: '2028-06-30' })
  await on('2028-06-28')
  expect(reminded(await seen(made.id))).toBe(1)
  const { n } = await seen(made.id)
  await taken({ id: made.id, n }, 'renew', { from: '2028-07-01', to: '2029-06-30' })
  await on('2029-05-01')
  expect(reminded(await seen(made.id))).toBe(2)
})

test('who spoke for one that ended is erased when the rule says so, and it is begun anew and not prolonged', async () => {
  w.at('2029-07-02T09:00:00+08:00')
  const over = await added({ person: '欧阳只此一人', phone: '13912340001', from: '2029-07-01', to: '2030-06-30' })
  const alive = await added({ person: '司马还在', phone: '13912340002', from: '2029-07-01', to: '2032-06-30' })
  const ended = await taken(over, 'end', { reason: '企业自己退出' })
  const retention = (login: string, path: string, body: object) =>
    asking(w, login)(`/api/desk/retention${path}`, json('POST', body))
  const name = async (login: string) => (await rows(w, 'select name from people where login = ?', [login]))[0]?.name
  const erased = async () => {
    const answer = await retention('review', '', { class: 'contact', realm: 'bureau' })
    if (answer.status !== 201) return answer.status
    const { id } = (await answer.json()) as { id: string }
    expect((await retention('chief', `/runs/${id}`, { decision: 'confirm' })).status).toBe(204)
    await eraseTurn(w.deps, w.deps.now())
    return 201
  }
  // The negative control: a day too soon nothing of these two goes.
  w.at('2031-07-01T09:00:00+08:00')
  await erased()
  expect(await name(over.login)).toBe('欧阳只此一人')
  w.at('2031-07-03T09:00:00+08:00')
  expect(await erased()).toBe(201)
  expect([await name(over.login), await name(alive.login)]).toEqual(['（已到期删除）', '司马还在'])
  const [row] = await rows(w, 'select length(sealed) as n, phone_index as p, name from contacts where id = ?', [
    over.id,
  ])
  expect(row).toMatchObject({ n: 0, p: '', name: '示例制造有限公司' })
  const opened = (id: string) => ask('handler')(`${PATH}/${id}/person`, json('POST', { reason: '通知季度座谈' }))
  expect([(await opened(over.id)).status, (await opened(alive.id)).status]).toEqual([409, 200])
  const renew = await take('handler', ended, 'renew', { from: '2031-07-03', to: '2033-07-02' })
  expect([renew.status, ((await renew.json()) as { code: string }).code]).toEqual([409, 'person_erased'])
  expect((await seen(over.id)).allowed).toEqual([])
  // A second run finds nothing.
  expect(await erased()).not.toBe(201)
})

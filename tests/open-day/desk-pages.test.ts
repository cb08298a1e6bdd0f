import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { NOW, rowsOf } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render })
})
afterAll(() => w.close())
const { register, day, told } = asker(() => w)

const AT = '/desk/open-days'
const read = async (who: string | null, path: string) => {
  const answer = await asking(w, who)(path)
  return { status: answer.status, html: await answer.text() }
}
const send = (path: string, values: Record<string, string>, who = 'zfj') =>
  asking(w, who)(`${AT}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
  })

test('every page of the desk is drawn for its organiser, and tells others no name', async () => {
  const path = await day('KF-PAGE', { media: 3 }, { approval: ['media'] })
  const { number } = await taken(register(path, { group: 'media', name: '<b>王小芳</b>' }))
  const [row] = await rowsOf(w, 'KF-PAGE')
  for (const page of ['', '?phase=open', '/numbers', '/KF-PAGE', '/KF-PAGE/messages', '/KF-PAGE/tickets'])
    expect((await read('zfj', `${AT}${page}`)).status, page).toBe(200)
  for (const page of ['/KF-PAGE/list', `/KF-PAGE/list/${row?.id}`]) {
    const { status, html } = await read('zfj', `${AT}${page}`)
    expect([status, html.includes('&lt;b&gt;王小芳'), html.includes('<b>王')], page).toEqual([200, true, false])
  }
  expect((await read('zfj', `${AT}/KF-PAGE/print`)).html).toContain('还没有已通过的报名')
  const seen = await read('chief', `${AT}/KF-PAGE/list`)
  expect([seen.status, seen.html.includes(number.slice(4)), seen.html.includes('王小芳')]).toEqual([200, true, false])
  for (const page of ['/KF-PAGE', '/KF-PAGE/list', '/KF-PAGE/print', '/KF-PAGE/tickets'])
    expect((await read('scjg', `${AT}${page}`)).status, page).toBe(404)
  expect((await read('intake', AT)).status).toBe(403)
  expect((await read(null, AT)).status).toBe(303)
})

test('judged from the list by form, told beside each; a new ticket is shown once', async () => {
  const path = await day('KF-FORM', { media: 3 }, { approval: ['media'] })
  const { number, ticket } = await taken(register(path, { group: 'media', name: '王小芳' }))
  const [row] = await rowsOf(w, 'KF-FORM')
  const tick = { [`registration.${row?.id}`]: '1' }
  const nothing = await send('/KF-FORM/list', { action: 'approve', here: '' })
  expect([nothing.status, (await nothing.text()).includes('请先勾选报名')]).toEqual([422, true])
  const without = await send('/KF-FORM/list', { ...tick, action: 'refuse', here: '' })
  expect([without.status, (await without.text()).includes('请选一个理由')]).toEqual([422, true])
  const done = await send('/KF-FORM/list', { ...tick, action: 'approve', here: '' })
  expect((await done.text()).replace(/<[^>]*>/g, '')).toContain('办成1个')
  const again = await send('/KF-FORM/list', { ...tick, action: 'approve', here: '' })
  expect(await again.text()).toContain('别人刚刚处理过')
  expect((await told(ticket)).state).toBe('confirmed')
  const seated = await send('/KF-FORM/seating', { session: 'am', order: 'group' })
  expect(seated.headers.get('location')).toBe(`${AT}/KF-FORM/print?session=am`)
  expect((await read('zfj', `${AT}/KF-FORM/print`)).html).toContain('王小芳')
  const sent = await send('/KF-FORM/messages', { 'groups.media': 'on', 'states.confirmed': 'on', text: '请带好证件' })
  expect(sent.status).toBe(303)
  const wrong = await send('/KF-FORM/tickets', { number, name: '王小方' })
  expect([wrong.status, (await wrong.text()).includes('对不上')]).toEqual([422, true])
  const lost = await send('/KF-FORM/tickets', { number, name: '王小芳' })
  expect((await lost.text()).replace(/<[^>]*>/g, '')).toMatch(/[0-9A-Z]{4}( [0-9A-Z]{4}){5}/)
})

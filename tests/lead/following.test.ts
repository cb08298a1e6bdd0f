import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'
import { appointed, kept, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())
const { step } = desk(() => w)
const { caseOf } = kept(() => w)

describe('following by signing in', () => {
  const mine = (login: string, path: string, init?: RequestInit) => asking(w, login)(`/api/track/${path}`, init)
  test('its sender needs no code; another supervisor learns no more than of a number nobody has', async () => {
    const { no } = await sentLead(w, 'supervisor1')
    expect(await (await mine('supervisor1', no)).json()).toMatchObject({
      no,
      status: 'accepted',
      timeline: [{ label: '已提交' }, { label: '已受理' }],
      may: ['withdraw', 'write', 'supplement'],
    })
    const [other, nobody] = [await mine('supervisor2', no), await mine('supervisor2', '2026-00000000A')]
    expect([other.status, await other.text()]).toEqual([404, await nobody.text()])
    expect((await mine('handler', no)).status).toBe(404)
  })
  test('they write, add, judge the answer and ask for a recheck', async () => {
    const { no } = await sentLead(w, 'supervisor1')
    const say = (path: string, body: object) => mine('supervisor1', `${no}/${path}`, json('POST', body))
    expect((await say('messages', { text: '当天还有一段录像。' })).status).toBe(200)
    expect((await say('supplement', { text: '补充：时间是上午九点。' })).status).toBe(200)
    const { n } = (await caseOf(no))!
    const answer = { action: 'answer', n, note: '经查，扣押没有依据，已经退还。' }
    expect((await step('handler', no, answer)).status, 'answered').toBe(200)
    expect((await say('rating', { grade: '2', reasons: [], text: '没有说明谁负责。' })).status).toBe(200)
    expect((await say('recheck', { text: '没有说明谁来负责，要求复核。' })).status).toBe(200)
    expect(
      (await asking(w, 'supervisor2')(`/api/track/${no}/messages`, json('POST', { text: '我也看看' }))).status,
    ).toBe(404)
  })
  test('the ordinary code works for whoever has it, and one’s own leads are listed newest first', async () => {
    const [one] = [await sentLead(w, 'supervisor1'), await sentLead(w, 'supervisor1'), await sentLead(w, 'supervisor1')]
    expect((await w.app.request(`/api/track/${one.no}`, { headers: { 'x-query-code': one.queryCode } })).status).toBe(
      200,
    )
    const list = (await (await asking(w, 'supervisor1')('/api/leads?limit=2')).json()) as {
      items: { no: string }[]
      next: string
      total: number
    }
    expect(list.items).toHaveLength(2)
    const rest = (await (
      await asking(w, 'supervisor1')(`/api/leads?limit=100&cursor=${list.next}`)
    ).json()) as typeof list
    expect(list.items.length + rest.items.length).toBe(list.total)
    const theirs = await (await asking(w, 'supervisor2')('/api/leads?limit=100')).text()
    expect(theirs).not.toContain(one.no)
    expect((await asking(w, 'supervisor2')(`/api/leads?cursor=${list.next}`)).status).toBe(200)
  })
})

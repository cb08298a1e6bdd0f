import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageToken, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PARTS, writing } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())
const { made, done } = writing(() => w)
const cases = moving(() => w)
const told = async ({ no, queryCode }: Sent) =>
  ((await (await track(w, no, queryCode)).json()) as { directives: Record<string, unknown>[] }).directives

test('the sender of a case is told the conclusion of a document from its service on, and never its text', async () => {
  const [one, other] = [await sent(w), await sent(w)]
  for (const { no } of [one, other]) await cases.step('intake', no, 'accept')
  const { id } = await made({ template: 'WS-JD-02', conclusion: 'perform', cases: [one.no] })
  for (const [who, action] of [
    ['handler', 'submit'],
    ['review', 'approve'],
    ['chief', 'sign'],
  ] as const) {
    await done(who, id, action)
    expect(await told(one), action).toEqual([])
  }
  await done('handler', id, 'serve', { how: 'platform' })
  const plain = {
    type: '监督决定书',
    servedOn: '2026-06-15',
    conclusion: '责令限期履行',
    result: null,
    revoked: false,
    number: null,
    digest: null,
  }
  expect(await told(one)).toEqual([plain])
  await done('zfj', id, 'feed', { note: '已逐项核查，补办手续十二件。' })
  await done('review', id, 'verify', { result: 'done', note: '看过台账，整改到位。' })
  await done('handler', id, 'propose', { digest: '对搬离物品的手续作出决定，已整改。' })
  expect(await told(one)).toEqual([{ ...plain, result: '整改到位' }])
  await done('review', id, 'publish')
  expect(await told(one)).toEqual([
    {
      ...plain,
      result: '整改到位',
      number: expect.stringContaining('〔2026〕'),
      digest: '对搬离物品的手续作出决定，已整改。',
    },
  ])
  const whole = await (await track(w, one.no, one.queryCode)).text()
  for (const hidden of [id, PARTS.facts, PARTS.demands, '十二件', '看过台账']) expect(whole).not.toContain(hidden)
  // The control: another case, which it does not rest on, is told nothing.
  expect(await told(other)).toEqual([])
  // What becomes sealed is told of no document any more.
  expect((await cases.step('handler', one.no, 'seal', { note: '来件人担心报复。' })).status).toBe(200)
  expect(await told(one)).toEqual([])
})

test('it stands on the page of the case', async () => {
  const one = await sent(w)
  await cases.step('intake', one.no, 'accept')
  const { id } = await made({ cases: [one.no] })
  await done('handler', id, 'submit')
  await done('review', id, 'approve')
  await done('chief', id, 'sign')
  const page = async () => {
    const jar = await w.app.request('/track', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), no: one.no, code: one.queryCode }).toString(),
    })
    const cookie = jar.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return (await w.app.request('/track', { headers: { cookie } })).text()
  }
  expect((await page()).includes('监督意见书')).toBe(false)
  await done('handler', id, 'serve', { how: 'platform' })
  expect((await page()).includes('<strong>监督意见书</strong>')).toBe(true)
})

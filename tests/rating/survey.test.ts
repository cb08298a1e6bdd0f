import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeRender, form, json, sent } from '../support/ask.ts'
import { complaint, makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())

const kept = async (no: string) =>
  (
    await w.deps.store.heavy.rows<Record<string, string | null>>({
      sql: 'select channel, lane, kind, answer_by as answerBy from cases where no = ?',
      args: [no],
    })
  )[0]

test('what somebody says after a survey is known to have come so, and runs on the clock of what is unhappy', async () => {
  const { no } = await sent(w, { via: 'survey', about: { department: 'ZFJ' } })
  expect(await kept(no)).toEqual({ channel: 'SURVEY', lane: 'general', kind: 'complaint', answerBy: '2026-07-10' })
  const plain = await sent(w, { about: { department: 'ZFJ' } })
  expect(await kept(plain.no)).toMatchObject({ channel: 'WEB', answerBy: '2026-07-23' })
})
test('what touches integrity goes to the sealed desk, as from anywhere else', async () => {
  const { no } = await sent(w, { via: 'survey', category: 'T27', about: { department: 'ZFJ' } })
  expect(await kept(no)).toMatchObject({ channel: 'SURVEY', lane: 'sealed' })
})
test('which survey it was cannot be said', async () => {
  for (const more of [{ via: 'MY2026' }, { survey: 'MY2026' }]) {
    const answer = await w.app.request('/api/complaints', json('POST', complaint(more)))
    expect(answer.status).toBe(422)
  }
})
test('the form begins with what the page of thanks knows, and carries it to the end', async () => {
  const start = {
    _step: 'triage',
    _go: 'again',
    'ask.about': 'authority',
    family: 'manner',
    'category-manner': 'T05',
    'about.department': 'ZFJ',
    via: 'survey',
  }
  const page = await (await form(w, '/complaint', start)).text()
  for (const said of ['via=survey', 'about.department=ZFJ', 'category-manner=T05']) expect(page).toContain(said)
  const rest = { account: '两名执法人员没有出示证件就扣了我的三轮车。', appears: 'anonymous', consent: 'on' }
  const { _go: _again, ...values } = start
  const answer = await form(w, '/complaint', { ...values, ...rest, _step: 'check', _go: 'send' })
  expect(answer.status, await answer.clone().text()).toBe(303)
  const rows = await w.deps.store.heavy.rows<{ n: number }>("select count(*) as n from cases where channel = 'SURVEY'")
  expect(rows[0]?.n).toBe(3)
})

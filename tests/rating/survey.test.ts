import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPeople } from '../../api/staff/people.ts'
import { asking, fakeRender, form, json, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { TEAM } from '../support/team.ts'
import { complaint, makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())
const { step, enquire } = moving(() => w)

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
test('the body it is about is told nothing of a survey: neither by what it reads nor by its days, and not by the desk', async () => {
  await addPeople(w.deps.store, TEAM, 'none', w.deps.now())
  const DIGEST = '请说明这一时期退还物品的手续和登记情况。'
  const of = async (more: object) => {
    const { no } = await sent(w, { about: { department: 'ZFJ' }, ...more })
    expect((await step('intake', no, 'accept')).status).toBe(200)
    return no
  }
  const [after, plain] = [await of({ via: 'survey' }), await of({})]
  const told = async (no: string) => {
    expect((await enquire('handler', no, 'ZFJ', { digest: DIGEST })).status).toBe(200)
    const rows = await w.deps.store.heavy.rows<{ id: string }>({
      sql: 'select id from enquiries where no = ?',
      args: [no],
    })
    const answer = await asking(w, 'zfj')(`/api/desk/enquiries/${rows[0]?.id}`)
    expect(answer.status).toBe(200)
    return { ...((await answer.json()) as object), id: '' }
  }
  const seen = await told(after)
  expect(seen).toEqual(await told(plain))
  expect(JSON.stringify(seen)).not.toMatch(/survey|测评|问卷|满意/i)
  // A digest that says it does not leave the desk; of another case the word is no secret.
  const saying = { digest: '有人在满意度测评以后反映贵单位，请说明同类执法的依据。' }
  const refused = await enquire('handler', after, 'ZFJ', saying)
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('不要写来件人参加过测评')
  expect((await enquire('handler', plain, 'ZFJ', saying)).status).toBe(200)
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
  expect(rows[0]?.n).toBe(4)
})

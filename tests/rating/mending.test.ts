import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../../api/case/sweep.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, fakeRender, form, type Sent, sent } from '../support/ask.ts'
import { improvementIn, rate } from '../support/rating.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { improving, MORNING } from './improving.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(MORNING))
const { step, listed, does, refused, seen, answered, inHand, ratingsOf } = improving(() => w)

describe('mending', () => {
  test('hears whoever is unhappy first, is answered, and is judged once more by the same person', async () => {
    const { of, child } = await inHand()
    const note = '车已经送到家里，当面道了歉，收条有来件人签字。'
    expect(await refused(await step('handler', child, 'answer', { note }))).toEqual([409, 'hear_first'])
    // What is recorded of something else is no call.
    await does('handler', child, 'record', { activity: 'visit', note: '到停车场看过。' })
    expect(await refused(await step('handler', child, 'answer', { note }))).toEqual([409, 'hear_first'])
    await does('handler', child, 'record', { activity: 'recall', note: '电话回访，来件人说车没有还。' })
    await does('handler', child, 'message', { note: '请问哪天在家，我们把车送去。' })
    expect((await rate(w, of, { text: '周六在家。' }, 'improvement/messages')).status).toBe(200)
    expect(await refused(await rate(w, of, { grade: 5 }, 'improvement/rating'))).toEqual([409, 'not_now'])
    await does('handler', child, 'answer', { note, measures: ['refund', 'apology'] })
    const { improvement } = await seen(of)
    expect(improvement).toMatchObject({ status: 'answered', dueOn: null, may: ['write', 'rate'].sort() })
    expect(improvement?.timeline.at(-1)).toMatchObject({ label: '已答复', text: note })
    expect(improvement?.messages.map(({ from }) => from)).toEqual(['desk', 'you'])
    const second = (judged: object) => rate(w, of, judged as Record<string, unknown>, 'improvement/rating')
    expect(await refused(await second({ grade: 1, improve: true }))).toEqual([422, 'invalid', 'improve'])
    expect((await second({ grade: 4, reasons: ['solved'] })).status).toBe(200)
    expect(await refused(await second({ grade: 5 }))).toEqual([409, 'one_rating'])
    expect(await seen(of)).toMatchObject({ rating: { grade: 1 }, improvement: { rating: { grade: 4 } } })
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, answered: 'timely', mended: 1, again: 4 }])
  })
  test('shows its days on the desk as its own table counts them, and those of what was rated as that one does', async () => {
    const { child } = await inHand()
    const plain = await sent(w, { about: { department: 'ZFJ' } })
    await does('intake', plain.no, 'accept')
    const { items } = await listed('handler')
    for (const [no, counting] of [
      [child, 'workdays'],
      [plain.no, 'days'],
    ] as const) {
      expect(await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).json()).toMatchObject({ counting })
      expect(items.find((line) => line.no === no)).toMatchObject({ counting })
    }
  })
  test('of whoever left no name is heard by a message', async () => {
    const { child } = await inHand({ anonymous: true })
    await does('handler', child, 'message', { note: '请在这里告诉我们哪里没有办好。' })
    await does('handler', child, 'answer', { note: '已经按您说的办好，请核对。' })
  })
  test('late is counted as late, and nothing put right as nothing', async () => {
    const { of, child } = await inHand()
    w.at('2026-07-13T09:00:00+08:00')
    await sweep(w.deps, w.deps.now())
    await does('handler', child, 'message', { note: '请在这里告诉我们哪里没有办好。' })
    await does('handler', child, 'answer', { note: '核对过，答复没有错，维持。', measures: ['cleared'] })
    expect(await ratingsOf(of.no)).toMatchObject([{ answered: 'late', mended: 0 }])
  })
  test('what is rated waits for it, and is not closed before', async () => {
    const { of } = await inHand()
    expect(await refused(await step('handler', of.no, 'close'))).toEqual([409, 'children_open'])
  })
  test('takes words from its page, and shows them again where they were wrong', async () => {
    const of = await answered()
    const browser = async (of: Sent) => {
      const [cookie = ''] = (await form(w, '/track', { no: of.no, code: of.queryCode })).headers.getSetCookie()
      const known = { cookie: cookie.split(';')[0] ?? '', origin: 'http://localhost' }
      return (path: string, values: Record<string, string>) => form(w, path, values, known)
    }
    const post = await browser(of)
    const happy = { form: 'rating', grade: '4', 'good.quick': 'on', 'bad.slow': 'on', improve: 'true' }
    expect((await post('/track/rating', { ...happy, grade: '1' })).status).toBe(303)
    const child = (await improvementIn(w, of.no)) ?? ''
    expect((await post('/track/improvement/messages', { text: '周六在家。' })).status).toBe(303)
    const wrong = await post('/track/improvement/messages', { text: `我的查询码是${of.queryCode}` })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('我的查询码是')])
    expect((await seen(of)).improvement?.messages).toMatchObject([{ from: 'you', text: '周六在家。' }])
    // A consent ticked below another grade is not sent on.
    const other = await answered()
    expect((await (await browser(other))('/track/rating', happy)).status).toBe(303)
    expect(await improvementIn(w, other.no)).toBeUndefined()
    expect(child).not.toBe('')
  })
})

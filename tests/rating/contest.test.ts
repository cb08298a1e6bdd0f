import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tidy } from '../../api/case/sweep.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, fakeRender, json, sent } from '../support/ask.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { DIGEST, improving, MORNING, WORDS } from './improving.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(MORNING))
const { step, enquire, enquiries, n, listed, rows, row, does, refused, seen, inHand, ratingsOf } = improving(() => w)

describe('a contest', () => {
  const GROUND = { ground: 'matter', note: '核对过，来件人评的是另一次办理。' }
  const bodySays = async (id: string, said: object, who = 'zfj') =>
    asking(w, who)(`/api/desk/enquiries/${id}/steps`, json('POST', { action: 'contest', n: 1, ...said }))
  /** What the body was asked about a rating, by the number it knows. */
  async function askedBody() {
    const { of, child } = await inHand({ confidential: true, person: { name: '周女士', phone: '19900001234' } })
    const answer = await enquire('handler', child, 'ZFJ', { digest: DIGEST })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', child)
    return { of, child, id }
  }
  const TOLD = '经核实，您上次的评价不计入汇总数字；评价仍然保留，这件事照常办理'

  test('by the body that was asked: it sees neither who nor words, and somebody else decides', async () => {
    const { of, child, id } = await askedBody()
    const page = await (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).text()
    expect(page).toContain('"contests":"2026-06-23"')
    for (const hidden of [child, of.no, '周女士', WORDS, WORDS.slice(0, 8), '不满意', '19900001234'])
      expect(page).not.toContain(hidden)
    expect(await refused(await bodySays(id, { ground: 'matter', note: '短' }))).toEqual([422, 'invalid', 'note'])
    expect(await refused(await bodySays(id, GROUND, 'scjg'))).toEqual([404, 'not_found'])
    expect((await bodySays(id, GROUND)).status).toBe(200)
    expect(await refused(await bodySays(id, GROUND))).toEqual([409, 'already'])
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'open' }])
    expect((await listed('review', '&view=contested')).items.map(({ no }) => no)).toContain(child)
    // The sender hears nothing of it until it is decided, and then no reason.
    expect((await seen(of)).improvement?.timeline.map(({ label }) => label)).not.toContain(TOLD)
    const decide = { decision: 'uphold', note: '确属另一件事，不计入。' }
    expect((await step('handler', child, 'adjudge', decide)).status).toBe(403)
    await does('review', child, 'adjudge', decide)
    const { improvement, rating } = await seen(of)
    expect(improvement?.timeline.at(-1)).toEqual({ at: expect.any(String), label: TOLD })
    // Left out of what is counted, and on record all the same.
    expect(rating).toMatchObject({ grade: 1 })
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, contest: 'upheld' }])
    const said = await rows<{ action: string; data: string }>(
      "select action, data from events where stream = ? and action in ('contest', 'adjudge') order by n",
      `case/${child}`,
    )
    expect(said.map(({ action, data }) => [action, JSON.parse(data).note])).toEqual([
      ['contest', GROUND.note],
      ['adjudge', decide.note],
    ])
    expect(await (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).text()).toContain('误评申诉成立')
    expect((await listed('review', '&view=contested')).items.map(({ no }) => no)).not.toContain(child)
  })
  test('refused leaves the rating as it was, and says nothing to its sender', async () => {
    const { of, child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    const before = (await seen(of)).improvement?.timeline
    await does('chief', child, 'adjudge', { decision: 'deny', note: '来件人评的就是这一件。' })
    expect((await seen(of)).improvement?.timeline).toEqual(before)
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'refused' }])
    expect(await refused(await step('handler', child, 'contest', GROUND))).toEqual([409, 'already'])
  })
  test('that nobody has decided keeps the case from being closed and put away, by hand and by the clock', async () => {
    const HEARD = { activity: 'recall', note: '电话回访，来件人说车没有还。' }
    const NOTE = '车已经送到家里，当面道了歉，收条有来件人签字。'
    const done = async (contested: boolean) => {
      const { child } = await inHand()
      if (contested) await does('handler', child, 'contest', GROUND)
      await does('handler', child, 'record', HEARD)
      await does('handler', child, 'answer', { note: NOTE, measures: ['refund'] })
      return child
    }
    const status = async (no: string) =>
      (await row<{ status: string }>('select status from cases where no = ?', no)).status
    const [open, plain] = [await done(true), await done(false)]
    expect(await refused(await step('handler', open, 'close'))).toEqual([409, 'contest_open'])
    w.at('2026-07-20T09:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    // The control: without one the same sweep closes, and the next puts away.
    expect([await status(open), await status(plain)]).toEqual(['answered', 'closed'])
    await w.deps.store.writes.commit([`update cases set status = 'closed' where no = '${open}'`])
    w.at('2026-09-20T09:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect([await status(open), await status(plain)]).toEqual(['closed', 'archived'])
    expect(await refused(await step('handler', open, 'archive'))).toEqual([409, 'contest_open'])
    await does('review', open, 'adjudge', { decision: 'deny', note: '来件人评的就是这一件。' })
    await does('handler', open, 'archive')
  })
  test('that lapsed with the case sealed meanwhile keeps nothing open: it is counted nowhere', async () => {
    const { child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    await does('handler', child, 'seal', { note: '来件人补充说到给过好处。' })
    await does('sealed1', child, 'transfer', { note: '移送市纪委监委，依据分工规定，第9号。' })
    await does('sealed1', child, 'archive')
  })
  test('is not decided by whoever answered what was rated', async () => {
    const { child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    const both = { login: 'handler', name: '', post: '', roles: ['review' as const], department: 'SFJ' }
    const taken = json('POST', { action: 'adjudge', n: await n(child), decision: 'uphold', note: '同意申诉。' })
    expect(await refused(await asking(w, both)(`/api/desk/cases/${child}/steps`, taken))).toEqual([
      403,
      'another_person',
    ])
    // By another handler than of the case that was rated: its own answerer is kept out all the same.
    const [{ data } = { data: '{}' }] = await rows<{ data: string }>(
      "select data from events where stream = ? and action = 'contest'",
      `case/${child}`,
    )
    expect(JSON.parse(data).by).toEqual(['handler'])
  })
  test('only within five working days of being told, and of nothing that is no rating', async () => {
    const { child, id } = await askedBody()
    w.at('2026-06-24T09:00:00+08:00')
    expect(await refused(await bodySays(id, GROUND))).toEqual([409, 'contest_over'])
    expect(await refused(await step('handler', child, 'contest', GROUND))).toEqual([409, 'contest_over'])
    w.at(MORNING)
    const plain = await sent(w)
    await does('intake', plain.no, 'accept')
    expect((await enquire('handler', plain.no, 'ZFJ', { digest: DIGEST })).status).toBe(200)
    const [{ id: other } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', plain.no)
    expect(await refused(await bodySays(other, GROUND))).toEqual([409, 'not_now'])
    expect(await refused(await step('handler', plain.no, 'contest', GROUND))).toEqual([409, 'not_now'])
  })
  test('of ten at once one is heard', async () => {
    const { of, id } = await askedBody()
    const all = await Promise.all(Array.from({ length: 10 }, () => bodySays(id, GROUND)))
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'open' }])
    expect((await enquiries('zfj')).map((one) => one.id)).toContain(id)
  })
})

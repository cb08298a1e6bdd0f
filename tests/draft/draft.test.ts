import { describe, expect, test } from 'vitest'
import type { Actor } from '../../api/staff/actor.ts'
import { asking, json, person } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'

const R = '/api/desk/publications/synonym/TYC-900'
const data = { code: 'TYC-900', words: ['城管'], means: ['综合行政执法局'] }
const whole = { from: '2026-06-01', source: '《示例文件》（示例）', data }
type Answer = Record<string, never> & {
  draft?: { n: number; state: string; faults: { path: string; message: string }[]; changes: object[] }
  allowed: { action: string }[]
}

const at = (w: World) => {
  const call = async (who: Actor | string, path: string, body?: unknown) =>
    asking(w, who)(path, body === undefined ? {} : json('POST', body))
  const read = async (who: Actor | string = 'editor') => (await (await call(who, R)).json()) as Answer
  const stepping = (who: Actor | string, action: string, n: number, more = {}) =>
    call(who, `${R}/steps`, { action, n, ...more })
  return { call, read, stepping }
}
/** The number of a draft just begun. */
const begun = async (answer: Response) => ((await answer.json()) as Answer).draft?.n ?? 0
const shown = async (w: World, query = '') => {
  const answer = await w.app.request(`/api/synonyms/TYC-900${query}`)
  return answer.ok ? ((await answer.json()) as { data: typeof data; version: number; status: string }) : answer.status
}

describe('from draft to published', () => {
  test('an editor saves, submits; another person publishes; the public sees it at once', async () => {
    const w = await world()
    const { call, read, stepping } = at(w)
    expect((await call('editor', R, { n: 0, ...whole })).status).toBe(200)
    expect(await shown(w)).toBe(404)
    expect((await stepping('editor', 'submit', 1)).status).toBe(200)
    expect((await read('publisher')).allowed.map((a) => a.action)).toEqual(['return', 'publish'])
    expect(await shown(w)).toBe(404)
    expect((await stepping('publisher', 'publish', 2)).status).toBe(200)
    expect(await shown(w)).toMatchObject({ version: 1, data: { means: ['综合行政执法局'] } })
    const events = await w.deps.store.heavy.rows<{ action: string }>(
      `select action from events where stream = 'publication/synonym/TYC-900' order by n`,
    )
    expect(events.map((e) => e.action)).toEqual(['draft', 'submit', 'publish'])
  })

  test('who wrote it cannot publish it, whatever roles they have; somebody else can', async () => {
    const w = await world()
    const { call, stepping } = at(w)
    const both: Actor = { ...person('editor'), roles: ['editor', 'publisher'] }
    await call(both, R, { n: 0, ...whole })
    await stepping(both, 'submit', 1)
    expect((await stepping(both, 'publish', 2)).status).toBe(403)
    expect(await shown(w)).toBe(404)
    // The control: the same step by another person.
    expect((await stepping('publisher', 'publish', 2)).status).toBe(200)
  })

  test.each(['admin', 'intake', 'handler', 'chief', 'scjg', 'supervisor1', 'stats'])(
    '%s has no publishing desk',
    async (who) => {
      const w = await world()
      const { call, stepping } = at(w)
      await call('editor', R, { n: 0, ...whole })
      expect((await call(who, R)).status).toBe(403)
      expect((await call(who, R, { n: 1, ...whole })).status).toBe(403)
      expect((await stepping(who, 'submit', 1)).status).toBe(403)
      expect((await call(who, '/api/desk/publications')).status).toBe(403)
      expect((await w.app.request(R)).status).toBe(401)
    },
  )

  test('a draft may be incomplete; submitting it says everything that is missing', async () => {
    const w = await world()
    const { call, read, stepping } = at(w)
    await call('editor', R, { n: 0, data: { words: [] } })
    const refused = await stepping('editor', 'submit', 1)
    expect(refused.status).toBe(422)
    const { fields } = (await refused.json()) as { fields: { path: string; message: string }[] }
    expect(fields.map((f) => f.path)).toEqual(expect.arrayContaining(['from', 'data.words', 'data.means']))
    expect((await read()).draft).toMatchObject({ state: 'draft', n: 1 })
  })

  test('a reference to nothing is refused with its place', async () => {
    const w = await world()
    const { call } = at(w)
    const path = '/api/desk/publications/department/NEW'
    await call('editor', path, { n: 0, from: '2026-06-01', data: { parent: 'NOBODY' } })
    const { draft } = (await (await call('editor', path)).json()) as Answer
    expect(draft?.faults.map((f) => f.path)).toContain('data.name')
  })

  test('a calendar whose days contradict each other is refused day by day', async () => {
    const w = await world()
    const { call } = at(w)
    const path = '/api/desk/publications/workday/2028'
    const off = [{ from: '2028-02-10', to: '2028-02-04', name: '春节' }]
    const data = { code: '2028', provisional: false, off, work: ['2028-02-09', '2029-02-10'] }
    await call('editor', path, { n: 0, from: '2028-01-01', source: '《通知》（示例）', data })
    const { draft } = (await (await call('editor', path)).json()) as Answer
    expect(draft?.faults.map((f) => [f.path, f.message])).toEqual([
      ['data.off.0.to', '春节的起止日期反了：2028-02-10 到 2028-02-04'],
      ['data.work.0', '调休上班日 2028-02-09 不是周六或周日。请核对通知'],
      ['data.work.1', '2029-02-10 不在 2028 年。请移到那一年的日历'],
    ])
  })
})

describe('two people at one record', () => {
  test('the second to save is told, and nothing is overwritten', async () => {
    const w = await world()
    const { call, read } = at(w)
    await call('editor', R, { n: 0, ...whole })
    expect((await call('editor', R, { n: 1, ...whole, source: '甲' })).status).toBe(200)
    expect((await call('editor', R, { n: 1, ...whole, source: '乙' })).status).toBe(409)
    expect((await read()).draft).toMatchObject({ n: 2, source: '甲' })
  })
  test('of two who begin the same new entry at once, one is told', async () => {
    const w = await world()
    const { call } = at(w)
    const both = await Promise.all([call('editor', R, { n: 0, ...whole }), call('editor', R, { n: 0, ...whole })])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
  })
  test('two publishers at once publish one version', async () => {
    const w = await world()
    const { call, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    const other: Actor = { ...person('publisher'), login: 'publisher2' }
    const both = await Promise.all([stepping('publisher', 'publish', 2), stepping(other, 'publish', 2)])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect(await shown(w)).toMatchObject({ version: 1 })
  })
  test('publishing and recalling at once: never both', async () => {
    const w = await world()
    const { call, read, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    const [published, recalled] = await Promise.all([
      stepping('publisher', 'publish', 2),
      stepping('editor', 'recall', 2),
    ])
    expect([published.status, recalled.status].sort()).toEqual([200, 409])
    const isOut = typeof (await shown(w)) === 'object'
    expect(isOut).toBe(published.status === 200)
    expect((await read()).draft === undefined).toBe(isOut)
  })
})

test('a draft recalled while it is being published is not published', async () => {
  const w = await world()
  const { call, stepping } = at(w)
  await call('editor', R, { n: 0, ...whole })
  await stepping('editor', 'submit', 1)
  const { writes } = w.deps.store
  const commit = writes.commit.bind(writes)
  // The recall slips in after the publisher's look and before their commit.
  writes.commit = async (statements) => {
    writes.commit = commit
    await commit([`update drafts set n = 3, state = 'draft' where code = 'TYC-900'`])
    return commit(statements)
  }
  expect((await stepping('publisher', 'publish', 2)).status).toBe(409)
  expect(await shown(w)).toBe(404)
})

describe('on a day to come', () => {
  test('is there from its midnight on, in the cached page too, and can be taken back before', async () => {
    const w = await world({ now: '2026-06-15T23:58:00+08:00' })
    const { call, read, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    expect((await stepping('publisher', 'publish', 2, { goesLive: '2026-06-16' })).status).toBe(200)
    expect(await shown(w)).toBe(404)
    expect(await shown(w, '?known=2026-06-15')).toBe(404)
    w.at('2026-06-16T00:00:01+08:00')
    expect(await shown(w)).toMatchObject({ version: 1 })
    // What the site said the day before stays what it said.
    expect(await shown(w, '?on=2026-06-16&known=2026-06-15')).toBe(404)
    w.at('2026-06-15T23:59:00+08:00')
    expect((await read('publisher')).allowed.map((a) => a.action)).toEqual(['unschedule'])
    expect((await stepping('publisher', 'unschedule', 0)).status).toBe(200)
    w.at('2026-06-16T00:00:01+08:00')
    expect(await shown(w)).toBe(404)
    expect((await read()).draft).toMatchObject({ state: 'draft', remark: expect.stringContaining('撤回') })
  })
  test('a day that is over is refused with a sentence', async () => {
    const w = await world()
    const { call, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    const refused = await stepping('publisher', 'publish', 2, { goesLive: '2026-06-01' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('公布日期已经过去')
  })
})

describe('what was published', () => {
  const published = async (w: World) => {
    const { call, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    await stepping('publisher', 'publish', 2)
  }
  test('is withdrawn with a reason and keeps its address', async () => {
    const w = await world()
    const { call, stepping } = at(w)
    await published(w)
    const n = await begun(await stepping('editor', 'begin', 0, { intent: 'withdraw' }))
    expect((await stepping('editor', 'submit', n)).status).toBe(422)
    await call('editor', R, { n, from: '2026-06-15', reason: '并入另一词条', data })
    await stepping('editor', 'submit', n + 1)
    expect((await stepping('publisher', 'publish', n + 2)).status).toBe(200)
    expect(await shown(w)).toMatchObject({ status: 'cancelled' })
    expect(await shown(w, '?on=2026-06-14')).toMatchObject({ status: 'effective' })
  })
  test('is rolled back by a new version that says what an old one said', async () => {
    const w = await world()
    const { call, stepping } = at(w)
    await published(w)
    const first = await begun(await stepping('editor', 'begin', 0))
    await call('editor', R, { n: first, from: '2026-06-10', reason: '改', data: { ...data, means: ['别的'] } })
    await stepping('editor', 'submit', first + 1)
    await stepping('publisher', 'publish', first + 2)
    expect(await shown(w)).toMatchObject({ data: { means: ['别的'] } })
    const second = await begun(await stepping('editor', 'begin', 0, { like: 1 }))
    await call('editor', R, { n: second, from: '2026-06-15', reason: '恢复原文', data })
    await stepping('editor', 'submit', second + 1)
    await stepping('publisher', 'publish', second + 2)
    expect(await shown(w)).toMatchObject({ version: 3, data: { means: ['综合行政执法局'] } })
    expect(await shown(w, '?on=2026-06-12')).toMatchObject({ version: 2 })
  })
  test('goes back to its editor with a remark, and comes again', async () => {
    const w = await world()
    const { call, read, stepping } = at(w)
    await call('editor', R, { n: 0, ...whole })
    await stepping('editor', 'submit', 1)
    expect((await stepping('publisher', 'return', 2)).status).toBe(422)
    expect((await stepping('publisher', 'return', 2, { remark: '请补来源文件' })).status).toBe(200)
    expect((await read()).draft).toMatchObject({ state: 'returned', remark: '请补来源文件' })
    expect((await stepping('publisher', 'publish', 3)).status).toBe(409)
    expect((await stepping('editor', 'submit', 3)).status).toBe(200)
  })
})

test('what is due within a month and what is overdue is listed, with why', async () => {
  const w = await world()
  const { call, stepping } = at(w)
  await call('editor', R, { n: 0, ...whole, reviewOn: '2026-06-20' })
  await stepping('editor', 'submit', 1)
  await stepping('publisher', 'publish', 2)
  const due = async () =>
    (
      (await (await call('editor', '/api/desk/publications/due')).json()) as {
        items: { code: string; overdue: boolean }[]
      }
    ).items
  expect(await due()).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'TYC-900', overdue: false })]))
  w.at('2026-07-01T09:00:00+08:00')
  expect(await due()).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'TYC-900', overdue: true })]))
  w.at('2026-05-01T09:00:00+08:00')
  expect((await due()).map((d) => d.code)).not.toContain('TYC-900')
})

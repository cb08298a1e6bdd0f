import { describe, expect, test } from 'vitest'
import { publishBatch } from '../../api/publication/store.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { asking, json, person } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'

const R = '/api/desk/publications/synonym/TYC-900'
const data = (means: string) => ({ code: 'TYC-900', words: ['城管'], means: [means] })
const said = (means: string) => ({ from: '2026-06-01', source: '《示例文件》（示例）', data: data(means) })
const both = (login: string): Actor => ({ ...person('editor'), login, roles: ['editor', 'publisher'] })

interface Seen {
  draft?: { n: number; base: number | null; faults: { path: string; message: string }[] }
  allowed: { action: string }[]
}
const at = (w: World) => {
  const call = async (who: Actor | string, body?: unknown, path = R) =>
    asking(w, who)(path, body === undefined ? {} : json('POST', body))
  const step = (who: Actor | string, action: string, n: number, more = {}) =>
    call(who, { action, n, ...more }, `${R}/steps`)
  const read = async (who: Actor | string = 'editor') => (await (await call(who)).json()) as Seen
  const shown = async (query = '') => {
    const answer = await w.app.request(`/api/synonyms/TYC-900${query}`)
    return answer.ok ? ((await answer.json()) as { version: number; data: { means: string[] } }) : answer.status
  }
  return { call, step, read, shown }
}
/** A version of the entry that came by a workbook. */
const imported = (w: World, means: string, from: string) =>
  publishBatch(w.deps.store, [{ kind: 'synonym', code: 'TYC-900', from, data: data(means), reason: '导入' }], {
    proposed: 'editor',
    published: 'publisher',
    now: w.deps.now(),
    batch: `B-${means}`,
  })

describe('two people', () => {
  test('who wrote is not made another by somebody else’s comma', async () => {
    const { call, step, read } = at(await world())
    const [author, helper] = [both('author'), both('helper')]
    await call(author, { n: 0, ...said('作者写的') })
    await call(helper, { n: 1, ...said('作者写的') })
    await step(helper, 'submit', 2)
    for (const who of [author, helper]) {
      expect((await read(who)).allowed.map((a) => a.action)).not.toContain('publish')
      expect((await step(who, 'publish', 3)).status).toBe(403)
    }
    expect((await step('publisher', 'publish', 3)).status).toBe(200)
  })
  test('who wrote an earlier draft may publish the next one', async () => {
    const { call, step } = at(await world())
    const author = both('author')
    await call(author, { n: 0, ...said('一') })
    await step(author, 'submit', 1)
    await step('publisher', 'publish', 2)
    const begun = (await (await step('editor', 'begin', 0)).json()) as Seen
    const n = begun.draft?.n ?? 0
    await call('editor', { n, ...said('二'), reason: '改' })
    await step('editor', 'submit', n + 1)
    expect((await step(author, 'publish', n + 2)).status).toBe(200)
  })
  test('a page about a draft that is gone publishes no other', async () => {
    const { call, step, read, shown } = at(await world())
    await call('editor', { n: 0, ...said('看过的') })
    await step('editor', 'submit', 1)
    // The publisher has read this one, number 2. Then:
    await step('editor', 'recall', 2)
    await step('editor', 'discard', 3)
    await call('editor', { n: 0, ...said('没看过的') })
    const n = (await read()).draft?.n ?? 0
    await step('editor', 'submit', n)
    expect((await step('publisher', 'publish', 2)).status).toBe(409)
    expect(await shown()).toBe(404)
    expect((await step('publisher', 'publish', n + 1)).status).toBe(200)
  })
})

describe('what was published while a draft lay', () => {
  test('is not overwritten: the draft says so, and is neither submitted nor published', async () => {
    const w = await world()
    const { call, step, read, shown } = at(w)
    await imported(w, '一', '2026-06-01')
    const begun = (await (await step('editor', 'begin', 0)).json()) as Seen
    const n = begun.draft?.n ?? 0
    await call('editor', { n, ...said('三'), from: '2026-06-02', reason: '改' })
    await step('editor', 'submit', n + 1)
    await imported(w, '二', '2026-06-02')
    expect((await read('publisher')).draft?.faults.map((f) => f.message).join()).toContain('又发布了第2版')
    const refused = await step('publisher', 'publish', n + 2)
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('又发布了第2版')])
    expect(await shown()).toMatchObject({ version: 2, data: { means: ['二'] } })
  })
  test('a new entry that a workbook has brought meanwhile is not published over it', async () => {
    const w = await world()
    const { call, step } = at(w)
    await call('editor', { n: 0, ...said('一'), reason: '新的' })
    await imported(w, '二', '2026-06-01')
    expect((await step('editor', 'submit', 1)).status).toBe(422)
  })
})

describe('what was taken back before its midnight', () => {
  test('can be published after all; its number is not given twice', async () => {
    const { call, step, shown } = at(await world())
    await call('editor', { n: 0, ...said('一') })
    await step('editor', 'submit', 1)
    await step('publisher', 'publish', 2, { goesLive: '2026-07-01' })
    const back = (await (await step('publisher', 'unschedule', 0)).json()) as Seen
    expect(back.draft?.base).toBe(null)
    const n = back.draft?.n ?? 0
    expect((await step('editor', 'submit', n)).status).toBe(200)
    expect((await step('publisher', 'publish', n + 1)).status).toBe(200)
    expect(await shown()).toMatchObject({ version: 2, data: { means: ['一'] } })
  })
  test('and what waits for its midnight is told to nobody who asks for a day to come', async () => {
    const w = await world()
    const { call, step, shown } = at(w)
    await call('editor', { n: 0, ...said('等着公布的') })
    await step('editor', 'submit', 1)
    await step('publisher', 'publish', 2, { goesLive: '2026-07-01' })
    for (const query of ['?known=2026-08-01', '?on=2026-08-01&known=2099-12-31', '?known=9999-12-31'])
      expect(await shown(query), query).toBe(404)
    for (const path of ['/api/synonyms?known=2026-08-01&limit=100', '/api/synonyms.json?known=9999-12-31'])
      expect(await (await w.app.request(path)).text(), path).not.toContain('等着公布的')
    // The control: on that day it is there, and then the day is a day like others.
    w.at('2026-07-01T00:00:01+08:00')
    expect(await shown('?known=2026-07-01')).toMatchObject({ version: 1 })
  })
})

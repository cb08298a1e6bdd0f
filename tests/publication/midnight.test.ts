import { expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import { render } from '../support/render.ts'
import { type World, world } from '../support/world.ts'

const CODE = 'CH-SCJG-CF-005'
const by = { proposed: 'editor', published: 'publisher' }
const page = async (w: World) => {
  const answer = await w.app.request(`/matters/${CODE}`)
  return { text: await answer.text(), status: answer.status, etag: answer.headers.get('etag') }
}
const data = async (w: World) => {
  const { data } = (await (await w.app.request(`/api/matters/${CODE}`)).json()) as { data: Record<string, unknown> }
  return data
}
/** Asked twice, so that the second answer comes from the cache. */
const twice = async (w: World) => {
  await page(w)
  const before = w.deps.cache.hits
  const second = await page(w)
  expect(w.deps.cache.hits).toBe(before + 1)
  return second
}

test('a new version shows in the cached page at once', async () => {
  const w = await world({ now: '2026-11-21T10:00:00+08:00', render })
  const old = await twice(w)
  const now = w.deps.now()
  await publish(
    w.deps.store,
    [{ kind: 'matter', code: CODE, from: '2026-11-21', data: { ...(await data(w)), name: '新的名字' } }],
    by,
    now,
  )
  const fresh = await page(w)
  expect(fresh.text).toContain('新的名字')
  expect(fresh.etag).not.toBe(old.etag)
  // And the old day still answers as it was.
  const past = await (await w.app.request(`/matters/${CODE}?on=2026-11-20`)).text()
  expect(past).not.toContain('新的名字')
})

test('over midnight the cached page says what is in force now: a version beginning, one ending, one scheduled', async () => {
  const w = await world({ now: '2026-11-21T23:59:00+08:00', render })
  const now = w.deps.now()
  const known = await data(w)
  await publish(
    w.deps.store,
    [
      { kind: 'matter', code: CODE, from: '2026-11-22', data: { ...known, name: '明天的名字' } },
      { kind: 'matter', code: CODE, from: '2026-11-23', data: known, cancelled: true, reason: '并入其他事项' },
    ],
    by,
    now,
  )
  await publish(
    w.deps.store,
    [{ kind: 'matter', code: CODE, from: '2026-11-24', data: { ...known, name: '后来恢复的名字' } }],
    { ...by, goesLive: new Date('2026-11-24T00:00:00+08:00') },
    now,
  )
  expect((await twice(w)).text).not.toContain('明天的名字')
  w.at('2026-11-22T00:00:00+08:00')
  expect((await twice(w)).text).toContain('明天的名字')
  w.at('2026-11-23T00:00:00+08:00')
  expect((await twice(w)).text).toContain('已取消')
  w.at('2026-11-24T00:00:00+08:00')
  expect((await twice(w)).text).toContain('后来恢复的名字')
  // Negative control: with the clock back the page of that day is there again, so the day did decide.
  w.at('2026-11-22T12:00:00+08:00')
  expect((await twice(w)).text).toContain('明天的名字')
})

import { expect, test } from 'vitest'
import { TooLong } from '../../db/heavy.ts'
import { world } from '../support/world.ts'

/** Counts for as long as it is let. */
const ENDLESS = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'

test('a read that takes too long is ended, and nobody waiting behind it is', async () => {
  const { deps } = await world()
  const { heavy } = deps.store
  const [long, short] = await Promise.allSettled([heavy.rows(ENDLESS, 300), heavy.rows('select 1 as one', 5000)])
  expect(long).toMatchObject({ status: 'rejected', reason: expect.any(TooLong) })
  expect(short).toEqual({ status: 'fulfilled', value: [{ one: 1 }] })
})

test('the server keeps answering while a long read runs', async () => {
  const { app, deps } = await world()
  const long = deps.store.heavy.rows(ENDLESS, 1000).catch(() => 'ended')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await app.request('/api/departments?limit=1')).status).toBe(200)
  expect(await Promise.race([long, Promise.resolve('still running')])).toBe('still running')
  expect(await long).toBe('ended')
})

test('it only reads', async () => {
  const { deps } = await world()
  await expect(deps.store.heavy.rows("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow(/readonly/i)
})

test('neither does the other reading connection write', async () => {
  const { deps } = await world()
  await expect(deps.store.read.run("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow()
})

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
  // On a machine with much else to do an answer takes longer than a second: then it is given more.
  let first: string | undefined
  for (let room = 1000; first !== 'still running' && room <= 16_000; room *= 4) {
    const long = deps.store.heavy.rows(ENDLESS, room).then(
      () => 'counted to the end',
      () => 'ended',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await app.request('/api/departments?limit=1')).status).toBe(200)
    first = await Promise.race([long, Promise.resolve('still running')])
    expect(await long).toBe('ended')
  }
  expect(first).toBe('still running')
})

test('it only reads', async () => {
  const { deps } = await world()
  await expect(deps.store.heavy.rows("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow(/readonly/i)
})

test('neither does the other reading connection write', async () => {
  const { deps } = await world()
  await expect(deps.store.read.run("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow()
})

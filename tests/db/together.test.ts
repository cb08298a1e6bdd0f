import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { together } from '../../db/together.ts'

/** A look-up that finds everything, and how many were asked for in each query. */
function counted() {
  const sizes: number[] = []
  const look = together(
    async (keys) => {
      sizes.push(keys.length)
      return keys.map((key) => ({ key }))
    },
    ({ key }) => key,
  )
  return { look, sizes }
}

test('look-ups of one turn share queries, none of them larger than a statement may be', async () => {
  const { look, sizes } = counted()
  const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}`)
  expect(await Promise.all(keys.map(look))).toEqual(keys.map((key) => ({ key })))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
  // The control: they are shared at all, before and after a flood.
  expect(sizes).toHaveLength(80)
  await Promise.all(['a', 'b', 'a'].map(look))
  expect(sizes.at(-1)).toBe(2)
  expect(sizes).toHaveLength(81)
})

test('while each turn brings one more they go on sharing, and nobody waits for ever', async () => {
  const { look, sizes } = counted()
  const asked: Promise<unknown>[] = []
  for (let n = 0; n < 160; n++) {
    asked.push(look(`k${n}`))
    await turn()
  }
  // The first are answered while others still come.
  expect(sizes.length).toBeGreaterThan(1)
  expect(await Promise.all(asked)).toHaveLength(160)
  expect(sizes.length).toBeLessThanOrEqual(20)
  // The control: whoever comes alone waits for nobody.
  expect(await look('alone')).toEqual({ key: 'alone' })
  expect(sizes.at(-1)).toBe(1)
})

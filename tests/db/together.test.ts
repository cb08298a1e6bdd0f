import { expect, test } from 'vitest'
import { together } from '../../db/together.ts'

test('look-ups of one turn share queries, none of them larger than a statement may be', async () => {
  const sizes: number[] = []
  const look = together(
    async (keys) => {
      sizes.push(keys.length)
      return keys.map((key) => ({ key }))
    },
    ({ key }) => key,
  )
  const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}`)
  expect(await Promise.all(keys.map(look))).toEqual(keys.map((key) => ({ key })))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
  // The control: they are shared at all, before and after a flood.
  expect(sizes).toHaveLength(80)
  await Promise.all(['a', 'b', 'a'].map(look))
  expect(sizes.at(-1)).toBe(2)
  expect(sizes).toHaveLength(81)
})

import { expect, test } from 'vitest'
import { killed } from '../bench/killed.ts'

/** The long version is `npm run bench -- killed`. */
test('kill -9 while many register: who was answered has what was said, who sends it again gets the same, seats add up', async () => {
  const { acknowledged, ...bad } = await killed(1, 120)
  expect(bad).toEqual({ lost: [], different: [], wrong: [] })
  expect(acknowledged).toBeGreaterThan(0)
})

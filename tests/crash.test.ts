import { expect, test } from 'vitest'
import { crash } from './bench/crash.ts'

/** The long version is `npm run bench -- crash`. */
test('five times kill -9 under load: what was acknowledged is there, whole and once, and the check would notice if not', {
  timeout: 90_000,
}, async () => {
  const { acknowledged, slowest, control, ...wrong } = await crash(5)
  expect(wrong).toEqual({ lost: [], half: [], broken: [], different: [], strange: [] })
  expect(acknowledged).toBeGreaterThan(20)
  expect(control.noticed).toBe(control.deleted)
  expect(slowest).toBeLessThan(15_000)
})

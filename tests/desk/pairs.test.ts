import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Flock, flock } from '../support/flock.ts'
import { makeWorld, type World } from '../support/world.ts'
import { BLIND, loginOf } from './blind.ts'
import { DIFFERENCES, differ, everything, mayNotice, probe, turn } from './pairs.ts'

let base: World
let known: Flock
const NOWHERE = '2026-99999999A'
const plain = new Map<string, string[]>()
let receipt: unknown

/** A twin of the world, byte for byte; what is asked of one is asked of the other in the same order. */
const twin = () => makeWorld({ like: base })

beforeAll(async () => {
  base = await makeWorld()
  known = await flock(base)
  await turn(base)
  const w = await twin()
  await turn(w)
  for (const asker of BLIND) plain.set(loginOf(asker), await everything(w, known, asker, NOWHERE))
  receipt = await probe(w)
  await w.close()
}, 60_000)
afterAll(() => base.close())

describe('two worlds that differ in one hidden thing', () => {
  test('are twins where nothing differs', async () => {
    const w = await twin()
    await turn(w)
    for (const asker of BLIND)
      expect(await everything(w, known, asker, NOWHERE), loginOf(asker)).toEqual(plain.get(loginOf(asker)))
    expect(await probe(w)).toEqual(receipt)
    await w.close()
  })
  test.each(DIFFERENCES.map((one) => [one.what, one] as const))('%s', async (_what, difference) => {
    const w = await twin()
    try {
      const { no } = await differ(w, difference)
      await turn(w)
      const noticed: string[] = []
      for (const asker of BLIND) {
        const login = loginOf(asker)
        const before = plain.get(login) ?? []
        const after = await everything(w, known, asker, no)
        if (!mayNotice(asker, difference)) expect(after, login).toEqual(before)
        else if (after.join() !== before.join()) noticed.push(login)
      }
      // Negative control: it is there to be noticed, by those whose case it is.
      expect(noticed.length).toBeGreaterThan(0)
      expect(await probe(w)).toEqual(receipt)
    } finally {
      await w.close()
    }
  })
})

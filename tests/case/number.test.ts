import { describe, expect, test } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { sent } from '../support/ask.ts'
import { world } from '../support/world.ts'

/** Spearman's rank correlation of values with the order they came in. */
function rho(values: readonly string[]): number {
  const ranked = [...values.keys()].sort((a, b) => ((values[a] ?? '') < (values[b] ?? '') ? -1 : 1))
  const square = ranked.reduce((sum, came, rank) => sum + (came - rank) ** 2, 0)
  const n = values.length
  return 1 - (6 * square) / (n * (n * n - 1))
}

/**
 * I-07. Of a thousand numbers chance alone goes past 0.05 every ninth time; of ten thousand it lies at five standard
 * deviations, and so does each bound below.
 */
describe('case numbers tell neither order nor volume', () => {
  test('of ten thousand made one after the other the order cannot be read', () => {
    const numbers = Array.from({ length: 10_000 }, () => newNumber('2026'))
    expect(Math.abs(rho(numbers))).toBeLessThan(0.05)
    // Nor how many there were: the largest is no count.
    expect(numbers.filter((no) => no > '2026-5').length / numbers.length).toBeCloseTo(0.5, 1)
  })
  test('nor of those that cases sent over a day got', async () => {
    const w = await world()
    const numbers: string[] = []
    for (let i = 0; i < 150; i++) {
      w.at(new Date(Date.parse('2026-06-15T00:01:00+08:00') + i * 570_000))
      numbers.push((await sent(w)).no)
    }
    expect(Math.abs(rho(numbers))).toBeLessThan(5 / Math.sqrt(150))
  })
  test('negative control: counted, or led by the hour, they would tell', () => {
    const counted = Array.from({ length: 1000 }, (_, i) => `2026-${String(i + 1).padStart(8, '0')}`)
    expect(rho(counted)).toBe(1)
    const led = Array.from(
      { length: 1000 },
      (_, i) => `${String(Math.floor(i / 42)).padStart(2, '0')}${newNumber('2026')}`,
    )
    expect(rho(led)).toBeGreaterThan(0.9)
  })
})

import { describe, expect, test } from 'vitest'
import { disagreements } from '../../content/agree.ts'
import { EXERCISE, LEVEL, MATTER_STATUS, MATTER_TYPE, Matter } from '../../content/kinds/matter.ts'
import { readContent } from '../../content/load.ts'
import { effort } from './effort.ts'
import { manyMatters } from './many.ts'

const MANY = manyMatters(2000, 7)
const all = <K extends keyof Matter>(column: K) => new Set(MANY.map((m) => (m.data as Matter)[column]))

describe('many matters for measuring', () => {
  test('are each valid, and agree with themselves', () => {
    for (const { code, data } of MANY) {
      const { error, success } = Matter.safeParse(data)
      expect(success, `${code}: ${error?.message}`).toBe(true)
      expect(disagreements('matter', data as Matter)).toEqual([])
    }
    // The schema would notice: a code of another type, a provision without its article.
    expect(Matter.safeParse({ ...MANY[0]?.data, basis: ['食品安全法'] }).success).toBe(false)
  })

  test('have codes of their own, names that differ, and none of the city’s', () => {
    expect(new Set(MANY.map((m) => m.code)).size).toBe(2000)
    expect(all('name').size).toBeGreaterThan(1950)
    const real = new Set(readContent('content').publications.map((p) => p.code))
    expect(MANY.filter((m) => real.has(m.code))).toEqual([])
  })

  test('are of every type, level, body, way and status, and name bodies there are', () => {
    expect([...all('type')].toSorted()).toEqual(Object.keys(MATTER_TYPE).toSorted())
    expect(all('level').size).toBe(Object.keys(LEVEL).length)
    expect(all('exercise').size).toBe(Object.keys(EXERCISE).length)
    expect(all('status').size).toBe(Object.keys(MATTER_STATUS).length)
    expect(all('department').size).toBe(19)
    const bodies = new Set(
      readContent('content').publications.flatMap((p) => (p.kind === 'department' ? [p.code] : [])),
    )
    const named = MANY.flatMap((m) => [m.data.department as string, ...((m.data.townships ?? []) as string[])])
    expect(named.filter((code) => !bodies.has(code))).toEqual([])
  })

  test('are as long as real ones', () => {
    const sizes = MANY.map((m) => Buffer.byteLength(JSON.stringify(m.data)))
    expect(Math.min(...sizes)).toBeGreaterThan(1500)
    expect(Math.max(...sizes)).toBeLessThan(3500)
    const mean = sizes.reduce((sum, n) => sum + n, 0) / sizes.length
    expect(mean).toBeGreaterThan(1800)
    expect(mean).toBeLessThan(2600)
  })

  test('are the same for the same seed and others for another', () => {
    expect(manyMatters(50, 7)).toEqual(MANY.slice(0, 50))
    expect(manyMatters(50, 8)).not.toEqual(MANY.slice(0, 50))
  })

  test('can be fifty thousand, with codes of their own', () => {
    const took = effort(() => expect(new Set(manyMatters(50_000).map((m) => m.code)).size).toBe(50_000))
    expect(took).toBeLessThan(15_000)
  })
  test('cannot be more than a code can count', () => expect(() => manyMatters(100_000)).toThrow(RangeError))
})

import type { Tier } from '../../content/kinds/benchmark.ts'
import { UNIT } from '../../content/kinds/benchmark.ts'
import { ABOUT, type About, aboutOf, keyOf } from './condition.ts'

/** One circumstance a person may tick; which tiers it belongs to is not said, so that nobody ticks by the outcome. */
interface Circumstance {
  key: string
  text: string
}

/** All circumstances of a benchmark, each once, under what they are about, in an order that is not that of the tiers. */
export function circumstancesOf(tiers: readonly Tier[]): { about: About; title: string; items: Circumstance[] }[] {
  const texts = [...new Set(tiers.flatMap(({ conditions }) => conditions))].sort((a, b) => a.localeCompare(b, 'zh-CN'))
  const groups = Map.groupBy(texts, aboutOf)
  return (Object.keys(ABOUT) as About[]).flatMap((about) => {
    const items = (groups.get(about) ?? []).map((text) => ({ key: keyOf(text), text }))
    return items.length > 0 ? [{ about, title: ABOUT[about], items }] : []
  })
}

/** A tier as the ticked circumstances touch it. */
interface Touched {
  tier: Tier
  ticked: string[]
  missing: string[]
}

/**
 * What ticked circumstances point to. `several` is not decided here, not even towards the graver: that weighing is the
 * body’s, with evidence (处罚法 5 and 34).
 */
export interface Pointed {
  verdict: 'untold' | 'short' | 'one' | 'several'
  /** Tiers whose rule is met, mildest first. */
  met: Touched[]
  /** Tiers that have some of what they ask for, but must have all. */
  near: Touched[]
}

export function pointedTo(tiers: readonly Tier[], ticked: ReadonlySet<string>): Pointed {
  const touched = tiers.map((tier) => {
    const [yes, no] = [true, false].map((is) => tier.conditions.filter((text) => ticked.has(keyOf(text)) === is))
    return { tier, ticked: yes ?? [], missing: no ?? [] }
  })
  const met = touched.filter(({ tier, ...t }) => (tier.match === 'all' ? t.missing.length === 0 : t.ticked.length > 0))
  const near = touched.filter((t) => t.ticked.length > 0 && !met.includes(t))
  const any = met.length + near.length > 0
  return { verdict: !any ? 'untold' : met.length === 0 ? 'short' : met.length === 1 ? 'one' : 'several', met, near }
}

/** The range in figures; the words of the document stand beside it and decide. */
export function figuresOf({ min, max, unit }: Tier): string | undefined {
  if (unit === undefined) return undefined
  const name = UNIT[unit]
  if (max === undefined) return min === undefined ? undefined : `${min}${name}起`
  return min === undefined || min === 0 ? `${max}${name}以内` : min === max ? `${max}${name}` : `${min}–${max}${name}`
}

/** Where a tier lies between nothing and the most any tier in the same unit allows, in parts of 200. */
export function stretchOf(tier: Tier, tiers: readonly Tier[]): { x: number; width: number; top: string } | undefined {
  const { min = 0, max, unit } = tier
  if (unit === undefined || max === undefined) return undefined
  const top = Math.max(...tiers.filter((t) => t.unit === unit).map((t) => t.max ?? 0))
  if (top <= 0) return undefined
  const x = Math.round((min / top) * 200)
  return { x, width: Math.max(3, Math.round((max / top) * 200) - x), top: `${top}${UNIT[unit]}` }
}

/** The body a matter belongs to: the second part of its code. */
export const bodyOf = (matter: string): string => matter.split('-')[1] ?? ''

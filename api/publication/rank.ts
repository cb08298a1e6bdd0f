import { type Kind, SEARCHED } from './publication.ts'
import type { Known, Register } from './register.ts'
import { fold } from './terms.ts'

/** How a find was made; the obvious comes first. */
const TIERS = ['title', 'synonym', 'basis', 'body', 'meant', 'sound', 'near', 'parts'] as const
type Tier = (typeof TIERS)[number]

export interface Found {
  items: { known: Known; tier: Tier }[]
  total: number
  kinds: Partial<Record<Kind, number>>
  /** The words to mark in titles and excerpts. */
  words: string[]
  /** Nothing holds the very words; these sound or look alike. */
  near: boolean
}

/** What is looked for, among what kind, on which day, and which part of the answer is shown. */
export interface Asked {
  q: string
  kind?: Kind | undefined
  on: string
  by: number
  from: number
  limit: number
}

/** Found in no way at all. */
export const NONE: Record<Tier, readonly number[]> = {
  title: [],
  synonym: [],
  basis: [],
  body: [],
  meant: [],
  sound: [],
  near: [],
  parts: [],
}

/**
 * Keeps what is in force, counts it by kind, and orders it: tier, then the kind people look for, then the shorter title.
 * `first` is what the question means before all else, when the whole of it is what people say for something.
 */
export function rank(book: Register, by: Record<Tier, readonly number[]>, asked: Asked, first?: string): Found {
  const inForce = book.inForceById(asked.on, asked.by)
  const seen = new Uint8Array(inForce.length)
  const kinds: Partial<Record<Kind, number>> = {}
  const wanted: { known: Known; tier: Tier }[][] = []
  let total = 0
  const q = fold(asked.q)
  for (const [t, tier] of TIERS.entries())
    for (const id of by[tier]) {
      if (!inForce[id] || seen[id]) continue
      seen[id] = 1
      const known = book.byId(id)
      if (!known) continue
      kinds[known.kind] = (kinds[known.kind] ?? 0) + 1
      if (asked.kind && known.kind !== asked.kind) continue
      total++
      const place = score(known, t, q, first)
      const bucket = wanted[place]
      if (bucket) bucket.push({ known, tier })
      else wanted[place] = [{ known, tier }]
    }
  const items: { known: Known; tier: Tier }[] = []
  let passed = 0
  for (const bucket of wanted) {
    if (!bucket) continue
    if (items.length >= asked.limit) break
    if (passed + bucket.length > asked.from) {
      // Only the bucket that is shown is sorted: thousands may share a place.
      const sorted = bucket.length > 1 ? [...bucket].sort((a, b) => (a.known.code < b.known.code ? -1 : 1)) : bucket
      items.push(...sorted.slice(Math.max(0, asked.from - passed), asked.from - passed + asked.limit))
    }
    passed += bucket.length
  }
  return { items: items.slice(0, asked.limit), total, kinds, words: [], near: false }
}

/** Folding the titles of fifty thousand again for each question would hold everybody up. */
export function foldedOf(known: Known): string {
  known.folded ??= fold(known.summary.title)
  return known.folded
}

const LENGTHS = 100
/** A small number for what should come early; withdrawn entries come last. */
function score(known: Known, found: number, q: string, first: string | undefined): number {
  // 城管 is the bureau of another name, before it is any title that mentions 城管.
  const named = first !== undefined && TIERS[found] === 'synonym' && foldedOf(known).includes(first)
  const tier = named ? 0 : found
  const near = tier === 0 ? likeness(known, q, named) : SEARCHED.indexOf(known.kind as (typeof SEARCHED)[number])
  return (known.cancelled ? TIERS.length + tier : tier) * 3 * LENGTHS + near
}

/**
 * Of titles that hold the words: the one that is them, then those that begin with them or are named by them, then the
 * shorter. What one may complain about comes after what is published.
 */
function likeness(known: Known, q: string, named: boolean): number {
  const folded = foldedOf(known)
  if (folded === q || known.code.replaceAll('-', '').toLowerCase() === q) return Math.min(folded.length, LENGTHS - 1)
  if (known.kind === 'category') return 3 * LENGTHS - 1
  return (named || folded.startsWith(q) ? 1 : 2) * LENGTHS + Math.min(folded.length, LENGTHS - 2)
}

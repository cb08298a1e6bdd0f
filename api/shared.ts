import type { Store } from '../db/open.ts'
import type { Drawn } from './pages.ts'

/** For so long one drawing serves all: what it says may be a second old. */
const MOMENT = 1000
/** Only pages that say so are kept, and of those there are few at a time. */
const MOST = 100

interface Key {
  path: string
  mode: string
  day: string
  revision: number
}

export interface Shown {
  drawn: Drawn
  /** Drawn for this visitor, whose token is in it. */
  first: boolean
}

interface Kept {
  at: number
  drawn: Promise<Drawn>
}
const kept = new WeakMap<Store, Map<string, Kept>>()

/** Draws a page that may be shared once a moment, however many ask for it; any other page for each. */
export async function drawnOnce(store: Store, key: Key, draw: () => Promise<Drawn>, now: number): Promise<Shown> {
  const all = kept.get(store) ?? new Map<string, Kept>()
  kept.set(store, all)
  const name = `${key.revision} ${key.day} ${key.mode} ${key.path}`
  const known = all.get(name)
  if (known && now < known.at + MOMENT && now >= known.at) {
    const drawn = await known.drawn
    return drawn.shared ? { drawn, first: false } : { drawn: await draw(), first: true }
  }
  const drawing = draw()
  // Known to be shared from the last time: who comes while it is drawn waits for it.
  if (known) all.set(name, { at: now, drawn: drawing })
  try {
    const drawn = await drawing
    if (drawn.shared && drawn.status === 200) {
      if (all.size >= MOST) all.clear()
      all.set(name, { at: now, drawn: drawing })
    } else all.delete(name)
    return { drawn, first: true }
  } catch (error) {
    all.delete(name)
    throw error
  }
}

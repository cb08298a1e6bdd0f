/** Numbers that look random and come the same in every run: two runs ask the same questions. */
export function chance(seed: number) {
  let state = seed >>> 0
  /** Mulberry32: from 0 up to, and without, 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  const pick = <T>(list: readonly T[]): T => {
    if (!list.length) throw new Error('nothing to choose from')
    return list[below(list.length)] as T
  }
  return { next, below, pick }
}
export type Chance = ReturnType<typeof chance>

/** So many signs of a text, from anywhere in it. */
export function piece(text: string, length: number, { below }: Chance): string {
  const letters = [...text]
  const start = below(Math.max(1, letters.length - length + 1))
  return letters.slice(start, start + length).join('')
}

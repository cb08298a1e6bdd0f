/** An order that looks random and is the same for the same number: a page drawn again does not move under the hand. */
export function shuffled<T>(all: readonly T[], seed: number): T[] {
  let state = seed >>> 0
  const order = [...all]
  for (let i = order.length - 1; i > 0; i--) {
    // mulberry32; which answer stands first is no secret.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    const j = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (i + 1))
    const [one, other] = [order[i] as T, order[j] as T]
    order[i] = other
    order[j] = one
  }
  return order
}

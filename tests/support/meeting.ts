/** Whoever comes waits until as many are there: what two must do at the same moment is not left to luck. */
export function meeting(many: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let come = 0
  return () => {
    if (++come === many) resolve()
    return promise
  }
}

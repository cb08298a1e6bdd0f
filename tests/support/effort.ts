/** Milliseconds the processor worked on something, in this thread: whatever else the machine does meanwhile is not counted. */
export function effort(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

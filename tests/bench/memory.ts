import { readFileSync, writeFileSync } from 'node:fs'

/** Resident memory of a process in MB, now (`VmRSS`) or the most there has been (`VmHWM`), as Linux counts it. */
export function memory(pid: number | undefined, what: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const said = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s*(\\d+) kB`).exec(said)?.[1] ?? Number.NaN) / 1024
}

/** From here on the peak counts anew (proc(5), clear_refs, 5). Where that is not allowed it counts from the start. */
export function forgetPeak(pid: number | undefined) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    console.log('the peak of the memory cannot be set back here: it counts from the start of the process')
  }
}

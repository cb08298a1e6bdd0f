import { type Logger, pino } from 'pino'

/** Milliseconds a line may wait for others. */
const SOON = 20

/**
 * Structured lines on standard error. Those of a moment are handed over together: a writing for each would cost a tenth
 * of a cached page. What still waits goes out when the process ends.
 */
export function openLog(level: string): Logger {
  const out = pino.destination({ fd: 2, sync: false })
  let waiting: string[] = []
  const hand = () => {
    if (waiting.length) out.write(waiting.join(''))
    waiting = []
  }
  process.once('exit', () => {
    hand()
    out.flushSync()
  })
  const write = (line: string) => void (waiting.push(line) === 1 && setTimeout(hand, SOON))
  return pino({ level, base: null }, { write })
}

/**
 * What the log may know of a fault: its kind and where it happened. Never its message: a failed query carries what
 * somebody sent, and so does a parser's complaint.
 */
export const faultOf = (error: unknown): { name: string; code?: string; at?: string[]; cause?: unknown } =>
  error instanceof Error
    ? {
        name: error.name,
        ...('code' in error && { code: String(error.code) }),
        at: (error.stack ?? '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 4)
          .map((line) => line.trim()),
        ...(error.cause !== undefined && { cause: faultOf(error.cause) }),
      }
    : { name: typeof error }

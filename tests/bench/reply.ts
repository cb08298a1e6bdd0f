import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The next message of a child process, or an error when it ends without one. */
export async function reply<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController()
  const ended = once(child, 'exit', { signal: stop.signal }).then(() =>
    Promise.reject(new Error('a process of the bench ended early')),
  )
  ended.catch(() => undefined)
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: stop.signal }), ended])) as [T]
    return message
  } finally {
    stop.abort()
  }
}

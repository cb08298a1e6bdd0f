/** A solved challenge, as the field `antibot` carries it. */
export interface Solved {
  answer: string
  /** When its challenge was fetched, by this device’s clock. */
  at: number
}

/** The server’s ten minutes, less what sending may take on a slow line. */
const LASTS = 9 * 60_000

export const isFresh = ({ at }: Solved, now: number) => now >= at && now - at < LASTS

/** Fetches a challenge and solves it in a worker of our own; nothing when none is asked for or it cannot be done here. */
export async function solve(): Promise<Solved | undefined> {
  try {
    const at = Date.now()
    const given = await fetch('/api/challenge')
    if (given.status !== 200) return undefined
    const challenge: unknown = await given.json()
    const solution = await work(challenge)
    return solution ? { answer: btoa(JSON.stringify({ challenge, solution })), at } : undefined
  } catch {
    // Without a line or a worker the form goes the slower way.
    return undefined
  }
}

async function work(challenge: unknown): Promise<unknown> {
  const worker = new Worker(new URL('./_solver.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((done, fail) => {
      worker.onmessage = ({ data }: MessageEvent) => done(data)
      worker.onerror = fail
      worker.postMessage(challenge)
    })
  } finally {
    worker.terminate()
  }
}

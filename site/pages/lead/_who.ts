/** Who is signed in on this device: whoever sends leads, nobody, somebody who may not, or nobody can say without a network. */
export type Who = { at: 'here'; owner: string } | { at: 'nobody' } | { at: 'barred'; words: string } | { at: 'away' }

const PATIENCE = 8_000

export async function whoIs(): Promise<Who> {
  try {
    const answer = await fetch('/api/leads?limit=1', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
    const { owner, title } = (await answer.json()) as { owner?: unknown; title?: unknown }
    if (answer.ok && typeof owner === 'string') return { at: 'here', owner }
    if (answer.status === 401) return { at: 'nobody' }
    if (answer.status === 403) return { at: 'barred', words: typeof title === 'string' ? title : '' }
  } catch {
    // A hotel’s own page, or no line: who it is cannot be asked.
  }
  return { at: 'away' }
}

import type { Upload } from 'tus-js-client'

/** Files on their way up: one after another, each taken up again where it broke off. */
export const MOST = 20
const PIECE = 4 * 1024 * 1024
const AGAIN = [0, 1000, 3000, 5000, 10_000, 20_000]

export interface Sending {
  key: number
  name: string
  size: number
  /** Bytes the server has. */
  sent: number
  state: 'waiting' | 'going' | 'done' | 'stopped' | 'refused'
  /** Why it stopped, in words. */
  why: string
  /** What the form sends for it once it is there. */
  id: string
}

export interface Handle {
  start(): void
  /** Stops it, and takes back what is there of it. */
  drop(): void
}

const BROKEN = '网络断了。按“重试”，从断的地方接着传'

/** The library comes with the first file: nobody else pays for it. */
export async function sending(file: File, tell: (news: Partial<Sending>) => void): Promise<Handle> {
  const tus = await import('tus-js-client')
  const upload: Upload = new tus.Upload(file, {
    endpoint: '/api/uploads',
    chunkSize: PIECE,
    retryDelays: AGAIN,
    metadata: { filename: file.name },
    // Nothing of it is left on the device: others may use it too.
    storeFingerprintForResuming: false,
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0
      return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500
    },
    onProgress: (sent) => tell({ sent }),
    onSuccess: () => tell({ state: 'done', sent: file.size, id: upload.url?.split('/').at(-1) ?? '' }),
    onError: (error) => {
      const response = 'originalResponse' in error ? error.originalResponse : null
      const status = response?.getStatus() ?? 0
      const final = status >= 400 && status < 500 && status !== 423 && status !== 429
      tell({ state: final ? 'refused' : 'stopped', why: saidBy(response?.getBody()) ?? BROKEN })
    },
  })
  return {
    start: () => upload.start(),
    drop: () => void upload.abort(upload.url !== null).catch(() => undefined),
  }
}

/** The server's own sentence. */
function saidBy(body: string | undefined): string | undefined {
  try {
    const { title } = JSON.parse(body ?? '') as { title?: unknown }
    return typeof title === 'string' ? title : undefined
  } catch {
    return undefined
  }
}

/** What became of a file sent before this page was drawn. */
export async function known(id: string): Promise<{ kind: string; bytes: number } | undefined> {
  const answer = await fetch(`/api/uploads/${encodeURIComponent(id)}/attachment`).catch(() => undefined)
  if (!answer) return { kind: '', bytes: 0 }
  return answer.ok ? ((await answer.json()) as { kind: string; bytes: number }) : undefined
}

export const forget = (id: string) =>
  void fetch(`/api/uploads/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    headers: { 'tus-resumable': '1.0.0' },
  }).catch(() => undefined)

export const sizeWords = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

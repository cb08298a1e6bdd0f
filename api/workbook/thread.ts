import { Worker } from 'node:worker_threads'
import type { Kind } from '../../content/schema.ts'
import { type Fault, whole } from './fault.ts'
import type { Context } from './lookup.ts'
import type { Row, TableRead } from './table.ts'

/** What the reading thread says. */
export type Word = { done: number; total: number } | { records: Row[] } | { problems: Fault[]; rows: number }

/** A workbook of 50,000 rows needs less than half of this; one made to exhaust memory takes only its thread along. */
const HEAP_MB = 768
const TIME_LIMIT = 60_000

const TOO_LONG = '读取超过 60 秒，已经停止。请分成几个文件，一次导入一个'
const TOO_BIG = '表格太大，内存放不下，没有读取。请删掉多余的列和空行，或分成几个文件，一次导入一个'

interface Limits {
  heap?: number
  time?: number
}

/** Reads a workbook beside the server's own work; the server answers meanwhile. Aborting ends the thread at once. */
export function readInThread<K extends Kind>(
  bytes: Uint8Array,
  fileName: string,
  kind: K,
  context: Context,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
  { heap = HEAP_MB, time = TIME_LIMIT }: Limits = {},
): Promise<TableRead<K>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { bytes, fileName, kind, context },
      resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 64 },
    })
    const records: Row<K>[] = []
    const end = (settle: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      void worker.terminate()
      settle()
    }
    const refuse = (message: string) => end(() => resolve({ records: [], problems: [whole(message)], rows: 0 }))
    const abort = () => end(() => reject(signal?.reason))
    const timer = setTimeout(() => refuse(TOO_LONG), time)
    signal?.addEventListener('abort', abort, { once: true })
    worker.on('message', (word: Word) => {
      if ('done' in word) onProgress(word.done, word.total)
      else if ('records' in word) records.push(...(word.records as Row<K>[]))
      else end(() => resolve({ records, ...word }))
    })
    worker.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse(TOO_BIG) : end(() => reject(error)),
    )
    // Whatever else ends it: nobody is left waiting.
    worker.on('exit', (code) => end(() => reject(new Error(`the reading thread ended with ${code}`))))
  })
}

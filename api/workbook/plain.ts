import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { open } from './sheet.ts'

/** A table without heads of ours: the text of each row's cells, and what is wrong with single ones, by row. */
export type Plain = { rows: string[][]; broken: { row: number; message: string }[] } | { refused: string }

const HEAP_MB = 256
const TIME_LIMIT = 20_000
const TOO_MUCH = '文件太大或太复杂，没有读取。请只留需要的一列，另存后再上传'

async function read(bytes: Uint8Array, fileName: string): Promise<Plain> {
  const opened = await open(bytes, fileName)
  if ('refused' in opened) return opened
  const seen = opened.sheets.filter(({ hidden, rows }) => !hidden && rows.length > 0)
  if (seen.length > 1) return { refused: '工作簿里有几张表，不知道读哪一张。请只留一张，另存后再上传' }
  const [sheet] = seen
  return {
    rows: (sheet?.rows ?? []).map((row) =>
      row.map((cell) => (cell === null || cell === undefined ? '' : String(cell))),
    ),
    broken: [...(sheet?.broken ?? [])].map(([key, message]) => ({ row: Number(key.split(',')[0]) + 1, message })),
  }
}

/** Reads a small workbook or CSV beside the server's own work, in bounded memory and time. */
export function readPlain(bytes: Uint8Array, fileName: string): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { plain: { bytes, fileName } },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const end = (settle: () => void) => {
      clearTimeout(timer)
      void worker.terminate()
      settle()
    }
    const timer = setTimeout(() => end(() => resolve({ refused: TOO_MUCH })), TIME_LIMIT)
    worker.on('message', (plain: Plain) => end(() => resolve(plain)))
    worker.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? end(() => resolve({ refused: TOO_MUCH })) : end(() => reject(error)),
    )
    worker.on('exit', (code) => end(() => reject(new Error(`the reading thread ended with ${code}`))))
  })
}

const asked = (workerData as { plain?: { bytes: Uint8Array; fileName: string } } | null)?.plain
if (!isMainThread && asked) parentPort?.postMessage(await read(asked.bytes, asked.fileName))

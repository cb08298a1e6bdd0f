import { parentPort, workerData } from 'node:worker_threads'
import type { Kind } from '../../content/schema.ts'
import { type Context, lookup } from './lookup.ts'
import { readTable } from './table.ts'
import type { Word } from './thread.ts'

/** Records in one message: whoever receives them takes each apart in one turn of its loop. */
const PIECE = 200

/** The thread that reads: it knows nothing but what it is given, and dies with its heap. */
const { bytes, fileName, kind, context } = workerData as {
  bytes: Uint8Array
  fileName: string
  kind: Kind
  context: Context
}
const tell = (word: Word) => parentPort?.postMessage(word)

const { records, problems, rows } = await readTable(bytes, fileName, kind, lookup(context), (done, total) =>
  tell({ done, total }),
)
for (let i = 0; i < records.length; i += PIECE) tell({ records: records.slice(i, i + PIECE) })
tell({ problems, rows })

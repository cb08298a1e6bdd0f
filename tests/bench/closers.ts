import { isMainThread, Worker } from 'node:worker_threads'
import Database from 'libsql'

/** Opens and closes connections in four threads, for so many seconds; whoever starts it sees whether it lives. */
const seconds = Number(process.argv[2])
const end = Date.now() + seconds * 1000

if (isMainThread) for (let i = 0; i < 4; i++) new Worker(new URL(import.meta.url), { argv: [String(seconds)] })
else
  while (Date.now() < end) {
    const open = Array.from({ length: 40 }, () => new Database(':memory:'))
    for (const each of open) each.exec('create table t (x)')
    for (const each of open) each.close()
  }

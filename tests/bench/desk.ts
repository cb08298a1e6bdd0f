import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Filled, fillCases } from './cases.ts'
import { say } from './figure.ts'
import { signedIn } from './intake.ts'
import { memory } from './memory.ts'
import { type Running, serving } from './server.ts'
import { steady } from './steady.ts'

/** Asked of each, one after the other, as one clerk does. */
const TIMES = 120
/** The p95 of many cases against that of few. */
const GROWTH = 1.5
const WORDS = ['没有出示执法证件', '早餐店', '记录编号1a2', '滨河路的药店', '罚款没有开票据', '泰山', '网吧', '三次']

type Asking = Awaited<ReturnType<typeof signedIn>>

/** What a desk asks of its server all day: the queue by each of its views, its counts, a search, a case. */
const QUESTIONS: Record<string, (i: number, filled: Filled) => string> = {
  queue: (i) => `/api/desk/cases?view=${VIEWS[i % VIEWS.length]}`,
  narrowed: (i) => `/api/desk/cases?view=all&category=T0${1 + (i % 7)}&department=ZFJ`,
  search: (i) => `/api/desk/cases?view=all&q=${encodeURIComponent(WORDS[i % WORDS.length] ?? '')}`,
  'page of the queue': (i) => `/desk?view=${VIEWS[i % VIEWS.length]}`,
  'page of a case': (i, { numbers }) => `/desk/cases/${numbers[(i * 37) % numbers.length]}`,
}
const VIEWS = [
  'mine',
  'received',
  'accepted',
  'returned',
  'assigned',
  'handling',
  'reviewing',
  'longer',
  'answered',
  'unhappy',
  'ended',
  'today',
  'yellow',
  'overdue',
  'all',
]

async function p95(ask: Asking, path: (i: number) => string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < TIMES; i++) {
    const began = performance.now()
    const answer = await ask(path(i))
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`${path(i)} answered ${answer.status}`)
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES * 0.95)] ?? Number.NaN
}

async function measured(cases: number): Promise<Record<string, number>> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  try {
    const filled = await fillCases({ dir, cases })
    say({ name: `${cases} cases written`, value: filled.seconds, unit: 's' })
    say({ name: 'database with them', value: filled.megabytes, unit: 'MB' })
    return await answering(filled, cases > ROWS)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The p95 of each question, and where there are rows enough the export. */
async function answering(filled: Filled, exports: boolean): Promise<Record<string, number>> {
  const server = await serving({ DATA_DIR: filled.data })
  try {
    say({ name: 'start to ready', value: server.readyAfter / 1000, unit: 's' })
    const ask = await signedIn(server.url, 'handler')
    const seen: Record<string, number> = {}
    for (const [name, path] of Object.entries(QUESTIONS)) {
      // What is read from the disk for the first time is not what a desk waits for all day.
      for (let i = 0; i < VIEWS.length; i++) await (await ask(path(i, filled))).arrayBuffer()
      seen[name] = await p95(ask, (i) => path(i, filled))
    }
    if (exports) await exporting(server, ask)
    return seen
  } finally {
    await server.stop()
  }
}

/** So many rows are taken of the table; then it is let go. */
const ROWS = 100_000

/** The table as it leaves: memory early and late in it, and how long others wait meanwhile. */
async function exporting(server: Running, ask: Asking) {
  const { pid } = server.child
  const others = await steady({
    port: server.port,
    paths: ['/', '/api/departments', '/matters', '/complaint'],
    rate: 50,
  })
  await new Promise((done) => setTimeout(done, 3000))
  await others.since()
  const queue: number[] = []
  let over = false
  const working = (async () => {
    while (!over) {
      const began = performance.now()
      await (await ask('/api/desk/cases?view=handling')).arrayBuffer()
      queue.push(performance.now() - began)
      await new Promise((done) => setTimeout(done, 100))
    }
  })()
  const began = performance.now()
  const leave = new AbortController()
  const answer = await ask('/api/desk/cases.csv?view=ended', { signal: leave.signal })
  let rows = -1
  let early = Number.NaN
  for await (const bytes of answer.body ?? []) {
    for (const byte of bytes as Uint8Array) if (byte === 10) rows++
    if (rows >= ROWS / 10 && Number.isNaN(early)) early = memory(pid)
    if (rows >= ROWS) break
  }
  const late = memory(pid)
  const seconds = (performance.now() - began) / 1000
  leave.abort()
  over = true
  await working
  const pace = await others.since()
  others.stop()
  const at95 = queue.sort((a, b) => a - b)[Math.floor(queue.length * 0.95)] ?? Number.NaN
  say({ name: `export of ${rows} rows`, value: seconds, unit: 's' })
  const steadyMemory = { of: 'ratio', at: 'most', is: 1.1 } as const
  say({ name: 'memory after all rows, against a tenth', value: late, limit: early, unit: 'MB', bound: steadyMemory })
  say({ name: 'other pages meanwhile, p99', value: pace.p99, unit: 'ms', bound: { of: 'value', at: 'most', is: 250 } })
  say({
    name: 'other pages meanwhile, errors',
    value: pace.errors,
    unit: '',
    bound: { of: 'value', at: 'most', is: 0 },
  })
  say({ name: 'the queue meanwhile, p95', value: at95, unit: 'ms', bound: { of: 'value', at: 'most', is: 250 } })
}

/** The desk with few cases and with many: it must not be felt how many there are. */
export async function run([few = '10000', many = '1000000']: string[]) {
  const less = await measured(Number(few))
  const more = await measured(Number(many))
  for (const [name, value] of Object.entries(more))
    say({
      name: `${name}, p95 with ${many}`,
      value,
      unit: 'ms',
      limit: less[name] ?? Number.NaN,
      bound: { of: 'ratio', at: 'most', is: GROWTH },
    })
}

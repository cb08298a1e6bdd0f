import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { today } from '../../api/case/deadline.ts'
import { readContent } from '../../content/load.ts'
import { details, listing, searching } from './browsing.ts'
import { compared } from './compared.ts'
import { say } from './figure.ts'
import { type Filled, fill } from './fill.ts'
import { intake } from './intake.ts'
import { forgetPeak, memory } from './memory.ts'
import { type Running, serving } from './server.ts'
import { type Pace, steady } from './steady.ts'
import { inForceIn } from './truth.ts'

const MINUTES = 12
const most = (is: number) => ({ bound: { of: 'value', at: 'most', is } as const })

/** A catalogue of a whole province: what it costs to start, to search, to list, to read, to import, to take away. */
export async function run([n = '50000']: string[]) {
  const matters = Number(n)
  if (!Number.isInteger(matters) || matters < 1000) throw new Error('npm run bench -- publish N, 1000 or more')
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  let server: Running | undefined
  const late = setTimeout(() => {
    console.log(`more than ${MINUTES} minutes: given up`)
    server?.child.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
    process.exit(1)
  }, MINUTES * 60_000)
  try {
    const filled = await fill({ dir, matters, rows: Math.min(10_000, matters), questions: 300 })
    say({ name: `publishing ${matters} matters`, value: filled.seconds, unit: 's' })
    say({ name: 'database with them', value: filled.megabytes, unit: 'MB' })
    server = await serving({ DATA_DIR: filled.data })
    say({ name: 'start to ready', value: server.readyAfter / 1000, unit: 's', ...most(5) })
    say({ name: 'resident memory after the start', value: memory(server.child.pid), unit: 'MB', ...most(600) })
    const entries = inForceIn(filled.file, today(new Date()))
    await searching(server, filled)
    await compared(server.url, entries, synonyms(), bodies())
    await listing(server, entries)
    await details(server, filled)
    await importing(server, filled)
    await openData(server)
    say({ name: 'resident memory after the run', value: memory(server.child.pid), unit: 'MB', ...most(600) })
  } finally {
    clearTimeout(late)
    await server?.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the bodies are called: the search also finds what refers to them. */
const bodies = () =>
  readContent('content').publications.flatMap((p) => (p.kind === 'department' ? [p.data.name, p.data.short] : []))
const synonyms = () => readContent('content').publications.flatMap((p) => (p.kind === 'synonym' ? p.data.words : []))

/** What goes on meanwhile: pages and data, kept and drawn, as a morning brings them. */
function morning({ codes, questions }: Filled): string[] {
  const asked = questions.slice(0, 40).map(({ q }) => encodeURIComponent(q))
  const read = codes.filter((_, i) => i % Math.ceil(codes.length / 40) === 0)
  return read.flatMap((code, i) => [
    '/',
    `/matters/${code}`,
    `/api/search?q=${asked[i % asked.length]}`,
    '/matters',
    `/api/matters?type=CF&page=${1 + i}`,
    `/search?q=${asked[(i + 7) % asked.length]}`,
    `/api/matters/${code}`,
    '/departments',
    '/guides',
  ])
}

/** A workbook goes its whole way while fifty requests a second come in. */
async function importing(server: Running, filled: Filled) {
  const { pid } = server.child
  const { changed, fresh, unchanged } = filled.workbook
  const rows = changed.length + fresh.length + unchanged
  const others = await steady({ port: server.port, paths: morning(filled), rate: 50 })
  let usual: Pace | undefined
  const tell = async (when: string) => {
    const { answers, p50, p99, max, errors, said } = await others.since()
    const pace = { p50, p99, max }
    for (const [name, value] of Object.entries(pace)) {
      const bound = name === 'p99' && usual ? most(250) : {}
      const limit = usual ? { limit: usual[name as keyof typeof pace] } : {}
      say({ name: `50 requests/s ${when}, ${name} of ${answers}`, value, unit: 'ms', ...limit, ...bound })
    }
    for (const words of said) console.log(words)
    say({ name: `50 requests/s ${when}, errors`, value: errors, unit: 'answers', ...most(0) })
    usual ??= { answers, p50, p99, max, errors, said }
  }
  try {
    await new Promise((done) => setTimeout(done, 2000))
    await others.since()
    await new Promise((done) => setTimeout(done, 8000))
    forgetPeak(pid)
    const phases = { before: 'without an import', reading: 'while it is read', publishing: 'while it is published' }
    const done = await intake(server.url, filled.workbook, (name) => tell(phases[name]))
    say({ name: `workbook of ${rows} rows, read and compared`, value: done.reading, unit: 's' })
    say({ name: `${changed.length} changed, ${fresh.length} new, published`, value: done.publishing, unit: 's' })
    say({ name: 'memory at most during the import', value: memory(pid, 'VmHWM'), unit: 'MB' })
    const { counts } = done
    const right =
      counts.changed === changed.length && counts.new === fresh.length && (counts.unchanged ?? 0) === unchanged
    if (!right) console.log(`the preview says ${JSON.stringify(counts)}`)
    say({ name: 'preview that counts something else', value: right ? 0 : 1, unit: 'previews', ...most(0) })
    say({ name: 'seen by the public before its time', value: done.early, unit: 'numbers', ...most(0) })
    say({ name: 'seen by the public in part', value: done.part, unit: 'numbers', ...most(0) })
    say({ name: 'published to seen everywhere', value: done.seenAfter, unit: 's', ...most(1) })
  } finally {
    others.stop()
  }
}

/** The whole kind as a file, as fast as somebody on the same machine takes it. */
async function openData(server: Running) {
  const { pid } = server.child
  for (const end of ['csv', 'json', 'xlsx']) {
    forgetPeak(pid)
    const began = performance.now()
    const bytes = await taken(`${server.url}/api/matters.${end}`)
    const seconds = (performance.now() - began) / 1000
    say({ name: `/api/matters.${end}, ${(bytes / 1e6).toFixed(1)} MB`, value: seconds, unit: 's' })
    say({ name: `/api/matters.${end}, memory at most`, value: memory(pid, 'VmHWM'), unit: 'MB' })
  }
}

const taken = (url: string) =>
  new Promise<number>((resolve, reject) => {
    get(url, (answer) => {
      let bytes = 0
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`))
      answer
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        .on('end', () => resolve(bytes))
        .on('error', reject)
    }).on('error', reject)
  })

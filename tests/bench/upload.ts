import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { film } from '../file/made.ts'
import { say } from './figure.ts'
import { forgetPeak, memory } from './memory.ts'
import { type Running, serving } from './server.ts'
import { submission } from './submission.ts'

/** Twenty films of 200 MB at once, each cut off once and taken up again, while others submit in words. */
const FILMS = 20
const SIZE = 200 * 1024 * 1024
const PIECE = 64 * 1024
const TUS = { 'tus-resumable': '1.0.0' }

export async function run(words: string[]) {
  const [films = FILMS, megabytes = SIZE / 1024 / 1024] = words.map(Number)
  const dir = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'yangguang-upload-'))
  const server = await serving({ DATA_DIR: dir, ANTIBOT: 'off' })
  try {
    const size = megabytes * 1024 * 1024
    // The parts around the pictures are built once; the pictures themselves are one block said again and again.
    const small = film({ size: 3 * PIECE })
    const one = padded(small.bytes, size)
    forgetPeak(server.child.pid)
    const before = memory(server.child.pid)
    const began = performance.now()
    let over = false
    const others = meanwhile(server, () => over)
    const sums = await Promise.all(Array.from({ length: films }, () => up(server, one)))
    const seconds = (performance.now() - began) / 1000
    const peak = memory(server.child.pid, 'VmHWM')
    over = true
    const times = (await others).sort((a, b) => a - b)
    if (sums.some((sum) => sum !== one.sha256)) throw new Error('a film arrived as another one')
    say({
      name: `${films} films of ${megabytes} MB at once, cut and resumed: memory at most`,
      value: peak,
      unit: 'MB',
      bound: { of: 'value', at: 'most', is: 512 },
    })
    say({ name: '— before them', value: before, unit: 'MB' })
    say({ name: '— all of them received, read back, told', value: (films * megabytes) / seconds, unit: 'MB/s' })
    say({ name: '— others submit meanwhile, p50', value: times[times.length >> 1] ?? Number.NaN, unit: 'ms' })
    say({
      name: '— others submit meanwhile, p99',
      value: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
      unit: 'ms',
    })
  } finally {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Long {
  head: Buffer
  filler: Buffer
  size: number
  sha256: string
}

/** A film with so much empty room at its end that it is as large as it may be. */
function padded(bytes: Buffer, size: number): Long {
  const room = Buffer.alloc(8)
  room.writeUInt32BE(size - bytes.length)
  room.write('free', 4)
  const head = Buffer.concat([bytes, room])
  const filler = randomBytes(PIECE)
  const hash = createHash('sha256').update(head)
  for (let at = head.length; at < size; at += PIECE) hash.update(filler.subarray(0, Math.min(PIECE, size - at)))
  return { head, filler, size, sha256: hash.digest('hex') }
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** One film up, its connection cut in the middle. */
async function up({ port }: Running, film: Long): Promise<string> {
  const ask = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: (write: (bytes: Buffer) => Promise<void>, cut: () => void) => Promise<void>,
  ) =>
    new Promise<{ status: number; headers: Record<string, string>; text: string }>((resolve, reject) => {
      const sent = request(
        { port, host: '127.0.0.1', method, path, headers: { host: `localhost:${port}`, ...headers }, agent },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (more: string) => {
            text += more
          })
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers as never, text }))
        },
      )
      sent.on('error', reject)
      const write = (bytes: Buffer) =>
        new Promise<void>((done) => (sent.write(bytes) ? done() : sent.once('drain', done)))
      if (body) void body(write, () => sent.destroy()).then(() => sent.destroyed || sent.end())
      else sent.end()
    })
  const send =
    (from: number, until: number, whole: boolean) =>
    async (write: (bytes: Buffer) => Promise<void>, cut: () => void) => {
      for (let at = from; at < until; ) {
        const rest =
          at < film.head.length ? film.head.subarray(at) : film.filler.subarray((at - film.head.length) % PIECE)
        const piece = rest.subarray(0, until - at)
        await write(piece)
        at += piece.length
      }
      if (!whole) cut()
    }
  const begun = await ask('POST', '/api/uploads', { ...TUS, 'upload-length': String(film.size) })
  const at = begun.headers.location ?? ''
  const patch = { ...TUS, 'content-type': 'application/offset+octet-stream' }
  const half = Math.floor(film.size / 2)
  await ask(
    'PATCH',
    at,
    { ...patch, 'upload-offset': '0', 'content-length': String(film.size) },
    send(0, half, false),
  ).catch(() => undefined)
  const known = await ask('HEAD', at, TUS)
  const offset = Number(known.headers['upload-offset'])
  const done = await ask(
    'PATCH',
    at,
    { ...patch, 'upload-offset': String(offset), 'content-length': String(film.size - offset) },
    send(offset, film.size, true),
  )
  if (done.status !== 204) throw new Error(`a film was refused: ${done.status} ${done.text}`)
  return (JSON.parse((await ask('GET', `${at}/attachment`, {})).text) as { sha256: string }).sha256
}

/** Others, who only write: how long each waits. */
async function meanwhile(server: Running, over: () => boolean): Promise<number[]> {
  const times: number[] = []
  while (!over()) {
    const began = performance.now()
    const answer = await fetch(`${server.url}/api/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: submission(server.port).json,
    })
    if (answer.status !== 201) throw new Error(`a submission was refused: ${answer.status}`)
    times.push(performance.now() - began)
    await new Promise((done) => setTimeout(done, 20))
  }
  return times
}

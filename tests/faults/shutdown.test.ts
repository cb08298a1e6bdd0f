import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { type Ack, sending } from '../bench/sender.ts'
import { serving } from '../bench/server.ts'
import { submission } from '../bench/submission.ts'
import { copyOf, faults } from '../bench/verify.ts'

test('told to stop under load, the server finishes what is under way, loses nothing and ends with 0', {
  timeout: 60_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-stop-'))
  const [data, book] = [join(dir, 'data'), join(dir, 'acks')]
  const server = await serving({ DATA_DIR: data })
  try {
    const sender = sending({ port: server.port, connections: 16, file: book })
    const half = submission(server.port)
    const slow = connect(server.port, '127.0.0.1')
    await once(slow, 'connect')
    slow.write(half.request.subarray(0, half.request.length - 20))
    const taken = () => (existsSync(book) ? readFileSync(book, 'utf8').split('\n').length : 0)
    await vi.waitUntil(() => taken() > 50, { timeout: 30_000, interval: 20 })

    const told = Date.now()
    const ended = server.stop('SIGTERM')
    await wait(100)
    let answer = ''
    slow.setEncoding('utf8').on('data', (text: string) => {
      answer += text
    })
    slow.write(half.request.subarray(half.request.length - 20))
    await once(slow, 'close')
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)

    expect(await ended).toBe(0)
    // Nobody keeps it alive by asking on and on over a connection that is there already.
    expect(Date.now() - told).toBeLessThan(9000)
    await sender.ended
    const { no, queryCode } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Ack
    const acks = readFileSync(book, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Ack)
    expect(acks.length).toBeGreaterThan(20)
    expect(existsSync(`${book}.errors`), 'an answer that was neither 201 nor cut off').toBe(false)
    const file = join(data, 'yangguang.db')
    // The log was written back: nothing depends on a second file.
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
    const copy = copyOf(file)
    expect(faults(copy.file, [...acks, { key: half.key, no, queryCode }])).toEqual({ lost: [], half: [], broken: [] })
    copy.drop()
  } finally {
    await server.stop('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
})

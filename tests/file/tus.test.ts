import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { cleanWaiting, keepFiles } from '../../api/file/clean.ts'
import { examine } from '../../api/file/examine.ts'
import { finished, sweepOrphans } from '../../api/file/finish.ts'
import { idOf, originalOf } from '../../api/file/upload.ts'
import { attachments } from '../../db/schema.ts'
import { asking } from '../support/ask.ts'
import { complaint, post, type World, world } from '../support/world.ts'
import { film, jpegOf, mp3Frame, picture, SECRET, wav } from './made.ts'
import { begun, head, onDisk, patch, put, TUS } from './sending.ts'

const rowOf = async (w: World, capability: string) =>
  w.deps.store.read
    .select()
    .from(attachments)
    .where(eq(attachments.id, idOf(capability)))
    .get()
const capabilityOf = (at: string) => at.split('/').at(-1) ?? ''

async function original(w: World, capability: string): Promise<Buffer> {
  const row = await rowOf(w, capability)
  const parts: Buffer[] = []
  if (row) for await (const part of originalOf(w.deps, row)) parts.push(part)
  return Buffer.concat(parts)
}

/** A body that breaks off after some pieces, as a phone in a tunnel does. */
const cutOff = (...pieces: Buffer[]) => {
  const left = [...pieces]
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(new Uint8Array(next))
      else controller.error(new Error('the connection is gone'))
    },
  })
}

/** Frames of one letter. */
const mp3Of = (letter: string, size: number) => {
  const frames = Array.from({ length: Math.ceil(size / 417) }, () => mp3Frame(letter.charCodeAt(0)))
  return Buffer.concat(frames).subarray(0, size)
}
/** A body that takes its time between pieces, and before its last one until others have had their say. */
const slowly = (bytes: Buffer, others: Promise<unknown>) => {
  let at = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((done) => setTimeout(done, 1))
      if (at >= bytes.length) return controller.close()
      if (at + 50_000 >= bytes.length) await others
      controller.enqueue(new Uint8Array(bytes.subarray(at, at + 50_000)))
      at += 50_000
    },
  })
}

describe('a file goes up', () => {
  test('in one go, and is told by kind, size and digest', async () => {
    const w = await world()
    const bytes = await picture('jpg')
    const { id, answer } = await put(w, bytes, '张三手机_IMG.jpg')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('upload-offset')).toBe(String(bytes.length))
    const told = await (await w.app.request(`/api/uploads/${id}/attachment`)).json()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(told).toEqual({ id, kind: 'jpg', bytes: bytes.length, sha256 })
    expect(await original(w, id)).toEqual(bytes)
  })

  test('in pieces of any size, across sealed records', async () => {
    const w = await world()
    const bytes = film({ size: 400_000 }).bytes
    const at = await begun(w, bytes.length)
    for (let offset = 0, n = 1; offset < bytes.length; n++) {
      const piece = bytes.subarray(offset, offset + [1, 70_000, 65_536, 31, 100_001][n % 5]!)
      const answer = await patch(w, at, offset, piece)
      expect(answer.status).toBe(204)
      offset += piece.length
      expect((await head(w, at)).headers.get('upload-offset')).toBe(String(offset))
    }
    expect(await original(w, capabilityOf(at))).toEqual(bytes)
  })

  test('cut off in the middle keeps what came, and goes on from there', async () => {
    const w = await world()
    const bytes = film({ size: 500_000 }).bytes
    const at = await begun(w, bytes.length)
    await patch(w, at, 0, cutOff(bytes.subarray(0, 100_000), bytes.subarray(100_000, 250_007)))
    const offset = Number((await head(w, at)).headers.get('upload-offset'))
    expect(offset).toBe(250_007)
    expect((await patch(w, at, offset, bytes.subarray(offset))).status).toBe(204)
    expect(await original(w, capabilityOf(at))).toEqual(bytes)
  })

  test('a crash between disk and database costs only what nobody was told of', async () => {
    const w = await world()
    const bytes = film({ size: 200_000 }).bytes
    const at = await begun(w, bytes.length)
    await patch(w, at, 0, bytes.subarray(0, 90_000))
    appendFileSync(join(w.dir, 'files', idOf(capabilityOf(at))), randomBytes(12_345))
    expect((await head(w, at)).headers.get('upload-offset')).toBe('90000')
    expect((await patch(w, at, 90_000, bytes.subarray(90_000))).status).toBe(204)
    expect(await original(w, capabilityOf(at))).toEqual(bytes)
  })

  test('stopped before it was looked at, it is looked at when asked for', async () => {
    const w = await world()
    const bytes = await picture('png')
    const at = await begun(w, bytes.length)
    await patch(w, at, 0, bytes.subarray(0, 100))
    await patch(w, at, 100, bytes.subarray(100))
    const id = capabilityOf(at)
    await w.deps.store.writes.commit([
      { sql: "update attachments set state = 'receiving', kind = null, sha256 = null where id = ?", args: [idOf(id)] },
    ])
    expect((await head(w, at)).status).toBe(200)
    expect((await rowOf(w, id))?.kind).toBe('png')
  })
})

describe('the protocol', () => {
  test('says what it speaks', async () => {
    const w = await world()
    const answer = await w.app.request('/api/uploads', { method: 'OPTIONS' })
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'tus-resumable': '1.0.0',
      'tus-version': '1.0.0',
      'tus-extension': 'creation,termination,expiration,checksum',
      'tus-max-size': String(200 * 1024 * 1024),
    })
  })

  test.each<[string, number, Record<string, string>]>([
    ['no version', 412, { 'upload-length': '10' }],
    ['another version', 412, { 'tus-resumable': '0.2.2', 'upload-length': '10' }],
    ['no length', 400, TUS],
    ['a length that is none', 400, { ...TUS, 'upload-length': '1e3' }],
    ['a negative length', 400, { ...TUS, 'upload-length': '-1' }],
    ['a length put off', 400, { ...TUS, 'upload-defer-length': '1' }],
    ['nothing at all', 422, { ...TUS, 'upload-length': '0' }],
    ['more than the largest', 413, { ...TUS, 'upload-length': String(200 * 1024 * 1024 + 1) }],
    ['more than any number', 400, { ...TUS, 'upload-length': '9'.repeat(30) }],
    ['endless metadata', 400, { ...TUS, 'upload-length': '9', 'upload-metadata': `filename ${'A'.repeat(6000)}` }],
  ])('refuses a beginning with %s', async (_what, status, headers) => {
    const w = await world()
    const answer = await w.app.request('/api/uploads', { method: 'POST', headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('tus-resumable')).toBe('1.0.0')
    expect(await w.deps.store.read.$count(attachments)).toBe(0)
  })

  test('refuses another offset, another kind of body, and more than was announced', async () => {
    const w = await world()
    const bytes = await picture('jpg')
    const at = await begun(w, bytes.length)
    expect((await patch(w, at, 5, bytes)).status).toBe(409)
    expect((await patch(w, at, 0, bytes, { 'content-type': 'image/jpeg' })).status).toBe(415)
    expect((await patch(w, at, 0, bytes, { 'upload-offset': 'x' })).status).toBe(400)
    expect((await patch(w, at, 0, Buffer.concat([bytes, bytes]))).status).toBe(413)
    expect((await head(w, at)).headers.get('upload-offset')).toBe('0')
    expect((await patch(w, at, 0, bytes.subarray(0, 99))).status).toBe(204)
    expect((await patch(w, at, 0, bytes)).status).toBe(409)
    expect((await patch(w, at, 99, bytes.subarray(99))).status).toBe(204)
    expect([409, 413]).toContain((await patch(w, at, bytes.length, Buffer.from('x'))).status)
  })

  test('a checksum is all or nothing', async () => {
    const w = await world()
    const bytes = await picture('jpg')
    const at = await begun(w, bytes.length)
    const sum = (of: Buffer) => ({ 'upload-checksum': `sha256 ${createHash('sha256').update(of).digest('base64')}` })
    expect((await patch(w, at, 0, bytes.subarray(0, 80), sum(bytes))).status).toBe(460)
    expect((await head(w, at)).headers.get('upload-offset')).toBe('0')
    expect((await patch(w, at, 0, bytes, { 'upload-checksum': 'md5 AAAA' })).status).toBe(400)
    expect((await patch(w, at, 0, bytes, sum(bytes))).status).toBe(204)
    expect(await original(w, capabilityOf(at))).toEqual(bytes)
  })

  test('is ended by its sender, and then gone', async () => {
    const w = await world()
    const { at, id } = await put(w, await picture('jpg'))
    expect((await w.app.request(at, { method: 'DELETE', headers: TUS })).status).toBe(204)
    expect((await head(w, at)).status).toBe(404)
    // Cleaning was under way; it leaves nothing either.
    await cleanWaiting(w.deps)
    expect(readdirSync(join(w.dir, 'files'))).toEqual([])
    expect(await rowOf(w, id)).toBeUndefined()
  })

  test('nobody guesses an upload, and an unknown one looks like a wrong one', async () => {
    const w = await world()
    const answers = ['x', 'A'.repeat(22), '..%2f..', '__proto__'].map((id) => head(w, `/api/uploads/${id}`))
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(404)
  })

  test('a second transfer ends the first, and nothing is doubled', async () => {
    const w = await world()
    const bytes = film({ size: 300_000 }).bytes
    const at = await begun(w, bytes.length)
    let push: ReadableStreamDefaultController<Uint8Array> | undefined
    const hanging = new ReadableStream<Uint8Array>({
      start(controller) {
        push = controller
        controller.enqueue(new Uint8Array(bytes.subarray(0, 50_000)))
      },
    })
    const first = patch(w, at, 0, hanging)
    // The first bytes are written down at once.
    await vi.waitFor(async () => expect((await rowOf(w, capabilityOf(at)))?.received).toBe(50_000), 10_000)
    const offset = Number((await head(w, at)).headers.get('upload-offset'))
    expect(offset).toBe(50_000)
    expect(push).toBeDefined()
    await first
    expect((await patch(w, at, offset, bytes.subarray(offset))).status).toBe(204)
    expect(await original(w, capabilityOf(at))).toEqual(bytes)
  })

  test('of many at once at the same place one writes, one follows it, the others are told to wait', async () => {
    const w = await world()
    // Long enough that each writes while the next one comes; which one wrote shows in every byte.
    const SIZE = 600_000
    for (let round = 0; round < 10; round++) {
      const at = await begun(w, SIZE)
      // Should nobody be told to wait, it goes on without.
      let told = () => {}
      const others = Promise.race([
        new Promise<void>((done) => {
          told = done
        }),
        new Promise((done) => setTimeout(done, 5000)),
      ])
      let waits = 0
      const answers = await Promise.all(
        ['A', 'B', 'C', 'D'].map(async (letter) => {
          const answer = await patch(w, at, 0, slowly(mp3Of(letter, SIZE), others))
          if (answer.status === 423 && ++waits === 2) told()
          return answer
        }),
      )
      for (const { status } of answers) expect([204, 409, 423]).toContain(status)
      expect(answers.map((a) => a.status).filter((s) => s === 423).length).toBeGreaterThanOrEqual(2)
      expect(answers.find((a) => a.status === 423)?.headers.get('retry-after')).toBe('1')
      const offset = Number((await head(w, at)).headers.get('upload-offset'))
      const row = await rowOf(w, capabilityOf(at))
      const parts: Buffer[] = []
      if (row) for await (const part of originalOf(w.deps, { ...row, size: offset })) parts.push(part)
      const bytes = Buffer.concat(parts)
      expect(bytes.length).toBe(offset)
      const writers = ['A', 'B', 'C', 'D'].filter((letter) => bytes.equals(mp3Of(letter, SIZE).subarray(0, offset)))
      expect(offset === 0 || writers.length).toBe(offset === 0 || 1)
      // The control: alone, it goes on from there.
      const rest = await patch(w, at, offset, mp3Of(writers[0] ?? 'A', SIZE).subarray(offset))
      expect(rest.status === 204 || offset === SIZE).toBe(true)
    }
  })
})

describe('what lies on the disk', () => {
  test('holds nothing of the file, its name or its capability', async () => {
    const w = await world()
    const bytes = wav(300_000)
    bytes.fill('张三的录音CANARY-IN-THE-CLEAR ', 44)
    const { id } = await put(w, bytes, `${SECRET}.wav`)
    const sealed = onDisk(w, id)
    expect(sealed.includes('CANARY')).toBe(false)
    expect(sealed.length).toBeGreaterThan(bytes.length)
    const row = await rowOf(w, id)
    expect(JSON.stringify(row)).not.toContain('CANARY')
    expect(JSON.stringify(row)).not.toContain(id)
    expect(w.log.join()).not.toMatch(new RegExp(`CANARY|${id}`))
    expect(statSync(join(w.dir, 'files', idOf(id))).mode & 0o077).toBe(0)
  })

  test('two files with the same content have nothing in common', async () => {
    const w = await world()
    const bytes = wav(5000)
    const [a, b] = [onDisk(w, (await put(w, bytes)).id), onDisk(w, (await put(w, bytes)).id)]
    expect(a.subarray(4, 40)).not.toEqual(b.subarray(4, 40))
  })

  test.each<[string, (path: string, other: string, bytes: Buffer) => void]>([
    ['one bit is another', (path, _o, bytes) => writeFileSync(path, bytes.with(70_000, (bytes[70_000] ?? 0) ^ 1))],
    ['the end is missing', (path, _o, bytes) => truncateSync(path, bytes.length - 10)],
    [
      'two records are exchanged',
      (path, _o, bytes) => {
        const one = 65_536 + 32
        writeFileSync(
          path,
          Buffer.concat([bytes.subarray(one, 2 * one), bytes.subarray(0, one), bytes.subarray(2 * one)]),
        )
      },
    ],
    ['it is another file', (path, other) => writeFileSync(path, onDiskOf(other))],
  ])('is never given out when %s', async (_what, spoil) => {
    const w = await world()
    const [{ id }, { id: other }] = [await put(w, wav(300_000)), await put(w, wav(300_000))]
    await expect(original(w, id)).resolves.toHaveLength(300_044)
    spoil(join(w.dir, 'files', idOf(id)), join(w.dir, 'files', idOf(other)), onDisk(w, id))
    await expect(original(w, id)).rejects.toThrow()
  })
})
const onDiskOf = (path: string) => readFileSync(path)

test('the name of a file is on the disk before anybody is told of it, the copy’s too', async () => {
  const w = await world()
  const probe = await open(w.dir, 'r')
  const { sync } = Object.getPrototypeOf(probe) as typeof probe
  await probe.close()
  const kept: string[][] = []
  Object.getPrototypeOf(probe).sync = function (this: typeof probe) {
    const folder = readlinkSync(`/proc/self/fd/${this.fd}`)
    kept.push(folder === join(w.dir, 'files') ? readdirSync(folder) : [folder])
    return sync.call(this)
  }
  try {
    const bytes = await picture('jpg')
    const at = await begun(w, bytes.length)
    const name = idOf(capabilityOf(at))
    // The folder itself was new.
    expect(kept).toEqual([[w.dir], [name]])
    await patch(w, at, 0, bytes)
    await cleanWaiting(w.deps)
    expect((await rowOf(w, capabilityOf(at)))?.state).toBe('clean')
    expect(kept.slice(2)).toEqual([[name, `${name}.1`]])
  } finally {
    Object.getPrototypeOf(probe).sync = sync
  }
})

describe('a day later', () => {
  test('what nobody claimed is gone, what a case has stays', async () => {
    const w = await world()
    const [kept, lost] = [await put(w, await picture('jpg')), await put(w, await picture('png'))]
    const sent = await post(w, '/api/complaints', complaint({ attachments: [kept.id] }))
    expect([sent.status, await sent.text()]).toEqual([201, expect.any(String)])
    w.at(new Date(w.deps.now().getTime() + 24 * 3_600_000 - 1000))
    await keepFiles(w.deps, w.deps.now())
    expect(existsSync(join(w.dir, 'files', idOf(lost.id)))).toBe(true)
    w.at(new Date(w.deps.now().getTime() + 2000))
    expect((await head(w, lost.at)).status).toBe(404)
    const late = await post(w, '/api/complaints', complaint({ attachments: [lost.id] }))
    expect(late.status).toBe(422)
    await keepFiles(w.deps, w.deps.now())
    expect(existsSync(join(w.dir, 'files', idOf(lost.id)))).toBe(false)
    expect(await rowOf(w, lost.id)).toBeUndefined()
    expect(existsSync(join(w.dir, 'files', idOf(kept.id)))).toBe(true)
  })

  test('a file no row knows of goes at the next start, and nothing else', async () => {
    const w = await world()
    const { id } = await put(w, await picture('jpg'))
    writeFileSync(join(w.dir, 'files', 'a'.repeat(64)), 'torn')
    writeFileSync(join(w.dir, 'files', 'README'), 'the operator’s own')
    expect(await sweepOrphans(w.deps)).toBe(1)
    expect(readdirSync(join(w.dir, 'files')).sort()).toEqual(
      ['README', idOf(id), ...readdirSync(join(w.dir, 'files')).filter((n) => n.endsWith('.1'))].sort(),
    )
  })
})

test('a source that begins too many waits, and no script may spend its words', async () => {
  const w = await world({ env: { LIMITS: 'on' } })
  const ask = asking(w, null)
  const begin = () => ask('/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': '100' } })
  for (let n = 0; n < 400; n++) expect((await begin()).status).toBe(201)
  const refused = await begin()
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(
    (
      await ask('/api/complaints', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(complaint()),
      })
    ).status,
  ).not.toBe(429)
})

test('no source may announce all the room there is; others still may', async () => {
  const w = await world({ env: { LIMITS: 'on' } })
  const begin = async (source: string, size = 200 * 1024 * 1024) =>
    asking(w, null, source)('/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': String(size) } })
  for (let n = 0; n < 40; n++) expect((await begin('a')).status).toBe(201)
  const refused = await begin('a')
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'file_budget' }])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3600)
  expect(await w.deps.store.read.$count(attachments)).toBe(40)
  // What still fits is taken, and so is what others bring.
  expect((await begin('a', 1000)).status).toBe(201)
  expect((await begin('b')).status).toBe(201)
  w.at(new Date(w.deps.now().getTime() + 24 * 3_600_000))
  expect((await begin('a')).status).toBe(201)
})

test('what was only announced goes after ten minutes, what has begun to come stays a day', async () => {
  const w = await world()
  const bytes = film({ size: 300_000 }).bytes
  const [empty, begunOne] = [await begun(w, bytes.length), await begun(w, bytes.length)]
  const half = await patch(w, begunOne, 0, cutOff(bytes.subarray(0, 100_000)))
  const ends = (answer: Response) =>
    new Date(answer.headers.get('upload-expires') ?? '').getTime() - w.deps.now().getTime()
  expect([ends(half), ends(await head(w, begunOne)), ends(await head(w, empty))]).toEqual([
    86_400_000, 86_400_000, 600_000,
  ])
  const later = async (seconds: number) => {
    w.at(new Date(w.deps.now().getTime() + seconds * 1000))
    await keepFiles(w.deps, w.deps.now())
    return [(await head(w, empty)).status, (await head(w, begunOne)).status]
  }
  expect(await later(599)).toEqual([200, 200])
  expect(await later(2)).toEqual([404, 200])
  expect(readdirSync(join(w.dir, 'files'))).toEqual([idOf(capabilityOf(begunOne))])
  expect((await patch(w, begunOne, 100_000, bytes.subarray(100_000))).status).toBe(204)
  expect(await original(w, capabilityOf(begunOne))).toEqual(bytes)
})

test('films that arrive together are looked through a few at a time, each with its index in memory', async () => {
  const w = await world()
  const bytes = film({ size: 1_500_000 }).bytes
  const ids = await Promise.all(Array.from({ length: 10 }, async () => (await put(w, bytes)).id))
  await cleanWaiting(w.deps)
  await w.deps.store.writes.commit([{ sql: "update attachments set state = 'receiving', kind = null, sha256 = null" }])
  const rows = await w.deps.store.read.select().from(attachments)
  const most = async (work: (row: (typeof rows)[number]) => Promise<unknown>) => {
    let [seen, over] = [0, false]
    const watch = (async () => {
      for (; !over; await new Promise((next) => setImmediate(next))) {
        const open = readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(join(w.dir, 'files')))
        seen = Math.max(seen, open.length)
      }
    })()
    await Promise.all(rows.map(work))
    over = true
    await watch
    return seen
  }
  expect(ids).toHaveLength(10)
  // The control first: nothing else holds them back.
  expect(await most(async (row) => examine(originalOf(w.deps, row), row.size))).toBeGreaterThan(3)
  expect(await most(async (row) => finished(w.deps, row))).toBeLessThanOrEqual(3)
})
const linkOf = (fd: string) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

test('told early: what is no evidence is refused by its first bytes, not after two hundred megabytes', async () => {
  const w = await world()
  const at = await begun(w, 200 * 1024 * 1024)
  const answer = await patch(w, at, 0, Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5000)]))
  expect(answer.status).toBe(415)
  expect((await head(w, at)).status).toBe(415)
  const large = await begun(w, 11 * 1024 * 1024)
  expect((await patch(w, large, 0, jpegOf(10, 10))).status).toBe(413)
})

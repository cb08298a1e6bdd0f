import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import type { AppEnv } from '../../api/context.ts'
import { evidence } from '../../api/file/evidence.ts'
import { idOf } from '../../api/file/upload.ts'
import { Refusal } from '../../api/refusal.ts'
import { attachments } from '../../db/schema.ts'
import { type World, world } from '../support/world.ts'
import { film, picture, SECRET, wav } from './made.ts'

/** The reading of a form alone, answered as it stands. */
async function read(w: World, body: FormData | Buffer, type?: string) {
  const app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    c.env = {}
    c.set('deps', w.deps)
    c.set('now', w.deps.now())
    await next()
  })
  app.post('/', async (c) => c.json(await evidence(c)))
  app.onError((error, c) =>
    error instanceof Refusal
      ? c.json(error.problem(), error.status)
      : c.json({ code: 'fault', why: String(error) }, 500),
  )
  const answer = await app.request('/', {
    method: 'POST',
    body: body as never,
    ...(type && { headers: { 'content-type': type } }),
  })
  const said = (await answer.json()) as {
    values: Record<string, string>
    wrong: { path: string; message: string }[]
    code?: string
  }
  return { status: answer.status, ...said }
}

const form = (files: [string, Buffer][], values: Record<string, string> = {}) => {
  const made = new FormData()
  for (const [name, value] of Object.entries(values)) made.set(name, value)
  for (const [name, bytes] of files) made.append('file', new File([new Uint8Array(bytes)], name))
  return made
}
const stored = (w: World) => readdirSync(join(w.dir, 'files')).filter((n) => !n.includes('.'))

describe('without script, files travel with the form', () => {
  test('three of them, with every field, and what was there before', async () => {
    const w = await world()
    const said = await read(
      w,
      form(
        [
          ['a.jpg', await picture('jpg')],
          [`${SECRET}.wav`, wav()],
          ['c.mp4', film().bytes],
          ['', Buffer.alloc(0)],
        ].slice(0, 3) as never,
        {
          _step: 'evidence',
          account: '第一行\r\n第二行',
          attachments: 'B'.repeat(22),
        },
      ),
    )
    expect(said.status).toBe(200)
    expect(said.wrong).toEqual([])
    expect(said.values).toMatchObject({ _step: 'evidence', account: '第一行\n第二行' })
    const ids = said.values.attachments?.split(' ') ?? []
    expect(ids).toHaveLength(4)
    expect(ids[0]).toBe('B'.repeat(22))
    for (const id of ids.slice(1)) expect((await w.app.request(`/api/uploads/${id}/attachment`)).status).toBe(200)
    expect((await w.deps.store.read.select().from(attachments)).map((r) => r.kind).sort()).toEqual([
      'jpg',
      'mp4',
      'wav',
    ])
  })

  test('an empty field is no file, and a form without files is a form', async () => {
    const w = await world()
    expect(await read(w, form([['', Buffer.alloc(0)]], { a: '1' }))).toMatchObject({
      values: { a: '1', attachments: '' },
      wrong: [],
    })
    expect(await read(w, Buffer.from('a=1&attachments=x'), 'application/x-www-form-urlencoded')).toMatchObject({
      values: { a: '1', attachments: 'x' },
      wrong: [],
    })
  })

  test('what is not taken is said; the rest is kept, and nothing typed is lost', async () => {
    const w = await world()
    const said = await read(
      w,
      form(
        [
          ['a.exe', Buffer.concat([Buffer.from('MZ'), randomBytes(500)])],
          ['b.png', await picture('png')],
        ],
        { account: '经过' },
      ),
    )
    expect(said.values.account).toBe('经过')
    expect(said.values.attachments?.split(' ')).toHaveLength(1)
    expect(said.wrong).toEqual([{ path: 'attachments', message: expect.stringContaining('不能收') }])
    expect(stored(w)).toHaveLength(1)
  })

  test('where there is no room it is said at the field, and nothing typed is lost', async () => {
    const w = await world()
    const files = async () => form([['b.png', await picture('png')]], { account: '经过' })
    const id = (await read(w, await files())).values.attachments ?? ''
    // All that may lie about unclaimed lies there.
    const most = 20 * 1024 ** 3
    await w.deps.store.writes.commit([{ sql: 'update attachments set received = ?', args: [most] }])
    const said = await read(w, form([['a.wav', wav(3_000_000)]], { account: '经过' }))
    expect(said).toMatchObject({ status: 200, values: { account: '经过', attachments: '' } })
    expect(said.wrong).toEqual([{ path: 'attachments', message: expect.stringContaining('现在收不下附件') }])
    expect(stored(w)).toEqual([idOf(id)])
    // The control: words alone pass, and so does a file once there is room.
    expect((await read(w, form([], { account: '经过' }))).wrong).toEqual([])
    await w.deps.store.writes.commit([{ sql: 'update attachments set received = size' }])
    expect((await read(w, await files())).wrong).toEqual([])
  })

  test('a source that has sent its share is told at the field as well', async () => {
    const w = await world({ env: { LIMITS: 'on' } })
    const files = async () =>
      form(
        [
          ['a.wav', wav(3_000_000)],
          ['b.png', await picture('png')],
        ],
        { account: '经过' },
      )
    const [now, source] = [w.deps.now().getTime(), 'in-process']
    w.deps.limits.count('upload_bytes', source, now, 8 * 1024 ** 3)
    expect(await read(w, await files())).toMatchObject({
      status: 200,
      values: { account: '经过' },
      wrong: [1, 2].map(() => ({ path: 'attachments', message: expect.stringContaining('已经很多了') })),
    })
  })

  test('one that is too large, and a fourth', async () => {
    const w = await world()
    const large = await read(w, form([['a.wav', wav(10 * 1024 * 1024)]], { account: '经过' }))
    expect(large).toMatchObject({
      status: 200,
      values: { account: '经过' },
      wrong: [{ message: expect.stringContaining('10MB') }],
    })
    expect(stored(w)).toEqual([])
    const small = await picture('png', 20, 20)
    const four = await read(w, form(Array.from({ length: 4 }, (_, i) => [`${i}.png`, small])))
    expect(four.wrong).toEqual([{ path: 'attachments', message: expect.stringContaining('一次最多3个') }])
    expect(four.values.attachments?.split(' ')).toHaveLength(3)
  })
})

describe('a form nobody’s browser makes is refused, and leaves nothing', () => {
  const head = (name: string, more = '') => `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
  const type = 'multipart/form-data; boundary=x'
  test.each<[string, string | (() => Promise<Buffer>), string]>([
    ['no boundary', `${head('a')}1\r\n--x--\r\n`, 'multipart/form-data;'],
    ['another boundary', `${head('a')}1\r\n--x--\r\n`, 'multipart/form-data; boundary=y'],
    ['no end', `${head('a')}1`, type],
    [
      'a file without end',
      async () => Buffer.concat([Buffer.from(head('file', '; filename="a.jpg"')), await picture('jpg')]),
      type,
    ],
    ['a thousand fields', `${Array.from({ length: 1000 }, (_, i) => `${head(`f${i}`)}1\r\n`).join('')}--x--\r\n`, type],
    ['a field of a megabyte', `${head('a')}${'1'.repeat(1_000_000)}\r\n--x--\r\n`, type],
    ['nothing', '', type],
    ['no form at all', '{"a":1}', 'application/json'],
  ])('%s', async (_what, body, as) => {
    const w = await world()
    const { status, code } = await read(w, typeof body === 'string' ? Buffer.from(body) : await body(), as)
    expect([status, code]).toEqual([expect.toSatisfy((s: number) => s >= 400 && s < 500), expect.any(String)])
    expect(await w.deps.store.read.$count(attachments)).toBe(0)
  })

  test('three hundred spoilt ones: never a fault, never a file left', { timeout: 120_000 }, async () => {
    const w = await world()
    const whole = Buffer.concat([
      Buffer.from(`${head('account')}经过\r\n${head('file', '; filename="a.png"')}`),
      await picture('png', 20, 20),
      Buffer.from('\r\n--x--\r\n'),
    ])
    for (let n = 0; n < 300; n++) {
      const spoilt = Buffer.from(n % 3 === 0 ? whole.subarray(0, (n * 7) % whole.length) : whole)
      if (n % 3 && spoilt.length) spoilt[(n * 31) % spoilt.length] = n % 256
      const { status, values, why } = (await read(w, spoilt, type)) as Awaited<ReturnType<typeof read>> & {
        why?: string
      }
      expect([status < 500, why]).toEqual([true, undefined])
      if (status === 200) expect(values).toBeDefined()
    }
    const rows = await w.deps.store.read.select().from(attachments)
    expect(rows.every((r) => r.state !== 'receiving')).toBe(true)
    expect(stored(w).length).toBe(rows.filter((r) => r.state !== 'refused').length)
  })
})

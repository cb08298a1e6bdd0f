import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createApp } from '../../api/app.ts'
import { sorted } from '../../api/case/event.ts'
import { grouped } from '../../api/case/number.ts'
import { metrics } from '../../api/health.ts'
import { Secrets } from '../../api/secrets.ts'
import { openStore } from '../../db/open.ts'
import { asking, json, sent, track, written } from '../support/ask.ts'
import { meeting } from '../support/meeting.ts'
import { startSqld } from '../support/sqld.ts'
import { complaint, makeWorld, post, SECRET, type World, world } from '../support/world.ts'

const KEY = '0123456789abcdef'
const keyed = (w: World, key: string, more: Record<string, unknown> = {}) =>
  post(w, '/api/complaints', complaint(more), { 'idempotency-key': key })
interface Row {
  key: string
  body: string
  sealed: ArrayBuffer
  expires_at: number
}
const rows = (w: World) => w.deps.store.heavy.rows<Row>('select * from idempotency')

describe('sent again with the same key', () => {
  test('200 at once are one case and one answer', async () => {
    const w = await world()
    const before = await written(w)
    const answers = await Promise.all(Array.from({ length: 200 }, () => keyed(w, KEY)))
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]))
    expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(1)
    expect(await written(w)).toMatchObject({ cases: 1, idempotency: 1, events: before.events! + 1 })
  })
  test('negative control: 20 at once without a key are 20 cases', async () => {
    const w = await world()
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(w, '/api/complaints', complaint())))
    expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(20)
    expect((await written(w)).cases).toBe(20)
  })
  test('another body is refused and changes nothing', async () => {
    const w = await world()
    await keyed(w, KEY)
    const before = await written(w)
    for (const more of [
      { category: 'T06' },
      { account: '另外一段完全不同的文字，写了别的事情。' },
      { anonymous: true },
    ]) {
      const answer = await keyed(w, KEY, more)
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'same_key_other_body'])
    }
    expect(await written(w)).toEqual(before)
    const racing = await Promise.all([keyed(w, `${KEY}-2`), keyed(w, `${KEY}-2`, { category: 'T06' })])
    expect(racing.map((a) => a.status).sort()).toEqual([201, 422])
  })
  test('the order of fields and blanks around text are the same body', async () => {
    const w = await world()
    const one = await (await keyed(w, KEY)).text()
    const turned = Object.fromEntries(Object.entries(complaint({ account: `  ${complaint().account}\n` })).reverse())
    expect(await (await post(w, '/api/complaints', turned, { 'idempotency-key': KEY })).text()).toBe(one)
  })
  test('another key is another case', async () => {
    const w = await world()
    const [a, b] = await Promise.all([keyed(w, KEY), keyed(w, `${KEY}0`)])
    expect(((await a.json()) as { no: string }).no).not.toBe(((await b.json()) as { no: string }).no)
    expect((await written(w)).cases).toBe(2)
  })
  test('short and endless keys are refused in words', async () => {
    const w = await world()
    const before = await written(w)
    for (const key of ['x', '0123456789abcde', 'x'.repeat(201)]) {
      const answer = await keyed(w, key)
      expect([answer.status, await answer.json()]).toEqual([
        422,
        expect.objectContaining({ fields: [{ path: 'Idempotency-Key', message: expect.stringContaining('16') }] }),
      ])
    }
    expect(await written(w)).toEqual(before)
    expect((await keyed(w, 'x'.repeat(16))).status).toBe(201)
    expect((await keyed(w, 'x'.repeat(200))).status).toBe(201)
  })
  test('a refused attempt leaves the key free', async () => {
    const w = await world()
    expect((await keyed(w, KEY, { category: 'T77' })).status).toBe(422)
    expect((await keyed(w, KEY)).status).toBe(201)
  })
  test('after a day the key is free again', async () => {
    const w = await world()
    const first = await (await keyed(w, KEY)).text()
    w.at('2026-06-16T10:23:59+08:00')
    expect(await (await keyed(w, KEY)).text()).toBe(first)
    w.at('2026-06-16T10:24:01+08:00')
    expect(await (await keyed(w, KEY)).text()).not.toBe(first)
    expect((await rows(w)).length).toBe(1)
  })
  test('what is over does not stay', async () => {
    const w = await world()
    await keyed(w, KEY)
    w.at('2026-06-17T10:24:01+08:00')
    await keyed(w, `${KEY}-later`)
    expect((await rows(w)).map((r) => r.expires_at)).toEqual([Date.parse('2026-06-18T10:24:01+08:00')])
  })
  test('after a restart on the same database the answer is the same', async () => {
    const w = await makeWorld()
    const first = await (await keyed(w, KEY)).text()
    await w.deps.store.close()
    const store = await openStore({ url: `file:${join(w.dir, 'test.db')}` })
    const deps = { ...w.deps, store, secrets: new Secrets(SECRET) }
    const again = {
      ...w,
      deps,
      app: createApp(deps, { canary: { ready: true }, metrics: metrics(deps) }),
      close: async () => {},
    }
    expect(await (await keyed(again, KEY)).text()).toBe(first)
    expect((await keyed(again, KEY, { category: 'T06' })).status).toBe(422)
    expect((await written(again)).cases).toBe(1)
    await store.close()
  })
})

describe('the stored answer', () => {
  test('opens with the client’s key and ours, and with neither alone', async () => {
    const w = await world()
    const said = (await (await keyed(w, KEY)).json()) as { no: string; queryCode: string }
    const [row] = await rows(w)
    const sealed = Buffer.from(row!.sealed)
    const own = (secrets: Secrets, key: string) =>
      createSecretKey(createHmac('sha256', secrets.key('idempotency')).update(`answer\n${key}`).digest())
    const open = (key?: KeyObject) =>
      w.deps.secrets.open('idempotency', row!.key, { keyId: w.deps.secrets.newest, sealed }, key)
    expect(JSON.parse(open(own(w.deps.secrets, KEY)))).toEqual(said)
    expect(() => open()).toThrow()
    expect(() => open(own(w.deps.secrets, `${KEY}0`))).toThrow()
    expect(() => open(own(new Secrets('another secret that is quite long enough'), KEY))).toThrow()
    const raw = Buffer.concat([Buffer.from(row!.key + row!.body), sealed]).toString('latin1')
    for (const secret of [KEY, said.no, said.queryCode, 'ZFJ']) expect(raw).not.toContain(secret)
  })
  test('the digest of the body cannot be tried out against telephone numbers', async () => {
    const w = await world()
    const person = { phone: '13812345678' }
    await keyed(w, KEY, { person })
    const [row] = await rows(w)
    const guess = JSON.stringify(sorted(complaint({ person })))
    for (const how of ['hex', 'base64', 'base64url'] as const)
      expect(row!.body).not.toContain(createHash('sha256').update(guess).digest(how))
    // Nor with our keys, without the client's.
    for (const purpose of ['idempotency', 'seal', 'code'] as const)
      expect(row!.body).not.toContain(w.deps.secrets.digest(purpose, guess).split('.')[1])
    await keyed(w, `${KEY}-other`, { person })
    expect(new Set((await rows(w)).map((r) => r.body)).size).toBe(2)
  })
})

describe('what lies on the disk', () => {
  const spellings = (secret: string): Buffer[] => [
    Buffer.from(secret),
    Buffer.from(secret.toLowerCase()),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(secret, 'utf16le').swap16(),
    Buffer.from(Buffer.from(secret).toString('hex')),
    Buffer.from(Buffer.from(secret).toString('base64url')),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.from('\0'.repeat(shift) + secret)
          .toString('base64')
          .slice(shift && shift + 1, -4),
      ),
    ),
    Buffer.from([...secret].reverse().join('')),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from([...secret].map((s) => `\\u${s.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')),
    createHash('sha256').update(secret).digest(),
    Buffer.from(createHash('sha256').update(secret).digest('hex')),
    Buffer.from(createHash('sha256').update(secret).digest('base64url')),
  ]
  const everything = (w: World) =>
    Buffer.concat([
      ...['test.db', 'test.db-wal', 'test.db-shm']
        .map((f) => join(w.dir, f))
        .filter(existsSync)
        .map((f) => readFileSync(f)),
      Buffer.from(w.log.join('')),
    ])

  test('neither code, name, telephone, mail, place nor key is in database, WAL or log', async () => {
    const w = await world()
    const person = { name: '欧阳示例金', phone: '13987654321', email: 'canary.mail@example.cn' }
    const secrets = {
      place: '金丝雀路七十七号院',
      officer: '司马示例雀',
      enterprise: '金丝雀示例商行',
      uscc: '91370000CANARY0011',
      code: 'CANARY-QR-0042',
    }
    const codes: string[] = []
    for (const confidential of [false, true]) {
      const more = {
        person,
        confidential,
        about: { department: 'ZFJ', place: secrets.place, officer: secrets.officer },
        enterprise: { name: secrets.enterprise, uscc: secrets.uscc },
        code: secrets.code,
      }
      const answer = (await (await keyed(w, `canary-key-${confidential}-0000`, more)).json()) as {
        no: string
        queryCode: string
      }
      codes.push(answer.queryCode)
      await track(w, answer.no, answer.queryCode)
      await track(w, answer.no, 'A'.repeat(24))
      await w.app.request(`/api/track/${answer.no}/withdraw`, {
        method: 'POST',
        headers: { 'x-query-code': grouped(answer.queryCode) },
      })
    }
    const disk = everything(w)
    const found = [
      ...codes,
      ...codes.map(grouped),
      ...Object.values(person),
      ...Object.values(secrets),
      'canary-key-true-0000',
    ].flatMap((secret) => spellings(secret).flatMap((bytes, i) => (disk.includes(bytes) ? [`${secret} as ${i}`] : [])))
    expect(found).toEqual([])
    // What the desk reads is there, but the log knows nothing of it.
    expect(disk.includes(Buffer.from('没有出示证件'))).toBe(true)
    expect(w.log.join('')).not.toContain('没有出示证件')
  })
  test('negative control: the search finds what is there', async () => {
    const w = await world()
    const { no } = await sent(w, { account: '这段文字里有一只金丝雀，放在库里就应当找得到。' })
    const disk = everything(w)
    expect(spellings('金丝雀').some((bytes) => disk.includes(bytes))).toBe(true)
    expect(spellings(no).some((bytes) => disk.includes(bytes))).toBe(true)
    for (const text of ['x金丝雀路七十七号院y', 'xx金丝雀路七十七号院', '金丝雀路七十七号院']) {
      const inBase64 = Buffer.from(Buffer.from(text).toString('base64'))
      expect(
        spellings('金丝雀路七十七号院').some((bytes) => inBase64.includes(bytes)),
        text,
      ).toBe(true)
    }
  })
  test('the log never carries number, code or address, whatever is asked', async () => {
    const w = await world()
    const { no, queryCode } = await sent(w)
    await track(w, no, queryCode, { referer: `http://localhost/track?code=${queryCode}`, 'user-agent': queryCode })
    await w.app.request(`/api/track/${no}?code=${queryCode}`)
    await w.app.request(`/track/${queryCode}`)
    expect(w.log.join('')).not.toContain(no)
    expect(w.log.join('')).not.toContain(queryCode)
  })
})

describe('two nodes on one database', () => {
  /** The same application once more, which knows nothing of what the first has under way. */
  const twin = (w: World): World => {
    const deps = { ...w.deps, store: { ...w.deps.store } }
    return { ...w, deps, app: createApp(deps, { canary: { ready: true }, metrics: metrics(deps) }) }
  }
  test('with one key are one case and one answer', async () => {
    const w = await world()
    const both = [w, twin(w)]
    for (let i = 0; i < 10; i++) {
      const answers = await Promise.all(both.map((node) => keyed(node, `${KEY}-${i}`)))
      expect(answers.map((a) => a.status)).toEqual([201, 201])
      expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(1)
    }
    expect(await written(w)).toMatchObject({ cases: 10, idempotency: 10 })
  })
  test('with one key and two bodies take one and refuse the other', async () => {
    const w = await world()
    const answers = await Promise.all([keyed(w, KEY), keyed(twin(w), KEY, { category: 'T06' })])
    expect(answers.map((a) => a.status).sort()).toEqual([201, 422])
    expect((await written(w)).cases).toBe(1)
  })
  test('take one step between them', async () => {
    const w = await world()
    const { no } = await sent(w)
    const step = (node: World) => {
      const init = json('POST', { action: 'accept', n: 1 })
      const headers = { ...init.headers, 'idempotency-key': KEY }
      return asking(node, 'intake')(`/api/desk/cases/${no}/steps`, { ...init, headers })
    }
    const answers = await Promise.all([step(w), step(twin(w))])
    expect(answers.map((a) => a.status)).toEqual([200, 200])
    const events = { sql: 'select 1 from events where stream = ?', args: [`case/${no}`] }
    expect(await w.deps.store.heavy.rows(events)).toHaveLength(2)
  })
  test('negative control: with replacing instead of the plain insert they would be two cases', async () => {
    const w = await world()
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    // Both have looked before either writes.
    const both = meeting(2)
    vi.spyOn(writes, 'commit').mockImplementation(async (statements) => {
      await both()
      return commit(
        statements.map((s) =>
          typeof s === 'object' && 'sql' in s && s.sql.startsWith('insert into "idempotency"')
            ? { ...s, sql: s.sql.replace('insert', 'insert or replace') }
            : s,
        ),
      )
    })
    const answers = await Promise.all([w, twin(w)].map((node) => keyed(node, KEY)))
    expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(2)
  })
  test('a database server says which table the conflict is in, as the file does', async () => {
    const sqld = await startSqld()
    const w = await makeWorld({ place: { url: sqld.url } })
    onTestFinished(async () => {
      await w.close()
      await sqld.stop()
    })
    const answers = await Promise.all([w, twin(w)].map((node) => keyed(node, KEY)))
    expect(answers.map((a) => a.status)).toEqual([201, 201])
    expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(1)
  })
})

import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { asTaken, claim } from '../../api/file/claim.ts'
import { accesses, attachments, cases } from '../../db/schema.ts'
import { asking, json, LOGINS, type Sent, sent } from '../support/ask.ts'
import { complaint, post, type World, world } from '../support/world.ts'
import { paper } from './drawable.ts'
import { film, office, picture, SECRET, wav, zip } from './made.ts'
import { head, put, uploaded } from './sending.ts'

const withFiles = async (w: World, ids: string[], more: Record<string, unknown> = {}) =>
  post(w, '/api/complaints', complaint({ attachments: ids, ...more }))
const own = ({ queryCode }: Sent) => ({ headers: { 'x-query-code': queryCode } })
const rowsOf = (w: World, no: string) => w.deps.store.read.select().from(attachments).where(eq(attachments.no, no))

describe('an upload is claimed once', () => {
  test('by the case it came with, in its commit, and is no upload any more', async () => {
    const w = await world()
    const [a, b] = [await put(w, await picture('jpg')), await put(w, wav())]
    const answer = await withFiles(w, [a.id, b.id])
    expect(answer.status).toBe(201)
    const { no } = (await answer.json()) as Sent
    expect((await rowsOf(w, no)).map(({ n, kind, by, expiresAt }) => [n, kind, by, expiresAt])).toEqual([
      [1, 'jpg', 'sender', null],
      [2, 'wav', 'sender', null],
    ])
    expect((await head(w, a.at)).status).toBe(404)
    expect((await w.app.request(`/api/uploads/${a.id}/attachment`)).status).toBe(404)
    const again = await withFiles(w, [a.id])
    expect(again.status).toBe(422)
    expect(await again.json()).toMatchObject({
      fields: [{ path: 'attachments', message: expect.stringContaining('找不到') }],
    })
    expect(await w.deps.store.read.$count(cases)).toBe(1)
  })

  test('of twenty submissions at once one gets it, and the others make no case', async () => {
    const w = await world()
    const { id } = await put(w, await picture('jpg'))
    const answers = await Promise.all(Array.from({ length: 20 }, () => withFiles(w, [id])))
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 422)])
    expect(await w.deps.store.read.$count(cases)).toBe(1)
    expect((await w.deps.store.read.select().from(attachments)).filter((r) => r.no !== null)).toHaveLength(1)
  })

  // The negative control: without the second statement of each pair both cases would believe they have the file.
  test('it is the second statement that breaks the commit of whoever comes too late', async () => {
    const w = await world()
    const { id } = await put(w, await picture('jpg'))
    const [one, two] = await Promise.all(
      ['2026-00000001A', '2026-00000002B'].map((no) => claim(w.deps, [id], no, 'sender', w.deps.now())),
    )
    const commit = (statements: InStatement[]) => w.deps.store.writes.commit(statements)
    await commit(one?.statements ?? [])
    const [taking] = two?.statements ?? []
    await expect(commit(taking ? [taking] : [])).resolves.toBeDefined()
    await expect(commit(two?.statements ?? []).catch((error) => Promise.reject(asTaken(error)))).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'attachments' }],
    })
    expect(await rowsOf(w, '2026-00000002B')).toEqual([])
  })

  test('the same submission sent twice has the same answer and its files once', async () => {
    const w = await world()
    const { id } = await put(w, await picture('jpg'))
    const key = { 'idempotency-key': 'a key of the client, long' }
    const [one, two] = [1, 2].map(() => post(w, '/api/complaints', complaint({ attachments: [id] }), key))
    expect(await (await one)?.json()).toEqual(await (await two)?.json())
  })

  test.each<[string, (w: World) => Promise<string[]>, string]>([
    ['an upload nobody began', async () => ['A'.repeat(22)], '找不到'],
    ['something that is none', async () => ['../../etc/passwd'], '找不到'],
    [
      'one that is not all here',
      async (w) => {
        const { at } = await put(w, await picture('jpg'))
        const half = await w.app.request('/api/uploads', {
          method: 'POST',
          headers: { 'tus-resumable': '1.0.0', 'upload-length': '9' },
        })
        return [at.split('/').at(-1) ?? '', (half.headers.get('location') ?? '').split('/').at(-1) ?? '']
      },
      '还没有传完',
    ],
    [
      'one that was refused',
      async (w) => [(await put(w, Buffer.from('MZ this is a program, longer than the head'))).id],
      '不能收',
    ],
    [
      'ten pictures',
      async (w) => Promise.all(Array.from({ length: 10 }, async () => (await put(w, await picture('png', 20, 20))).id)),
      '最多9个',
    ],
    [
      'four films',
      async (w) => Promise.all(Array.from({ length: 4 }, async () => (await put(w, film().bytes)).id)),
      '最多3个',
    ],
    ['twenty-one', async () => Array.from({ length: 21 }, (_, i) => String(i).padStart(22, 'A')), '最多20个'],
  ])('%s: told at the field, nothing written', async (_what, ids, words) => {
    const w = await world()
    const answer = await withFiles(w, await ids(w))
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as { fields: { path: string; message: string }[] }
    expect(fields).toContainEqual({ path: 'attachments', message: expect.stringContaining(words) })
    expect(await w.deps.store.read.$count(cases)).toBe(0)
    expect((await w.deps.store.read.select().from(attachments)).every((r) => r.no === null)).toBe(true)
  })

  test('a supplement brings more, on the condition that the case has not moved', async () => {
    const w = await world()
    const mine = await sent(w, { attachments: [(await put(w, await picture('jpg'))).id] })
    const { id } = await put(w, wav())
    const add = async () =>
      w.app.request(`/api/track/${mine.no}/supplement`, {
        ...json('POST', { text: '补一段录音，当时在场的人都听到了。', attachments: [id] }),
        headers: { 'content-type': 'application/json', ...own(mine).headers },
      })
    const [one, two] = await Promise.all([add(), add()])
    expect([one.status, two.status].sort()).toEqual([200, 422])
    expect((await rowsOf(w, mine.no)).map((r) => [r.n, r.kind])).toEqual([
      [1, 'jpg'],
      [2, 'wav'],
    ])
  })
})

describe('who gets a file', () => {
  /** A case of the bureau with a picture, and a paper that stays sealed. */
  async function filed(w: World) {
    const bytes = [await picture('jpg'), zip(office())] as const
    const ids = [(await uploaded(w, bytes[0], 'jpg')).id, (await uploaded(w, bytes[1], 'docx')).id]
    return { bytes, mine: await sent(w, { attachments: ids, about: { department: 'ZFJ' } }) }
  }
  const at = (no: string, n: number | string = '') => `/api/desk/cases/${no}/attachments${n === '' ? '' : `/${n}`}`

  test('its sender, as it was sent, under a name that says nothing', async () => {
    const w = await world()
    const { bytes, mine } = await filed(w)
    const list = (await (await w.app.request(`/api/track/${mine.no}/attachments`, own(mine))).json()) as {
      items: { name: string; state: string }[]
    }
    expect(list.items.map((i) => [i.name, i.state])).toEqual([
      ['附件1.jpg', 'clean'],
      ['附件2.docx', 'sealed'],
    ])
    for (const [i, original] of bytes.entries()) {
      const answer = await w.app.request(`/api/track/${mine.no}/attachments/${i + 1}`, own(mine))
      expect(answer.status).toBe(200)
      expect(Buffer.from(await answer.arrayBuffer()).equals(original)).toBe(true)
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="attachment\.(jpg|docx)"; filename\*=UTF-8''%E9%99%84/,
      )
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('the desk that has the case, as a cleaned copy; everybody else learns nothing', async () => {
    const w = await world()
    const { mine } = await filed(w)
    const who = new Map<number, string[]>()
    for (const login of LOGINS) {
      const answer = await asking(w, login)(at(mine.no, 1))
      who.set(answer.status, [...(who.get(answer.status) ?? []), login])
      if (answer.status !== 200) continue
      expect(Buffer.from(await answer.arrayBuffer()).includes('CANARY')).toBe(false)
    }
    expect([...who.keys()].sort()).toEqual([200, 404])
    expect(who.get(200)?.sort()).toEqual(['assign', 'chief', 'handler', 'intake', 'review'])
    expect((await asking(w, null)(at(mine.no, 1))).status).toBe(401)
    for (const path of [at(mine.no), at(mine.no, 1)]) {
      const [here, nowhere] = [
        await asking(w, 'zfj')(path),
        await asking(w, 'zfj')(path.replace(mine.no, '2026-00000000X')),
      ]
      expect([here.status, await here.text()]).toEqual([404, await nowhere.text()])
    }
    const looked = await w.deps.store.read.select().from(accesses).where(eq(accesses.what, 'attachment/1'))
    expect(looked.map((a) => a.person).sort()).toEqual(who.get(200)?.sort())
  })

  test('a paper page by page, as pictures, each look written down', async () => {
    const w = await world()
    const { id } = await uploaded(w, paper({ pages: 2 }), 'pdf')
    const mine = await sent(w, { attachments: [id], about: { department: 'ZFJ' } })
    const desk = asking(w, 'handler')
    const list = (await (await desk(at(mine.no))).json()) as { items: { copies: string[] }[] }
    expect(list.items[0]?.copies).toEqual(['附件1第1页.jpg', '附件1第2页.jpg'])
    for (const page of [1, 2]) {
      const answer = await desk(`${at(mine.no, 1)}?page=${page}`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toBe(
        `attachment; filename="attachment.jpg"; filename*=UTF-8''附件1第${page}页.jpg`,
      )
      expect(Buffer.from(await answer.arrayBuffer()).includes('CANARY')).toBe(false)
    }
    expect((await desk(`${at(mine.no, 1)}?page=3`)).status).toBe(404)
    for (const wrong of ['0', '61', 'x', '1.5'])
      expect((await desk(`${at(mine.no, 1)}?page=${wrong}`)).status).toBe(422)
    const looked = await w.deps.store.read
      .select({ what: accesses.what })
      .from(accesses)
      .where(eq(accesses.no, mine.no))
    expect(looked.map((a) => a.what).filter((what) => what.startsWith('attachment/'))).toEqual([
      'attachment/1/1',
      'attachment/1/2',
    ])
  })

  test('what could not be cleaned, nobody by accident: the handler, with a reason that is written down', async () => {
    const w = await world()
    const { bytes, mine } = await filed(w)
    const open = async (login: string, body: unknown) =>
      asking(w, login)(`${at(mine.no, 2)}/original`, json('POST', body))
    expect((await asking(w, 'handler')(at(mine.no, 2))).status).toBe(409)
    const why = '核对通知书上的日期'
    for (const login of ['intake', 'assign', 'review', 'chief']) expect((await open(login, { why })).status).toBe(403)
    for (const login of ['zfj', 'scjg', 'admin', 'superior', 'sealed1', 'stats', 'editor'])
      expect((await open(login, { why })).status).toBe(404)
    for (const body of [{}, { why: '' }, { why: '看' }, { why: 7 }])
      expect((await open('handler', body)).status).toBe(422)
    const answer = await open('handler', { why })
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes[1])).toBe(true)
    const noted = await w.deps.store.read.select().from(accesses).where(eq(accesses.what, 'original/2'))
    expect(noted.map(({ person, no, why }) => ({ person, no, why }))).toEqual([{ person: 'handler', no: mine.no, why }])
  })

  test('no answer and no log names what the file was called', async () => {
    const w = await world()
    const { id } = await put(w, await picture('jpg'), `${SECRET}.jpg`)
    const mine = await sent(w, { attachments: [id] })
    const said = await Promise.all([
      asking(w, 'handler')(at(mine.no)),
      asking(w, 'handler')(`/api/desk/cases/${mine.no}`),
      w.app.request(`/api/track/${mine.no}/attachments`, own(mine)),
      w.app.request(`/api/track/${mine.no}`, own(mine)),
    ])
    for (const answer of said) expect(await answer.text()).not.toContain('CANARY')
    expect(w.log.join()).not.toContain('CANARY')
  })
})

import { describe, expect, test } from 'vitest'
import { publishingDone } from '../../api/import/publishing.ts'
import { importsDone } from '../../api/import/taking.ts'
import { asking, json } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { csv, HEAD } from './handed.ts'

interface Seen {
  id: string
  n: number
  state: string
  file: string
  problems: { message: string }[]
}
const call = (w: World, who: string, path: string, body?: unknown) =>
  asking(w, who)(path, body === undefined ? {} : json('POST', body))
const upload = (w: World, text: string, file = 'a.csv') =>
  asking(w, 'editor')(`/api/desk/imports?kind=synonym&file=${encodeURIComponent(file)}`, { method: 'POST', body: text })
async function read(w: World, text: string, file?: string): Promise<Seen> {
  const { id } = (await (await upload(w, text, file)).json()) as Seen
  await importsDone()
  return (await (await call(w, 'editor', `/api/desk/imports/${id}`)).json()) as Seen
}
const code = (i: number) => `TYC-9${String(i).padStart(3, '0')}`
const lines = (n: number, means: string) =>
  csv(HEAD, ...Array.from({ length: n }, (_, i) => [code(i), '2026-06-01', '城管', means]))
const shown = async (w: World, at: string) => {
  const answer = await w.app.request(`/api/synonyms/${at}`)
  return answer.ok ? ((await answer.json()) as { data: { means: string[] } }).data.means[0] : answer.status
}
/** Reviewed: one step from being published. */
async function reviewed(w: World, text: string): Promise<Seen> {
  const { id, n } = await read(w, text)
  return (await (await call(w, 'editor', `/api/desk/imports/${id}/steps`, { action: 'submit', n })).json()) as Seen
}

test('an entry published by itself while an import is being published is not overwritten: nothing of the import is', async () => {
  const w = await world()
  const i = await reviewed(w, lines(120, '导入的'))
  const entry = `/api/desk/publications/synonym/${code(119)}`
  const data = { code: code(119), words: ['城管'], means: ['单条的'] }
  await call(w, 'editor', entry, { n: 0, from: '2026-06-01', source: '《示例》', data })
  await call(w, 'editor', `${entry}/steps`, { action: 'submit', n: 1 })
  const { writes } = w.deps.store
  const commit = writes.commit.bind(writes)
  writes.commit = async (statements) => {
    const done = await commit(statements)
    // Between the first piece of the import and its last, which holds that entry.
    if (statements.some((s) => typeof s === 'object' && 'args' in s && JSON.stringify(s.args).includes('"staged"'))) {
      writes.commit = commit
      expect((await call(w, 'publisher', `${entry}/steps`, { action: 'publish', n: 2 })).status).toBe(200)
    }
    return done
  }
  const { status } = await call(w, 'publisher', `/api/desk/imports/${i.id}/steps`, { action: 'publish', n: i.n })
  expect(status).toBe(200)
  await publishingDone()
  expect(await shown(w, code(119))).toBe('单条的')
  expect(await shown(w, code(0))).toBe(404)
  const after = (await (await call(w, 'publisher', `/api/desk/imports/${i.id}`)).json()) as Seen
  expect([after.state, after.problems[0]?.message]).toEqual(['review', expect.stringContaining(code(119))])
})

test('of two imports of the same entries published at once one is published, whole', async () => {
  const w = await world()
  const both = [await reviewed(w, lines(120, '甲')), await reviewed(w, lines(120, '乙'))]
  await Promise.all(
    both.map((i) => call(w, 'publisher', `/api/desk/imports/${i.id}/steps`, { action: 'publish', n: i.n })),
  )
  await publishingDone()
  const all = new Set(await Promise.all(Array.from({ length: 120 }, (_, i) => shown(w, code(i)))))
  expect(all.size).toBe(1)
  expect(['甲', '乙']).toContain([...all][0])
  const states = await Promise.all(
    both.map(async (i) => ((await (await call(w, 'editor', `/api/desk/imports/${i.id}`)).json()) as Seen).state),
  )
  expect(states.sort()).toEqual(['published', 'review'])
})

test('a database that is away in the middle does not take the server along', async () => {
  const w = await world()
  const i = await reviewed(w, lines(3, '甲'))
  const { writes } = w.deps.store
  const commit = writes.commit.bind(writes)
  const lost: unknown[] = []
  const note = (reason: unknown) => void lost.push(reason)
  process.on('unhandledRejection', note)
  let n = 0
  writes.commit = async (statements) => {
    if (n++ > 0) throw new Error('SQLITE_FULL')
    return commit(statements)
  }
  await call(w, 'publisher', `/api/desk/imports/${i.id}/steps`, { action: 'publish', n: i.n })
  await publishingDone()
  await new Promise((done) => setTimeout(done, 20))
  process.off('unhandledRejection', note)
  writes.commit = commit
  expect(lost).toEqual([])
  expect(await shown(w, code(0))).toBe(404)
})

describe('what an upload may cost', () => {
  test('cells of any length make sentences of some hundred signs', async () => {
    const w = await world()
    const long = 'x'.repeat(30_000)
    const rows = Array.from({ length: 300 }, (_, i) => [code(i), long, '城管', '局'])
    const { state, problems } = await read(w, csv(HEAD, ...rows))
    expect(state).toBe('faulty')
    expect(problems[0]?.message).toContain('不是日期')
    expect(JSON.stringify(problems).length).toBeLessThan(300_000)
  })
  test('a name is cut between signs, never within one', async () => {
    const { file } = await read(await world(), lines(1, '甲'), `${'\u{20000}'.repeat(100)}a.csv`)
    expect([...file].length).toBe(80)
    expect(file.includes('\ufffd')).toBe(false)
  })
  test('a third workbook at once is asked to wait', async () => {
    const w = await world()
    // Nothing is read to its end before all four have come: what it is compared with waits for them.
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    let free = () => {}
    const come = new Promise<void>((done) => {
      free = done
    })
    writes.commit = async (statements) => {
      if (JSON.stringify(statements).includes('import_rows')) await come
      return commit(statements)
    }
    const all = await Promise.all([1, 2, 3, 4].map(() => upload(w, lines(50, '甲'))))
    free()
    expect(all.map((r) => r.status).sort()).toEqual([201, 201, 429, 429])
    expect(all.find((r) => r.status === 429)?.headers.get('retry-after')).toBe('30')
    await importsDone()
    expect((await upload(w, lines(1, '甲'))).status).toBe(201)
    await importsDone()
  })
  test('nothing of a stranger’s file is taken in', async () => {
    const w = await world({
      render: async () => new Response('', { headers: { 'content-security-policy': "default-src 'none'" } }),
    })
    let taken = 0
    const body = new ReadableStream({
      pull(controller) {
        taken += 1
        if (taken > 300) controller.close()
        else controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const answer = await w.app.request('/desk/imports', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(taken).toBeLessThan(5)
  })
})

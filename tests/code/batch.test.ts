import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { codes, events } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const API = '/api/desk/codes/batches'
const ENT = { type: 'ENT', validFrom: '2026-06-01' }
const HEAD = '企业名称\t统一社会信用代码\t行业\t地点\t领用'
const uscc = (n: number) => {
  const first = `91379981MA${String(n).padStart(7, '0')}`
  return first + usccCheck(first)
}
const company = (n: number, name = `示例餐饮${n}号店`) => [name, uscc(n), '餐饮业', `示例路${n}号`, '店主'].join('\t')
const listOf = (...lines: string[]) => ({ ...ENT, list: [HEAD, ...lines].join('\n') })

const handler = (path: string, body: unknown, who = 'handler') => asking(w, who)(path, json('POST', body))
interface Judged {
  lines: { row: number; label: string }[]
  wrong: string[]
  list: string
}
const preview = async (body: object) => {
  const answer = await handler(`${API}/preview`, body)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as Judged
}
const issued = async (body: object) => {
  const answer = await handler(API, body)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { batch: string }).batch
}
const messages = async (answer: Response) =>
  ((await answer.json()) as { fields: { path: string; message: string }[] }).fields.map(({ message }) => message)
interface Seen {
  total: number
  active: number
  n: number
  replaceable: number
  mayReissue: boolean
}
const seen = async (batch: string, who = 'handler') => (await (await asking(w, who)(`${API}/${batch}`)).json()) as Seen
const all = () => w.deps.store.read.$count(codes)
const rowsOf = (batch: string) => w.deps.store.read.select().from(codes).where(eq(codes.batch, batch))

describe('a list', () => {
  test('is looked at first, and nothing is written', async () => {
    const before = await all()
    const judged = await preview(listOf(company(1), company(2)))
    expect(judged.wrong).toEqual([])
    expect(judged.lines.map(({ row, label }) => [row, label])).toEqual([
      [2, '示例餐饮1号店'],
      [3, '示例餐饮2号店'],
    ])
    expect(await all()).toBe(before)
  })

  test.each<[string, string[], string | RegExp]>([
    ['a company number mistyped', [company(3).replace(/\t\d{8}MA/, '\t91379982MA')], /^第2行：.*校验位不对/],
    ['a cell left empty', [company(3).replace('示例路3号', '')], '第2行：没有写地点'],
    ['an industry nobody knows', [company(3).replace('餐饮业', '吃饭')], /^第2行：没有“吃饭”这个行业，只有餐饮业/],
    ['the same one twice', [company(3), company(4), company(3)], '第4行：和第2行重复，请删去一行'],
  ])('with %s issues nothing, and says where', async (_, lines, message) => {
    const before = await all()
    const asked = listOf(...lines)
    const matched = typeof message === 'string' ? message : expect.stringMatching(message)
    expect((await preview(asked)).wrong).toEqual([matched])
    const answer = await handler(API, asked)
    expect(answer.status).toBe(422)
    expect(await messages(answer)).toEqual([matched])
    expect(await all()).toBe(before)
  })

  test.each([
    ['an unknown head', '企业名称\t统一社会信用代码\t行业\t地点\t领用\t电话', /不认识表头“电话”/],
    ['a head that is missing', '企业名称\t统一社会信用代码\t地点\t领用', /缺少“行业”/],
    ['a head twice', '企业名称\t企业名称\t统一社会信用代码\t行业\t地点\t领用', /“企业名称”有两列/],
  ])('with %s is refused', async (_, head, message) => {
    expect((await preview({ ...ENT, list: `${head}\n${company(5)}` })).wrong[0]).toMatch(message)
  })

  test('without heads is read in the order of the columns, with commas too', async () => {
    const list = `${company(6)}\n`.replaceAll('\t', '，')
    expect(await preview({ ...ENT, list })).toMatchObject({ lines: [{ label: '示例餐饮6号店' }], wrong: [] })
  })

  test('of which one has a code is refused; one whose code is lost or over is not', async () => {
    const batch = await issued(listOf(company(10), company(11)))
    expect((await preview(listOf(company(10), company(12)))).wrong).toEqual([expect.stringMatching(/^第2行：已经有码/)])
    for (const [status, wrong] of [
      ['suspended', 1],
      ['lost', 0],
    ] as const) {
      await w.deps.store.writes.commit([w.deps.store.read.update(codes).set({ status }).where(eq(codes.batch, batch))])
      expect((await preview(listOf(company(10)))).wrong).toHaveLength(wrong)
    }
    const past = { status: 'active' as const, validTo: '2026-06-14' }
    await w.deps.store.writes.commit([w.deps.store.read.update(codes).set(past).where(eq(codes.batch, batch))])
    const again = await issued(listOf(company(10)))
    expect((await rowsOf(again))[0]).toMatchObject({ version: 2, status: 'active' })
  })

  test('as a file is read, its cells shown as text that can be mended', async () => {
    const csv = `\ufeff${listOf(company(20), 'x').list.replaceAll('\t', ',')}`
    const query = new URLSearchParams({ ...ENT, file: 'list.csv' })
    const answer = await asking(w, 'handler')(`${API}/preview?${query}`, {
      method: 'POST',
      body: new TextEncoder().encode(csv),
    })
    const judged = (await answer.json()) as Judged
    expect(judged.wrong).toEqual([expect.stringMatching(/^第3行：/)])
    expect(await preview({ ...ENT, list: judged.list })).toEqual(judged)
  })

  test.each([
    ['no department', { type: 'ORG', validFrom: '2026-06-01', list: '一号窗口\t示例路1号\t办公室' }, 'department'],
    ['one nobody knows', { type: 'ORG', department: 'XX', validFrom: '2026-06-01', list: 'x' }, 'department'],
    ['an end before its beginning', { ...listOf(company(30)), validTo: '2026-05-01' }, 'validTo'],
    ['a kind that is issued one by one', { ...listOf(company(30)), type: 'CASE' }, 'type'],
  ])('with %s is refused', async (_, asked, path) => {
    const answer = await handler(API, asked)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields[0]?.path).toBe(path)
  })
})

describe('the officers of a body', () => {
  const SCJG = { type: 'OFFICER', department: 'SCJG', validFrom: '2026-06-01' }
  test('who are good and have no code get one each, and then nobody is left', async () => {
    const { lines, wrong, list } = await preview(SCJG)
    expect(wrong).toEqual([])
    expect(lines.length).toBeGreaterThan(1)
    const batch = await issued({ ...SCJG, list })
    expect((await rowsOf(batch)).length).toBe(lines.length)
    expect((await preview(SCJG)).wrong).toEqual(['这个单位证件有效的人员都已经有码，不用再发'])
  })
  test('are those of no other body', async () => {
    const { list } = await preview({ ...SCJG, department: 'ZFJ' })
    expect((await preview({ ...SCJG, list })).wrong[0]).toMatch(/这个人不在所选的单位/)
  })
})

describe('two at once', () => {
  test('for the same companies: one batch, and no company has two codes', async () => {
    const asked = listOf(...Array.from({ length: 30 }, (_, i) => company(100 + i)))
    const before = await all()
    const answers = await Promise.all([handler(API, asked), handler(API, asked, 'assign'), handler(API, asked)])
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
    for (const { status } of answers) expect([201, 409, 422]).toContain(status)
    expect(await all()).toBe(before + 30)
  })
  test('for one key: one batch', async () => {
    const init = json('POST', listOf(company(150)))
    const headers = { ...init.headers, 'idempotency-key': 'a key for one batch' }
    const ask = async () => (await asking(w, 'handler')(API, { ...init, headers })).json()
    const [one, other] = await Promise.all([ask(), ask()])
    expect(one).toEqual(other)
    expect(await ask()).toEqual(one)
  })
})

test('a name like a formula is text in the table for the print shop', async () => {
  const batch = await issued(listOf(company(200, '=HYPERLINK("http://x")')))
  const text = await (await asking(w, 'handler')(`${API}/${batch}/codes.csv`)).text()
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(text).not.toMatch(/(^|,)"?=/m)
})

test('2,000 lines are issued in seconds, 2,001 are not', async () => {
  const lines = Array.from({ length: 2001 }, (_, i) => company(10_000 + i))
  expect((await preview(listOf(...lines))).wrong).toEqual(['一批最多2000个，名单里有2001个，请分几批'])
  const began = performance.now()
  const batch = await issued(listOf(...lines.slice(1)))
  expect(performance.now() - began).toBeLessThan(10_000)
  const { total, n } = await seen(batch)
  expect([total, n]).toEqual([2000, 2000])
  const first = await rowsOf(batch)
  expect(new Set(first.map(({ id }) => id)).size).toBe(2000)
  const [one] = first
  const log = await w.deps.store.read
    .select()
    .from(events)
    .where(eq(events.stream, `code/${one?.id}`))
  expect(log).toMatchObject([{ n: 1, action: 'issue', data: { type: 'ENT', version: 1 }, state: { status: 'active' } }])
  expect((await w.app.request(`/api/codes/${one?.id}`)).status).toBe(200)
  const page = await (await asking(w, 'handler')(`${API}/${batch}/labels?page=9`)).json()
  expect(page).toMatchObject({ total: 2000, pages: 9 })
  const again = performance.now()
  expect((await reissue(batch, 2000)).status).toBe(200)
  expect(performance.now() - again).toBeLessThan(10_000)
  expect(await seen(batch)).toMatchObject({ total: 4000, active: 2000 })
})

const reissue = (batch: string, n: number, who = 'handler') =>
  handler(`${API}/${batch}/reissue`, { n, note: '整批被人调包' }, who)

describe('a batch that was swapped', () => {
  test('is replaced as a whole: the old are all replaced, the new are good, each with its history', async () => {
    const batch = await issued(listOf(company(300), company(301), company(302), company(303)))
    const [a, b, c, d] = await rowsOf(batch)
    for (const [row, action] of [
      [a, 'lose'],
      [b, 'suspend'],
      [c, 'revoke'],
    ] as const)
      await handler(`/api/desk/codes/${row?.id}/steps`, { action, n: 1, note: '调包' })
    const { n, replaceable } = await seen(batch)
    expect(replaceable).toBe(3)
    expect((await reissue(batch, n)).status).toBe(200)
    const after = new Map((await rowsOf(batch)).map((row) => [row.id, row]))
    expect(after.get(c?.id ?? '')?.status).toBe('revoked')
    for (const old of [a, b, d]) {
      const row = after.get(old?.id ?? '')
      expect(row?.status).toBe('replaced')
      expect(after.get(row?.replacedBy ?? '')).toMatchObject({ status: 'active', version: 2, subject: old?.subject })
      const told = (await (await w.app.request(`/api/codes/${old?.id}`)).json()) as { verdict: string }
      expect(told.verdict).toBe('replaced')
      const next = (await (await w.app.request(`/api/codes/${row?.replacedBy}`)).json()) as { verdict: string }
      expect(next.verdict).toBe('genuine')
      const log = await w.deps.store.read
        .select()
        .from(events)
        .where(eq(events.stream, `code/${old?.id}`))
      expect(log.at(-1)).toMatchObject({ action: 'replace', data: { note: '整批被人调包', by: row?.replacedBy } })
    }
    expect(await seen(batch)).toMatchObject({ total: 7, active: 3 })
  })

  test('is replaced once by two, and not by whoever saw it before it moved', async () => {
    const batch = await issued(listOf(company(310), company(311)))
    const { n } = await seen(batch)
    const answers = await Promise.all([reissue(batch, n), reissue(batch, n, 'assign')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await reissue(batch, n)).status).toBe(409)
    expect(await seen(batch)).toMatchObject({ total: 4, active: 2 })
  })

  test('and one of its codes at once: nothing is replaced twice', async () => {
    const batch = await issued(listOf(company(320), company(321)))
    const [one] = await rowsOf(batch)
    const { n } = await seen(batch)
    const answers = await Promise.all([
      reissue(batch, n),
      handler(`/api/desk/codes/${one?.id}/steps`, { action: 'replace', n: 1, note: '调包' }, 'assign'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const rows = await rowsOf(batch)
    expect(rows.filter(({ status }) => status === 'active')).toHaveLength(2)
    expect(new Set(rows.map(({ subject, version }) => `${subject}/${version}`)).size).toBe(rows.length)
  })

  test('is replaced by the bureau only; another body sees nothing of it', async () => {
    const list = '甲窗口\t示例路1号\t办公室'
    const batch = await issued({ type: 'ORG', department: 'SCJG', validFrom: '2026-06-01', list })
    expect(await seen(batch, 'scjg')).toMatchObject({ total: 1, mayReissue: false })
    expect((await reissue(batch, 1, 'scjg')).status).toBe(403)
    expect((await reissue(batch, 1, 'stats')).status).toBe(403)
    expect((await reissue(batch, 1, 'zfj')).status).toBe(404)
    expect((await reissue('PC-00000000', 1)).status).toBe(404)
    expect(await seen(batch)).toMatchObject({ total: 1, active: 1 })
  })
})

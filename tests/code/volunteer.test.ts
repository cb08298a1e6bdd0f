import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepScans } from '../../api/code/scans.ts'
import { Limits } from '../../api/limits.ts'
import { scanDays, scans } from '../../db/schema.ts'
import { guarded, solved } from '../antibot/solved.ts'
import { asking, form, json, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, START, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { respond } from '../survey/voter.ts'
import { inspecting } from '../visit/inspecting.ts'
import {
  boxOf,
  fieldsOf,
  GRADE,
  INSPECTED,
  orgCode,
  page,
  rateable,
  ratingOf,
  SCANNED,
  textOf,
  tokenFor,
} from './rated.ts'

const NOON = '2026-06-16T09:41:00+08:00'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  await rateable(w)
})
beforeEach(() => w.at(NOON))
afterAll(() => w.close())
const { entered, ask, officersOf } = inspecting(() => w)

const countOf = async (code: string) => (await boxOf(w, code)).length

describe('nobody at a desk is shown', () => {
  test('whether an inspection was rated', async () => {
    const [rated, not] = [await entered(), await entered()]
    const look = async () =>
      Promise.all(
        ['scjg', 'handler', 'chief', 'stats'].flatMap((login) =>
          [
            `/api/desk/visits/${rated.no}`,
            '/api/desk/visits',
            `/api/desk/codes/${rated.code?.id}`,
            '/api/desk/visits/companies',
            '/api/notices',
          ].map(async (path) => `${login} ${path} ${await (await ask(login)(path)).text()}`),
        ),
      )
    const token = await tokenFor(w, rated.code?.id)
    await keepScans(w.deps.store)
    const before = await look()
    expect((await respond(w, INSPECTED, { answers: GRADE, token })).status).toBe(201)
    await keepScans(w.deps.store)
    expect(await look()).toEqual(before)
    // The control: what did change, changed.
    const again = await Promise.all(
      [token, await tokenFor(w, not.code?.id)].map((one) => respond(w, INSPECTED, { answers: GRADE, token: one })),
    )
    expect(again.map(({ status }) => status)).toEqual([409, 201])
    expect(before.join('')).toContain(rated.no)
  })

  test('how many ratings a code had: types and days are counted, apart from answers, and few not at all', async () => {
    const id = await orgCode(w)
    const visit = await entered()
    await respond(w, INSPECTED, { answers: GRADE, token: await tokenFor(w, visit.code?.id) })
    await keepScans(w.deps.store)
    const counted = async (type: string) =>
      (
        await w.deps.store.read
          .select()
          .from(scanDays)
          .where(and(eq(scanDays.what, 'rating'), eq(scanDays.type, type)))
      ).reduce((n, row) => n + row.count, 0)
    const before = await counted('ORG')
    expect((await respond(w, SCANNED, { answers: GRADE, scanned: 'ORG' })).status).toBe(201)
    // Not in the commit of the answer.
    expect(await counted('ORG')).toBe(before)
    await keepScans(w.deps.store)
    expect(await counted('ORG')).toBe(before + 1)
    expect(await counted('TASK')).toBeGreaterThan(0)
    const of = await w.deps.store.read.select().from(scans)
    expect(of.filter(({ code, what }) => what !== 'scan' && [id, visit.code?.id].includes(code))).toEqual([])
    const numbers = (await (await ask('handler')('/api/desk/codes/numbers')).json()) as {
      ratings: { type: string; n: number | null }[]
    }
    expect(numbers.ratings.find(({ type }) => type === 'TASK')?.n).toBeNull()
    expect(numbers.ratings.find(({ type }) => type === 'ORG')?.n).toBe(before + 1)
  })
})

describe('any other code of a body', () => {
  test('is rated by whoever scans it: the body and the grade are kept, no code and no day', async () => {
    const id = await orgCode(w)
    const sent: Record<string, string> = { ...fieldsOf(await page(w, id)), 'answers.overall': '4' }
    expect(sent).toMatchObject({ 'answers.body': 'SCJG', 'ask.scanned': 'ORG' })
    expect(sent.token).toBeUndefined()
    const before = await countOf(SCANNED)
    w.at('2026-06-16T09:41:04+08:00')
    expect((await form(w, `/surveys/${SCANNED}`, sent)).status).toBe(200)
    const box = await boxOf(w, SCANNED)
    expect(box).toHaveLength(before + 1)
    expect(box).toContainEqual({ answers: { body: ['SCJG'], overall: '4' }, channel: 'volunteer', marks: [] })
  })

  test('an officer’s says whom it is about', async () => {
    const [officer = ''] = await officersOf(['SCJG'])
    const said = { type: 'OFFICER', officer, issuedTo: '本人', validFrom: '2026-06-01' }
    const { id } = (await (await ask('handler')('/api/desk/codes', json('POST', said))).json()) as { id: string }
    expect(textOf(await page(w, id))).toContain('评的是单位，不记到个人；要说这位执法人员，请投诉或者表扬')
  })

  test('that is not good today is not rated by', async () => {
    const id = await orgCode(w)
    expect((await ratingOf(w, id))?.state).toBe('open')
    const { n } = (await (await ask('handler')(`/api/desk/codes/${id}`)).json()) as { n: number }
    await ask('handler')(`/api/desk/codes/${id}/steps`, json('POST', { action: 'suspend', n, note: '窗口调整' }))
    expect(await ratingOf(w, id)).toBeUndefined()
  })

  test('without a proof is refused, with one taken, and with the same one never again', async () => {
    const proving = await guarded()
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    await rateable(proving, { opensOn: day(-2), closesOn: day(2) })
    expect((await respond(proving, SCANNED, { answers: GRADE })).status).toBe(422)
    const antibot = await solved(proving)
    proving.at(new Date(Date.now() + 3000))
    expect((await respond(proving, SCANNED, { answers: GRADE, antibot })).status).toBe(201)
    const again = await respond(proving, SCANNED, { answers: GRADE, antibot })
    expect([again.status, await again.text()]).toEqual([422, expect.stringContaining('已经用过')])
    expect(await boxOf(proving, SCANNED)).toHaveLength(1)
    // Nobody invited is asked for one.
    expect((await respond(proving, INSPECTED, { answers: GRADE, token: '3333-4444-6666-7777-9999' })).status).toBe(422)
  })

  test('by two honest taps is not fast, by a program’s is; without script it is bare', async () => {
    const own = await makeWorld({ env: { ANTIBOT: 'altcha' }, now: new Date().toISOString(), since: START })
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    await rateable(own, { opensOn: day(-2), closesOn: day(2) })
    const start = Date.now()
    const marks: string[][] = []
    for (const [after, proved] of [
      [2500, true],
      [500, true],
      [6000, false],
    ] as const) {
      own.at(new Date(start))
      const _token = pageToken(own)
      const antibot = proved ? await solved(own) : ''
      own.at(new Date(start + after))
      const before = (await boxOf(own, SCANNED)).length
      await form(own, `/surveys/${SCANNED}`, {
        _token,
        _at: '.check',
        version: '1',
        'answers.body': 'SCJG',
        'answers.overall': '5',
        'ask.scanned': 'ORG',
        antibot,
      })
      const box = await boxOf(own, SCANNED)
      expect(box).toHaveLength(before + 1)
      marks.push(box.map(({ marks }) => marks.join()).sort())
    }
    expect(marks).toEqual([[''], ['', 'fast'], ['', 'bare', 'fast']])
    await own.close()
  })

  test('a thousand ratings from one telephone: what is taken is looked at, the rest is told to wait, none is lost', async () => {
    w.deps.limits = new Limits(true)
    const before = (await boxOf(w, SCANNED)).length
    const rate = async (source: string) =>
      asking(w, null, source)(`/api/surveys/${SCANNED}/responses`, json('POST', { answers: GRADE, scanned: 'ORG' }))
    const all = await Promise.all(Array.from({ length: 1000 }, () => rate('203.0.113.9')))
    const taken = all.filter(({ status }) => status === 201).length
    expect(taken).toBeGreaterThan(20)
    const refused = all.filter(({ status }) => status !== 201)
    expect(refused.every((one) => one.status === 429 && one.headers.has('retry-after'))).toBe(true)
    const box = await boxOf(w, SCANNED)
    expect(box).toHaveLength(before + taken)
    const odd = () => box.filter(({ marks }) => marks.includes('burst')).length
    expect(odd()).toBe(taken - 20)
    // The control: another telephone’s is not odd for it.
    expect((await rate('198.51.100.7')).status).toBe(201)
    const plain = (await boxOf(w, SCANNED)).filter(({ marks }) => !marks.includes('burst'))
    expect(plain).toHaveLength(box.length - odd() + 1)
    w.deps.limits = new Limits(false)
  })
})

test('the body’s desk has nothing of ratings before they are published', async () => {
  const id = await orgCode(w)
  const own = asking(w, 'scjg')
  const paths = [`/api/desk/codes/${id}`, '/api/desk/codes', '/api/desk/surveys/own']
  const before = await Promise.all(paths.map(async (path) => (await own(path)).text()))
  await respond(w, SCANNED, { answers: GRADE, scanned: 'ORG' })
  await keepScans(w.deps.store)
  expect(await Promise.all(paths.map(async (path) => (await own(path)).text()))).toEqual(before)
  expect((await own('/api/desk/codes/numbers')).status).toBe(403)
})

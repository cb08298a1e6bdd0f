import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACTIONS, STATUS, type Status, step } from '../../api/visit/workflow.ts'
import { codes, events, visits } from '../../db/schema.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting, type Seen } from './inspecting.ts'

const NOON = '2026-06-16T09:41:00+08:00'
let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, officersOf, body, post, planned, take, seen, alarms, kinds, fields, scan } = inspecting(() => w)

describe('planning', () => {
  test('takes one call, and issues the code that is shown at the door', async () => {
    const visit = await planned()
    expect(visit).toMatchObject({ status: 'planned', on: '2026-06-16', counted: true })
    const told = await scan(visit.code?.id)
    expect(told).toMatchObject({
      type: 'TASK',
      verdict: 'genuine',
      visit: {
        lead: '澄河市市场监督管理局',
        company: '示例小馆',
        enteredAt: null,
        items: [{ code: 'JC-SCJG-H62', published: true }],
        bodies: [{ n: 1, cap: 2 }],
      },
      prefill: { department: 'SCJG' },
    })
    expect(told.visit.officers).toHaveLength(2)
    expect(told.actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['complain', 'praise', 'verify', 'guide']),
    )
  })

  test('is good on its days only', async () => {
    const visit = await planned('scjg', { on: '2026-06-17', until: '2026-06-18' })
    for (const [at, verdict] of [
      [NOON, 'early'],
      ['2026-06-17T08:00:00+08:00', 'genuine'],
      ['2026-06-18T23:59:00+08:00', 'genuine'],
      ['2026-06-19T00:01:00+08:00', 'expired'],
    ] as const) {
      w.at(at)
      expect((await scan(visit.code?.id)).verdict, at).toBe(verdict)
    }
    w.at(NOON)
  })

  test.each([
    ['scjg', 201],
    ['zfj', 201],
    ['scjg-legal', 403],
    ['handler', 403],
    ['assign', 403],
    ['admin', 403],
    ['supervisor1', 403],
  ])('by %s: %i', async (login, status) => {
    const answer = await ask(login)('/api/desk/visits', json('POST', await body(login === 'zfj' ? 'zfj' : 'scjg')))
    expect(answer.status).toBe(status)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['yesterday', { on: '2026-06-15' }, 'on'],
    ['in a year', { on: '2027-06-15' }, 'on'],
    ['a month long', { until: '2026-07-16' }, 'until'],
    ['back to front', { on: '2026-06-18', until: '2026-06-17' }, 'until'],
    ['a day that is none', { on: '2026-06-31' }, 'on'],
    ['no item', { items: [] }, 'items'],
    ['an item nobody published', { items: ['JC-NO-H62'] }, 'items'],
    ['an item of another body', { items: ['JC-XF-H62'] }, 'items'],
    ['an item of another sector', { industry: 'E47' }, 'items'],
    ['a hostile item', { items: ["'; drop table visits; --"] }, 'items'],
    ['one officer', { officers: ['RY-T3DA9XGP'] }, 'officers'],
    ['no officer', { officers: [] }, 'officers'],
    ['an officer nobody knows', { officers: ['RY-00000000', 'RY-11111111'] }, 'officers'],
    ['a partner that does not inspect', { partners: ['SZF'] }, 'partners'],
    ['itself as partner', { partners: ['SCJG'] }, 'partners'],
    ['a partner that brings nothing', { partners: ['XF'] }, 'items'],
    ['a number with a wrong check', { uscc: '91370000MA3XXXXX00' }, 'uscc'],
    ['a number too long', { uscc: '9'.repeat(60) }, 'uscc'],
    ['a sector nobody publishes for', { industry: 'Z99' }, 'industry'],
    ['a lead nobody explains', { cause: 'report' }, 'why'],
    ['no cause', { cause: undefined }, 'cause'],
    ['a name that turns its direction', { company: '示例\u202e馆' }, 'company'],
    ['its state', { status: 'entered' }, 'status'],
    ['somebody else’s body', { department: 'ZFJ' }, 'department'],
  ])('%s is refused and said where', async (_, more, path) => {
    const before = await w.deps.store.read.$count(visits)
    const answer = await post('scjg', more)
    expect(answer.status).toBe(422)
    const said = await fields(answer)
    expect(said.map((field) => field.path)).toContain(path)
    expect(said[0]?.message).toMatch(/\p{Script=Han}/u)
    expect(JSON.stringify(said)).not.toMatch(/drop table|RY-T3DA9XGP/)
    expect(await w.deps.store.read.$count(visits)).toBe(before)
  })

  test('officers of another body, whose certificate is no longer good, or which is for supervising only', async () => {
    const [one = ''] = await officersOf(['SCJG'])
    const [other = ''] = await officersOf(['ZFJ'])
    expect((await post('scjg', { officers: [one, other] })).status).toBe(422)
    const { published } = await import('../../api/visit/published.ts')
    const all = await (await published(w.deps.store, '2026-06-16')).officersOf(['SCJG', 'ZFJ'])
    const bad = all.find(({ status }) => status !== 'valid')
    if (!bad) throw new Error('the register has nobody suspended')
    const lead = bad.department === 'ZFJ' ? 'zfj' : 'scjg'
    const [good = ''] = await officersOf([bad.department])
    const answer = await post(lead, { officers: [good, bad.code] })
    expect([answer.status, (await fields(answer))[0]?.message]).toEqual([422, expect.stringContaining('不能用于检查')])
  })

  test('jointly, each body with an item and an officer', async () => {
    const officers = [...(await officersOf(['SCJG'])).slice(0, 2), ...(await officersOf(['XF'])).slice(0, 1)]
    const joint = { partners: ['XF'], items: ['JC-SCJG-H62', 'JC-XF-H62'], officers }
    const visit = await planned('scjg', joint)
    const told = await scan(visit.code?.id)
    expect(told.visit.bodies).toEqual([
      { name: '澄河市市场监督管理局', n: 1, cap: 2 },
      { name: '澄河市消防救援大队', n: 1, cap: 1 },
    ])
    expect((await post('scjg', { ...joint, officers: officers.slice(0, 2) })).status).toBe(422)
    expect((await post('scjg', { ...joint, partners: ['XF'], items: ['LH-2026-01'] })).status).toBe(201)
  })

  test('sent twice with one key makes one', async () => {
    const said = await body('scjg')
    const send = () =>
      ask('scjg')('/api/desk/visits', {
        ...json('POST', said),
        headers: { 'content-type': 'application/json', 'Idempotency-Key': 'visit-key-0123456789' },
      })
    const [one, two] = await Promise.all([send(), send()])
    const again = await send()
    const nos = await Promise.all([one, two, again].map(async (answer) => ((await answer.json()) as Seen).no))
    expect(new Set(nos).size).toBe(1)
  })

  test('what is known of a company is filled in the second time', async () => {
    const uscc = company()
    const choose = async (login: string) =>
      (await (await ask(login)(`/api/desk/visits/choices?uscc=${uscc}&partners=XF`)).json()) as {
        company: object | null
        items: { value: string }[]
        bodies: object[]
      }
    expect((await choose('scjg')).company).toBeNull()
    await planned('zfj', { uscc, company: '老王烧烤', place: '城西街道2号' })
    const found = await choose('scjg')
    expect(found.company).toEqual({ company: '老王烧烤', industry: 'H62', place: '城西街道2号' })
    expect(found.items[0]?.value).toMatch(/H62$|^LH-2026-01$/)
    expect((await ask('handler')('/api/desk/visits/choices')).status).toBe(403)
  })
})

describe('who reads it', () => {
  test('the bureau all, a body its own, whoever else nothing', async () => {
    const officers = [...(await officersOf(['SCJG'])).slice(0, 2), ...(await officersOf(['ZFJ'])).slice(0, 1)]
    const own = await planned()
    const joint = await planned('scjg', {
      partners: ['ZFJ'],
      items: ['JC-SCJG-H62', 'JC-ZFJ-H62'],
      officers,
    })
    const statuses = async (login: string | null) =>
      Promise.all([own, joint].map(async ({ no }) => (await ask(login)(`/api/desk/visits/${no}`)).status))
    for (const login of ['assign', 'handler', 'chief', 'stats', 'scjg'])
      expect(await statuses(login)).toEqual([200, 200])
    expect(await statuses('zfj')).toEqual([404, 200])
    expect(await statuses('chengdong')).toEqual([404, 404])
    for (const login of ['intake', 'scjg-legal', 'admin', 'supervisor1', 'sfs-chengdong'])
      expect(await statuses(login), login).toEqual([403, 403])
    expect(await statuses(null)).toEqual([401, 401])
    const listed = async (login: string) =>
      ((await (await ask(login)('/api/desk/visits?limit=100')).json()) as { items: Seen[] }).items.map(({ no }) => no)
    expect(await listed('zfj')).not.toContain(own.no)
    expect(await listed('zfj')).toContain(joint.no)
    expect(await listed('handler')).toEqual(expect.arrayContaining([own.no, joint.no]))
    // A partner reads, and takes no step; nor does the bureau.
    expect((await take('zfj', joint, 'enter')).status).toBe(403)
    expect((await take('handler', joint, 'enter')).status).toBe(403)
    expect((await take('zfj', own, 'enter')).status).toBe(404)
  })

  test('filters narrow, and refuse what is none', async () => {
    const uscc = company()
    const visit = await planned('scjg', { uscc, company: '百分之百%小馆' })
    const listed = async (query: string) => {
      const answer = await ask('handler')(`/api/desk/visits?${query}`)
      return answer.ok ? ((await answer.json()) as { items: Seen[] }).items.map(({ no }) => no) : answer.status
    }
    expect(await listed(`uscc=${uscc}`)).toEqual([visit.no])
    expect(await listed(`q=${encodeURIComponent('%小')}`)).toEqual([visit.no])
    expect(await listed(`uscc=${uscc}&status=entered`)).toEqual([])
    expect(await listed(`uscc=${uscc}&from=2026-06-17`)).toEqual([])
    expect(await listed(`uscc=${uscc}&department=ZFJ`)).toEqual([])
    expect(await listed('status=nothing')).toBe(422)
    expect(await listed('from=yesterday')).toBe(422)
  })
})

describe('steps', () => {
  test.each(Object.keys(STATUS) as Status[])('from %s only what the table says', async (status) => {
    for (const action of ACTIONS) {
      const visit = await planned()
      await w.deps.store.writes.commit([
        w.deps.store.read.update(visits).set({ status }).where(eq(visits.no, visit.no)),
      ])
      const said = {
        enter: {},
        backfill: { enteredOn: '2026-06-16', clock: '09:00', restoredOn: '2026-06-16', reason: '平台故障打不开' },
        cancel: { note: '改期' },
      }[action]
      const answer = await take('scjg', visit, action, said)
      expect(answer.status, `${action} from ${status}`).toBe(step(action).from.includes(status) ? 200 : 409)
    }
  })

  test('entering is registered by the server’s clock, on the day', async () => {
    const visit = await planned('scjg', { on: '2026-06-17' })
    const early = await take('scjg', visit, 'enter')
    expect([early.status, ((await early.json()) as { title: string }).title]).toEqual([
      409,
      expect.stringContaining('当天'),
    ])
    expect((await seen('scjg', visit.no)).allowed.map(({ action }) => action)).toEqual(['cancel'])
    w.at('2026-06-17T10:15:00+08:00')
    expect((await take('scjg', visit, 'enter', { enteredAt: '2026-01-01' })).status).toBe(422)
    expect((await take('scjg', visit, 'enter')).status).toBe(200)
    expect((await scan(visit.code?.id)).visit.enteredAt).toBe('2026-06-17T02:15:00.000Z')
    w.at(NOON)
  })

  test('of many who enter at once one wins, and one entry is kept', async () => {
    const visit = await planned()
    const answers = await Promise.all(Array.from({ length: 6 }, () => take('scjg', visit, 'enter')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
    expect(await w.deps.store.read.$count(events, eq(events.stream, `visit/${visit.no}`))).toBe(2)
  })

  test('three bodies who enter at once: the third is noticed', async () => {
    const uscc = company()
    const all = await Promise.all([planned('scjg', { uscc }), planned('zfj', { uscc }), planned('zfj', { uscc })])
    const answers = await Promise.all(all.map((visit, i) => take(i === 0 ? 'scjg' : 'zfj', visit, 'enter')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await kinds(uscc)).filter((kind) => kind === 'crowded')).toEqual(['crowded'])
  })

  test('cancelled, its code is taken back at once; what was replaced before stays so', async () => {
    const visit = await planned()
    const code = (await (await ask('handler')(`/api/desk/codes/${visit.code?.id}`)).json()) as { id: string; n: number }
    await ask('handler')(
      `/api/desk/codes/${code.id}/steps`,
      json('POST', { action: 'replace', n: code.n, note: '看不清' }),
    )
    const after = await seen('scjg', visit.no)
    expect(after.code?.id).not.toBe(visit.code?.id)
    expect((await take('scjg', after, 'cancel', { note: '企业停业' })).status).toBe(200)
    expect((await scan(after.code?.id)).verdict).toBe('revoked')
    expect((await scan(visit.code?.id)).verdict).toBe('replaced')
    expect((await seen('scjg', visit.no)).code).toBeNull()
    const of = await w.deps.store.read.select().from(codes).where(eq(codes.subject, visit.no))
    for (const { id, n } of of) expect(await w.deps.store.read.$count(events, eq(events.stream, `code/${id}`))).toBe(n)
  })

  test('cancelled after its code was shown on the day, it is noticed; before, or shown to nobody, not', async () => {
    const [shown, unseen, early] = [company(), company(), company()]
    const visit = await planned('scjg', { uscc: shown })
    await scan(visit.code?.id)
    const other = await planned('scjg', { uscc: unseen })
    const next = await planned('scjg', { uscc: early, on: '2026-06-18' })
    await scan(next.code?.id)
    for (const one of [visit, other, next])
      expect((await take('scjg', one, 'cancel', { note: '企业停业' })).status).toBe(200)
    expect(await kinds(shown)).toEqual(['shown'])
    expect([await kinds(unseen), await kinds(early)]).toEqual([[], []])
    const [alarm] = await alarms(shown)
    const answer = await ask('handler')(`/api/desk/visit-alarms/${alarm?.id}`)
    expect(JSON.stringify(await answer.json())).toContain('没有登记进门')
  })

  test('a code replaced ahead of its day is not good before it', async () => {
    const visit = await planned('scjg', { on: '2026-06-20' })
    await ask('handler')(
      `/api/desk/codes/${visit.code?.id}/steps`,
      json('POST', { action: 'replace', n: 1, note: '看不清' }),
    )
    expect((await scan((await seen('scjg', visit.no)).code?.id)).verdict).toBe('early')
  })
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadContent } from '../../api/publication/load.ts'
import { ACTIONS, STATUS, type Status, step } from '../../api/visit/workflow.ts'
import { readContent } from '../../content/load.ts'
import { codes, events, visits } from '../../db/schema.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, inspecting, type Seen } from './inspecting.ts'

const NOON = '2026-06-16T09:41:00+08:00'
let w: World
beforeAll(async () => {
  w = await makeWorld()
  // From September on food is inspected once a year.
  const content = readContent('content')
  const last = content.publications.filter(({ code }) => code === 'JC-SCJG-H62').at(-1)!
  const next = { ...last, from: '2026-09-01', data: { ...last.data, cap: 1 } } as typeof last
  await loadContent(w.deps.store, { ...content, publications: [...content.publications, next] }, w.deps.now())
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, officersOf, body, post, planned, past, urgent, take, entered, seen, kinds, alarms } = inspecting(() => w)

const fields = async (answer: Response) =>
  ((await answer.json()) as { fields: { path: string; message: string }[] }).fields
const scan = async (id: string | undefined) => {
  const answer = await w.app.request(`/api/codes/${id}`)
  return (await answer.json()) as Record<string, unknown> & {
    verdict: string
    company: object
    visit: { officers: object[]; bodies: object[]; enteredAt: string | null }
    actions: { url: string; action: string; label: string }[]
  }
}

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

  test('a code replaced ahead of its day is not good before it', async () => {
    const visit = await planned('scjg', { on: '2026-06-20' })
    await ask('handler')(
      `/api/desk/codes/${visit.code?.id}/steps`,
      json('POST', { action: 'replace', n: 1, note: '看不清' }),
    )
    expect((await scan((await seen('scjg', visit.no)).code?.id)).verdict).toBe('early')
  })
})

describe('written down afterwards', () => {
  const told = { enteredOn: '2026-06-15', clock: '14:20', restoredOn: '2026-06-16', reason: '机房断电，打不开平台' }
  test('within ten days of the outage, by its own day and hour', async () => {
    w.at('2026-06-15T08:00:00+08:00')
    const visit = await planned('scjg')
    w.at('2026-06-26T10:00:00+08:00')
    const answer = await take('scjg', visit, 'backfill', told)
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect(await answer.json()).toMatchObject({
      status: 'entered',
      enteredAt: '2026-06-15T06:20:00.000Z',
      backfilled: true,
      reason: told.reason,
    })
    w.at(NOON)
  })
  test('and not on the eleventh', async () => {
    w.at('2026-06-15T08:00:00+08:00')
    const visit = await planned('scjg')
    w.at('2026-06-27T10:00:00+08:00')
    const answer = await take('scjg', visit, 'backfill', told)
    expect([answer.status, (await fields(answer))[0]]).toEqual([
      422,
      { path: 'restoredOn', message: expect.stringContaining('超过10日') },
    ])
    expect((await seen('scjg', visit.no)).statusLabel).toBe('过期未登记')
    w.at(NOON)
  })
  test('without a task it is kept with its items as they were, and noticed', async () => {
    const uscc = company()
    const answer = await past('scjg', {
      uscc,
      items: [],
      other: '查了消防通道',
      enteredOn: '2026-06-15',
      restoredOn: '2026-06-16',
    })
    expect(answer.status, await answer.clone().text()).toBe(201)
    expect(await kinds(uscc)).toEqual(['unpublished', 'untasked'])
    expect((await past('scjg', { uscc, items: [] })).status).toBe(422)
    expect((await past('scjg', { uscc, items: ['JC-NO-H62'] })).status).toBe(422)
    expect((await past('handler', { uscc })).status).toBe(403)
  })
  test('what a long outage held up is noticed as late', async () => {
    const uscc = company()
    w.at('2026-07-20T10:00:00+08:00')
    expect((await past('scjg', { uscc, enteredOn: '2026-06-25', restoredOn: '2026-07-19' })).status).toBe(201)
    w.at(NOON)
    expect(await kinds(uscc)).toEqual(['late', 'untasked'])
  })
})

describe('certificates of officers', () => {
  /** Somebody of the register whose certificate ended, and a day on which it was still good. */
  const ended = async () => {
    const { published } = await import('../../api/visit/published.ts')
    const then = await (await published(w.deps.store, '2026-06-16')).officersOf(['SCJG'])
    const one = then.find(
      ({ validFrom, validTo }) => validFrom < '2026-06-16' && validTo < '2027-06-16' && validTo > '2026-06-16',
    )
    if (!one) throw new Error('the register has nobody whose certificate ends')
    return one
  }
  test('are judged as on the day of a past inspection, not as on the day it is written down', async () => {
    const one = await ended()
    const [good = ''] = (await officersOf(['SCJG'])).filter((code) => code !== one.code)
    const last = one.validTo
    const after = new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10)
    w.at(`${after}T10:00:00+08:00`)
    const on = (enteredOn: string) =>
      past('scjg', { officers: [good, one.code], enteredOn, restoredOn: after, uscc: company() })
    const answers = [await on(last), await on(after)]
    w.at(NOON)
    expect(answers.map(({ status }) => status)).toEqual([201, 422])
    expect((await fields(answers[1] as Response))[0]).toEqual({
      path: 'officers',
      message: expect.stringMatching(/执法证那天不能用于检查.*市司法局说明/),
    })
  })
  test('what there is to choose from is that of the day asked for', async () => {
    const one = await ended()
    const offered = async (on: string) => {
      const answer = await ask('scjg')(`/api/desk/visits/choices?on=${on}`)
      return ((await answer.json()) as { officers: { value: string }[] }).officers.map(({ value }) => value)
    }
    expect(await offered(one.validTo)).toContain(one.code)
    expect(await offered('2030-01-01')).not.toContain(one.code)
    expect((await ask('scjg')('/api/desk/visits/choices?on=never')).status).toBe(422)
  })
})

describe('an urgent inspection', () => {
  test('is registered before leaving, with its code; listed for the bureau, counted, and no alarm', async () => {
    const uscc = company()
    const answer = await urgent('scjg', { uscc })
    expect(answer.status, await answer.clone().text()).toBe(201)
    const visit = (await answer.json()) as Seen & { urgent: boolean; approver: string; reason: string }
    expect(visit).toMatchObject({ status: 'entered', urgent: true, approver: '局长示例', on: '2026-06-16' })
    expect(await kinds(uscc)).toEqual([])
    const told = await scan(visit.code?.id)
    expect(told).toMatchObject({ verdict: 'genuine', visit: { urgent: true, enteredAt: '2026-06-16T01:30:00.000Z' } })
    // Who allowed it and what it was about is nobody’s at the door; that it is on no list is said.
    const strange = await urgent('scjg', { items: [], other: '查了邻居说的煤气罐' })
    const { code } = (await strange.json()) as Seen
    const unlisted = await scan(code?.id)
    expect(unlisted.visit).toMatchObject({ items: [], outside: true })
    expect(told.visit).toMatchObject({ outside: false })
    expect(JSON.stringify(unlisted)).not.toMatch(/邻居|煤气罐/)
    expect(JSON.stringify(told)).not.toMatch(/局长示例|燃气|线索编号/)
    const listed = async (query: string) =>
      ((await (await ask('handler')(`/api/desk/visits?${query}`)).json()) as { items: Seen[] }).items.map(
        ({ no }) => no,
      )
    expect(await listed('way=urgent')).toContain(visit.no)
    expect(await listed('way=past')).not.toContain(visit.no)
    expect((await ask('handler')('/api/desk/visits?way=never')).status).toBe(422)
    const numbers = await ask('stats')(`/api/desk/visits/companies?q=${uscc}`)
    expect(((await numbers.json()) as { items: object[] }).items).toMatchObject([{ visits: 1 }])
  })
  test('takes one of the times the cap allows where it is by plan, and crowds as any other', async () => {
    const uscc = company()
    for (let i = 0; i < 3; i++) expect((await urgent('scjg', { uscc, cause: 'plan' })).status).toBe(201)
    expect(await kinds(uscc)).toEqual(['cap', 'crowded'])
  })
  test('is not what is written down after an outage', async () => {
    const uscc = company()
    expect((await past('scjg', { uscc })).status).toBe(201)
    expect(await kinds(uscc)).toEqual(['untasked'])
  })
  test.each<[string, Record<string, unknown>, string]>([
    ['in a minute', { clock: '09:42' }, 'clock'],
    ['last night', { clock: '23:30' }, 'clock'],
    ['on another day', { enteredOn: '2026-06-15' }, 'enteredOn'],
    ['at no time', { clock: '9点' }, 'clock'],
    ['without a reason', { reason: undefined }, 'reason'],
    ['allowed by nobody', { approver: undefined }, 'approver'],
    ['of nothing', { items: [] }, 'items'],
    ['alone', { officers: ['RY-T3DA9XGP'] }, 'officers'],
    ['by nobody known', { officers: ['RY-00000000', 'RY-11111111'] }, 'officers'],
    ['a lead nobody explains', { why: undefined }, 'why'],
  ])('%s is refused and said where', async (_, more, path) => {
    const before = await w.deps.store.read.$count(visits)
    const answer = await urgent('scjg', more)
    expect(answer.status).toBe(422)
    expect((await fields(answer)).map((field) => field.path)).toContain(path)
    expect(await w.deps.store.read.$count(visits)).toBe(before)
  })
  test.each(['handler', 'scjg-legal', 'admin'])('is not %s’s to register', async (login) => {
    expect((await urgent(login)).status).toBe(403)
  })
})

describe('caps', () => {
  const at = async (day: string, login: string, uscc: string, more = {}) => {
    w.at(`${day}T10:00:00+08:00`)
    const visit = await entered(login, { uscc, ...more })
    w.at(NOON)
    return visit
  }
  test('are counted by company, body and year', async () => {
    const uscc = company()
    const days = ['2026-10-01', '2026-11-05', '2027-01-02', '2027-02-20', '2027-03-28']
    const counts = []
    for (const day of days) counts.push((await at(day, 'zfj', uscc)).bodies[0]?.n)
    expect(counts).toEqual([1, 2, 1, 2, 3])
    await at('2026-12-16', 'scjg', uscc)
    expect((await alarms(uscc)).map(({ kind, count, department }) => [kind, count, department.code])).toEqual([
      ['cap', 3, 'ZFJ'],
    ])
  })
  test('what a lead, an order or the company itself brings takes none of them', async () => {
    const uscc = company()
    for (const day of ['2026-06-16', '2026-08-16']) await at(day, 'scjg', uscc)
    const lead = await at('2026-08-31', 'scjg', uscc, { cause: 'report', why: '线索编号示例001' })
    expect(lead.counted).toBe(false)
    expect(await kinds(uscc)).toEqual([])
    const told = await scan(lead.code?.id)
    expect(told.visit).toMatchObject({ counted: false })
    // Who told of it is nobody's at the door, nor what brought it.
    expect(JSON.stringify(told)).not.toMatch(/线索编号|report/)
  })
  test('go by the version of the item in force on the day', async () => {
    const uscc = company()
    const seen = []
    for (const day of ['2026-06-16', '2026-08-20', '2026-10-16']) seen.push((await at(day, 'scjg', uscc)).bodies[0])
    expect(seen.map((one) => [one?.n, one?.cap])).toEqual([
      [1, 2],
      [2, 2],
      [3, 1],
    ])
    const other = company()
    for (const day of ['2026-08-31', '2026-09-01']) await at(day, 'scjg', other)
    expect(await kinds(other)).toEqual(['cap'])
  })
  test('two alone in a month where one would do', async () => {
    const uscc = company()
    await at('2026-06-16', 'scjg', uscc)
    await at('2026-06-17', 'zfj', uscc)
    expect(await kinds(uscc)).toEqual(['joint'])
  })
  test('the numbers of companies, for the bureau alone', async () => {
    const uscc = company()
    for (const day of ['2026-06-16', '2026-08-16', '2026-08-31']) await at(day, 'scjg', uscc)
    const numbers = async (login: string, query = '') => ask(login)(`/api/desk/visits/companies?q=${uscc}${query}`)
    expect(((await (await numbers('stats')).json()) as { items: object[] }).items).toMatchObject([
      { uscc, visits: 3, alarms: 1, open: 1, bodies: [{ code: 'SCJG', n: 3, cap: 2 }] },
    ])
    expect(((await (await numbers('stats', '&year=2025')).json()) as { total: number }).total).toBe(0)
    expect((await numbers('scjg')).status).toBe(403)
  })
})

test('the code of a company tells its inspections of the year, and of nobody in them', async () => {
  const uscc = company()
  const issued = await ask('handler')(
    '/api/desk/codes',
    json('POST', {
      type: 'ENT',
      label: '示例小馆',
      subject: uscc,
      industry: 'H62',
      place: '城东街道示例路8号',
      issuedTo: '店主',
      validFrom: '2026-06-01',
    }),
  )
  const { id } = (await issued.json()) as { id: string }
  await planned('zfj', { uscc })
  const visit = await entered('scjg', { uscc })
  const told = await scan(id)
  expect(told.company).toMatchObject({
    year: '2026',
    total: 1,
    visits: [{ day: '2026-06-16', bodies: ['澄河市市场监督管理局'], counted: true }],
    bodies: expect.arrayContaining([{ name: '澄河市市场监督管理局', n: 1, cap: 2 }]),
  })
  expect(told.actions.map(({ label }) => label)).toContain('有人来查，没有出示任务码')
  expect(JSON.stringify(told)).not.toMatch(/RY-|尾号|JC-[0-9A-Z]{10}/)
  const task = JSON.stringify(await scan(visit.code?.id))
  const officers = await (await import('../../api/visit/published.ts'))
    .published(w.deps.store, '2026-06-16')
    .then((book) => book.officersOf(['SCJG']))
  for (const { certificate, name, code } of officers) {
    expect(task).not.toContain(certificate)
    expect(task).not.toContain(name)
    expect(task).not.toContain(code)
  }
  expect(task).not.toMatch(/店主|郑和平/)
})

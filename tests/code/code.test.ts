import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulebook } from '../../api/case/rulebook.ts'
import { grouped, newId, readId } from '../../api/code/id.ts'
import { keepScans } from '../../api/code/scans.ts'
import { verdictOf } from '../../api/code/verdict.ts'
import { ACTIONS, STATUS, type Status, step } from '../../api/code/workflow.ts'
import { Limits } from '../../api/limits.ts'
import { verdict } from '../../api/officer/officer.ts'
import { codes, scans } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company } from '../visit/inspecting.ts'

const ORG = {
  type: 'ORG',
  department: 'SCJG',
  label: '政务大厅3号窗口',
  place: '城东街道示例路1号一楼',
  issuedTo: '市场监管局办公室',
  validFrom: '2026-06-01',
}
interface Seen {
  id: string
  n: number
  status: string
  replacedBy: string | null
  numbers: { scans: number; sent: { complaints: number; praise: number } | null } | null
  allowed: { action: string }[]
}

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
})

afterAll(() => w.close())

const desk = (login: string) => asking(w, login)
const issue = async (said: object = ORG, login = 'handler') => desk(login)('/api/desk/codes', json('POST', said))
const issued = async (said: object = ORG): Promise<Seen> => {
  const answer = await issue(said)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as Seen
}
const scan = async (id: string) => {
  const answer = await w.app.request(`/api/codes/${encodeURIComponent(id)}`)
  return {
    status: answer.status,
    told: (await answer.json()) as Record<string, unknown> & { actions: { url: string }[] },
  }
}
const take = (login: string, { id, n }: Seen, action: string, note = '窗口调整') =>
  desk(login)(`/api/desk/codes/${id}/steps`, json('POST', { action, n, note }))

describe('a code', () => {
  test.each([
    ['as it is', (id: string) => id],
    ['in small letters, in groups', (id: string) => grouped(id).toLowerCase()],
    [
      'with spaces and full-width signs',
      (id: string) => [...id].map((s) => String.fromCodePoint(s.charCodeAt(0) + 0xfee0)).join(' '),
    ],
    ['O for 0, I and l for 1', (id: string) => id.replace(/0/g, 'o').replace(/1/g, 'l')],
    ['as a whole address', (id: string) => `https://yangguang.example/q/${grouped(id)}?from=timeline`],
  ])('is read %s', (_, write) => {
    for (let i = 0; i < 50; i++) {
      const { id } = newId(w.deps.secrets, { type: 'ORG', subject: 'x', version: 1 })
      expect(readId(write(id))).toBe(id)
    }
  })
  test.each(['', 'K7M2', 'K7M29QXR4T8W0', 'K7M29QXR4T8*', '中'.repeat(12), 'x'.repeat(301)])('%j is none', (typed) => {
    expect(readId(typed)).toBeUndefined()
  })
})

test.each<[Status, string, string | null, string]>([
  ['active', '2026-06-16', null, 'genuine'],
  ['active', '2026-06-01', '2026-06-16', 'genuine'],
  ['active', '2026-06-17', null, 'early'],
  ['active', '2026-06-01', '2026-06-15', 'expired'],
  ['suspended', '2026-06-01', null, 'suspended'],
  ['lost', '2026-06-01', '2026-06-15', 'lost'],
  ['replaced', '2026-06-17', null, 'replaced'],
  ['revoked', '2026-06-01', null, 'revoked'],
])('%s from %s to %s is %s', (status, validFrom, validTo, verdict) => {
  expect(verdictOf({ status, validFrom, validTo }, '2026-06-16')).toBe(verdict)
})

describe('a scan', () => {
  test('says first whether it is genuine, then what it stands for and what can be done', async () => {
    const { id } = await issued()
    const { status, told } = await scan(id)
    expect(status).toBe(200)
    expect(told).toMatchObject({
      id,
      type: 'ORG',
      status: 'active',
      verdict: 'genuine',
      valid: true,
      title: ORG.label,
      department: { code: 'SCJG' },
      prefill: { code: id, department: 'SCJG' },
    })
    expect(told.actions.map((way) => way.url)).toContain(`/complaint?code=${id}`)
    expect(JSON.stringify(told)).not.toContain(ORG.issuedTo)
  })

  test.each([
    ['what it stands for', { subject: 'SCJG/另一处/别的地方' }],
    ['what kind it is', { type: 'STATION' as const }],
    ['which one of its subject', { version: 9 }],
  ])('a row changed in %s is believed no more', async (_, changed) => {
    const { id } = await issued()
    expect((await scan(id)).status).toBe(200)
    await w.deps.store.writes.commit([w.deps.store.read.update(codes).set(changed).where(eq(codes.id, id))])
    expect((await scan(id)).status).toBe(404)
  })

  test('an officer’s code is worth nothing under another body than the register’s', async () => {
    const said = { type: 'OFFICER', officer: 'RY-T3DA9XGP', issuedTo: '本人', validFrom: '2026-06-01' }
    const { id } = await issued(said)
    expect((await scan(id)).told.verdict).toBe('genuine')
    const moved = { department: 'SCJG' }
    await w.deps.store.writes.commit([w.deps.store.read.update(codes).set(moved).where(eq(codes.id, id))])
    expect((await scan(id)).told).toMatchObject({ verdict: 'suspended', valid: false })
  })

  test('trying one after the other is ended, and does not keep others from scanning', async () => {
    w.deps.limits = new Limits(true)
    const { id } = await issued()
    const tries = asking(w, null, 'a stranger')
    const statuses = []
    for (let i = 0; i < 70; i++) statuses.push((await tries(`/api/codes/${String(i).padStart(12, '2')}`)).status)
    expect(statuses.slice(0, 60).every((status) => status === 404)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
    expect((await asking(w, null, 'somebody else')(`/api/codes/${id}`)).status).toBe(200)
    w.deps.limits = new Limits(false)
    expect((await tries('/api/codes/222222222222')).status).toBe(404)
  })

  test('is counted by day, and nothing else is kept of it', async () => {
    const { id } = await issued()
    for (let i = 0; i < 3; i++) await scan(id)
    await keepScans(w.deps.store)
    await keepScans(w.deps.store)
    expect(await w.deps.store.read.select().from(scans).where(eq(scans.code, id))).toEqual([
      { code: id, day: '2026-06-16', what: 'scan', count: 3 },
    ])
  })

  test('what is sent from it is counted in its own commit; the body reads no number', async () => {
    const code = await issued()
    // The last one is sealed: it is in no number.
    for (const more of [{}, { category: 'T90' }, { category: 'T28' }])
      expect((await post(w, '/api/complaints', complaint({ code: code.id, ...more }))).status).toBe(201)
    const read = async (login: string) => (await (await desk(login)(`/api/desk/codes/${code.id}`)).json()) as Seen
    expect((await read('handler')).numbers).toEqual({ scans: 0, sent: { complaints: 1, praise: 1 } })
    expect((await read('scjg')).numbers).toBeNull()
    const numbers = await (await desk('handler')('/api/desk/codes/numbers?type=ORG')).json()
    const one = { id: code.id, typeLabel: '窗口、站所码', complaints: 1, praise: 1 }
    expect((numbers as { sent: object[] }).sent).toContainEqual(expect.objectContaining(one))
  })

  test.each([
    [
      'a company’s',
      {
        type: 'ENT',
        label: '示例小馆',
        subject: '91370000MA3EXAMP01',
        industry: 'H62',
        place: '城东街道示例路8号',
        issuedTo: '企业',
        validFrom: '2026-06-01',
      },
    ],
    [
      'a document’s',
      {
        type: 'CASE',
        department: 'SCJG',
        label: '行政处罚决定书',
        subject: '澄市监罚〔2026〕12号',
        act: 'penalty',
        on: '2026-06-01',
        issuedTo: '当事人',
        validFrom: '2026-06-01',
      },
    ],
  ])(
    'through %s code is counted with all of its kind, never by it: its holder may ask for confidence',
    async (_, said) => {
      const uscc = said.type === 'ENT' ? { subject: company() } : {}
      const { id } = await issued({ ...said, ...uscc })
      await w.deps.store.writes.commit([{ sql: 'delete from scan_days', args: [] }])
      expect((await post(w, '/api/complaints', complaint({ code: id }))).status).toBe(201)
      expect(await w.deps.store.read.select().from(scans).where(eq(scans.code, id))).toEqual([])
      expect((await w.deps.store.read.select().from(codes).where(eq(codes.id, id)).get())?.metOn).toBeNull()
      expect(await w.deps.store.heavy.rows('select type, what, count from scan_days')).toEqual([
        { type: said.type, what: 'complaint', count: 1 },
      ])
      const seen = (await (await desk('handler')(`/api/desk/codes/${id}`)).json()) as Seen
      expect(seen.numbers).toEqual({ scans: 0, sent: null })
      expect((await scan(id)).told.prefill).not.toHaveProperty('place')
    },
  )

  test('a code nobody issued comes with a complaint and is counted nowhere', async () => {
    const before = await w.deps.store.read.$count(scans)
    expect((await post(w, '/api/complaints', complaint({ code: 'ZZZZZZZZZZZZ' }))).status).toBe(201)
    expect(await w.deps.store.read.$count(scans)).toBe(before)
  })
})

describe('at the desk', () => {
  test.each([
    ['handler', 201],
    ['assign', 201],
    ['intake', 403],
    ['stats', 403],
    ['scjg', 403],
    ['admin', 403],
  ])('%s issues: %i', async (login, status) => {
    expect((await issue(ORG, login)).status).toBe(status)
  })

  test.each([
    [
      'an officer nobody knows',
      { type: 'OFFICER', officer: 'RY-00000000', issuedTo: '本人', validFrom: '2026-06-01' },
      'officer',
    ],
    [
      'a matter nobody knows',
      { type: 'ITEM', matter: 'CH-XX-CF-999', issuedTo: '窗口', validFrom: '2026-06-01' },
      'matter',
    ],
    ['a body nobody knows', { ...ORG, department: 'XX' }, 'department'],
    ['an end before the beginning', { ...ORG, validTo: '2026-05-01' }, 'validTo'],
    ['a task by hand', { ...ORG, type: 'TASK' }, 'type'],
    ['no kind', { ...ORG, type: undefined }, 'type'],
    [
      'a company whose number is wrong',
      {
        type: 'ENT',
        label: '示例餐饮',
        subject: '91370000MA3XXXXX00',
        industry: 'H62',
        place: '示例路2号',
        issuedTo: '店主',
        validFrom: '2026-06-01',
      },
      'subject',
    ],
  ])('%s is refused and said where', async (_, said, path) => {
    const answer = await issue(said)
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as { fields: { path: string; message: string }[] }
    expect(fields.map((field) => field.path)).toContain(path)
    expect(fields[0]?.message).toMatch(/\p{Script=Han}/u)
  })

  /** Officers of the register by what is against them on the day of the tests. */
  const unfit = async (on = '2026-06-16') => {
    const { published } = await import('../../api/visit/published.ts')
    const { departments } = await rulebook(w.deps.store, w.deps.now())
    const all = await (await published(w.deps.store, on)).officersOf([...departments.keys()])
    const standing = (one: (typeof all)[number]) => verdict(one, false, on)
    return new Map(all.map((one) => [standing(one), one]))
  }
  test.each([
    ['expired', /不在有效期内.*更新名册/],
    ['suspended', /暂扣.*更新名册/],
    ['cancelled', /收回或者注销.*核对/],
  ] as const)('an officer whose certificate is %s gets no code, alone or in a batch', async (standing, words) => {
    // Certificates end and are taken in over the years of the register.
    const days = ['2026-06-16', '2025-06-16', '2026-11-20', '2027-03-01', '2031-01-01']
    const found = await Promise.all(days.map(async (on) => ({ on, one: (await unfit(on)).get(standing) })))
    const { on = '', one } = found.find(({ one }) => one) ?? {}
    w.at(`${on}T09:41:00+08:00`)
    if (!one) throw new Error(`the register has nobody whose certificate is ${standing}`)
    const before = await w.deps.store.read.$count(codes)
    const alone = await issue({ type: 'OFFICER', officer: one.code, issuedTo: '本人', validFrom: on })
    expect([alone.status, ((await alone.json()) as { fields: object[] }).fields]).toEqual([
      422,
      [{ path: 'officer', message: expect.stringMatching(words) }],
    ])
    const list = `人员编码\t领用\n${one.code}\t本人`
    const common = { type: 'OFFICER', department: one.department, validFrom: on, list }
    const together = await desk('handler')('/api/desk/codes/batches', json('POST', common))
    expect([together.status, ((await together.json()) as { fields: object[] }).fields]).toEqual([
      422,
      [{ path: 'list', message: expect.stringMatching(words) }],
    ])
    expect(await w.deps.store.read.$count(codes)).toBe(before)
    w.at('2026-06-16T09:41:00+08:00')
  })
  test('an officer gets none that begins after the certificate ends', async () => {
    const one = (await unfit()).get('valid')
    const said = (validFrom?: string) => ({ type: 'OFFICER', officer: one?.code, issuedTo: '本人', validFrom })
    const next = new Date(Date.parse(one?.validTo ?? '') + 86_400_000).toISOString().slice(0, 10)
    expect((await issue(said(next))).status).toBe(422)
    expect((await issue(said(one?.validTo))).status).toBe(201)
  })

  test('a lost one is lost at once, whoever of its body says so; another body’s is not there', async () => {
    const code = await issued()
    expect((await take('zfj', code, 'lose')).status).toBe(404)
    expect((await take('scjg', code, 'revoke')).status).toBe(403)
    expect((await take('scjg', code, 'lose')).status).toBe(200)
    expect((await scan(code.id)).told).toMatchObject({ status: 'lost', valid: false })
  })

  test('a replaced one leads to nothing, its successor is genuine', async () => {
    const code = await issued()
    const answer = await take('handler', code, 'replace')
    const seen = (await answer.json()) as Seen
    expect(seen).toMatchObject({ status: 'replaced', allowed: [] })
    expect((await scan(code.id)).told).toMatchObject({ status: 'replaced', valid: false })
    expect(JSON.stringify((await scan(code.id)).told)).not.toContain(String(seen.replacedBy))
    expect((await scan(String(seen.replacedBy))).told).toMatchObject({
      status: 'active',
      valid: true,
      title: ORG.label,
    })
  })

  test('of two who act at once one wins', async () => {
    const code = await issued()
    const answers = await Promise.all([take('handler', code, 'replace'), take('assign', code, 'revoke')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { status } = (await w.deps.store.read.select().from(codes).where(eq(codes.id, code.id)).get()) ?? {}
    const won = answers.findIndex((answer) => answer.status === 200)
    expect(status).toBe(['replaced', 'revoked'][won])
    expect(await w.deps.store.read.$count(codes, eq(codes.subject, `SCJG/${ORG.label}/${ORG.place}`))).toBeGreaterThan(
      0,
    )
  })

  test.each(Object.keys(STATUS) as Status[])('from %s only what the table says', async (status) => {
    for (const action of ACTIONS) {
      const code = await issued()
      await w.deps.store.writes.commit([w.deps.store.read.update(codes).set({ status }).where(eq(codes.id, code.id))])
      const answer = await take('handler', code, action)
      expect(answer.status, `${action} from ${status}`).toBe(step(action).from.includes(status) ? 200 : 409)
    }
  })
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isReportable } from '../../api/case/routing.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { isNear } from '../../api/lead/conflict.ts'
import { cases, leads } from '../../db/schema.ts'
import { asking, json, LOGINS, person } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ACCOUNT, appointed, declared, lead, type SentLead, sending, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())
const { listed, step } = desk(() => w)
const caseOf = (no: string) => w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get()
const leadOf = (no: string) => w.deps.store.read.select().from(leads).where(eq(leads.no, no)).get()
const changed = (table: 'supervisors' | 'contacts', login: string, to: Record<string, string>) =>
  w.deps.store.writes.commit(
    Object.entries(to).map(([column, value]) => ({
      sql: `update ${table} set "${column}" = ? where login = ?`,
      args: [value, login],
    })),
  )
const problem = async (answer: Response) => (await answer.json()) as { code: string; fields?: { path: string }[] }

describe('a lead', () => {
  test('opens accepted on its own clock, and nobody may refuse it', async () => {
    const { no, status, way, answerBy, dueOn, url } = await sentLead(w, 'supervisor1')
    expect({ status, way, url }).toEqual({ status: 'accepted', way: 'direct', url: `/lead/mine/${no}` })
    expect(dueOn).toBe(answerBy)
    expect(await caseOf(no)).toMatchObject({
      channel: 'SUPERVISOR',
      status: 'accepted',
      n: 2,
      editableUntil: null,
      flags: ['supervisor'],
      appears: 'named',
    })
    for (const [who, action] of [
      ['intake', 'refuse'],
      ['intake', 'doubt'],
      ['superior', 'refuse'],
    ] as const)
      expect(
        (await step(who, no, { action, n: 2, reason: 'repeat', note: '重复反映，告知原来的编号。' })).status,
      ).not.toBe(200)
    expect((await step('assign', no, { action: 'assign', n: 2 })).status).toBe(200)
  })
  test('is answered later than it came: fifteen working days from the day of receipt', async () => {
    expect((await sentLead(w, 'supervisor1')).answerBy).toBe('2026-07-07')
  })
  test('of a contact point runs on the lane of companies, with the company and without screening', async () => {
    const { no, status } = await sentLead(w, 'contact1')
    expect(status).toBe('accepted')
    expect(await caseOf(no)).toMatchObject({ channel: 'CONTACT', lane: 'enterprise' })
  })
  test('shows its handler how its sender knows, and not who they are', async () => {
    const { no } = await sentLead(w, 'supervisor1', {
      protect: true,
      source: 'told',
      agreed: 'yes',
      callback: true,
      phone: '13812345678',
    })
    const text = await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).text()
    expect(JSON.parse(text)).toMatchObject({
      appears: { code: 'confidential' },
      details: { lead: { source: 'told', agreed: 'yes', callback: true, conflict: 'none' } },
    })
    expect(text).not.toMatch(/白露|supervisor1|13812345678/)
  })
  test('of a sealed category goes to the sealed desk as it is', async () => {
    const { no, status } = await sentLead(w, 'supervisor1', { category: 'T28' })
    expect(status).toBe('received')
    expect((await listed('sealed1')).items.map((one) => one.no)).toContain(no)
    expect((await listed('assign')).items.map((one) => one.no)).not.toContain(no)
  })
  test('about the bureau goes to the one above, which screens it', async () => {
    expect(await sentLead(w, 'supervisor1', { about: { department: 'SFJ' } })).toMatchObject({
      status: 'received',
      way: 'up',
    })
  })
  test('that lacks what it needs says all of it at once', async () => {
    const answer = await sending(w, 'supervisor1', { category: 'T05', account: '太短', callback: true, conflict: true })
    expect(answer.status).toBe(422)
    const paths = (await problem(answer)).fields?.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['account', 'source', 'consent']))
    const two = await problem(await sending(w, 'supervisor1', lead({ callback: true, conflict: true })))
    expect(two.fields?.map(({ path }) => path)).toEqual(['conflictWhy', 'phone'])
  })
  test('praise is none', async () => {
    const answer = await problem(await sending(w, 'supervisor1', lead({ category: 'T90' })))
    expect(answer.fields?.map(({ path }) => path)).toEqual(['category'])
  })
})

describe('who may', () => {
  test('supervisors and contact points, and nobody else', async () => {
    const allowed: string[] = []
    for (const login of LOGINS) if ((await sending(w, login, lead())).status === 201) allowed.push(login)
    expect(allowed).toEqual(['supervisor1', 'supervisor2', 'contact1'])
    expect((await sending(w, null, lead())).status).toBe(401)
    expect((await sending(w, 'handler', lead())).status).toBe(403)
  })
  test('nobody who deals with cases besides', async () => {
    const both = {
      ...person('supervisor1'),
      roles: ['supervisor', 'handler'] as ('supervisor' | 'handler')[],
      department: 'SFJ',
    }
    expect((await asking(w, both)('/api/leads', json('POST', lead()))).status).toBe(403)
  })
  test.each(['applied', 'refused', 'withdrawn', 'publicity', 'suspended', 'expired', 'resigned', 'dismissed'] as const)(
    'a supervisor who is %s sends and sees nothing',
    async (state) => {
      const { no } = await sentLead(w, 'supervisor2')
      await changed('supervisors', 'supervisor2', { state })
      const answers = await Promise.all([
        sending(w, 'supervisor2', lead()),
        asking(w, 'supervisor2')('/api/leads'),
        asking(w, 'supervisor2')(`/api/track/${no}`),
      ])
      await changed('supervisors', 'supervisor2', { state: 'serving' })
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 404])
    },
  )
  test('a term that is over or not begun counts before its clock has run', async () => {
    for (const days of [{ to: '2026-06-14' }, { from: '2026-06-16' }]) {
      await changed('supervisors', 'supervisor2', days)
      expect((await sending(w, 'supervisor2', lead())).status).toBe(403)
      await changed('supervisors', 'supervisor2', { from: '2026-01-01', to: '2027-12-31' })
    }
    expect((await sending(w, 'supervisor2', lead())).status).toBe(201)
  })
  test('a contact point that is suspended is refused', async () => {
    await changed('contacts', 'contact1', { state: 'suspended' })
    expect((await sending(w, 'contact1', lead())).status).toBe(403)
    await changed('contacts', 'contact1', { state: 'serving' })
  })
})

describe('following by signing in', () => {
  const mine = (login: string, path: string, init?: RequestInit) => asking(w, login)(`/api/track/${path}`, init)
  test('its sender needs no code; another supervisor learns no more than of a number nobody has', async () => {
    const { no } = await sentLead(w, 'supervisor1')
    expect(await (await mine('supervisor1', no)).json()).toMatchObject({
      no,
      status: 'accepted',
      timeline: [{ label: '已提交' }, { label: '已受理' }],
      may: ['withdraw', 'write', 'supplement'],
    })
    const [other, nobody] = [await mine('supervisor2', no), await mine('supervisor2', '2026-00000000A')]
    expect([other.status, await other.text()]).toEqual([404, await nobody.text()])
    expect((await mine('handler', no)).status).toBe(404)
  })
  test('they write, add, judge the answer and ask for a recheck', async () => {
    const { no } = await sentLead(w, 'supervisor1')
    const say = (path: string, body: object) => mine('supervisor1', `${no}/${path}`, json('POST', body))
    expect((await say('messages', { text: '当天还有一段录像。' })).status).toBe(200)
    expect((await say('supplement', { text: '补充：时间是上午九点。' })).status).toBe(200)
    const { row } = { row: await caseOf(no) }
    expect(
      (
        await step('handler', no, {
          action: 'answer',
          n: row!.n,
          note: '经查，扣押没有依据，已经退还。',
        })
      ).status,
      'answered',
    ).toBe(200)
    expect((await say('rating', { grade: '2', reasons: [], text: '没有说明谁负责。' })).status).toBe(200)
    expect((await say('recheck', { text: '没有说明谁来负责，要求复核。' })).status).toBe(200)
    expect(
      (await asking(w, 'supervisor2')(`/api/track/${no}/messages`, json('POST', { text: '我也看看' }))).status,
    ).toBe(404)
  })
  test('the ordinary code works for whoever has it, and one’s own leads are listed newest first', async () => {
    const one = await sentLead(w, 'supervisor1')
    expect((await w.app.request(`/api/track/${one.no}`, { headers: { 'x-query-code': one.queryCode } })).status).toBe(
      200,
    )
    const list = (await (await asking(w, 'supervisor1')('/api/leads?limit=2')).json()) as {
      items: { no: string }[]
      next: string
      total: number
    }
    expect(list.items).toHaveLength(2)
    const rest = (await (
      await asking(w, 'supervisor1')(`/api/leads?limit=100&cursor=${list.next}`)
    ).json()) as typeof list
    expect(list.items.length + rest.items.length).toBe(list.total)
    const theirs = await (await asking(w, 'supervisor2')('/api/leads?limit=100')).text()
    expect(theirs).not.toContain(one.no)
    expect((await asking(w, 'supervisor2')(`/api/leads?cursor=${list.next}`)).status).toBe(200)
  })
})

describe('a draft', () => {
  const KEY = 'a-draft-of-the-street-1'
  const count = async () => (await w.deps.store.read.select().from(leads)).length
  test('sent twice, at once and a month later, is one case', async () => {
    const before = await count()
    const all = await Promise.all(Array.from({ length: 5 }, () => sentLead(w, 'supervisor1', {}, KEY)))
    w.at('2026-07-15T10:00:00+08:00')
    const late = await sentLead(w, 'supervisor1', {}, KEY)
    w.at('2026-06-15T10:24:00+08:00')
    expect(new Set([...all, late].map(({ no, queryCode }) => no + queryCode)).size).toBe(1)
    expect(await count()).toBe(before + 1)
  })
  test('under the same key in another hand is another, and with other words is refused', async () => {
    const first = await sentLead(w, 'supervisor1', {}, `${KEY}-2`)
    const second = await sentLead(w, 'supervisor2', {}, `${KEY}-2`)
    expect(second.no).not.toBe(first.no)
    expect((await sending(w, 'supervisor1', lead({ source: 'told' }), `${KEY}-2`)).status).toBe(422)
  })
  test('of somebody else is not sent in one’s own name', async () => {
    const own = async (login: string) =>
      ((await (await asking(w, login)('/api/leads')).json()) as { owner: string }).owner
    const mark = await own('supervisor1')
    const before = await count()
    expect(await problem(await sending(w, 'supervisor2', lead({ owner: mark })))).toMatchObject({
      code: 'other_person',
    })
    expect(await count()).toBe(before)
    expect((await sending(w, 'supervisor1', lead({ owner: mark }))).status).toBe(201)
    expect(mark).not.toBe(await own('supervisor2'))
    expect((await w.deps.store.read.select().from(leads)).some((row) => row.owner.includes(mark))).toBe(false)
  })
})

describe('an interest', () => {
  test('declared in a body, its parent or its part keeps a lead about it off the direct way, and its sender from seeing more', async () => {
    const book = await rulebook(w.deps.store, w.deps.now())
    const bodies = [...book.departments.values()].filter(({ type }) => isReportable(type)).map(({ code }) => code)
    const pairs = [...book.departments.keys()].flatMap((subject) =>
      bodies.filter((about) => isNear(subject, about, book.departments)).map((about) => ({ subject, about })),
    )
    expect(pairs.length).toBeGreaterThan(bodies.length)
    const direct: string[] = []
    for (const { subject, about } of pairs) {
      await w.deps.store.writes.commit([{ sql: "delete from interests where person = 'supervisor2'", args: [] }])
      await declared(w, 'supervisor2', 'department', subject)
      const sent = await sentLead(w, 'supervisor2', { about: { department: about }, conflict: false })
      const row = await caseOf(sent.no)
      if (
        sent.conflict !== 'known' ||
        row?.status !== 'received' ||
        row.channel !== 'WEB' ||
        row.flags?.includes('supervisor')
      )
        direct.push(`${subject} ${about}`)
      if ((await leadOf(sent.no))?.conflict !== 'known') direct.push(`${subject} ${about} counted`)
      for (const path of [`/api/desk/cases/${sent.no}`, '/api/desk/cases'])
        if ((await asking(w, 'supervisor2')(path)).ok) direct.push(`${subject} ${about} ${path}`)
    }
    await w.deps.store.writes.commit([{ sql: "delete from interests where person = 'supervisor2'", args: [] }])
    expect(direct).toEqual([])
    // The negative control: with nothing declared the very same goes straight.
    expect(await sentLead(w, 'supervisor2', { conflict: false })).toMatchObject({
      conflict: 'none',
      status: 'accepted',
    })
  }, 120_000)
  test('said by themselves reroutes too, and a person or a company named does', async () => {
    expect(await sentLead(w, 'supervisor2', { conflict: true, conflictWhy: '配偶在那里任职' })).toMatchObject({
      conflict: 'said',
      status: 'received',
      way: 'said',
    })
    await declared(w, 'supervisor2', 'person', '关二爷')
    expect(await sentLead(w, 'supervisor2', { about: { officer: '关二爷' } })).toMatchObject({ way: 'known' })
    await w.deps.store.writes.commit([{ sql: "delete from interests where person = 'supervisor2'", args: [] }])
  })
  test('a rerouted lead is screened as any report: it may be refused', async () => {
    const { no } = await sentLead(w, 'supervisor2', { conflict: true, conflictWhy: '配偶在那里任职' })
    const answer = await step('intake', no, {
      action: 'refuse',
      n: 1,
      reason: 'RJ1',
      note: '不属于行政执法监督的范围，请向有关部门反映。',
    })
    expect([200, 422]).toContain(answer.status)
    expect(
      (await step('intake', no, { action: 'accept', n: (await caseOf(no))!.n })).status === 200 ||
        answer.status === 200,
    ).toBe(true)
  })
})

test('the body spoken about learns nothing of a lead: not in lists, numbers, searches or notices', async () => {
  const places = [
    '/api/desk/cases',
    '/api/desk/cases?q=三轮车',
    '/api/desk/enquiries',
    '/api/desk/notices',
    '/api/desk/cases/counts',
  ]
  const seen = async () =>
    Promise.all(
      ['zfj', 'chengdong'].flatMap((who) =>
        places.map(async (path) => {
          const answer = await asking(w, who)(path)
          return [who, path, answer.status, await answer.text()]
        }),
      ),
    )
  const before = await seen()
  const { no } = await sentLead(w, 'supervisor1', { about: { department: 'ZFJ', township: '379981001' } })
  expect(await seen()).toEqual(before)
  expect((await asking(w, 'zfj')(`/api/desk/cases/${no}`)).status).toBe(403)
})

test('a stolen table tells neither whose a lead is nor how it is followed; the log names nobody', async () => {
  const { no, queryCode } = (await sentLead(w, 'supervisor1')) as SentLead
  const row = await leadOf(no)
  const text = JSON.stringify({ ...row, sealed: row?.sealed.toString('latin1') })
  expect(text).not.toMatch(/supervisor1|白露/)
  expect(text).not.toContain(queryCode)
  expect(w.log.join('\n')).not.toMatch(/白露|三轮车/)
  expect(ACCOUNT.length).toBeGreaterThan(50)
})

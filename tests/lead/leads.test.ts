import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leads } from '../../db/schema.ts'
import { asking, json, LOGINS, person } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ACCOUNT, appointed, kept, lead, type SentLead, sending, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())
const { listed, step } = desk(() => w)
const { caseOf, leadOf } = kept(() => w)
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

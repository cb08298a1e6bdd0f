import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alikeOf } from '../../api/supervisor/alike.ts'
import { openApplication } from '../../api/supervisor/application.ts'
import { events, supervisors } from '../../db/schema.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { APPLY, applicant, brought, CALL, called, does, NOW, problem, rowsOf, see, ticketOf, told } from './applied.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
beforeEach(() => w.at(NOW))
afterAll(() => w.close())

const sends = (more: Record<string, unknown> = {}, headers = {}) => post(w, APPLY, { ...applicant(), ...more }, headers)

describe('an application', () => {
  test('is taken in and followed by its ticket alone', async () => {
    const asked = applicant({ areas: ['379981001'], sectors: ['H62'] })
    const ticket = await ticketOf(post(w, APPLY, asked))
    expect(ticket).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)
    const said = await told(w, ticket)
    expect(said).toMatchObject({
      state: 'applied',
      label: '待资格审核',
      call: { code: CALL },
      groupLabel: '群众代表',
      areas: ['澄河市城东街道办事处'],
      listed: true,
      may: ['withdraw', 'list'],
    })
    expect(JSON.stringify(said)).not.toMatch(/周明|19900/)
    const [row] = await rowsOf(w, asked.phone)
    expect(row).toMatchObject({
      state: 'applied',
      call: CALL,
      areas: ['379981001'],
      sectors: ['H62'],
      n: 1,
      number: null,
    })
    const kept = openApplication(w.deps.secrets, row!)
    expect(kept).toMatchObject({ name: asked.name, phone: asked.phone, birth: asked.birth, statement: asked.statement })
    // Nothing of who it is lies open in the database, nor in what is written down of it.
    const open = JSON.stringify([
      { ...row, sealed: null },
      await w.deps.store.read
        .select()
        .from(events)
        .where(eq(events.stream, `supervisor/${row!.id}`)),
    ])
    expect(open).not.toMatch(new RegExp(`周明|${asked.phone}|1990-05-01|小店|${ticket}`))
  })

  test('sent again with its key is the same one', async () => {
    const asked = applicant()
    const key = { 'Idempotency-Key': 'apply-only-once-0001' }
    const both = await Promise.all([1, 2].map(() => ticketOf(post(w, APPLY, asked, key))))
    expect(both[0]).toBe(both[1])
    expect(await rowsOf(w, asked.phone)).toHaveLength(1)
    expect(await problem(post(w, APPLY, { ...asked, group: 'lawyer' }, key))).toMatchObject({
      code: 'same_key_other_body',
    })
  })

  test.each([
    ['under eighteen', { birth: '2010-01-01' }, 'birth', /18周岁/],
    ['with too little schooling', { education: 'senior' }, 'education', /大专/],
    ['with a record', { record: ['debtor'] }, 'record', /失信被执行人/],
    ['for a township that is none', { areas: ['SCJG'] }, 'areas', /镇街/],
    ['with relatives in a body that is none', { kin: ['NOBODY'] }, 'kin', /单位/],
    ['of a body that is none', { employer: { department: 'NOBODY' } }, 'employer.department', /单位/],
    ['with a code that is no company', { employer: { uscc: '911100000000000000' } }, 'employer.uscc', /信用代码/],
    ['without the declaration', { declared: false }, 'declared', /确认/],
    ['without consent', { consent: false }, 'consent', /公示/],
    ['with half a sentence', { statement: '想当' }, 'statement', /50/],
    ['with a day that is none', { birth: '1990-02-30' }, 'birth', /日期/],
    ['with an identity number', { idNumber: '110101199001011234' }, 'idNumber', /没有这一项/],
  ])('%s is refused, and says why', async (_why, more, path, says) => {
    const before = (await rowsOf(w)).length
    const refused = await problem(sends(more))
    expect(refused).toMatchObject({ status: 422, code: 'invalid', paths: [path] })
    expect(refused.says[0]).toMatch(says)
    expect(await rowsOf(w)).toHaveLength(before)
  })

  test('says all that is against it at once', async () => {
    expect(
      await problem(sends({ birth: '2015-01-01', education: 'school', record: ['crime', 'detention'] })),
    ).toMatchObject({
      paths: ['birth', 'education', 'record'],
    })
  })

  test('comes neither before the first day of the call nor after its last', async () => {
    expect(await problem(sends({ call: 'GG-NONE' }))).toMatchObject({ status: 409, code: 'call_closed' })
    await called(w, 'GG-CALL-1', { applyFrom: '2026-06-16', applyTo: '2026-06-20' })
    const at = async (instant: string) => {
      w.at(instant)
      return (await sends({ call: 'GG-CALL-1' })).status
    }
    expect(await at('2026-06-15T23:59:59+08:00')).toBe(409)
    expect(await at('2026-06-16T00:00:00+08:00')).toBe(201)
    expect(await at('2026-06-20T23:59:59+08:00')).toBe(201)
    expect(await at('2026-06-21T00:00:00+08:00')).toBe(409)
  })

  test('names its call where there are two', async () => {
    await called(w, 'GG-CALL-2', { areas: ['379981002'] })
    expect(await problem(sends())).toMatchObject({ status: 422, paths: ['call'] })
    expect(await problem(sends({ call: 'GG-CALL-2', areas: ['379981001'] }))).toMatchObject({ paths: ['areas'] })
    const ticket = await ticketOf(sends({ call: 'GG-CALL-2', areas: ['379981002'] }))
    expect(await told(w, ticket)).toMatchObject({ call: { code: 'GG-CALL-2' } })
    const { items } = (await (await w.app.request('/api/supervisors/calls')).json()) as {
      items: { code: string; phase: string }[]
    }
    expect(items.map(({ code, phase }) => [code, phase])).toEqual([
      [CALL, 'open'],
      ['GG-CALL-1', 'ahead'],
      ['GG-CALL-2', 'open'],
    ])
  })
})

describe('somebody who applies twice', () => {
  const mine = (more: Record<string, unknown> = {}) => applicant({ call: CALL, name: '两次（示例）', ...more })

  test('is answered as if it were once, so that nobody learns who did; the desk sees one person', async () => {
    const asked = mine()
    const answers = await Promise.all([1, 2, 3].map(() => post(w, APPLY, asked)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const [first, ...others] = await rowsOf(w, asked.phone)
    expect(others).toHaveLength(2)
    expect((await alikeOf(w.deps, first!, asked)).map(({ id }) => id).toSorted()).toEqual(
      others.map(({ id }) => id).toSorted(),
    )
  })

  test('cannot pass twice, whatever the desk presses at once', async () => {
    const asked = mine()
    for (let i = 0; i < 2; i++) await post(w, APPLY, asked)
    const rows = await rowsOf(w, asked.phone)
    const pass = (id: string) =>
      w.deps.store.writes.commit([
        w.deps.store.read.update(supervisors).set({ state: 'publicity' }).where(eq(supervisors.id, id)),
      ])
    const done = await Promise.allSettled(rows.map(({ id }) => pass(id)))
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('is nobody else who has the telephone, or the name', async () => {
    const asked = mine()
    await post(w, APPLY, asked)
    const [row] = await rowsOf(w, asked.phone)
    expect(await alikeOf(w.deps, { id: 'other' }, { name: '别人（示例）', phone: asked.phone })).toEqual([])
    expect(await alikeOf(w.deps, { id: 'other' }, { name: asked.name, phone: '19900009999' })).toEqual([])
    expect(await alikeOf(w.deps, { id: 'other' }, asked)).toMatchObject([{ id: row!.id }])
  })
})

describe('the holder of a ticket', () => {
  test('takes the application back, once or twice, and then nothing more', async () => {
    const ticket = await ticketOf(sends({ call: CALL }))
    const back = await Promise.all([does(w, ticket, 'withdraw'), does(w, ticket, 'withdraw')])
    expect(back.map(({ status }) => status).filter((s) => s === 200).length).toBeGreaterThanOrEqual(1)
    expect((await does(w, ticket, 'withdraw')).status).toBe(200)
    expect(await told(w, ticket)).toMatchObject({ state: 'withdrawn', label: '已撤回报名', may: [] })
    expect(await problem(does(w, ticket, 'listed', { listed: true }))).toMatchObject({ status: 409, code: 'not_now' })
  })

  test('cannot take back what became a term', async () => {
    const { ticket } = await brought(
      w,
      { state: 'serving', number: 'JD20260090A', from: '2026-01-01', to: '2027-12-31' },
      { call: CALL },
    )
    expect(await problem(does(w, ticket, 'withdraw'))).toMatchObject({ status: 409, code: 'not_now' })
    expect(await told(w, ticket)).toMatchObject({
      state: 'serving',
      term: { from: '2026-01-01', to: '2027-12-31', number: 'JD20260090A' },
    })
  })

  test('takes the consent to be listed back', async () => {
    const { ticket, id } = await brought(w, {}, { call: CALL })
    expect((await does(w, ticket, 'listed', { listed: false })).status).toBe(200)
    expect(await told(w, ticket)).toMatchObject({ listed: false })
    expect(await problem(does(w, ticket, 'listed', { listed: 'no' }))).toMatchObject({ status: 422, paths: ['listed'] })
    const log = await w.deps.store.read
      .select()
      .from(events)
      .where(eq(events.stream, `supervisor/${id}`))
    expect(log.map(({ action, n }) => [action, n])).toEqual([
      ['apply', 1],
      ['unlist', 2],
    ])
  })

  test('is answered like nobody with a ticket of something else, or with none', async () => {
    const codes = await Promise.all([see(w, 'K7MQ2W9XK7MQ2W9XK7MQ2W9X'), see(w, 'x'), see(w, '')])
    const bodies = await Promise.all(codes.map((one) => one.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(codes.map(({ status }) => status)).toEqual([404, 404, 404])
    const { ticket } = await brought(w, {}, { call: CALL })
    expect((await see(w, ticket, '/api/supervisors/objections')).status).toBe(404)
    expect((await see(w, ticket, '/api/registrations')).status).toBe(404)
  })
})

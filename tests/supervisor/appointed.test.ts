import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { readCertificateNo } from '../../api/supervisor/number.ts'
import { labelOf } from '../../api/supervisor/workflow.ts'
import { accesses, codes, interests } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { world } from '../support/world.ts'
import { applied, objected } from './made.ts'
import { appointed, personOf, READY, read, rowOf, TERM, take } from './serving.ts'

test('appointing makes number, account, interests and certificate', async () => {
  const w = await world()
  const seen = await appointed(w, {
    name: '林望（示例）',
    employer: { department: 'ZFJ', name: '城管局' },
    kin: ['SCJG'],
  })
  expect(readCertificateNo(seen.number)).toBe(seen.number)
  expect(seen.login).toBe(seen.number.toLowerCase())
  expect(seen.setUp?.token).toMatch(/^(\w{4} ){5}\w{4}$/)
  const account = await personOf(w, seen.login)
  expect(account).toMatchObject({ name: '林望（示例）', roles: ['supervisor'], department: '', validTo: TERM.to })
  const declared = await w.deps.store.read.select().from(interests).where(eq(interests.person, seen.login))
  expect(declared.map(({ kind, subject, whose }) => [kind, subject, whose]).sort()).toEqual([
    ['department', 'SCJG', 'relative'],
    ['department', 'ZFJ', 'own'],
  ])
  const scan = await (await w.app.request(`/api/codes/${seen.certificate?.id}`)).json()
  expect(scan).toMatchObject({
    verdict: 'genuine',
    supervisor: { name: '林某', number: seen.number, to: TERM.to, serving: true },
  })
  // Whose it is lies nowhere in the open but in the account.
  const [code] = await w.deps.store.read.select().from(codes).where(eq(codes.subject, seen.number))
  expect(JSON.stringify(code)).not.toContain('林望')
})

test('appointed twice at once, one wins, and both with one key hear the same code', async () => {
  const w = await world()
  const one = await applied(w, READY)
  const said = { action: 'appoint', n: 1, ...TERM }
  const both = await Promise.all([take(w, one.id, 'chief', said), take(w, one.id, 'chief', said)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const other = await applied(w, READY)
  const key = 'a key that is long enough'
  const [a, b] = await Promise.all([take(w, other.id, 'chief', said, key), take(w, other.id, 'chief', said, key)])
  expect([a?.status, b?.status]).toEqual([200, 200])
  expect((await read(a!)).setUp).toEqual((await read(b!)).setUp)
})

test('many at once have different numbers', async () => {
  const w = await world()
  const rows = await Promise.all(Array.from({ length: 8 }, () => applied(w, READY)))
  const seen = await Promise.all(rows.map(({ id }) => read(take(w, id, 'chief', { action: 'appoint', n: 1, ...TERM }))))
  expect(new Set(seen.map(({ number }) => number)).size).toBe(8)
})

test.each([
  ['in the days of publicity', { ...READY, publicTo: '2026-06-15' }, 'publicity_open'],
  ['never made public', { ...READY, publicFrom: null, publicTo: null }, 'publicity_open'],
])('not %s', async (_what, more, code) => {
  const w = await world()
  const row = await applied(w, more)
  const answer = await take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM })
  expect([answer.status, (await read(answer)).code]).toEqual([409, code])
})

test('an objection waits for its decision; one that is true ends it', async () => {
  const w = await world()
  const row = await applied(w, READY)
  const id = await objected(w, row.id)
  const appoint = () => take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM })
  expect((await read(appoint())).code).toBe('objection_open')
  const decide = (who: string, decision: string, n = 1) =>
    asking(w, who)(
      `/api/desk/supervisors/${row.id}/objections/${id}`,
      json('POST', { n, decision, answer: '查了法院公布的名单，情况属实' }),
    )
  expect((await decide('assign', 'upheld')).status).toBe(403)
  const decided = await decide('handler', 'upheld')
  expect(decided.status, w.log.join('')).toBe(200)
  expect((await decide('handler', 'dismissed')).status).toBe(409)
  expect((await read(appoint())).code).toBe('objection_upheld')
  expect((await rowOf(w, row.id))?.number).toBeNull()
})

test('one that was dismissed is in nobody’s way', async () => {
  const w = await world()
  const row = await applied(w, READY)
  await objected(w, row.id, 'dismissed')
  expect((await take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM })).status).toBe(200)
})

test.each([
  ['begun before today', { from: '2026-06-14', to: '2029-06-13' }, 'from'],
  ['too short', { from: '2026-06-15', to: '2028-06-13' }, 'to'],
  ['too long', { from: '2026-06-15', to: '2031-06-15' }, 'to'],
])('a term %s is none', async (_what, term, path) => {
  const w = await world()
  const row = await applied(w, READY)
  const answer = await take(w, row.id, 'chief', { action: 'appoint', n: 1, ...term })
  expect(answer.status).toBe(422)
  expect((await answer.json()) as object).toMatchObject({ fields: [{ path }] })
})

test('two rows of the same person cannot both be passed, in whatever order; another with the same name can', async () => {
  const w = await world()
  const who = { name: '唐一（示例）', phone: '19900019999' }
  const [one, again, other] = await Promise.all([
    applied(w, {}, who),
    applied(w, {}, { ...who, name: '唐 一（示例）' }),
    applied(w, {}, { name: who.name }),
  ])
  const pass = (id: string) => take(w, id, 'handler', { action: 'pass', n: 1, remark: '核对过' })
  const both = await Promise.all([pass(one.id), pass(again.id)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await read(both.find(({ status }) => status === 409)!)).code).toBe('supervisor_twice')
  const [won, lost] = both[0]!.status === 200 ? [one, again] : [again, one]
  expect([(await rowOf(w, won.id))?.state, (await rowOf(w, lost.id))?.state]).toEqual(['publicity', 'applied'])
  expect((await pass(other.id)).status).toBe(200)
  // Once the first is refused, the other is in nobody's way.
  await take(w, won.id, 'handler', { action: 'refuse', n: 2, reason: '本人要求用另一份' })
  expect((await pass(lost.id)).status).toBe(200)
})

test('what supervisors declared is read by the chief who appoints them, and by no other body’s', async () => {
  const w = await world()
  const { login } = await appointed(w, { employer: { department: 'ZFJ', name: '城管局' } })
  const seen = async (who: Parameters<typeof asking>[1]) =>
    (await (await asking(w, who)('/api/desk/interests/staff')).text()).includes(`"${login}"`)
  const foreign = { login: 'chief9', name: '某', roles: ['chief' as const], department: 'SCJG', post: '' }
  expect([await seen('chief'), await seen('admin'), await seen(foreign)]).toEqual([true, true, false])
})

test('consent to be listed is called by its name in the history', () => {
  expect(['list', 'unlist', 'resign'].map(labelOf)).toEqual(['同意列进公开名册', '不再列进公开名册', '辞任'])
})

test('the application opens for a reason that is written down', async () => {
  const w = await world()
  const row = await applied(w, {}, { name: '莫愁（示例）' })
  const open = (who: string, why: string) =>
    asking(w, who)(`/api/desk/supervisors/${row.id}/application`, json('POST', { why }))
  expect((await open('handler', '看')).status).toBe(422)
  expect((await open('assign', '电话通知面谈')).status).toBe(403)
  const opened = await open('handler', '电话通知面谈')
  expect(await opened.json()).toMatchObject({ name: '莫愁（示例）', education: '本科' })
  const log = await w.deps.store.read.select().from(accesses).where(eq(accesses.no, row.id))
  expect(log.map(({ person, what, why }) => [person, what, why])).toEqual([
    ['handler', 'supervisor-application', '电话通知面谈'],
  ])
})

test('several at once: what cannot be done stops no other, and the roster starts no formula', async () => {
  const w = await world()
  const one = await applied(w, READY, { name: '=1+1（示例）' })
  const early = await applied(w, { ...READY, publicTo: '2026-06-20' })
  const answer = await asking(w, 'chief')(
    '/api/desk/supervisors/bulk',
    json('POST', { action: 'appoint', who: [one, early].map(({ id, n }) => ({ id, n })), ...TERM }),
  )
  const came = (await answer.json()) as { done: number; items: { why: string | null; setUp: object | null }[] }
  expect(came.done).toBe(1)
  expect(came.items.map(({ why, setUp }) => [why === null, setUp !== null])).toEqual([
    [true, true],
    [false, false],
  ])
  const csv = await (await asking(w, 'chief')('/api/desk/supervisors/roster.csv?state=serving')).text()
  expect(csv).toContain('JD2026')
  expect(csv).not.toMatch(/(^|,|")=1/m)
  const printed = (await (await asking(w, 'chief')('/api/desk/supervisors/certificates')).json()) as {
    items: { address: string }[]
  }
  expect(printed.items.map(({ address }) => address.includes('/q/'))).toEqual([true])
})

test('words of a reason lie with who they are about, and in no event', async () => {
  const w = await world()
  const row = await applied(w)
  await take(w, row.id, 'handler', { action: 'refuse', n: 1, reason: '查实受过行政拘留' })
  const [found] = await w.deps.store.heavy.rows<{ n: number }>(
    "select count(*) as n from events where data like '%行政拘留%'",
  )
  expect(found?.n).toBe(0)
  const seen = (await (await asking(w, 'handler')(`/api/desk/supervisors/${row.id}`)).json()) as { reason: string }
  expect(seen.reason).toBe('查实受过行政拘留')
})

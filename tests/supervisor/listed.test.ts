import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { supervisorTurn } from '../../api/supervisor/turn.ts'
import { announcements, events } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { applied } from './made.ts'
import { appointed, READY, read, rowOf, signIn, TERM, take, withPassword } from './serving.ts'

const as = (login: string) => ({ login, name: '某', roles: ['supervisor' as const], department: '', post: '' })
const listing = (w: World, who: Parameters<typeof asking>[1], listed: unknown) =>
  asking(w, who)('/api/supervisor/listed', json('POST', { listed }))
const roster = async (w: World) =>
  ((await (await w.app.request('/api/supervisors')).json()) as { items: { name: string }[] }).items.map(
    ({ name }) => name,
  )

test('somebody invited, who has no ticket, comes into the public roster and out of it at once', async () => {
  const w = await world()
  const row = await applied(w, { ...READY, type: 'special' }, { name: '钟鸣（示例）' })
  const { login } = await read(take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM }))
  const own = async () =>
    (await (await asking(w, as(login))('/api/supervisor')).json()) as { listed: boolean; interests: object }
  expect(await roster(w)).toEqual([])
  expect((await own()).listed).toBe(false)
  expect(await (await listing(w, as(login), true)).json()).toEqual({ listed: true })
  expect(await roster(w)).toEqual(['钟鸣（示例）'])
  expect((await own()).listed).toBe(true)
  // Said twice it is said once.
  expect((await listing(w, as(login), false)).status).toBe(200)
  expect((await listing(w, as(login), false)).status).toBe(200)
  expect(await roster(w)).toEqual([])
  const log = await w.deps.store.read
    .select()
    .from(events)
    .where(eq(events.stream, `supervisor/${row.id}`))
  expect(log.slice(2).map(({ action, actor }) => [action, actor.login])).toEqual([
    ['list', login],
    ['unlist', login],
  ])
  expect((await listing(w, as(login), 'yes')).status).toBe(422)
  for (const who of ['chief', 'contact1', null] as const)
    expect([401, 403], String(who)).toContain((await listing(w, who, true)).status)
  expect((await listing(w, as('jd20260999x'), true)).status).toBe(404)
})

test('a roster that is taken away has no telephone, education or employer, and of who was not appointed a surname', async () => {
  const w = await world()
  const employer = { name: '望江律师事务所（示例）' }
  const { number } = await appointed(w, { name: '司马望舒', phone: '19900014444', employer })
  await applied(w, { state: 'refused' }, { name: '欧阳未聘', phone: '19900014445', employer })
  for (const query of ['', '?state=refused', '?state=serving']) {
    const csv = await (await asking(w, 'handler')(`/api/desk/supervisors/roster.csv${query}`)).text()
    expect(csv).not.toMatch(/1990001444|律师事务所|本科|未聘/)
    expect(csv.includes('欧阳某')).toBe(query !== '?state=serving')
    expect(csv.includes('司马望舒')).toBe(query !== '?state=refused')
    expect(csv.includes(number)).toBe(query !== '?state=refused')
  }
})

test('suspended they cannot resign, and no announcement waits where they cannot read it', async () => {
  const w = await world()
  const [one, two] = [await appointed(w), await appointed(w)]
  await take(w, one.id, 'chief', { action: 'suspend', n: 2, reason: '正在接受调查' })
  const resign = (login: string) => asking(w, as(login))('/api/supervisor/resign', json('POST', { sure: true }))
  expect((await resign(one.login)).status).toBe(409)
  w.at('2029-04-20T09:00:00+08:00')
  await supervisorTurn(w.deps, w.deps.now())
  const waiting = await w.deps.store.read.select().from(announcements)
  expect(waiting.map(({ supervisor }) => supervisor)).toEqual([two.id])
  // The desk and the telephone are told of both.
  const log = await w.deps.store.read.select().from(events).where(eq(events.action, 'remind'))
  expect(log.map(({ stream }) => stream).toSorted()).toEqual(
    [`supervisor/${one.id}`, `supervisor/${two.id}`].toSorted(),
  )
  // After a standstill of five days the days left are counted, and written as people write them.
  expect(waiting[0]).toMatchObject({
    title: '您的任期到2029年6月14日届满',
    text: expect.stringContaining('届满，还有55天。'),
  })
})

test('on the day it is due the announcement says exactly how many days', async () => {
  const w = await world()
  await appointed(w)
  w.at('2029-04-15T09:00:00+08:00')
  await supervisorTurn(w.deps, w.deps.now())
  const [one] = await w.deps.store.read.select().from(announcements)
  expect(one?.text).toContain('还有60天')
  expect(one?.text).not.toMatch(/不到|2029-06-14/)
})

test('dismissed they are told so where they sign in, and whom to ask', async () => {
  const w = await world()
  const { id, login } = await appointed(w)
  await withPassword(w, login)
  await take(w, id, 'chief', { action: 'dismiss', n: 2, reason: '连续两年不履职' })
  const refused = (await (await signIn(w, login)).json()) as { code: string; title: string }
  expect(refused.code).toBe('supervisor_dismissed')
  expect(refused.title).toMatch(/解聘.*市司法局的电话/)
  expect((await rowOf(w, id))?.state).toBe('dismissed')
})

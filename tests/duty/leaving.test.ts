import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { append } from '../../api/case/event.ts'
import { supervisorTurn } from '../../api/supervisor/turn.ts'
import { supervisors } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { as, DURING, DUTY, duties, NOW, serving } from './made.ts'

let w: World
beforeEach(async () => {
  w = await makeWorld({ now: NOW })
  await appointed('supervisor1')
  await appointed('supervisor2')
})
afterEach(() => w.close())
const { ask, good, made, invite, seen, own, self, part, code } = duties(() => w)

/** Somebody who serves, with the first event of their history. */
async function appointed(login: string) {
  await serving(w, login)
  const event = { stream: `supervisor/s-${login}`, n: 1, at: w.deps.now(), actor: { kind: 'person' }, data: {} }
  await w.deps.store.writes.commit(append({ ...event, action: 'appoint', state: { state: 'serving' } }).statements)
}
const rowOf = (login: string) => w.deps.store.read.select().from(supervisors).where(eq(supervisors.login, login)).get()
const stateOf = async (id: string, login: string) =>
  (await seen(id)).parts.find(({ supervisor }) => supervisor === `s-${login}`)?.state
const resigns = (login: string) => asking(w, as(login))('/api/supervisor/resign', json('POST', { sure: true }))
const decided = async (login: string, action: string, n?: number) =>
  ask('chief', `/api/desk/supervisors/s-${login}/steps`, {
    action,
    n: n ?? (await rowOf(login))?.n,
    reason: '连续三次没有参加活动。',
  })
/** One task they were asked to and one they accepted, both to come, and one they declined. */
async function expected() {
  const ids = await Promise.all([made(), made(), made()])
  for (const { id } of ids) await good(invite(id))
  const [asked = '', accepted = '', declined = ''] = ids.map(({ id }) => id)
  await good(self('supervisor1', accepted, 'accept'))
  await good(self('supervisor1', declined, 'decline', { why: 'time' }))
  await good(self('supervisor2', accepted, 'accept'))
  return { asked, accepted, declined }
}

const WAYS: [how: string, stop: () => Promise<unknown>, state: string][] = [
  ['resigned', async () => good(resigns('supervisor1')), 'resigned'],
  ['was dismissed', async () => good(decided('supervisor1', 'dismiss')), 'dismissed'],
  ['was suspended', async () => good(decided('supervisor1', 'suspend')), 'suspended'],
  [
    'had a term that ended',
    async () => {
      await w.deps.store.writes.commit(["update supervisors set \"to\" = '2026-06-14' where login = 'supervisor1'"])
      await supervisorTurn(w.deps, w.deps.now())
    },
    'expired',
  ],
]
test.each(WAYS)('who %s is expected nowhere any more; others are as before', async (_how, stop, state) => {
  const { asked, accepted, declined } = await expected()
  const before = (await seen(declined)).parts
  await stop()
  expect((await rowOf('supervisor1'))?.state).toBe(state)
  expect([await stateOf(asked, 'supervisor1'), await stateOf(accepted, 'supervisor1')]).toEqual([
    'declined',
    'declined',
  ])
  expect([await stateOf(asked, 'supervisor2'), await stateOf(accepted, 'supervisor2')]).toEqual(['invited', 'accepted'])
  // What they had said themselves stands as they said it.
  expect((await seen(declined)).parts).toEqual(before)
  const read = await good<{ history: { label: string }[]; why: string | null }>(
    ask('handler', `/api/desk/duties/${accepted}/parts/s-supervisor1`),
  )
  expect(read).toMatchObject({
    history: [{ label: '不再履职，退出' }, { label: '接受' }, { label: '邀请' }],
    why: null,
  })
})

test('what has begun is for the bureau to judge', async () => {
  const { accepted } = await expected()
  w.at(DURING)
  await good(resigns('supervisor1'))
  expect(await stateOf(accepted, 'supervisor1')).toBe('accepted')
  w.at(NOW)
})

test('a step that is refused takes nobody from a task', async () => {
  const { accepted } = await expected()
  expect((await decided('supervisor1', 'dismiss', 99)).status).toBe(409)
  expect((await ask('handler', '/api/desk/supervisors/s-supervisor1/steps', { action: 'dismiss', n: 1 })).status).toBe(
    422,
  )
  expect(await stateOf(accepted, 'supervisor1')).toBe('accepted')
})

test('however an answer and the resignation meet, nobody who left is expected', async () => {
  for (let round = 0; round < 6; round++) {
    const who = `supervisor${round + 3}`
    await appointed(who)
    const { id } = await made({ ...DUTY, title: `第${round}次活动` })
    await good(invite(id, { people: [`s-${who}`] }))
    const { part: mine } = await own(who, id)
    await Promise.all([
      ask(who, `/api/duties/${id}/steps`, { action: 'accept', n: mine.n }),
      asking(w, as(who))('/api/supervisor/resign', json('POST', { sure: true })),
    ])
    expect((await rowOf(who))?.state).toBe('resigned')
    expect(await stateOf(id, who)).toBe('declined')
  }
})

test('who comes back after a suspension may still accept', async () => {
  const { asked } = await expected()
  await good(decided('supervisor1', 'suspend'))
  expect(await code(await ask('supervisor1', `/api/duties/${asked}/steps`, { action: 'accept', n: 2 }))).toBe(
    'not_yours',
  )
  await good(decided('supervisor1', 'resume'))
  await good(self('supervisor1', asked, 'accept'))
  expect(await stateOf(asked, 'supervisor1')).toBe('accepted')
  expect((await part(asked, 'supervisor1', 'leave')).status).toBe(422)
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { eraseTurn } from '../../api/retention/erase.ts'
import { supervisorTurn } from '../../api/supervisor/turn.ts'
import { codes } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { post, type World, world } from '../support/world.ts'
import { applied } from './made.ts'
import { appointed, READY, read, rowOf, type Seen, take } from './serving.ts'

const scan = async (w: World, id = '') =>
  (await (await w.app.request(`/api/codes/${id}`)).json()) as {
    verdict: string
    supervisor: { name: string | null; stateLabel: string }
  }
const REASON = { reason: '正在接受调查' }

/** Somebody whose certificate was reported lost. */
async function lost(w: World): Promise<Seen> {
  const seen = await appointed(w)
  const said = json('POST', { action: 'lose', n: 1, note: '本人说在公交车上丢了' })
  const answer = await asking(w, 'handler')(`/api/desk/codes/${seen.certificate?.id}/steps`, said)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return seen
}

test('a certificate reported lost stays lost while its holder is suspended, resumed and dismissed', async () => {
  const w = await world()
  const seen = await lost(w)
  const code = seen.certificate?.id
  expect((await scan(w, code)).verdict).toBe('lost')
  for (const [n, action] of ['suspend', 'resume', 'dismiss'].entries()) {
    const after = await read(take(w, seen.id, 'chief', { action, n: n + 2, ...REASON }))
    expect([action, after.certificate?.status]).toEqual([action, 'lost'])
    expect([action, (await scan(w, code)).verdict]).toEqual([action, 'lost'])
  }
})

test('one that is not lost goes with its holder', async () => {
  const w = await world()
  const seen = await appointed(w)
  const step = async (action: string, n: number) =>
    (await read(take(w, seen.id, 'chief', { action, n, ...REASON }))).certificate?.status
  expect([await step('suspend', 2), await step('resume', 3)]).toEqual(['suspended', 'active'])
})

test('renewed, or replaced at the desk of codes, the new one counts and the lost one stays lost', async () => {
  const w = await world()
  const seen = await lost(w)
  w.at('2029-01-15T09:00:00+08:00')
  const renewed = await read(take(w, seen.id, 'chief', { action: 'renew', n: 2, from: '2029-06-15', to: '2032-06-14' }))
  expect(renewed.certificate).toMatchObject({ status: 'active' })
  expect((await scan(w, seen.certificate?.id)).verdict).toBe('lost')
  expect((await scan(w, renewed.certificate?.id)).verdict).toBe('genuine')
  // From then on it is the new one that is stopped.
  const stopped = await read(take(w, seen.id, 'chief', { action: 'suspend', n: 3, ...REASON }))
  expect(stopped.certificate).toMatchObject({ id: renewed.certificate?.id, status: 'suspended' })
  const all = await w.deps.store.read.select().from(codes).where(eq(codes.subject, seen.number))
  expect(all.map(({ status }) => status).toSorted()).toEqual(['lost', 'suspended'])
})

test('a term that has not begun is said to be ahead, by number and by scan, and is listed from its first day', async () => {
  const w = await world()
  const row = await applied(w, { ...READY, listed: true }, { name: '欧阳明日' })
  const ahead = { from: '2026-07-01', to: '2029-06-30' }
  const { number, certificate } = await read(take(w, row.id, 'chief', { action: 'appoint', n: 1, ...ahead }))
  const verify = async () => (await (await post(w, '/api/supervisors/verify', { number })).json()) as object
  const listed = async () => ((await (await w.app.request('/api/supervisors')).json()) as { total: number }).total
  w.at('2026-06-30T23:59:00+08:00')
  expect(await verify()).toMatchObject({ standing: 'ahead', label: '任期还没有开始', name: '欧阳某', ...ahead })
  expect(await scan(w, certificate?.id)).toMatchObject({
    verdict: 'early',
    supervisor: { name: '欧阳某', stateLabel: '任期还没有开始' },
  })
  expect(await listed()).toBe(0)
  w.at('2026-07-01T00:00:00+08:00')
  expect(await verify()).toMatchObject({ standing: 'valid', name: '欧阳明日' })
  expect(await scan(w, certificate?.id)).toMatchObject({ verdict: 'genuine', supervisor: { stateLabel: '履职中' } })
  expect(await listed()).toBe(1)
})

test('who was erased is renewed no more: there is nobody left', async () => {
  const w = await world()
  const [gone, kept] = [await appointed(w), await appointed(w)]
  w.at('2029-06-15T00:01:00+08:00')
  await supervisorTurn(w.deps, w.deps.now())
  const renew = async (id: string) =>
    take(w, id, 'chief', {
      action: 'renew',
      n: (await rowOf(w, id))?.n,
      from: '2031-06-20',
      to: '2034-06-19',
    })
  w.at('2031-06-20T09:00:00+08:00')
  // The control: whose words are still there is renewed.
  expect((await renew(kept.id)).status).toBe(200)
  const run = await asking(w, 'review')('/api/desk/retention', json('POST', { class: 'supervisor', realm: 'bureau' }))
  const { id } = (await run.json()) as { id: string }
  await eraseTurn(w.deps, w.deps.now())
  await asking(w, 'chief')(`/api/desk/retention/runs/${id}`, json('POST', { decision: 'confirm' }))
  await eraseTurn(w.deps, w.deps.now())
  expect((await rowOf(w, gone.id))?.keyId).toBe('')
  const refused = await renew(gone.id)
  expect([refused.status, (await read(refused)).code]).toEqual([409, 'supervisor_erased'])
  expect((await rowOf(w, gone.id))?.state).toBe('expired')
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { interests } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { applied } from './made.ts'
import { READY, read, rowOf, TERM, take } from './serving.ts'

const WROTE = '入股望江餐饮有限公司，弟媳在城管局当顾问（示例）'
const as = (login: string) => ({ login, name: '某', roles: ['supervisor' as const], department: '', post: '' })
const somebody = (w: World, wrote = true) =>
  applied(w, READY, { ...(wrote && { interests: WROTE }), employer: { department: 'SCJG' } })
const appoint = (w: World, id: string, more: object = {}) =>
  take(w, id, 'chief', { action: 'appoint', n: 1, ...TERM, ...more })
const declared = async (w: World, login: string) =>
  (await w.deps.store.read.select().from(interests).where(eq(interests.person, login)))
    .map(({ kind, subject, whose }) => [kind, subject, whose])
    .toSorted()

test('what somebody wrote they keep away from stands in the way until it was read, and what it names is declared', async () => {
  const w = await world()
  const { id } = await somebody(w)
  const unread = await appoint(w, id)
  expect(unread.status).toBe(422)
  expect(await unread.json()).toMatchObject({ fields: [{ path: 'read' }] })
  expect((await rowOf(w, id))?.state).toBe('publicity')
  const seen = await read(
    appoint(w, id, { read: true, bodies: ['ZFJ', 'SCJG'], companies: '望江餐饮有限公司（示例）\n\n望江酒店；' }),
  )
  expect(seen.state).toBe('serving')
  // What the form itself named comes first, and nothing twice.
  expect(await declared(w, seen.login)).toEqual([
    ['department', 'SCJG', 'own'],
    ['department', 'ZFJ', 'other'],
    ['enterprise', '望江酒店', 'other'],
    ['enterprise', '望江餐饮有限公司（示例）', 'other'],
  ])
  const own = (await (await asking(w, as(seen.login))('/api/supervisor')).json()) as object
  expect(own).toMatchObject({ interests: { declared: 4, wrote: true } })
  // The words themselves are in no answer of the desk without a reason.
  expect(await (await asking(w, 'chief')(`/api/desk/supervisors/${id}`)).text()).not.toContain('弟媳')
})

test.each([
  ['a body there is not', { bodies: ['NOWHERE'] }, 'bodies'],
  ['two letters that stand everywhere', { companies: '餐饮' }, 'companies'],
  ['a code with a wrong check', { companies: '91379980MA00000000' }, 'companies'],
])('not %s', async (_what, more, path) => {
  const w = await world()
  const { id } = await somebody(w)
  const answer = await appoint(w, id, { read: true, ...more })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ fields: [{ path }] })
  expect((await rowOf(w, id))?.number).toBeNull()
})

test('who wrote nothing is asked nothing; of several at once those who wrote wait for a reader', async () => {
  const w = await world()
  const [wrote, plain] = [await somebody(w), await somebody(w, false)]
  const fields = async (id: string) => {
    const { allowed } = (await (await asking(w, 'chief')(`/api/desk/supervisors/${id}`)).json()) as {
      allowed: { action: string; fields: { name: string; options?: object[] }[] }[]
    }
    return allowed.find(({ action }) => action === 'appoint')?.fields ?? []
  }
  expect((await fields(plain.id)).map(({ name }) => name)).toEqual(['from', 'to'])
  const asked = await fields(wrote.id)
  expect(asked.map(({ name }) => name)).toEqual(['from', 'to', 'bodies', 'companies', 'read'])
  expect(asked[2]?.options?.length).toBeGreaterThan(5)
  const answer = await asking(w, 'chief')(
    '/api/desk/supervisors/bulk',
    json('POST', { action: 'appoint', who: [wrote, plain].map(({ id, n }) => ({ id, n })), ...TERM }),
  )
  const { done, items } = (await answer.json()) as { done: number; items: { why: string | null }[] }
  expect(done).toBe(1)
  expect(items.map(({ why }) => why)).toEqual([expect.stringContaining('其他要回避的'), null])
})

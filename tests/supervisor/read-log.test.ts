import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseTurn } from '../../api/retention/erase.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { applied } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const rows = () => w.deps.store.heavy.rows<{ no: string }>("select no from accesses where what like 'supervisor%'")

test('who looked at a supervisor is written down, and is not kept for ever', async () => {
  const { id } = await applied(w)
  expect((await asking(w, 'handler')(`/api/desk/supervisors/${id}`)).status).toBe(200)
  const opened = await asking(w, 'handler')(
    `/api/desk/supervisors/${id}/application`,
    json('POST', { why: '电话通知面谈。' }),
  )
  expect(opened.status).toBe(200)
  expect(await rows()).toEqual([{ no: id }, { no: id }])
  const erase = async () => {
    const run = await asking(w, 'admin')('/api/desk/retention', json('POST', { class: 'access', realm: 'bureau' }))
    if (run.status !== 201) return
    const { id: of } = (await run.json()) as { id: string }
    const done = await asking(w, 'chief')(`/api/desk/retention/runs/${of}`, json('POST', { decision: 'confirm' }))
    expect(done.status).toBe(204)
    await eraseTurn(w.deps, w.deps.now())
  }
  // Before their time they stay.
  await erase()
  expect(await rows()).toHaveLength(2)
  w.at('2037-01-05T10:00:00+08:00')
  await erase()
  expect(await rows()).toEqual([])
})

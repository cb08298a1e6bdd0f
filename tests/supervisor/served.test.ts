import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AFTER, DURING, duties, NOW, serving } from '../duty/made.ts'
import { makeWorld, type World } from '../support/world.ts'

interface Line {
  id: string
  title: string
  on: string
  came: boolean | null
  stateLabel: string
  hours: number | null
}
interface Served {
  served: {
    trainings: Line[]
    tasks: Line[]
    years: { year: string; trainings: number; tasks: number; absent: number; hours: number }[]
  }
}

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2')
})
afterAll(() => w.close())
beforeEach(() => w.at(NOW))
const { ask, good, made, invite, self, part, step } = duties(() => w)

const TRAINING = { kind: 'training', title: '行政执法监督基础培训', reportBy: undefined }
const WORDS = '两名执法人员都亮了证，告知了陈述申辩的权利。'
const seen = (who = 'handler', of = 'supervisor1') => good<Served>(ask(who, `/api/desk/supervisors/s-${of}`))

/** Asked, accepted, come to, and confirmed with so many minutes. */
async function did(more: object, minutes: number, report?: string) {
  w.at(NOW)
  const { id } = await made(more)
  await good(invite(id, { people: ['s-supervisor1'] }))
  await good(self('supervisor1', id, 'accept'))
  w.at(DURING)
  await good(part(id, 'supervisor1', 'mark'))
  w.at(AFTER)
  if (report) await good(self('supervisor1', id, 'report', { findings: report, minutes }))
  await good(part(id, 'supervisor1', 'confirm', { minutes }))
  return id
}

test('whoever looks at a supervisor sees their trainings, what else they did, and what a year comes to', async () => {
  expect((await seen()).served).toEqual({ trainings: [], tasks: [], years: [] })
  const [training, check] = [await did(TRAINING, 100), await did({}, 50, WORDS)]
  w.at(NOW)
  const missed = await made(TRAINING)
  await good(invite(missed.id, { people: ['s-supervisor1'] }))
  await good(self('supervisor1', missed.id, 'accept'))
  const called = await made()
  await good(invite(called.id))
  await good(step(called.id, 'cancel', { reason: '场地停电。' }))
  w.at(AFTER)
  await good(part(missed.id, 'supervisor1', 'absent'))
  const { served } = await seen()
  expect(served.years).toEqual([{ year: '2026', trainings: 1, tasks: 1, absent: 1, hours: 2.5 }])
  expect(new Set(served.trainings.map(({ id, came, hours }) => `${id} ${came} ${hours}`))).toEqual(
    new Set([`${training} true 1.5`, `${missed.id} false null`]),
  )
  expect(served.tasks.find(({ id }) => id === check)).toMatchObject({
    came: true,
    on: '2026-06-17',
    stateLabel: '已确认',
  })
  expect(served.tasks.find(({ id }) => id === called.id)).toMatchObject({
    came: null,
    stateLabel: '已取消',
    hours: null,
  })
  // Of somebody else there is only what they were asked to themselves.
  expect((await seen('handler', 'supervisor2')).served).toMatchObject({ trainings: [], tasks: [{ id: called.id }] })
})

test('what they reported is not among it, and nobody sees it who may not see the page', async () => {
  await did({}, 60, WORDS)
  expect(JSON.stringify(await seen('chief'))).not.toContain(WORDS.slice(0, 8))
  for (const who of ['intake', 'stats', 'supervisor1'])
    expect((await ask(who, '/api/desk/supervisors/s-supervisor1')).status, who).toBe(403)
})

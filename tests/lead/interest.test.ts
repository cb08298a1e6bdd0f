import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isReportable } from '../../api/case/routing.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { isNear } from '../../api/lead/conflict.ts'
import { asking } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'
import { appointed, declared, kept, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())
const { step } = desk(() => w)
const { caseOf, leadOf } = kept(() => w)

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

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toValues } from '../../api/draft/form.ts'
import { openDayTurn } from '../../api/open-day/turn.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { fields } from '../../content/fields.ts'
import { OpenDay } from '../../content/kinds/open-day.ts'
import { asking, fakeRender, json, pageToken, person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { NOW, openDay, rowsOf } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render: fakeRender })
})
afterAll(() => w.close())
const { register } = asker(() => w)

const CODE = 'KF-2026-101'
const AT = `/desk/publications/open-day/${CODE}`
/** An editor of the body itself, who may also publish: still somebody else has to. */
const editor: Actor = { ...person('zfj'), login: 'zfj-editor', roles: ['editor', 'publisher'] }
const record = async () =>
  (await (await asking(w, editor)(`/api${AT}`)).json()) as {
    draft: { n: number; state: string; faults: object[] } | null
  }
const step = async (who: Actor | string, action: string, more: object = {}) =>
  asking(w, who)(`/api${AT}/steps`, json('POST', { action, n: (await record()).draft?.n ?? 0, ...more }))
const save = async (data: OpenDay, n: number) =>
  asking(w, editor)(`${AT}/edit`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      _token: pageToken(w),
      n: String(n),
      from: '2026-06-15',
      source: '《2026年行政执法开放日安排》（示例）',
      filingNo: '澄备〔2026〕530号（示例）',
      reason: '本年度第二场。',
      ...toValues(fields(OpenDay), { ...data }),
    }).toString(),
  })
const full = openDay(CODE, { resident: 4, media: 2 }, { approval: ['media'], series: '行政执法开放日' })

test('drafted by the form, published by somebody else, open for registration; called off, everybody is cancelled', async () => {
  expect((await save(full, 0)).status).toBe(303)
  expect((await record()).draft).toMatchObject({ state: 'draft', faults: [] })
  expect((await step(editor, 'submit')).status).toBe(200)
  // Whoever wrote it does not approve it.
  expect((await step(editor, 'publish')).status).toBe(403)
  expect((await w.app.request(`/api/open-days/${CODE}`)).status).toBe(404)
  expect((await step('publisher', 'publish')).status).toBe(200)
  const path = `/api/open-days/${CODE}/registrations`
  await taken(register(path))
  await taken(register(path, { group: 'media' }))
  await taken(register(path, { companions: 2 }))
  await taken(register(path, { companions: 2 }))
  expect((await rowsOf(w, CODE)).map(({ state }) => state).sort()).toEqual([
    'confirmed',
    'confirmed',
    'pending',
    'waiting',
  ])

  expect((await step(editor, 'begin', { intent: 'withdraw' })).status).toBe(200)
  const { draft } = await record()
  await asking(w, editor)(
    `/api${AT}`,
    json('POST', { n: draft?.n, from: '2026-06-15', reason: '台风', source: '通知（示例）', data: full }),
  )
  expect((await step(editor, 'submit')).status).toBe(200)
  expect((await step('publisher', 'publish')).status).toBe(200)
  await openDayTurn(w.deps, w.deps.now())
  expect((await rowsOf(w, CODE)).map(({ state }) => state)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
    'cancelled',
  ])
  expect((await register(path)).status).toBe(409)
})

const [am] = full.sessions as [OpenDay['sessions'][number]]
const NONSENSE: [string, Partial<OpenDay>, string][] = [
  ['opens after it closes', { opens: '2026-06-23T18:00' }, 'closes'],
  ['opens as it closes', { opens: '2026-06-23T17:00' }, 'closes'],
  ['closes after the door is open', { closes: '2026-06-24T09:30' }, 'closes'],
  ['ends before it starts', { sessions: [{ ...am, ends: '2026-06-24T08:50' }] }, 'sessions.0.ends'],
  ['lets in after it started', { sessions: [{ ...am, checkIn: '2026-06-24T10:00' }] }, 'sessions.0.checkIn'],
  ['two sessions of one name', { sessions: [am, am] }, 'sessions.1.id'],
  [
    'a group twice',
    { sessions: [{ ...am, seats: [...am.seats, { group: 'media', seats: 1 }] }] },
    'sessions.0.seats.2.group',
  ],
  ['seats shared before anybody may register', { overflow: '2026-06-14' }, 'overflow'],
  ['approval of a group without seats', { approval: ['media', 'deputy'] }, 'approval.1'],
  ['no seats at all', { sessions: [{ ...am, seats: [] }] }, 'sessions.0.seats'],
  ['a day that does not exist', { opens: '2026-06-31T09:00' }, 'opens'],
  [
    'a programme that goes back',
    {
      programme: [
        { at: '10:00', text: '一' },
        { at: '09:00', text: '二' },
      ],
    },
    'programme.1.at',
  ],
]
describe('an open day that cannot be is told in Chinese what to mend', () => {
  test.each(NONSENSE)('%s', async (_, wrong, path) => {
    const data = { ...openDay('KF-2026-102', { resident: 4, media: 2 }, { approval: ['media'] }), ...wrong }
    const answer = await asking(w, editor)(
      '/api/desk/publications/open-day/KF-2026-102/look',
      json('POST', { n: 0, data }),
    )
    const { faults } = (await answer.json()) as { faults: { path: string; message: string }[] }
    const found = faults.find((one) => one.path === path || one.path === `data.${path}`)
    expect(found, JSON.stringify(faults)).toBeDefined()
    expect(found?.message).toMatch(/[\u4e00-\u9fff]{4}/)
  })
})

import { expect, test } from 'vitest'
import { eraseTurn } from '../../api/retention/erase.ts'
import { asking, json } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { applied, objected } from './made.ts'

const NAME = '苗远声（示例）'
const TERM = { from: '2023-06-15', to: '2026-06-14' }
const LATER = '2028-06-16T09:00:00+08:00'

const rows = (w: World, sql: string) => w.deps.store.heavy.rows<Record<string, unknown>>({ sql, args: [] })
const ask = (w: World, login: string, path = '', body?: unknown) =>
  asking(w, login)(`/api/desk/retention${path}`, body === undefined ? {} : json('POST', body))
const due = async (w: World) => ((await (await ask(w, 'chief', '/due/supervisor')).json()) as { total: number }).total

/** Two people say that it is time; then it goes. */
async function erased(w: World) {
  const proposed = await ask(w, 'review', '', { class: 'supervisor', realm: 'bureau' })
  expect(proposed.status, await proposed.clone().text()).toBe(201)
  const { id } = (await proposed.json()) as { id: string }
  await eraseTurn(w.deps, w.deps.now())
  expect((await rows(w, "select id from supervisors where key_id = ''")).length).toBe(0)
  expect((await ask(w, 'chief', `/runs/${id}`, { decision: 'confirm' })).status).toBe(204)
  await eraseTurn(w.deps, w.deps.now())
}

/** Somebody with an account, what they declared, and an objection that was decided. */
async function office(w: World, login: string, state: 'resigned' | 'serving') {
  const number = login.toUpperCase()
  const row = await applied(w, { state, number, login, ...TERM, ticketHash: `ticket.${login}` }, { name: NAME })
  await w.deps.store.writes.commit([
    {
      sql: `insert into people (login, name, roles, department, post, password, active, created_at)
        values (?, ?, '["supervisor"]', '', '社会监督员', 'x', 1, 1)`,
      args: [login, NAME],
    },
    {
      sql: "insert into interests (person, kind, subject, whose, why, at, settled) values (?, 'department', 'ZFJ', 'own', '单位', 1, 0)",
      args: [login],
    },
  ])
  await objected(w, row.id, 'dismissed')
  return row
}

test('who left long ago is forgotten once two people agree; their number and term are counted on', async () => {
  const w = await world()
  const gone = await office(w, 'jd20230001x', 'resigned')
  const refused = await applied(w, { state: 'refused' }, { name: NAME })
  const serving = await office(w, 'jd20230002x', 'serving')
  expect(await due(w)).toBe(0)
  w.at(LATER)
  expect(await due(w)).toBe(5)
  await erased(w)
  expect(await due(w)).toBe(0)
  const left = await rows(w, "select * from supervisors where key_id = '' order by number")
  expect(left.map(({ id }) => id).toSorted()).toEqual([gone.id, refused.id].toSorted())
  for (const row of left)
    expect([row.person_index, row.phone_index, row.ticket_hash, row.listed]).toEqual(['', '', null, 0])
  expect(left.at(-1)).toMatchObject({ number: 'JD20230001X', ...TERM, state: 'resigned' })
  expect(await rows(w, "select name, password, active from people where login = 'jd20230001x'")).toEqual([
    { name: '（已删除）', password: null, active: 0 },
  ])
  expect(await rows(w, `select id from objections where key_id = '' and supervisor <> '${gone.id}'`)).toEqual([])
  expect((await rows(w, "select id from objections where key_id = ''")).length).toBe(1)
  // The control: of who still serves nothing went.
  expect(await rows(w, "select name from people where login = 'jd20230002x'")).toEqual([{ name: NAME }])
  expect(await rows(w, 'select person from interests')).toEqual([{ person: 'jd20230002x' }])
  const seen = await asking(w, 'handler')(`/api/desk/supervisors/${serving.id}`)
  expect(await seen.json()).toMatchObject({ name: NAME })
  const empty = await asking(w, 'handler')(`/api/desk/supervisors/${gone.id}`)
  expect(await empty.json()).toMatchObject({ name: '（已删除）', number: 'JD20230001X' })
  expect((await asking(w, 'handler')('/api/desk/supervisors')).status).toBe(200)
})

test('a day before its time nobody is due', async () => {
  const w = await world()
  await applied(w, { state: 'withdrawn' })
  w.at('2028-06-15T09:00:00+08:00')
  expect(await due(w)).toBe(0)
  expect((await ask(w, 'review', '', { class: 'supervisor', realm: 'bureau' })).status).toBe(409)
  w.at(LATER)
  expect(await due(w)).toBe(1)
})

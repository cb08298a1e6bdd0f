import { beforeEach, expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import type { Score } from '../../content/kinds/score.ts'
import { readContent } from '../../content/load.ts'
import { asking, json } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'
import { appraised, LAST, THIS, two } from './appraised.ts'
import { answered, duty, lead, supervisor } from './made.ts'

let w: World
let one = ''
/** Last year somebody sent a lead that was true, and came to a task. */
beforeEach(async () => {
  w = await world()
  ;[one] = await two(w)
  await upheld(LAST)
  await duty(w, one)
})
const upheld = async (at: string) => answered(w, await lead(w, 'supervisor1', at), { outcome: 'upheld' })
const { see, of, shut } = appraised(() => w)
const closed = async () => expect((await shut(2025)).status).toBe(201)

test('a year is closed by the chief, when it is over, once', async () => {
  expect((await shut(2026)).status).toBe(409)
  expect(((await (await shut(2026)).json()) as { code: string }).code).toBe('year_open')
  for (const who of ['handler', 'stats']) expect((await shut(2025, who)).status, who).toBe(403)
  expect((await shut(2024)).status).toBe(409)
  expect(await see('year=2025')).toMatchObject({ mayClose: true, closed: null })
  expect((await see('year=2025', 'stats')).mayClose).toBe(false)
  const tries = await Promise.all([shut(2025), shut(2025), shut(2025)])
  expect(tries.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  const seen = await see('year=2025')
  expect(seen).toMatchObject({ mayClose: false, changed: 0, unsound: 0, closed: { people: seen.people } })
  expect(seen.items.find(({ id }) => id === one)).toMatchObject({ points: 7, difference: 0, sound: true })
  expect((await shut(2025)).status).toBe(409)
})

test('what changes after a year was closed is shown as a difference, and the result stays', async () => {
  await closed()
  await upheld(LAST)
  const seen = await see('year=2025')
  expect(seen.changed).toBe(1)
  expect(seen.items.find(({ id }) => id === one)).toMatchObject({ points: 7, difference: 5 })
  expect((await see('year=2025&changed=true')).items.map(({ id }) => id)).toEqual([one])
})

test('a score published later moves no closed year', async () => {
  await closed()
  await upheld(THIS)
  expect((await of(one))?.points).toBe(5)
  const { data } = readContent('content').publications.find((p) => p.kind === 'score')!
  const [first, ...rest] = (data as Score).items
  const dearer = { ...(data as Score), items: [{ ...first!, points: 50 }, ...rest] }
  const draft = { kind: 'score' as const, code: 'SUPERVISOR', from: '2025-06-01', data: dearer }
  await publish(w.deps.store, [draft], { proposed: 'editor', published: 'publisher' }, w.deps.now())
  expect(await of(one, 'year=2025')).toMatchObject({ points: 7, difference: 0 })
  const seen = await see()
  expect(seen.score.version).toBe(2)
  expect(seen.items.find(({ id }) => id === one)?.points).toBe(50)
})

test('nobody edits a closed year: not by the API, not in the table', async () => {
  await closed()
  const write = (sql: string) => w.deps.store.writes.commit([{ sql, args: [] }])
  await expect(write('update appraisals set points = 99')).rejects.toThrow(/kept/)
  await expect(write('delete from appraisals')).rejects.toThrow(/kept/)
  for (const extra of [{ points: 99 }, { items: [] }, { supervisor: one }])
    expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2024, ...extra }))).status).toBe(422)
})

test('points that do not follow from their parts are noticed', async () => {
  await closed()
  const other = await supervisor(w, { to: '2025-12-31', state: 'expired' })
  await w.deps.store.writes.commit([
    {
      sql: `insert into appraisals (supervisor, year, score, version, parts, points, grade, by, at)
        select ?, year, score, version, parts, points + 50, 'excellent', by, at from appraisals where supervisor = ?`,
      args: [other, one],
    },
  ])
  const seen = await see('year=2025&limit=100')
  expect(seen.unsound).toBe(1)
  expect(seen.items.filter(({ sound }) => !sound).map(({ id }) => id)).toEqual([other])
})

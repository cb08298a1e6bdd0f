import { expect, test } from 'vitest'
import { loadContent } from '../../api/publication/load.ts'
import { oneInForce } from '../../api/publication/store.ts'
import { readContent } from '../../content/load.ts'
import { fixed, relativesIn } from '../../content/relative.ts'
import { world } from '../support/world.ts'

const CONTENT = readContent('content')

test('moments counted from the first import are fixed by it, and a later one changes nothing', async () => {
  const w = await world({ now: '2026-06-15T10:00:00+08:00' })
  const later = new Date('2026-09-01T10:00:00+08:00')
  const before = await oneInForce(w.deps.store, 'open-day', 'KF-2026-001', '2026-06-15', '2026-06-15')
  expect(before!.row.data).toMatchObject({
    opens: '2026-06-11T08:00',
    overflow: '2026-06-20',
    sessions: [{ starts: '2026-06-29T09:00', checkIn: '2026-06-29T08:45' }],
  })
  expect((await loadContent(w.deps.store, CONTENT, later)).published).toBe(0)
  // An import that did not know what was fixed before would move the day.
  const forgetful = CONTENT.publications.filter((p) => p.code === 'KF-2026-001')
  expect(fixed(forgetful[0]!.data, forgetful[0]!.relative!, '2026-09-01')).not.toEqual(before!.row.data)
})

test.each([
  [{ opens: '-4d 08:00' }, { opens: '2026-06-11T08:00' }],
  [{ a: [{ on: '+0d' }, { on: '2026-01-01' }] }, { a: [{ on: '2026-06-15' }, { on: '2026-01-01' }] }],
  [
    { text: '报名 +4d 为止', odd: '+4d 25:00' },
    { text: '报名 +4d 为止', odd: '+4d 25:00' },
  ],
  // When it takes effect is never counted.
  [{ from: '-4d' }, { from: '-4d' }],
])('%j', (value, expected) => {
  expect(fixed(value, relativesIn(value), '2026-06-15')).toEqual(expected)
})

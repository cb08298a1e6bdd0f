import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dayEnd,
  dayStart,
  endOf,
  inForceOf,
  isCorrected,
  type Saying,
  strongestFirst,
} from '../../api/publication/force.ts'
import { settle } from '../../api/publication/settling.ts'
import { type Draft, oneInForce, publish, publishBatch } from '../../api/publication/store.ts'
import { world } from '../support/world.ts'

const DAYS = Array.from({ length: 28 }, (_, i) => `2026-03-${String(i + 1).padStart(2, '0')}`)
const day = fc.constantFrom(...DAYS)
const sayings = fc.array(fc.record({ from: day, said: day, cancelled: fc.boolean() }), { maxLength: 8 }).map((all) =>
  all
    .map(
      ({ from, said, cancelled }, i): Saying => ({
        id: i + 1,
        version: i + 1,
        from,
        publishedAt: dayStart(said),
        cancelled,
      }),
    )
    .sort(strongestFirst),
)

describe('what is in force', () => {
  test('is the strongest of what was said by then and begins by the day', () => {
    fc.assert(
      fc.property(sayings, day, day, (all, on, known) => {
        const by = dayEnd(known)
        const may = all.filter((s) => s.publishedAt <= by && s.from <= on)
        const found = inForceOf(all, on, by)
        expect(found !== undefined).toBe(may.length > 0)
        for (const other of may)
          expect(found!.from > other.from || (found!.from === other.from && found!.version >= other.version)).toBe(true)
      }),
    )
  })
  test('holds every day until its end and on no day from then on, whichever day is asked', () => {
    fc.assert(
      fc.property(sayings, day, (all, known) => {
        const by = dayEnd(known)
        for (const s of all) {
          if (s.publishedAt > by || isCorrected(s, all, by)) continue
          const end = endOf(s, all, by)
          for (const on of DAYS)
            expect(inForceOf(all, on, by)?.id === s.id, `${s.from} ${end} ${on}`).toBe(
              on >= s.from && (end === null || on < end),
            )
        }
      }),
    )
  })
  test('what was said later changes no answer about what was known before', () => {
    fc.assert(
      fc.property(sayings, day, day, day, (all, on, known, later) => {
        const more = [...all, { id: 99, version: 99, from: on, publishedAt: dayEnd(known) + 1, cancelled: false }]
        const again = [...more, { id: 100, version: 100, from: later, publishedAt: dayEnd(known) + 2, cancelled: true }]
        expect(inForceOf(again.sort(strongestFirst), on, dayEnd(known))).toEqual(inForceOf(all, on, dayEnd(known)))
      }),
    )
  })
})

/** What anybody may do to a code, in the order of time. */
const acts = fc.array(
  fc.record({
    from: day,
    cancelled: fc.boolean(),
    /** Days until the site says so; 0 is at once. */
    waits: fc.nat({ max: 3 }),
    /** Days that pass before the next act. */
    passes: fc.nat({ max: 3 }),
    /** By itself, or in a batch whose rows the clock has not yet brought up to date when the next act comes. */
    batch: fc.boolean(),
    settles: fc.boolean(),
  }),
  { minLength: 1, maxLength: 7 },
)

test('on the real store, for any day of effect and any day of knowing, exactly the right version answers', async () => {
  const w = await world({ now: '2026-02-20T09:00:00+08:00' })
  let code = 200
  await fc.assert(
    fc.asyncProperty(
      acts,
      fc.array(fc.tuple(day, fc.nat({ max: 40 })), { minLength: 1, maxLength: 6 }),
      async (all, asked) => {
        const name = `R${++code}`
        let now = Date.parse('2026-02-20T09:00:00+08:00')
        const model: Saying[] = []
        for (const [i, { from, cancelled, waits, passes, batch, settles }] of all.entries()) {
          const live = waits ? dayStart(civil(now + waits * 86_400_000)) : now
          if (settles) await settle(w.deps.store, new Date(now))
          const drafts: Draft[] = [{ kind: 'rule', code: name, from, data: { name: `第${i + 1}版` }, cancelled }]
          const by = { proposed: 'editor', published: 'publisher', ...(waits && { goesLive: new Date(live) }) }
          if (batch) await publishBatch(w.deps.store, drafts, { ...by, now: new Date(now), batch: `${name}-${i}` })
          else await publish(w.deps.store, drafts, by, new Date(now))
          model.push({ id: i, version: i + 1, from, publishedAt: live, cancelled })
          now += passes * 86_400_000
        }
        await settle(w.deps.store, new Date(now + 10 * 86_400_000))
        model.sort(strongestFirst)
        for (const [on, after] of asked) {
          const known = civil(Date.parse('2026-02-20T09:00:00+08:00') + after * 86_400_000)
          const found = await oneInForce(w.deps.store, 'rule', name, on, known)
          const expected = inForceOf(model, on, dayEnd(known))
          expect(found && { version: found.row.version, cancelled: found.row.summary?.cancelled === true }).toEqual(
            expected && { version: expected.version, cancelled: expected.cancelled },
          )
        }
        // And the table itself says at most one open end, and one saying a first day.
        const rows = await w.deps.store.heavy.rows<{ open: number; first: number; n: number }>({
          sql: `select sum("to" is null) open, count(distinct "from") first, count(*) n from publications
          where code = ? and superseded_at is null and state in ('published', 'withdrawn')`,
          args: [name],
        })
        expect(rows[0]!.open).toBe(1)
        expect(rows[0]!.first).toBe(rows[0]!.n)
      },
    ),
    { numRuns: 60 },
  )
})
const civil = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Day, prepare } from '../../api/open-day/day.ts'
import { register } from '../../api/open-day/register.ts'
import { accept, approve, change, leave } from '../../api/open-day/steps.ts'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { allowed } from '../../api/open-day/workflow.ts'
import { Refusal } from '../../api/refusal.ts'
import type { Group } from '../../content/kinds/open-day.ts'
import { makeWorld, type World } from '../support/world.ts'
import { amiss, ENDS, held, NOW, openDay, rowsOf, SHARED, STARTS, visitor } from './made.ts'
import { Paper } from './model.ts'
import { changing, NOTHING } from './unguarded.ts'

const CODE = 'KF-LINE'
const SEATS: [Group, number][] = [
  ['resident', 4],
  ['enterprise', 2],
  ['media', 2],
]
let w: World
let day: Day
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  const some = { overflow: SHARED, approval: ['media' as const] }
  day = await held(w, openDay(CODE, Object.fromEntries(SEATS), some))
})
afterAll(() => w.close())

const group = fc.constantFrom(...SEATS.map(([g]) => g))
const size = fc.integer({ min: 1, max: 3 })
const who = fc.nat(40)
/** So many seats more than at first, or fewer. */
const given = fc.integer({ min: -2, max: 3 })
const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('register' as const), group, size }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('accept' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('decline' as const, 'approve' as const, 'refuse' as const), who }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), who, group, size }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(60, 780, 1500, 3600) }),
  },
  // Nothing has its turn for a while, and what is due stays due.
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('idle' as const), minutes: fc.constantFrom(60, 1500, 3900) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('seats' as const),
      more: fc.tuple(given, given, given),
      told: fc.boolean(),
    }),
  },
  // Another node has its turn, and its clock is some minutes before or behind.
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: -5, max: 5 }) }) },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** What somebody does may be refused; on paper it must be refused too. */
const done = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

let version = 1
/** A new version of the open day with so many seats, as this node comes to know it. */
async function versionWith(seats: [Group, number][]): Promise<Day> {
  const own = seats.map(([group, n]) => ({ group, seats: n }))
  version++
  const { data } = day
  const next = { ...day, version, data: { ...data, sessions: data.sessions.map((s) => ({ ...s, seats: own })) } }
  await prepare(w.deps.store, next)
  return next
}

/** Whom a step is about: an offer is taken up or declined by who has one, if anybody has. */
function nthOf(c: Command, { parties }: Paper): number {
  if (!('who' in c) || parties.length === 0) return -1
  const offered = parties.flatMap(({ state }, i) => (state === 'offered' ? [i] : []))
  return c.do === 'accept' || c.do === 'decline'
    ? (offered[c.who % Math.max(1, offered.length)] ?? c.who % parties.length)
    : c.who % parties.length
}

/** Plays the commands against the engine and on paper, and compares everything after each. */
async function play(commands: Command[], deps: World['deps'] = w.deps) {
  await w.deps.store.writes.commit([
    { sql: 'delete from registrations where event = ?', args: [CODE] },
    { sql: 'update openings set taken = 0 where event = ?', args: [CODE] },
  ])
  const paper = new Paper(NOW, SEATS, `${SHARED}T00:00+08:00`, '2026-06-23T17:00+08:00', STARTS, ENDS, ['media'])
  const ids: string[] = []
  const rows = async () => {
    const found = new Map((await rowsOf(w, CODE)).map((row) => [row.id, row]))
    return ids.map((id) => found.get(id)!)
  }
  let on = await versionWith(SEATS)
  let fewer = false
  let behind = false
  for (const c of commands) {
    const now = new Date(paper.now)
    const nth = nthOf(c, paper)
    const party = paper.parties[nth]
    const row = (await rows())[nth]
    if (c.do === 'register') {
      const asked = visitor({ group: c.group, companions: c.size - 1 })
      const work = register(deps, on, asked, now, { marks: [], demo: true }).then(({ id }) => ids.push(id))
      expect(await done(work)).toBe(paper.register(c.group, c.size))
    } else if (c.do === 'seats') {
      const seats = SEATS.map(([g, n], i): [Group, number] => [g, n + c.more[i]!])
      fewer ||= c.more.some((more) => more < 0)
      behind ||= !c.told
      on = await versionWith(seats)
      paper.seats(seats)
      if (c.told) await turn(0)
    } else if (c.do === 'idle') {
      behind = true
      paper.now += c.minutes * 60_000
      w.at(new Date(paper.now))
    } else if (c.do === 'pass') {
      await turn(c.minutes)
    } else if (party && row) {
      if (c.do === 'change') {
        const asked = { group: c.group, companions: c.size - 1 }
        expect(await done(change(deps, row, on, asked, now))).toBe(paper.change(party, c.group, c.size))
      } else if (c.do === 'accept') expect(await done(accept(deps, row, on, now))).toBe(paper.accept(party))
      else if (c.do === 'approve') expect(await done(approve(deps, row, now))).toBe(paper.approve(party))
      else expect(await done(leave(deps, row, c.do, on, now))).toBe(paper[c.do](party))
    }
    const kept = (await rows()).map(({ group, size, state, seated, place, offerUntil: until }) => ({
      group,
      size,
      state,
      seated,
      place,
      until,
    }))
    expect(kept, c.do).toEqual(paper.parties)
    const begun = paper.now >= Date.parse(STARTS)
    const shared = paper.now >= Date.parse(`${SHARED}T00:00+08:00`)
    // Only a turn sells what came free by itself; a version with fewer seats takes nobody's away.
    const may = [...(begun || behind ? ['unsold'] : []), ...(fewer ? ['oversold'] : [])]
    expect((await amiss(w, CODE, shared)).filter((what) => !may.some((word) => what.startsWith(word)))).toEqual([])
  }
  await calledOff(paper, on, deps)

  async function turn(minutes: number) {
    behind = false
    paper.pass(minutes)
    w.at(new Date(paper.now))
    await openDayTurn(deps, new Date(paper.now))
  }
}

/** Called off at last: who had a seat has none, and nobody is offered one. */
async function calledOff(paper: Paper, on: Day, deps: World['deps']) {
  const gone = (await rowsOf(w, CODE)).filter(({ state }) => allowed(state, ['clock']).includes('callOff'))
  const off = { ...on, cancelled: true }
  await Promise.all(gone.map((row) => leave(deps, row, 'callOff', off, new Date(paper.now))))
  const left = (await rowsOf(w, CODE)).filter(({ state }) => state !== 'absent')
  expect(left.filter(({ seated, offerUntil }) => seated !== null || offerUntil !== null)).toEqual([])
  expect(await amiss(w, CODE)).toEqual([])
}

/** Each property with what keeps it up taken away. */
const OFF: Record<string, (sql: string, args: unknown[]) => string> = {
  'freed seats are not offered': (sql) => (sql.includes("set state = 'offered'") ? NOTHING : sql),
  'seats are not given back': (sql, [size]) =>
    sql.startsWith('update openings set taken = taken + ? ') && Number(size) < 0 ? NOTHING : sql,
  'the last in line is first': (sql) => sql.replace('r.place limit 1', 'r.place desc limit 1'),
  'a party is offered too few seats': (sql) => sql.replace('and o.taken + r.size <= o.seats', ''),
  'whoever comes now overtakes those who wait': (sql) =>
    sql.replace("r.state = 'waiting'\n        and r.size", "r.state = 'none'\n        and r.size"),
  'an offer is taken up too late': (sql) => sql.replace("= 'offered' and offer_until > ?", "= 'offered' and ? > 0"),
  'places are given twice': (sql) => sql.replace('set place = 1 + coalesce', 'set place = 0 * coalesce'),
  'offers do not end': (sql) => sql.replace(' and offer_until <= ?', ' and offer_until <= -?'),
  'nobody asks whether there is room': (sql) =>
    sql.replace('o.taken + ? <= o.seats\n', '(1 or o.taken + ? <= o.seats)\n'),
}

describe('the line', () => {
  test('whatever people do, in whatever order: seats, places and offers are as they would be on paper', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 30 }), (commands) => play(commands)),
      { numRuns: 30 },
    )
  })

  test.each(Object.entries(OFF))('where %s, it is noticed', async (_, change) => {
    const deps = { ...w.deps, store: changing(w.deps.store, change) }
    const found = await fc.check(
      fc.asyncProperty(fc.array(command, { minLength: 15, maxLength: 30 }), (commands) => play(commands, deps)),
      { numRuns: 40, endOnFailure: true },
    )
    expect(found.failed).toBe(true)
  })
})

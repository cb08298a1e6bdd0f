import { describe, expect, test } from 'vitest'
import {
  ACTIONS,
  allowed,
  allowedPart,
  BARS,
  type Bar,
  type By,
  barsOf,
  endsWith,
  PART,
  PART_ACTIONS,
  PART_STEPS,
  type PartAction,
  type PartState,
  STATE,
  STEPS,
  type State,
} from '../../api/duty/workflow.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'

const HATS: By[] = ['self', 'clock', ...(Object.keys(ROLE) as Role[])]
const NONE = new Set<Bar>()

/** The whole life a second time and by hand: who, from where, to where, and what stands against it. */
const PARTS: Record<PartAction, [By | By[], PartState[], PartState | PartState[], Bar[]]> = {
  accept: ['self', ['invited', 'declined'], 'accepted', ['shut', 'over', 'interested']],
  decline: ['self', ['invited', 'accepted'], 'declined', ['shut', 'begun']],
  checkIn: ['self', ['accepted'], 'came', ['shut', 'early', 'over', 'interested']],
  report: ['self', ['came', 'reported'], 'reported', ['shut']],
  mark: ['handler', ['invited', 'accepted', 'absent'], 'came', ['shut', 'early', 'past', 'interested']],
  return: ['handler', ['reported'], 'came', ['shut']],
  confirm: ['handler', ['came', 'reported'], 'confirmed', ['shut', 'lasts', 'unreported']],
  absent: [['handler', 'clock'], ['accepted'], 'absent', ['shut', 'lasts']],
  restore: ['handler', ['absent'], 'came', ['off', 'interested', 'closed']],
  unmark: ['handler', ['came'], ['invited', 'accepted', 'absent'], ['shut', 'theirs', 'closed']],
  leave: ['clock', ['invited', 'accepted'], 'declined', ['shut', 'begun']],
}
const DUTIES: Record<(typeof ACTIONS)[number], [By, State[], Bar[]]> = {
  change: ['handler', ['open'], ['begun']],
  hold: ['handler', ['open'], ['lasts', 'unsettled']],
  cancel: ['handler', ['open'], ['over']],
}

function wrongIn(): string[] {
  const found: string[] = []
  for (const hat of HATS)
    for (const bar of [undefined, ...(Object.keys(BARS) as Bar[])]) {
      const up = bar ? new Set([bar]) : NONE
      for (const state of Object.keys(PART) as PartState[]) {
        const is = allowedPart(state, [hat], up)
        for (const action of PART_ACTIONS) {
          const [by, from, , against] = PARTS[action]
          const ought = [by].flat().includes(hat) && from.includes(state) && !(bar && against.includes(bar))
          if (is.includes(action) !== ought) found.push(`${hat} ${state} ${bar}: ${action}`)
        }
      }
      for (const state of Object.keys(STATE) as State[]) {
        const is = allowed(state, [hat], up)
        for (const action of ACTIONS) {
          const [by, from, against] = DUTIES[action]
          const ought = by === hat && from.includes(state) && !(bar && against.includes(bar))
          if (is.includes(action) !== ought) found.push(`${hat} ${state} ${bar}: ${action}`)
        }
      }
    }
  return found
}

describe('every state, action, hat and bar', () => {
  test('offers what the table by hand says and nothing more', () => {
    expect(wrongIn()).toEqual([])
  })
  test.each(PART_ACTIONS)('%s ends where it is said to', (action) => {
    expect(endsWith(action)).toEqual([PARTS[action][2]].flat())
  })
  test('nothing leads out of what is confirmed', () => {
    for (const hat of HATS) expect(allowedPart('confirmed', [hat], NONE)).toEqual([])
  })
  test.each(PART_ACTIONS)('a bar that goes missing at %s is noticed, and a hat too many', (action) => {
    const kept = { ...PART_STEPS[action] }
    Object.assign(PART_STEPS[action], { unless: [] })
    expect(wrongIn()).not.toEqual([])
    Object.assign(PART_STEPS[action], kept, { by: ['self', 'handler', 'chief'] })
    expect(wrongIn()).not.toEqual([])
    Object.assign(PART_STEPS[action], kept)
    expect(wrongIn()).toEqual([])
  })
  test('at least one step is known of each table', () => {
    expect([Object.keys(STEPS), Object.keys(PART_STEPS)]).toEqual([Object.keys(DUTIES), Object.keys(PARTS)])
  })
})

describe('what stands in the way at a moment', () => {
  const at = (clock: string) => Date.parse(`2026-06-17T${clock}:00+08:00`)
  const duty = { state: 'open' as const, startsAt: at('09:00'), endsAt: at('11:30'), reportBy: null }
  test.each<[string, Bar[]]>([
    ['07:59', ['early', 'lasts']],
    ['08:00', ['lasts']],
    ['09:00', ['begun', 'lasts']],
    ['11:29', ['begun', 'lasts']],
    ['11:30', ['begun', 'over']],
    ['23:59', ['begun', 'over']],
  ])('at %s', (clock, bars) => {
    expect([...barsOf(duty, {}, at(clock))].sort()).toEqual(bars.sort())
  })
  test('the day after, a task called off, an interest, a report that is owed, parts that are open', () => {
    const later = at('09:00') + 86_400_000
    expect([...barsOf(duty, {}, later)]).toContain('past')
    expect([...barsOf({ ...duty, state: 'cancelled' }, {}, later)]).toEqual(expect.arrayContaining(['shut', 'off']))
    expect([...barsOf({ ...duty, state: 'held' }, {}, later)]).not.toContain('off')
    expect([...barsOf(duty, { closed: true }, later)]).toContain('closed')
    expect([...barsOf(duty, { interested: true }, later)]).toContain('interested')
    expect([...barsOf({ ...duty, reportBy: '2026-06-20' }, { reported: false }, later)]).toContain('unreported')
    expect([...barsOf({ ...duty, reportBy: '2026-06-20' }, { reported: true }, later)]).not.toContain('unreported')
    // After its last day it is not waited for any more.
    const [last, over] = [Date.parse('2026-06-20T23:59:59+08:00'), Date.parse('2026-06-21T00:00:00+08:00')]
    const bars = [last, over].map((now) => barsOf({ ...duty, reportBy: '2026-06-20' }, { reported: false }, now))
    expect(bars.map((up) => up.has('unreported'))).toEqual([true, false])
    expect([...barsOf(duty, { theirs: true }, later)]).toContain('theirs')
    expect([...barsOf(duty, { open: 1 }, later)]).toContain('unsettled')
  })
})

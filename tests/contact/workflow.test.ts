import { describe, expect, test } from 'vitest'
import { EARLY } from '../../api/contact/contact.ts'
import { allowed, barsOf, KEEPS, STATE, type State } from '../../api/contact/workflow.ts'
import { shift } from '../../api/day.ts'
import { ROLE } from '../../api/staff/role.ts'

describe('the table of steps', () => {
  const GRID: Record<State, string> = {
    serving: 'change replace renew suspend end',
    suspended: 'change replace resume end',
    ended: 'renew',
  }
  test.each(Object.keys(STATE) as State[])('%s: what the keeper may do, and nobody else', (state) => {
    for (const role of Object.keys(ROLE) as (keyof typeof ROLE)[]) {
      const may = allowed(state, [role]).join(' ')
      expect(may, role).toBe(KEEPS.some((one) => one === role) ? GRID[state] : '')
    }
    expect(allowed(state, ['clock'])).toEqual(state === 'ended' ? [] : ['expire'])
  })
  test('a term is prolonged half a year before its end at the earliest', () => {
    const bars = (left: number) => barsOf({ state: 'serving', to: shift('2026-06-16', left) }, '2026-06-16')
    expect([...bars(EARLY)]).toEqual([])
    expect([...bars(EARLY + 1)]).toEqual(['early'])
    expect(allowed('serving', ['handler'], bars(EARLY + 1))).not.toContain('renew')
  })
})

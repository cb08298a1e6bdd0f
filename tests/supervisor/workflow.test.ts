import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../api/staff/actor.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import {
  ACTIONS,
  type Action,
  allowed,
  BARS,
  type Bar,
  type By,
  barsOf,
  endsWith,
  STATE,
  type State,
  step,
} from '../../api/supervisor/workflow.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { applied } from './made.ts'

const STATES = Object.keys(STATE) as State[]
const ROLES = Object.keys(ROLE) as Role[]
const HATS: By[] = ['holder', 'self', 'clock', ...ROLES]

/** Who may do what from where, and where it leads, a second time and by hand. */
const TABLE: Record<Action, { by: By; from: State[]; to: State | 'stays' }> = {
  pass: { by: 'handler', from: ['applied'], to: 'publicity' },
  refuse: { by: 'handler', from: ['applied', 'publicity'], to: 'refused' },
  withdraw: { by: 'holder', from: ['applied', 'publicity'], to: 'withdrawn' },
  appoint: { by: 'chief', from: ['publicity'], to: 'serving' },
  change: { by: 'handler', from: ['serving', 'suspended'], to: 'stays' },
  suspend: { by: 'chief', from: ['serving'], to: 'suspended' },
  resume: { by: 'chief', from: ['suspended'], to: 'serving' },
  renew: { by: 'chief', from: ['serving', 'expired'], to: 'serving' },
  honour: { by: 'chief', from: ['serving'], to: 'stays' },
  dismiss: { by: 'chief', from: ['serving', 'suspended'], to: 'dismissed' },
  resign: { by: 'self', from: ['serving'], to: 'resigned' },
  expire: { by: 'clock', from: ['serving', 'suspended'], to: 'expired' },
}
const AGAINST: Record<Bar, Action[]> = {
  publicity: ['appoint'],
  objected: ['appoint'],
  upheld: ['appoint'],
  hands: ['appoint'],
  early: ['renew'],
  erased: ['renew'],
}
const may = (state: State, hats: readonly By[], bars: readonly Bar[] = []) =>
  ACTIONS.filter((action) => {
    const { by, from } = TABLE[action]
    return from.includes(state) && hats.includes(by) && !bars.some((bar) => AGAINST[bar].includes(action))
  })

describe('every action in every state for every hat', () => {
  for (const state of STATES)
    test.each(HATS.map((hat) => [hat]))(`${state}, %s`, (hat) => {
      expect(allowed(state, [hat])).toEqual(may(state, [hat]))
      for (const bar of Object.keys(BARS) as Bar[])
        expect(allowed(state, [hat], new Set([bar])), bar).toEqual(may(state, [hat], [bar]))
    })

  test('each leads where it is written', () => {
    for (const action of ACTIONS)
      expect([action, endsWith(action)]).toEqual([action, TABLE[action].to === 'stays' ? [] : [TABLE[action].to]])
  })
  test('whoever was refused, left or was dismissed stays so', () => {
    for (const state of ['refused', 'withdrawn', 'resigned', 'dismissed'] as const)
      expect(allowed(state, HATS)).toEqual([])
  })
  test('no role both looks at an application and appoints', () => {
    for (const role of ROLES)
      expect(
        (['pass', 'appoint'] as const).every((action) => step(action).by.includes(role)),
        role,
      ).toBe(false)
  })
})

describe('what stands in the way', () => {
  const usual = {
    state: 'publicity' as State,
    publicTo: '2026-06-14',
    to: null,
    objections: [],
    passedBy: 'handler',
    erased: false,
  }
  const bars = (more: Partial<Parameters<typeof barsOf>[0]> = {}, login = 'chief') => [
    ...barsOf({ ...usual, ...more }, login, '2026-06-15'),
  ]
  test('nothing, the day after the last one', () => expect(bars()).toEqual([]))
  test('the last day still counts', () => expect(bars({ publicTo: '2026-06-15' })).toEqual(['publicity']))
  test('who was never made public', () => expect(bars({ publicTo: null })).toEqual(['publicity']))
  test('an open objection', () => expect(bars({ objections: ['dismissed', 'open'] })).toEqual(['objected']))
  test('one that was dismissed is none', () => expect(bars({ objections: ['dismissed'] })).toEqual([]))
  test('one that ended with its application is none', () => expect(bars({ objections: ['ended'] })).toEqual([]))
  test('nobody left to renew', () => expect(bars({ erased: true })).toEqual(['erased']))
  test('one that is true', () => expect(bars({ objections: ['upheld'] })).toEqual(['upheld']))
  test('the same hands', () => expect(bars({}, 'handler')).toEqual(['hands']))
  test.each([
    ['2026-12-15', []],
    ['2026-12-16', ['early']],
  ])('a term until %s', (to, wanted) => expect(bars({ state: 'serving', publicTo: '2023-01-01', to })).toEqual(wanted))
})

describe('the API asks the same table', () => {
  let w: World
  beforeAll(async () => {
    w = await makeWorld()
  })
  afterAll(() => w.close())

  const SAID: Record<Action, object> = {
    pass: { remark: '材料齐全' },
    refuse: { reason: '不符合报名的条件' },
    withdraw: {},
    appoint: { from: '2026-06-15', to: '2029-06-14' },
    change: { areas: [], sectors: [] },
    suspend: { reason: '正在接受调查' },
    resume: { reason: '调查已经结束' },
    renew: { from: '2026-06-15', to: '2029-06-14' },
    honour: { honour: '年度优秀监督员' },
    dismiss: { reason: '连续两年不履职' },
    resign: {},
    expire: {},
  }
  const as = (role: Role, department: string): Actor => ({
    login: `x-${role}`,
    name: '某',
    roles: [role],
    department,
    post: '',
  })
  let nth = 0
  const somebody = (state: State) => {
    const serves = ['serving', 'suspended', 'expired'].includes(state)
    nth++
    return applied(w, {
      state,
      publicTo: '2026-06-14',
      ...(serves && { from: '2023-06-15', to: '2026-06-14', number: `JD2023${nth}`, login: `jd2023${nth}` }),
    })
  }

  test.each(STATES.map((state) => [state]))('%s', async (state) => {
    for (const role of ['handler', 'chief', 'assign', 'admin', 'supervisor', 'body'] as const)
      for (const department of ['SFJ', 'ZFJ'])
        for (const action of ACTIONS) {
          const row = await somebody(state)
          const answer = await asking(w, as(role, department))(
            `/api/desk/supervisors/${row.id}/steps`,
            json('POST', { action, n: 1, ...SAID[action] }),
          )
          const reads = department === 'SFJ' && (role === 'handler' || role === 'chief')
          const { by, from } = TABLE[action]
          const wanted = !reads || by !== role ? 403 : from.includes(state) ? 200 : 409
          const said = `${action} by ${role} of ${department} in ${state}`
          expect(answer.status, `${said}: ${(await answer.text()).slice(0, 200)}`).toBe(wanted)
        }
  })
})

import { describe, expect, test } from 'vitest'
import { type State, take } from '../../api/directive/state.ts'
import { barsOf, type Facts } from '../../api/directive/way.ts'
import {
  ACTIONS,
  type Action,
  allowed,
  type Bar,
  leadsTo,
  STATUS,
  STEPS,
  type Status,
  step,
} from '../../api/directive/workflow.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'

const STATUSES = Object.keys(STATUS) as Status[]
const HATS = Object.keys(ROLE) as Role[]
const grid = () =>
  STATUSES.map((status) => {
    const cells = HATS.map((hat) => `${hat}(${allowed({ status }, [hat]).join(' ')})`).filter((c) => !c.endsWith('()'))
    return `${status}: ${cells.join(' ')}`
  }).join('\n')

test('who may do what, when', () => {
  expect(grid()).toMatchInlineSnapshot(`
    "draft: handler(edit submit discard)
    review: review(return approve) chief(void)
    approved: chief(decline sign void)
    signed: handler(serve) chief(void)
    served: handler(record urge follow close propose) review(rule publish withdraw) chief(rule escalate close publish withdraw) superior(instruct) body(receive feed) legal(receive feed object)
    answered: handler(verify propose) review(verify rule publish withdraw) chief(rule publish withdraw) superior(instruct) legal(object)
    failing: handler(urge follow close propose) review(rule publish withdraw) chief(rule escalate close publish withdraw) superior(instruct) legal(object)
    verified: handler(close propose) review(rule publish withdraw) chief(rule close publish withdraw) superior(instruct)
    closed: handler(propose) review(publish withdraw) chief(publish withdraw) superior(instruct)
    revoked: review(withdraw) chief(withdraw)
    void: "
  `)
})

test('every status but the first is reached, and every one that is no end can be left', () => {
  expect([...new Set([...ACTIONS.flatMap(leadsTo), 'draft'])].sort()).toEqual([...STATUSES].sort())
  const moves = ACTIONS.filter((a) => leadsTo(a).length > 0)
  const ends = STATUSES.filter((s) => !allowed({ status: s }, HATS).some((a) => moves.includes(a)))
  expect(ends.sort()).toEqual(['closed', 'revoked', 'void'])
})

test('nobody outside the bureau moves what was not served, and the body never decides', () => {
  for (const status of ['draft', 'review', 'approved', 'signed'] as const)
    expect(allowed({ status }, ['body', 'legal', 'superior'])).toEqual([])
  const theirs = STATUSES.flatMap((status) => allowed({ status }, ['body', 'legal']))
  expect([...new Set(theirs)].sort()).toEqual(['feed', 'object', 'receive'])
})

const BEFORE: State = {
  status: 'signed',
  dueOn: null,
  result: null,
  objectBy: null,
  objection: null,
  ruleBy: null,
  escalatedTo: null,
  shown: 'no',
}
const DAYS = { feedback: '2026-07-15', urge: '2026-07-22', object: '2026-06-29', rule: '2026-07-06' }
const taken = (state: Partial<State>, action: Action, said: Record<string, unknown> = {}) =>
  take({ ...BEFORE, ...state }, action, said, (clock) => DAYS[clock], 'DDSFJ')

describe('what a step leads to', () => {
  test('serving starts the clocks of feedback and objection', () => {
    expect(taken({}, 'serve')).toEqual({ ...BEFORE, status: 'served', dueOn: '2026-07-15', objectBy: '2026-06-29' })
  })
  test('an urging gives a new date and asks again', () => {
    expect(taken({ status: 'failing', result: 'partly', dueOn: '2026-07-15' }, 'urge')).toMatchObject({
      status: 'served',
      dueOn: '2026-07-22',
    })
  })
  test('verifying leads where it was found, and nowhere by a word that is none', () => {
    const found = (result: string) => taken({ status: 'answered' }, 'verify', { result }).status
    expect([found('done'), found('partly'), found('undone')]).toEqual(['verified', 'failing', 'failing'])
    expect(found('constructor')).toBe('answered')
  })
  test('an objection stops nothing; a ruling may', () => {
    const objected = taken({ status: 'served', dueOn: '2026-07-15' }, 'object')
    expect(objected).toMatchObject({ status: 'served', dueOn: '2026-07-15', objection: 'open', ruleBy: '2026-07-06' })
    expect(take(objected, 'rule', { ruling: 'uphold' }, () => null)).toMatchObject({
      status: 'served',
      objection: 'upheld',
    })
    expect(take(objected, 'rule', { ruling: 'revoke' }, () => null)).toMatchObject({
      status: 'revoked',
      objection: 'revoked',
    })
  })
  test('taking it up names the body above', () => {
    expect(taken({ status: 'served' }, 'escalate').escalatedTo).toBe('DDSFJ')
  })
})

const FACTS: Facts = {
  ...BEFORE,
  status: 'served',
  type: 'decision',
  dueOn: '2026-06-15',
  objectBy: '2026-06-15',
  receivedAt: null,
  followed: false,
  log: [
    { action: 'draft', login: 'handler' },
    { action: 'approve', login: 'review' },
    { action: 'sign', login: 'chief' },
  ],
}
const bar = (action: Action, login: string, more: Partial<Facts> = {}, today = '2026-06-15') =>
  [...barsOf({ ...FACTS, ...more }, action, login, today)].filter((b) => (step(action).unless ?? []).includes(b))

describe('what stands against a step', () => {
  const FOUR: [Action, Record<string, boolean>][] = [
    ['approve', { handler: true, review: false, chief: false }],
    ['sign', { handler: true, review: true, chief: false }],
    ['rule', { handler: true, review: false, chief: true }],
  ]
  test.each(FOUR)('four eyes on %s', (action, logins) => {
    const open = { objection: 'open' as const }
    for (const [login, barred] of Object.entries(logins))
      expect(bar(action, login, open).includes('hands'), login).toBe(barred)
  })
  test('whoever changed a draft wrote it too', () => {
    const log = [...FACTS.log, { action: 'edit', login: 'second' }]
    expect(bar('approve', 'second', { log })).toEqual(['hands'])
    expect(bar('approve', 'second')).toEqual([])
  })
  test('who typed a letter in does not judge it, who proposed a digest does not publish it', () => {
    const log = [...FACTS.log, { action: 'record', login: 'handler' }, { action: 'propose', login: 'handler' }]
    expect(bar('verify', 'handler', { log })).toEqual(['hands'])
    expect(bar('verify', 'review', { log })).toEqual([])
    expect(bar('publish', 'handler', { log, shown: 'proposed' })).toEqual(['hands'])
    expect(bar('publish', 'chief', { log, shown: 'proposed' })).toEqual([])
  })
  test('a date is a whole day', () => {
    for (const action of ['urge', 'follow', 'escalate'] as const) {
      expect(bar(action, 'x'), action).toEqual(['early'])
      expect(bar(action, 'x', {}, '2026-06-16'), action).toEqual([])
      expect(bar(action, 'x', { status: 'failing' }), action).toEqual([])
    }
    expect(bar('object', 'x')).toEqual([])
    expect(bar('object', 'x', {}, '2026-06-16')).toEqual(['objected'])
  })
  test('only a decision is objected to, and once', () => {
    expect(bar('object', 'x', { type: 'opinion' })).toEqual(['objected'])
    expect(bar('object', 'x', { objection: 'upheld' })).toEqual(['objected'])
  })
  test('what is not put right is closed only when something follows', () => {
    const failing = { status: 'failing', result: 'undone' } as const
    expect(bar('close', 'x', failing)).toEqual(['unsettled'])
    expect(bar('close', 'x', { ...failing, followed: true })).toEqual([])
    expect(bar('close', 'x', { ...failing, escalatedTo: 'DDSFJ' })).toEqual([])
    expect(bar('close', 'x', { status: 'verified', result: 'done' })).toEqual([])
    expect(bar('close', 'x', { status: 'verified', result: 'done', objection: 'open' })).toEqual(['unsettled'])
  })
  test('negative control: without its bars a step is open to everybody of the role', () => {
    const kept = STEPS.sign.unless
    ;(STEPS.sign as { unless: readonly Bar[] }).unless = []
    try {
      expect(bar('sign', 'review')).toEqual([])
    } finally {
      ;(STEPS.sign as { unless: readonly Bar[] }).unless = kept
    }
  })
})

import { describe, expect, test } from 'vitest'
import {
  ACTIONS,
  type Action,
  allowed,
  type By,
  dueIn,
  STATUS,
  type State,
  type Status,
  step,
  take,
} from '../../api/case/workflow.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { PLAY } from '../../content/demo.ts'

const STATUSES = Object.keys(STATUS) as Status[]
const HATS: By[] = ['citizen', 'system', ...(Object.keys(ROLE) as Role[])]
const grid = () =>
  STATUSES.map((status) => {
    const cells = HATS.map((hat) => `${hat}(${allowed({ status }, [hat]).join(' ')})`).filter(
      (cell) => !cell.endsWith('()'),
    )
    return `${status}: ${cells.join(' ')}`
  }).join('\n')

test('who may do what, when', () => {
  expect(grid()).toMatchInlineSnapshot(`
    "received: citizen(withdraw) intake(accept refuse) superior(accept refuse) sealed(accept transfer)
    accepted: citizen(withdraw) assign(assign) handler(record answer) superior(record answer) sealed(record transfer)
    assigned: citizen(withdraw) handler(sign answer) superior(answer)
    handling: citizen(withdraw) handler(record answer) superior(record answer) sealed(record)
    answered: system(close) handler(close) superior(close)
    closed: 
    refused: 
    withdrawn: 
    transferred: "
  `)
})

test('every status but the first is reached by some step', () => {
  const reached = new Set(ACTIONS.map((a) => step(a).to).filter((to) => to !== undefined))
  expect([...reached, 'received'].sort()).toEqual([...STATUSES].sort())
})

test('every status that is not an end can be left', () => {
  const ends = STATUSES.filter((status) => allowed({ status }, HATS).length === 0)
  expect(ends.sort()).toEqual(['closed', 'refused', 'transferred', 'withdrawn'])
})

test('whoever is given a case can bring it to an end', () => {
  const hands: Record<string, Role[]> = {
    'the bureau': ['intake', 'assign', 'handler'],
    'the superior': ['superior'],
    'the sealed desk': ['sealed'],
  }
  for (const [whose, roles] of Object.entries(hands)) {
    const seen = new Set<Status>(['received'])
    for (const status of seen) for (const a of allowed({ status }, roles)) seen.add(step(a).to ?? status)
    const ends = [...seen].filter((status) => allowed({ status }, roles).length === 0)
    expect(ends.length, `${whose} is stuck among ${[...seen]}`).toBeGreaterThan(0)
  }
})

test('the demonstration plays only steps of this table', () => {
  for (const [action, played] of Object.entries(PLAY) as [
    Action,
    { by: readonly string[]; from: readonly string[] },
  ][]) {
    expect(step(action).by, action).toEqual(expect.arrayContaining([...played.by]))
    expect(step(action).from, action).toEqual(expect.arrayContaining([...played.from]))
  }
})

describe('what a step leads to', () => {
  const before: State = {
    status: 'received',
    handler: 'SFJ',
    acceptBy: '2026-06-23',
    answerBy: '2026-07-23',
    dueOn: '2026-06-23',
  }

  test('accepting starts the answer clock and makes its end the next date owed', () => {
    expect(take(before, 'accept', () => '2026-07-16')).toEqual({
      ...before,
      status: 'accepted',
      answerBy: '2026-07-16',
      dueOn: '2026-07-16',
    })
  })
  test('a step without a clock keeps the dates', () => {
    const accepted: State = { ...before, status: 'accepted', dueOn: '2026-07-23' }
    expect(take(accepted, 'assign', () => 'never')).toEqual({ ...accepted, status: 'assigned' })
  })
  test('after an answer nothing is owed any more', () => {
    expect(take({ ...before, status: 'handling' }, 'answer', () => 'never').dueOn).toBeNull()
  })
  test('where no acceptance is owed the answer is the next date', () => {
    expect(dueIn('received', null, '2026-06-24')).toBe('2026-06-24')
  })
})

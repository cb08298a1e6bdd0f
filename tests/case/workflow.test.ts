import { describe, expect, test } from 'vitest'
import {
  ACTIONS,
  type Action,
  allowed,
  type Bar,
  type By,
  barsOf,
  dueIn,
  leadsTo,
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
    "received: citizen(withdraw edit renew write add) intake(accept refuse message seal) assign(message seal) handler(message seal) review(message seal) chief(message seal) superior(accept refuse message seal) sealed(accept transfer message)
    accepted: citizen(withdraw edit renew write add) intake(message seal) assign(assign message seal) handler(record answer enquire message seal) review(message seal) chief(message seal) superior(record answer enquire message seal) sealed(record transfer message)
    assigned: citizen(withdraw edit renew write add) intake(message seal) assign(message seal) handler(sign answer message seal) review(message seal) chief(message seal) superior(answer message seal) sealed(message)
    handling: citizen(withdraw edit renew write add) intake(message seal) assign(message seal) handler(record answer enquire message seal) review(message seal) chief(message seal) superior(record answer enquire message seal) sealed(record message)
    answered: citizen(renew write add rate appeal) system(close) intake(message) assign(message) handler(close message) review(message) chief(message) superior(close message) sealed(message)
    recheck: citizen(renew write add) intake(message seal) assign(message seal) handler(record recheck enquire message seal) review(recheck message seal) chief(recheck message seal) superior(record recheck enquire message seal) sealed(record message)
    closed: citizen(renew rate appeal)
    refused: citizen(renew appeal)
    withdrawn: citizen(renew)
    transferred: citizen(renew rate)"
  `)
})

test('every status but the first is reached by some step', () => {
  const reached = new Set(ACTIONS.flatMap(leadsTo))
  expect([...new Set([...reached, 'received'])].sort()).toEqual([...STATUSES].sort())
})

test('every status that is not an end can be left', () => {
  // A new query code moves nothing.
  const left = (status: Status, bars?: ReadonlySet<Bar>) =>
    allowed({ status }, HATS, bars).filter((action) => action !== 'renew')
  expect(STATUSES.filter((status) => left(status).length === 0).sort()).toEqual(['withdrawn'])
  // Where a recheck was asked for and the answer has its rating, the end is the end.
  const over = STATUSES.filter((status) => left(status, new Set(['appealed', 'rated'])).length === 0)
  expect(over.sort()).toEqual(['closed', 'refused', 'transferred', 'withdrawn'])
})

test('whoever is given a case can bring it to an end', () => {
  const hands: Record<string, Role[]> = {
    'the bureau': ['intake', 'assign', 'handler'],
    'the superior': ['superior'],
    'the sealed desk': ['sealed'],
  }
  for (const [whose, roles] of Object.entries(hands)) {
    const seen = new Set<Status>(['received'])
    for (const status of seen) for (const a of allowed({ status }, roles)) for (const to of leadsTo(a)) seen.add(to)
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
    lane: 'general',
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
  test('sealing hands the case over and starts the sealed lane’s own clock', () => {
    const handling: State = { ...before, status: 'handling', dueOn: '2026-07-23' }
    expect(take(handling, 'seal', (clock) => (clock === 'accept' ? '2026-06-30' : 'never'))).toEqual({
      ...before,
      status: 'received',
      lane: 'sealed',
      handler: 'SEALED',
      acceptBy: '2026-06-30',
      dueOn: '2026-06-30',
    })
  })
  test('a recheck has its clock, and leads where it was decided', () => {
    const asked = take({ ...before, status: 'closed', dueOn: null }, 'appeal', () => '2026-08-13')
    expect(asked).toEqual({ ...before, status: 'recheck', answerBy: '2026-08-13', dueOn: '2026-08-13' })
    expect(take(asked, 'recheck', () => 'never', { decision: 'uphold' })).toEqual({
      ...asked,
      status: 'answered',
      dueOn: null,
    })
    expect(take(asked, 'recheck', () => 'never', { decision: 'redo' })).toEqual({ ...asked, status: 'handling' })
    expect(take(asked, 'recheck', () => 'never', { decision: 'constructor' }).status).toBe('recheck')
  })
})

describe('what stands against a step', () => {
  const at = new Date('2026-06-15T10:24:00+08:00')
  const of = { lane: 'general', editableUntil: at.getTime() }
  const by = (action: string, login?: string) => ({
    action,
    actor: login ? { kind: 'person', login } : { kind: 'citizen' },
  })
  const bars = (log: ReturnType<typeof by>[], login: string | null = null, now = at) =>
    [...barsOf(of, log, login, now)].sort()

  test('ten minutes end to the millisecond', () => {
    expect(bars([], null, new Date(at.getTime() - 1))).toEqual([])
    expect(bars([])).toEqual(['late'])
  })
  test('one recheck, whatever came of it', () => {
    expect(bars([by('answer', 'handler'), by('appeal'), by('recheck', 'review')])).toContain('appealed')
    expect(bars([by('answer', 'handler')])).not.toContain('appealed')
  })
  test('one rating an answer', () => {
    expect(bars([by('answer', 'handler'), by('rate')])).toContain('rated')
    expect(bars([by('answer', 'handler'), by('rate'), by('appeal'), by('recheck', 'review')])).not.toContain('rated')
  })
  test('whoever answered or refused does not recheck; anybody else does', () => {
    for (const action of ['answer', 'refuse']) {
      expect(bars([by(action, 'handler'), by('appeal')], 'handler')).toContain('own')
      expect(bars([by(action, 'handler'), by('appeal')], 'review')).not.toContain('own')
    }
    expect(bars([by('record', 'handler')], 'handler')).not.toContain('own')
    // A sender is nobody of the desk.
    expect(bars([by('answer', 'handler'), by('rate')])).not.toContain('own')
  })
})

import { describe, expect, test } from 'vitest'
import { dueIn, type Moment, type State, take } from '../../api/case/state.ts'
import { type Standing, type Taken, unveiled, wayOf } from '../../api/case/way.ts'
import {
  ACTIONS,
  type Action,
  allowed,
  type By,
  CLEAR,
  leadsTo,
  STATUS,
  type Status,
  step,
  type Way,
} from '../../api/case/workflow.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { PLAY } from '../../content/demo.ts'
import { bookOn } from './book.ts'

const book = bookOn('2026-06-15')
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
    "received: citizen(withdraw edit renew write add) system(yellow red) intake(accept supplement refuse doubt merge recuse note message seal) assign(merge recuse note transfer group ungroup message seal) handler(merge recuse note group ungroup message unveil petition seal) review(recuse note group ungroup urge message seal) chief(recuse note group ungroup urge message permit seal) superior(accept supplement refuse merge note transfer group ungroup urge message unveil petition seal) sealed(accept transfer message unveil petition permit release)
    supplement: citizen(withdraw edit renew write add) system(lapse yellow red) intake(note message seal) assign(note group ungroup message seal) handler(note group ungroup message unveil petition seal) review(note group ungroup message seal) chief(note group ungroup message permit seal) superior(note group ungroup message unveil petition seal) sealed(message unveil petition permit)
    doubted: citizen(withdraw edit renew write add) system(yellow red) intake(note message seal) assign(note group ungroup message seal) handler(note group ungroup message unveil petition seal) review(confirm note group ungroup message seal) chief(confirm note group ungroup message permit seal) superior(note group ungroup message unveil petition seal) sealed(message unveil petition permit)
    accepted: citizen(withdraw edit renew write add) system(contest yellow red) intake(merge recuse note message seal) assign(merge assign recuse dispute note transfer group ungroup message seal) handler(merge recuse dispute record note extend answer enquire entrust call split contest group ungroup message unveil petition seal) review(recuse note grant adjudge group ungroup urge message seal) chief(recuse note grant adjudge group ungroup urge message permit seal) superior(merge record note extend grant answer transfer enquire entrust call split contest adjudge group ungroup urge message unveil petition seal) sealed(record transfer message unveil petition permit release)
    disputed: citizen(withdraw edit renew write add) system(contest yellow red) intake(recuse note message seal) assign(recuse note group ungroup message seal) handler(recuse note contest group ungroup message unveil petition seal) review(recuse settle note adjudge group ungroup urge message seal) chief(recuse settle note adjudge group ungroup urge message permit seal) superior(note contest adjudge group ungroup urge message unveil petition seal) sealed(message unveil petition permit)
    assigned: citizen(withdraw edit renew write add) system(contest yellow red) intake(merge recuse note message seal) assign(merge assign recuse dispute note group ungroup message seal) handler(merge sign return recuse dispute note extend answer contest group ungroup message unveil petition seal) review(recuse note grant adjudge group ungroup urge message seal) chief(recuse note grant adjudge group ungroup urge message permit seal) superior(merge note extend grant answer contest adjudge group ungroup urge message unveil petition seal) sealed(message unveil petition permit)
    handling: citizen(withdraw edit renew write add) system(contest yellow red) intake(merge recuse note message seal) assign(merge assign recuse dispute note group ungroup message seal) handler(merge return recuse dispute record note extend submit answer enquire entrust call split contest group ungroup message unveil petition seal) review(recuse note grant suspend adjudge group ungroup urge message seal) chief(recuse note grant suspend adjudge group ungroup urge message permit seal) superior(merge record note extend grant suspend answer enquire entrust call split contest adjudge group ungroup urge message unveil petition seal) sealed(record message unveil petition permit)
    suspended: citizen(withdraw edit renew write add) system(contest yellow red) intake(recuse note message seal) assign(recuse note group ungroup message seal) handler(recuse record note resume contest group ungroup message unveil petition seal) review(recuse note resume adjudge group ungroup urge message seal) chief(recuse note resume adjudge group ungroup urge message permit seal) superior(record note resume contest adjudge group ungroup urge message unveil petition seal) sealed(record message unveil petition permit)
    reviewing: citizen(withdraw edit renew write add) system(contest yellow red) intake(recuse note message seal) assign(recuse note group ungroup message seal) handler(recuse note contest group ungroup message unveil petition seal) review(recuse note review adjudge group ungroup urge message seal) chief(recuse note adjudge group ungroup urge message permit seal) superior(note contest adjudge group ungroup urge message unveil petition seal) sealed(message unveil petition permit)
    approving: citizen(withdraw edit renew write add) system(contest yellow red) intake(recuse note message seal) assign(recuse note group ungroup message seal) handler(recuse note contest group ungroup message unveil petition seal) review(recuse note adjudge group ungroup urge message seal) chief(recuse note approve adjudge group ungroup urge message permit seal) superior(note contest adjudge group ungroup urge message unveil petition seal) sealed(message unveil petition permit)
    approved: citizen(withdraw edit renew write add) system(contest yellow red) intake(recuse note message seal) assign(recuse note group ungroup message seal) handler(recuse note rework answer contest group ungroup message unveil petition seal) review(recuse note adjudge group ungroup urge message seal) chief(recuse note adjudge group ungroup urge message permit seal) superior(note answer contest adjudge group ungroup urge message unveil petition seal) sealed(message unveil petition permit)
    answered: citizen(renew write add rate appeal) system(follow close contest) intake(note message) assign(note group ungroup message) handler(record callback note close contest group ungroup message unveil petition) review(note adjudge group ungroup message) chief(note adjudge group ungroup message permit) superior(record callback note close contest adjudge group ungroup message unveil petition) sealed(record message unveil petition permit)
    recheck: citizen(renew write add) system(yellow red) intake(recuse note message seal) assign(recuse note transfer group ungroup message seal) handler(recuse record note extend recheck enquire group ungroup message unveil petition seal) review(recuse note grant recheck adjudge group ungroup urge message seal) chief(recuse note grant recheck adjudge group ungroup urge message permit seal) superior(record note extend grant transfer recheck enquire adjudge group ungroup urge message unveil petition seal) sealed(record transfer message unveil petition permit)
    closed: citizen(renew rate appeal) system(follow archive) intake(note) assign(note group ungroup) handler(callback note archive group ungroup) review(note reopen adjudge group ungroup) chief(note reopen adjudge group ungroup) superior(callback note archive reopen adjudge group ungroup) sealed(archive)
    refused: citizen(renew appeal) system(archive) intake(note) assign(note group ungroup) handler(note archive group ungroup) review(note reopen adjudge group ungroup) chief(note reopen adjudge group ungroup) superior(note archive reopen adjudge group ungroup) sealed(archive)
    withdrawn: citizen(renew) system(archive) intake(note) assign(note group ungroup) handler(note archive group ungroup) review(note reopen adjudge group ungroup) chief(note reopen adjudge group ungroup) superior(note archive reopen adjudge group ungroup) sealed(archive)
    transferred: citizen(renew rate) system(archive) intake(note) assign(note receipt group ungroup) handler(note archive group ungroup unveil petition) review(note adjudge group ungroup) chief(note adjudge group ungroup permit) superior(note receipt archive adjudge group ungroup unveil petition) sealed(receipt archive unveil petition permit)
    releasing: citizen(withdraw edit renew write add) system(yellow red) intake(note message seal) assign(note group ungroup message seal) handler(note group ungroup message unveil petition seal) review(note group ungroup message seal) chief(note group ungroup message permit seal) superior(note group ungroup message unveil petition seal) sealed(message unveil petition permit resolve)
    merged: citizen(withdraw edit renew write add) system(follow detach) intake(note message seal) assign(note group ungroup message seal) handler(note group ungroup message seal) review(note group ungroup message seal) chief(note group ungroup message seal) superior(note group ungroup message seal) sealed(message)
    archived: citizen(renew) intake(note) assign(note group ungroup) handler(note group ungroup) review(note reopen group ungroup) chief(note reopen group ungroup) superior(note reopen group ungroup)"
  `)
})

test('every status but the first is reached by some step', () => {
  const reached = new Set(ACTIONS.flatMap(leadsTo))
  expect([...new Set([...reached, 'received'])].sort()).toEqual([...STATUSES].sort())
})

test('every status that is not an end can be left', () => {
  // A new query code moves nothing.
  const left = (status: Status, way: Way = CLEAR) =>
    allowed({ status }, HATS, way).filter((action) => leadsTo(action).length > 0)
  expect(STATUSES.filter((status) => left(status).length === 0)).toEqual([])
  // Where a recheck was asked for and it was opened twice already, what is archived stays so.
  const over = STATUSES.filter(
    (s) => left(s, { bars: new Set(['appealed', 'reopened']), took: new Set() }).length === 0,
  )
  expect(over).toEqual(['archived'])
})

test('whoever is given a case can bring it to an end', () => {
  const hands: Record<string, Role[]> = {
    'the bureau': ['intake', 'assign', 'handler', 'review', 'chief'],
    'the superior': ['superior'],
    'the sealed desk': ['sealed'],
  }
  for (const [whose, roles] of Object.entries(hands)) {
    const seen = new Set<Status>(['received'])
    for (const status of seen) for (const a of allowed({ status }, roles)) for (const to of leadsTo(a)) seen.add(to)
    expect([...seen], whose).toContain('archived')
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

const BEFORE: State = {
  status: 'received',
  lane: 'general',
  handler: 'SFJ',
  assignee: null,
  acceptBy: '2026-06-23',
  answerBy: '2026-07-23',
  dueOn: '2026-06-23',
  card: null,
  returned: false,
  longer: false,
  clock: null,
}
const running = (from: string) => ({ from, days: 30, counting: 'days' as const, stops: [], extensions: [] })
/** A moment on which clocks run out on these days. */
const moment = (by: Partial<Record<string, string>> = {}, more: Partial<Moment> = {}): Moment => ({
  on: '2026-06-16',
  start: (clock) => (by[clock] ? { by: by[clock], running: running('2026-06-16') } : null),
  end: ({ stops, extensions }) =>
    stops.some((s) => s.to === null) ? null : `2026-08-${String(10 + stops.length + extensions.length * 5)}`,
  ...more,
})

describe('what a step leads to', () => {
  test('accepting starts the answer clock and makes its end the next date owed', () => {
    expect(take(BEFORE, 'accept', moment({ answer: '2026-07-16' }))).toEqual({
      ...BEFORE,
      status: 'accepted',
      answerBy: '2026-07-16',
      dueOn: '2026-07-16',
      clock: running('2026-06-16'),
    })
  })
  test('a step without a clock keeps the dates', () => {
    const accepted: State = { ...BEFORE, status: 'accepted', dueOn: '2026-07-23' }
    expect(take(accepted, 'assign', moment())).toEqual({ ...accepted, status: 'assigned' })
  })
  test('assigning names who has it, signing too, and sending back lets go', () => {
    const accepted: State = { ...BEFORE, status: 'accepted', dueOn: '2026-07-23' }
    expect(take(accepted, 'assign', moment(), { person: 'handler' }).assignee).toBe('handler')
    const signed = take({ ...accepted, status: 'assigned' }, 'sign', moment({}, { login: 'other' }))
    expect(signed.assignee).toBe('other')
    expect(take(signed, 'return', moment()).assignee).toBeNull()
  })
  test('after an answer nothing is owed any more, and the card goes', () => {
    const red: State = { ...BEFORE, status: 'handling', dueOn: '2026-07-23', card: 'red' }
    expect(take(red, 'answer', moment())).toMatchObject({ dueOn: null, card: null })
    expect(take(red, 'record', moment()).card).toBe('red')
  })
  test('where no acceptance is owed the answer is the next date', () => {
    expect(dueIn({ status: 'received', acceptBy: null, answerBy: '2026-06-24' })).toBe('2026-06-24')
  })
  test('asking for what is missing stops all clocks; what comes starts the accepting anew', () => {
    const light: State = { ...BEFORE, clock: running('2026-06-15') }
    const asked = take(light, 'supplement', moment({ supplement: '2026-06-26' }))
    expect(asked).toMatchObject({ status: 'supplement', acceptBy: '2026-06-26', dueOn: '2026-06-26', answerBy: null })
    const came = take(asked, 'add', moment({ accept: '2026-06-30' }, { on: '2026-06-20' }))
    expect(came).toMatchObject({
      status: 'received',
      acceptBy: '2026-06-30',
      dueOn: '2026-06-30',
      answerBy: '2026-08-11',
    })
    expect(came.clock?.stops).toEqual([{ from: '2026-06-16', to: '2026-06-20' }])
    // Added at any other time it moves nothing.
    expect(take(BEFORE, 'add', moment({ accept: '2026-06-30' }))).toEqual(BEFORE)
  })
  test('suspending owes nothing until it goes on; then the days that stood are added', () => {
    const handling: State = { ...BEFORE, status: 'handling', dueOn: '2026-07-23', clock: running('2026-06-23') }
    const still = take(handling, 'suspend', moment())
    expect(still).toMatchObject({ status: 'suspended', answerBy: null, dueOn: null })
    expect(take(still, 'resume', moment({}, { on: '2026-07-01' }))).toMatchObject({
      status: 'handling',
      answerBy: '2026-08-11',
      dueOn: '2026-08-11',
    })
  })
  test('a longer limit is given by whoever decides, and only then', () => {
    const handling: State = { ...BEFORE, status: 'handling', dueOn: '2026-07-23', clock: running('2026-06-23') }
    const asked = moment({}, { longer: { days: 20, counting: 'days' } })
    expect(take(handling, 'grant', asked, { decision: 'grant' })).toMatchObject({
      status: 'handling',
      dueOn: '2026-08-15',
    })
    expect(take(handling, 'grant', asked, { decision: 'deny' })).toEqual(handling)
  })
  test('a case from before clocks were kept is extended and suspended from the date it has', () => {
    const old: State = { ...BEFORE, status: 'handling', dueOn: '2026-07-23' }
    const end: Moment['end'] = ({ from, days, stops }) =>
      stops.some((s) => s.to === null)
        ? null
        : new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10)
    expect(take(old, 'suspend', moment({}, { end }))).toMatchObject({ answerBy: null, clock: { days: 37 } })
    const longer = { days: 20, counting: 'days' as const }
    expect(take(old, 'grant', moment({}, { end, longer }), { decision: 'grant' }).clock).toMatchObject({
      from: '2026-06-16',
      days: 37,
      extensions: [longer],
    })
  })
  test('sealing hands the case over and starts the sealed lane’s own clock', () => {
    const handling: State = { ...BEFORE, status: 'handling', dueOn: '2026-07-23', assignee: 'handler' }
    expect(take(handling, 'seal', moment({ accept: '2026-06-30' }))).toEqual({
      ...BEFORE,
      status: 'received',
      lane: 'sealed',
      handler: 'SEALED',
      acceptBy: '2026-06-30',
      dueOn: '2026-06-30',
    })
  })
  test('a recheck has its clock, and leads where it was decided', () => {
    const asked = take({ ...BEFORE, status: 'closed', dueOn: null }, 'appeal', moment({ recheck: '2026-08-13' }))
    expect(asked).toMatchObject({ status: 'recheck', answerBy: '2026-08-13', dueOn: '2026-08-13' })
    expect(take(asked, 'recheck', moment(), { decision: 'uphold' })).toEqual({
      ...asked,
      status: 'answered',
      dueOn: null,
    })
    expect(take(asked, 'recheck', moment(), { decision: 'redo' })).toEqual({ ...asked, status: 'handling' })
    expect(take(asked, 'recheck', moment(), { decision: 'constructor' }).status).toBe('recheck')
  })
})

describe('what stands against a step', () => {
  const at = new Date('2026-06-15T10:24:00+08:00')
  const of: Standing = {
    status: 'handling',
    kind: 'complaint',
    channel: 'WEB',
    lane: 'general',
    handler: 'SFJ',
    assignee: null,
    dueOn: '2026-07-15',
    card: null,
    appears: 'named',
    editableUntil: at.getTime(),
    flags: null,
    children: 0,
  }
  const by = (action: string, login?: string, data: Record<string, unknown> | null = null, when = at): Taken => ({
    action,
    at: when.getTime(),
    actor: login ? { kind: 'person', login } : { kind: 'citizen' },
    data,
  })
  const FIRST = by('submit')
  const way = (log: Taken[], login: string | null = null, now = at, more: Partial<Standing> = {}) =>
    wayOf({ ...of, ...more }, [FIRST, ...log], login, now, book)
  const bars = (...of: Parameters<typeof way>) => [...way(...of).bars]
  const may = (action: Action, status: Status, hat: By, ...of: Parameters<typeof way>) =>
    allowed({ status }, [hat], way(...of)).includes(action)

  test('ten minutes end to the millisecond', () => {
    expect(bars([], null, new Date(at.getTime() - 1))).not.toContain('late')
    expect(bars([])).toContain('late')
  })
  test('one recheck, whatever came of it', () => {
    expect(bars([by('answer', 'handler'), by('appeal'), by('recheck', 'review')])).toContain('appealed')
    expect(bars([by('answer', 'handler')])).not.toContain('appealed')
  })
  test('one rating an answer', () => {
    expect(bars([by('answer', 'handler'), by('rate')])).toContain('rated')
    expect(bars([by('answer', 'handler'), by('rate'), by('appeal'), by('recheck', 'review')])).not.toContain('rated')
  })
  test('whoever had a hand in an answer does not recheck it; anybody else does', () => {
    for (const action of ['answer', 'refuse', 'submit', 'approve', 'confirm']) {
      const log = [by(action, 'zhang'), by('appeal')]
      expect(may('recheck', 'recheck', 'review', log, 'zhang')).toBe(false)
      expect(may('recheck', 'recheck', 'review', log, 'li')).toBe(true)
    }
    expect(may('recheck', 'recheck', 'handler', [by('record', 'zhang')], 'zhang')).toBe(true)
  })
  test.each([
    ['review', 'reviewing', 'review', 'submit'],
    ['approve', 'approving', 'chief', 'submit'],
    ['approve', 'approving', 'chief', 'review'],
    ['confirm', 'doubted', 'review', 'doubt'],
    ['resolve', 'releasing', 'sealed', 'release'],
  ] as const)('four eyes: %s is not for whoever took %4$s', (action, status, hat, before) => {
    expect(may(action, status, hat, [by(before, 'zhang')], 'zhang')).toBe(false)
    expect(may(action, status, hat, [by(before, 'zhang')], 'li')).toBe(true)
  })
  test('a longer limit: asked once, decided once, by another, and not after the day', () => {
    const asked = [by('extend', 'zhang', { days: 10 })]
    expect(may('extend', 'handling', 'handler', [], 'zhang')).toBe(true)
    expect(may('extend', 'handling', 'handler', asked, 'zhang')).toBe(false)
    expect(may('grant', 'handling', 'review', [], 'li')).toBe(false)
    expect(may('grant', 'handling', 'review', asked, 'li')).toBe(true)
    expect(may('grant', 'handling', 'superior', asked, 'zhang')).toBe(false)
    const denied = [...asked, by('grant', 'li', { decision: 'deny' })]
    expect(may('extend', 'handling', 'handler', denied, 'zhang')).toBe(true)
    const granted = [...asked, by('grant', 'li', { decision: 'grant' })]
    expect(may('extend', 'handling', 'handler', granted, 'zhang')).toBe(false)
    const over = new Date('2026-07-16T00:00:00+08:00')
    expect(may('extend', 'handling', 'handler', [], 'zhang', over)).toBe(false)
  })
  test('what weighs is approved before it is answered', () => {
    const weighty = { flags: ['injury'] }
    expect(may('answer', 'handling', 'handler', [], 'zhang', at, weighty)).toBe(false)
    expect(may('submit', 'handling', 'handler', [], 'zhang', at, weighty)).toBe(true)
    expect(may('answer', 'approved', 'handler', [], 'zhang', at, { ...weighty, status: 'approved' })).toBe(true)
    expect(may('answer', 'handling', 'handler', [], 'zhang', at, { flags: ['repeat'] })).toBe(true)
  })
  test('what weighs is what the published rules say today', () => {
    const weighing = (weighs?: 'repeat'[]) => {
      const rules = book.rules.map(({ weighs: _before, ...rule }) => ({ ...rule, ...(weighs && { weighs }) }))
      const barred = (flag: string) =>
        wayOf({ ...of, flags: [flag] }, [], 'zhang', at, { ...book, rules }).bars.has('weighty')
      return [barred('injury'), barred('repeat')]
    }
    expect(weighing()).toEqual([false, false])
    expect(weighing(['repeat'])).toEqual([false, true])
  })
  test('a case of somebody named is signed by them or their second', () => {
    const log = [by('assign', 'gao', { person: 'zhang', second: 'li' })]
    for (const [login, may_] of [
      ['zhang', true],
      ['li', true],
      ['wang', false],
    ] as const)
      expect(may('sign', 'assigned', 'handler', log, login, at, { assignee: 'zhang' }), login).toBe(may_)
  })
  test('sent back within the days for it', () => {
    const log = [by('assign', 'gao')]
    expect(may('return', 'assigned', 'handler', log, 'zhang', new Date('2026-06-23T10:00:00+08:00'))).toBe(true)
    expect(may('return', 'assigned', 'handler', log, 'zhang', new Date('2026-06-24T10:00:00+08:00'))).toBe(false)
  })
  test('an identity: with a reason; of the confidential with leave by another, for a day', () => {
    const confidential = { appears: 'confidential' }
    expect(may('unveil', 'handling', 'handler', [], 'zhang')).toBe(true)
    expect(may('unveil', 'handling', 'handler', [], 'zhang', at, { appears: 'anonymous' })).toBe(false)
    const asked = [by('petition', 'zhang')]
    expect(may('unveil', 'handling', 'handler', asked, 'zhang', at, confidential)).toBe(false)
    expect(may('permit', 'handling', 'chief', [], 'liang', at, confidential)).toBe(false)
    expect(may('permit', 'handling', 'chief', asked, 'liang', at, confidential)).toBe(true)
    expect(may('permit', 'handling', 'sealed', asked, 'zhang', at, confidential)).toBe(false)
    const given = [...asked, by('permit', 'liang', { decision: 'grant' })]
    expect(may('unveil', 'handling', 'handler', given, 'zhang', at, confidential)).toBe(true)
    // Leave is for whoever asked, and for a day.
    expect(may('unveil', 'handling', 'handler', given, 'li', at, confidential)).toBe(false)
    expect(
      may('unveil', 'handling', 'handler', given, 'zhang', new Date(at.getTime() + 25 * 3_600_000), confidential),
    ).toBe(false)
    const refused = [...asked, by('permit', 'liang', { decision: 'deny' })]
    expect(may('unveil', 'handling', 'handler', refused, 'zhang', at, confidential)).toBe(false)
  })
  test('what was opened stays open to its opener for half an hour', () => {
    const log = [by('unveil', 'zhang')]
    expect(unveiled(log, 'zhang', new Date(at.getTime() + 29 * 60_000))).toBe(true)
    expect(unveiled(log, 'zhang', new Date(at.getTime() + 30 * 60_000))).toBe(false)
    expect(unveiled(log, 'li', at)).toBe(false)
  })
  test('nothing is put away while its sender may ask for a recheck, or closed while a part goes on', () => {
    const closed = { status: 'closed' }
    const log = [by('answer', 'zhang')]
    expect(may('archive', 'closed', 'handler', log, 'zhang', new Date('2026-06-25T10:00:00+08:00'), closed)).toBe(false)
    expect(may('archive', 'closed', 'handler', log, 'zhang', new Date('2026-06-26T10:00:00+08:00'), closed)).toBe(true)
    expect(may('close', 'answered', 'handler', log, 'zhang', at, { children: 1 })).toBe(false)
  })
  test('opened again twice at most', () => {
    expect(may('reopen', 'closed', 'chief', [by('reopen', 'li')], 'liang')).toBe(true)
    expect(may('reopen', 'closed', 'chief', [by('reopen', 'li'), by('reopen', 'li')], 'liang')).toBe(false)
  })
  test('each card once', () => {
    expect(may('yellow', 'handling', 'system', [])).toBe(true)
    expect(may('yellow', 'handling', 'system', [], null, at, { card: 'yellow' })).toBe(false)
    expect(may('red', 'handling', 'system', [], null, at, { card: 'yellow' })).toBe(true)
    expect(may('red', 'handling', 'system', [], null, at, { card: 'red' })).toBe(false)
    expect(may('red', 'handling', 'system', [], null, at, { dueOn: null })).toBe(false)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Found, find } from '../../api/case/found.ts'
import { view } from '../../api/case/view.ts'
import { wayOf } from '../../api/case/way.ts'
import {
  ACTIONS,
  type Action,
  allowed,
  type Bar,
  type By,
  STATUS,
  STEPS,
  type Status,
  type Step,
} from '../../api/case/workflow.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { bookOn } from '../case/book.ts'
import { sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { AGAINST, FOUR_EYES, may, reads } from './grid/oracle.ts'
import { NOW, SITUATIONS, took } from './grid/situations.ts'

const book = bookOn('2026-06-15')
const STATUSES = Object.keys(STATUS) as Status[]
const ROLES = Object.keys(ROLE) as Role[]
const HATS: By[] = ['citizen', 'system', ...ROLES]

/** How somebody may stand to a case: whose it is, and who must not know of it. */
const RELATIONS: Record<string, { row?: Partial<Found['row']>; blind?: string[] }> = {
  'of the bureau': {},
  'about the bureau': { row: { handler: 'DDSFJ', aboutDepartment: 'SFJ' }, blind: ['SFJ'] },
  'of another bureau': { row: { handler: 'SCJG' } },
  'of the body itself': { row: { handler: 'ZFJ' }, blind: ['ZFJ'] },
  'of a bureau that must not know': { blind: ['SFJ', 'ZFJ'] },
  'of a bureau, but not of one of its people': { blind: ['@me', 'ZFJ'] },
  sealed: { row: { lane: 'sealed', handler: 'SEALED' }, blind: ['SFJ', 'ZFJ'] },
  'sealed, but not for one of them': { row: { lane: 'sealed', handler: 'SEALED' }, blind: ['@me'] },
  'sealed and left with the bureau': { row: { lane: 'sealed' } },
  'given to the sealed desk, and open': { row: { handler: 'SEALED' } },
}
/** Everybody there can be: each role in each house, and each beside the sealed desk. */
const HOUSES = ['SFJ', 'DDSFJ', 'SCJG', 'ZFJ', '']
const one = (department: string, ...roles: Role[]): Actor => ({ login: 'me', name: '我', post: '', roles, department })
const everybody = [
  ...HOUSES.flatMap((department) => ROLES.map((role) => one(department, role))),
  ...ROLES.filter((role) => role !== 'sealed').map((role) => one('SFJ', role, 'sealed')),
]

let w: World
let plain: Found
beforeAll(async () => {
  w = await makeWorld()
  const { no } = await sent(w, { person: { name: '周女士', phone: '19900001234' } })
  const found = await find(w.deps, no)
  if (!found) throw new Error('what was sent is not there')
  plain = { ...found, row: { ...found.row, dueOn: '2026-07-15', editableUntil: NOW.getTime() + 1 } }
})
afterAll(() => w.close())

const related = (relation: string): Found => {
  const { row = {}, blind = ['ZFJ'] } = RELATIONS[relation] ?? {}
  return { ...plain, row: { ...plain.row, ...row }, blind }
}
const inStatus = (found: Found, status: Status): Found => ({ ...found, row: { ...found.row, status } })

/** What the case offers somebody of the desk; nothing where it is not shown to them. */
const offered = (found: Found, actor: Actor) => view(found, actor, book, NOW)?.allowed.map(({ action }) => action) ?? []
/** What a hat may do wherever a case is. */
const free = ({ row, events, children, callback }: Found, hat: By, login: string | null = null) =>
  allowed({ status: row.status as Status }, [hat], wayOf({ ...row, children, callback }, events, login, NOW, book))

/** Where a case offers what it ought not, or not what it ought, in one situation. */
function wrongIn(name: Bar | 'clear', relations: readonly string[], actors: readonly Actor[]): string[] {
  const found: string[] = []
  const { with: stands, bars } = SITUATIONS[name]
  const compare = (where: string, is: Action[], ought: Action[]) => {
    for (const action of ACTIONS)
      if (is.includes(action) !== ought.includes(action))
        found.push(`${where}, ${name}: ${action} is ${is.includes(action) ? 'offered' : 'not offered'}`)
  }
  for (const relation of relations) {
    const standing = stands(related(relation))
    for (const status of STATUSES) {
      const of = inStatus(standing, status)
      const up: Bar[] = [
        ...(typeof bars === 'function' ? bars(status, of.row.lane) : bars),
        of.row.lane === 'sealed' ? 'sealed' : 'open',
      ]
      // What weighs is answered by three only where the bureau answers; for what is sealed no such days are published.
      const { handler, lane } = of.row
      const dated: readonly Bar[] = lane === 'sealed' ? ['open_window', 'settled'] : []
      const counted = up.filter((bar) => !dated.includes(bar) && (bar !== 'weighty' || handler === 'SFJ'))
      for (const actor of actors)
        compare(
          `${status}, ${relation}, ${actor.roles} of ${actor.department || 'no body'}`,
          offered(of, actor),
          reads(of, actor) ? may(actor.roles, status, counted) : [],
        )
      // Even of a case they ought not to have on their desk nobody is offered more.
      for (const hat of HATS) compare(`${status}, ${relation}, ${hat}`, free(of, hat), may([hat], status, counted))
    }
  }
  return found
}

/** Where whoever took a step may judge it, or may not do what it says nothing of. */
function judged(action: Action): string[] {
  const found: string[] = []
  for (const relation of ['of the bureau', 'sealed'])
    for (const status of STATUSES) {
      const of = inStatus(related(relation), status)
      for (const hat of ROLES) {
        const [mine, other] = [free(took(of, action, 'me'), hat, 'me'), free(took(of, action, 'somebody'), hat, 'me')]
        const ought = other.filter((one) => !FOUR_EYES[one]?.includes(action))
        if (JSON.stringify(mine) !== JSON.stringify(ought))
          found.push(`${status}, ${hat}, took ${action}: ${mine.join(' ')} and not ${ought.join(' ')}`)
      }
    }
  return found
}

describe('every status, action, role and relation', () => {
  test('there is a relation for each way not to see a case, and some do see it', () => {
    const readers = (relation: string) => everybody.filter((one) => reads(related(relation), one)).length
    expect(Object.fromEntries(Object.keys(RELATIONS).map((r) => [r, readers(r)]))).toEqual({
      'of the bureau': 6,
      'about the bureau': 6,
      'of another bureau': 6,
      'of the body itself': 0,
      'of a bureau that must not know': 0,
      'of a bureau, but not of one of its people': 0,
      sealed: 21,
      'sealed, but not for one of them': 0,
      'sealed and left with the bureau': 0,
      'given to the sealed desk, and open': 0,
    })
  })
  test('where nothing else stands in the way, everybody is offered what the table says and nothing more', () => {
    expect(wrongIn('clear', Object.keys(RELATIONS), everybody)).toEqual([])
  })
  const inside = everybody.filter(({ department }) => ['SFJ', 'DDSFJ'].includes(department))
  test.each(Object.keys(AGAINST) as Bar[])('what is %s stands against what it is said to, and nothing else', (bar) => {
    expect(wrongIn(bar, ['of the bureau', 'about the bureau', 'sealed'], inside)).toEqual([])
  })
  test.each(ACTIONS)('whoever took “%s” does not judge it, and may do all the rest', (action) => {
    expect(judged(action)).toEqual([])
  })
  test('every row that names a bar or somebody else’s step is known here', () => {
    for (const action of ACTIONS) {
      const { unless = [], judges = [] } = STEPS[action] as Step
      const bars = (Object.keys(AGAINST) as Bar[]).filter((bar) => AGAINST[bar].includes(action))
      expect(bars.sort(), `AGAINST in grid/oracle.ts does not say what stands against ${action}`).toEqual(
        [...unless].sort(),
      )
      expect([...(FOUR_EYES[action] ?? [])].sort(), `FOUR_EYES says nothing of ${action}`).toEqual([...judges].sort())
    }
  })
})

describe('the grid would notice', () => {
  const kept = new Map<Action, Step>(ACTIONS.map((action) => [action, { ...STEPS[action] } as Step]))
  afterEach(() => {
    for (const [action, row] of kept) Object.assign(STEPS[action], { judges: undefined, unless: undefined }, row)
  })
  const change = (action: Action, row: Partial<Step>) => Object.assign(STEPS[action], row)
  const BUREAU = ['of the bureau']

  test.each(ACTIONS.flatMap((action) => ((STEPS[action] as Step).unless ?? []).map((bar) => [action, bar] as const)))(
    'that nothing is said of %s any more when it is %s',
    (action, bar) => {
      change(action, { unless: (STEPS[action] as Step).unless?.filter((one) => one !== bar) ?? [] })
      const where = ['of the bureau', 'about the bureau', 'sealed']
      const found = wrongIn(bar, where, everybody)
      expect(found.length).toBeGreaterThan(0)
      for (const one of found) expect(one).toContain(`: ${action} is offered`)
    },
  )
  test.each(
    Object.entries(FOUR_EYES).flatMap(([action, of]) => of.map((before) => [action as Action, before] as const)),
  )('that %s may be taken by whoever took %s', (action, before) => {
    change(action, { judges: (STEPS[action] as Step).judges?.filter((one) => one !== before) ?? [] })
    expect(judged(before).length).toBeGreaterThan(0)
  })
  test('a role too many, one too few, and a status too many', () => {
    change('accept', { by: ['intake', 'sealed'] })
    expect(wrongIn('clear', ['about the bureau'], everybody)).toContain(
      'received, about the bureau, superior of DDSFJ, clear: accept is not offered',
    )
    change('accept', { by: ['intake', 'sealed', 'superior', 'chief'] })
    expect(wrongIn('clear', BUREAU, everybody)).toEqual([
      'received, of the bureau, chief of SFJ, clear: accept is offered',
      'received, of the bureau, chief, clear: accept is offered',
    ])
    change('accept', { by: ['intake', 'sealed', 'superior'], from: ['received', 'archived'] })
    expect(wrongIn('clear', BUREAU, everybody).length).toBeGreaterThan(0)
  })
})

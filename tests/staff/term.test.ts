import { describe, expect, test } from 'vitest'
import { type Appointment, inTerm, rolesOf } from '../../api/staff/term.ts'

const DAY = '2026-06-15'
const one = (login: string, roles: string[], more: Partial<Appointment> = {}): Appointment => ({
  login,
  name: login,
  roles,
  department: 'SFJ',
  active: true,
  validFrom: null,
  validTo: null,
  awayFrom: null,
  awayTo: null,
  deputy: null,
  awayBy: null,
  ...more,
})
/** Away today with Li as deputy, as they themselves said. */
const away = (login: string, roles: string[], more: Partial<Appointment> = {}) =>
  one(login, roles, { awayFrom: '2026-06-14', awayTo: '2026-06-16', deputy: 'li', awayBy: login, ...more })
const worn = (held: string[], ...others: Appointment[]) => rolesOf(one('li', held), others, DAY)

describe('what somebody may do while a colleague is away', () => {
  test('is their own roles and the colleague’s, and whose they are is said', () => {
    expect(worn(['intake'], away('wang', ['assign']))).toEqual({
      roles: ['intake', 'assign'],
      for: [{ login: 'wang', name: 'wang', roles: ['assign'] }],
    })
  })
  test.each<[string, string[], Appointment]>([
    ['nothing before the first day', ['intake'], away('wang', ['assign'], { awayFrom: '2026-06-16' })],
    ['nothing after the last day', ['intake'], away('wang', ['assign'], { awayTo: '2026-06-14' })],
    ['nothing of somebody who named another', ['intake'], away('wang', ['assign'], { deputy: 'zhao' })],
    ['nothing of another body', ['intake'], away('wang', ['assign'], { department: 'ZFJ' })],
    ['nothing of somebody disabled', ['intake'], away('wang', ['assign'], { active: false })],
    ['nothing of somebody whose term is over', ['intake'], away('wang', ['assign'], { validTo: '2026-06-14' })],
    ['never the sealed desk', ['intake'], away('wang', ['sealed'])],
    ['never the administrator', ['intake'], away('wang', ['admin'])],
    ['nothing as administrator', ['admin'], away('wang', ['assign'])],
    ['no review of one’s own handling', ['handler'], away('wang', ['review'])],
    ['no handling of what one reviews', ['review'], away('wang', ['handler'])],
    ['no chief over one’s own intake', ['intake'], away('wang', ['chief'])],
    ['no publishing of one’s own draft', ['editor'], away('wang', ['publisher'])],
    ['no chief whom an administrator sent away', ['review'], away('wang', ['chief'], { awayBy: 'admin' })],
  ])('%s', (_, held, other) => {
    expect(worn(held, other)).toEqual({ roles: held, for: [] })
  })
  test('a weighty role only by its holder’s own word', () => {
    expect(worn(['review'], away('wang', ['chief'])).roles).toEqual(['review', 'chief'])
  })
  test('of two who are away no two roles that look over each other', () => {
    const both = worn(['stats'], away('wang', ['handler']), away('zhao', ['review']))
    expect(both.roles).toEqual(['stats', 'handler'])
    expect(both.for.map(({ login }) => login)).toEqual(['wang'])
  })
})

test('a term holds from its first to its last day, both included', () => {
  const days = ['2026-06-14', '2026-06-15', '2026-06-20', '2026-06-21']
  expect(days.map((d) => inTerm({ validFrom: '2026-06-15', validTo: '2026-06-20' }, d))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(inTerm({ validFrom: null, validTo: null }, DAY)).toBe(true)
})

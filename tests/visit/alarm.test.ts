import { describe, expect, test } from 'vitest'
import { alarmsOf, crowd, type Facts } from '../../api/visit/alarm.ts'
import { backdating, isLate, urgency } from '../../api/visit/backdating.ts'

const ITEM = { code: 'JC-SCJG-H62', published: true, oneVisit: true }
const NEAR = { no: 'JC-1', day: '2026-06-02', bodies: ['ZFJ'], oneVisit: true, counted: true }
/** Nothing about it has to be looked into. */
const SOUND: Facts = {
  day: '2026-06-16',
  tasked: true,
  urgent: false,
  late: false,
  counted: true,
  bodies: [{ code: 'SCJG', n: 2, cap: 2 }],
  items: [ITEM],
  other: false,
  days: ['2026-06-16'],
  near: [],
}

describe('alarms', () => {
  test.each<[string, Partial<Facts>, string[]]>([
    ['a visit like any other', {}, []],
    ['the last one the cap allows', { bodies: [{ code: 'SCJG', n: 2, cap: 2 }] }, []],
    ['one more than the cap', { bodies: [{ code: 'SCJG', n: 3, cap: 2 }] }, ['cap SCJG']],
    ['the cap is none', { bodies: [{ code: 'SCJG', n: 1, cap: 0 }] }, ['cap SCJG']],
    ['no cap is published for the sector', { bodies: [{ code: 'SCJG', n: 9, cap: null }] }, []],
    ['more than the cap, but a lead brought it', { counted: false, bodies: [{ code: 'SCJG', n: 9, cap: 2 }] }, []],
    [
      'jointly, over the cap of both',
      {
        bodies: [
          { code: 'SCJG', n: 3, cap: 2 },
          { code: 'XF', n: 2, cap: 1 },
        ],
      },
      ['cap SCJG', 'cap XF'],
    ],
    ['the second in thirty days', { days: ['2026-06-01', '2026-06-16'] }, []],
    ['the third in thirty days', { days: ['2026-05-18', '2026-06-01', '2026-06-16'] }, ['crowded ']],
    ['the third in thirty-one days', { days: ['2026-05-17', '2026-06-01', '2026-06-16'] }, []],
    ['the third on one day', { days: ['2026-06-16', '2026-06-16', '2026-06-16'] }, ['crowded ']],
    ['between two others, written down later', { days: ['2026-06-10', '2026-06-16', '2026-07-02'] }, ['crowded ']],
    ['leads crowd too', { counted: false, days: ['2026-06-14', '2026-06-15', '2026-06-16'] }, ['crowded ']],
    ['an item nobody published', { items: [ITEM, { ...ITEM, code: 'X', published: false }] }, ['unpublished X']],
    ['something outside the lists', { other: true }, ['unpublished ']],
    ['no task', { tasked: false }, ['untasked ']],
    ['no task, urgent and registered before leaving', { tasked: false, urgent: true }, []],
    ['written down late', { late: true }, ['late ']],
    ['alone, while another was there that month', { near: [NEAR] }, ['joint JC-1']],
    ['alone, the other in another month', { near: [{ ...NEAR, day: '2026-05-31' }] }, []],
    ['alone, its item need not be joined', { items: [{ ...ITEM, oneVisit: false }], near: [NEAR] }, []],
    ['alone, the other’s item need not be joined', { near: [{ ...NEAR, oneVisit: false }] }, []],
    ['alone, the other came for a lead', { near: [{ ...NEAR, counted: false }] }, []],
    ['alone, the other was the same body', { near: [{ ...NEAR, bodies: ['SCJG', 'XF'] }] }, []],
    [
      'jointly, while another was there that month',
      { bodies: [...SOUND.bodies, { code: 'XF', n: 1, cap: 1 }], near: [NEAR] },
      [],
    ],
    [
      'everything at once',
      {
        bodies: [{ code: 'SCJG', n: 3, cap: 2 }],
        days: ['2026-06-15', '2026-06-16', '2026-06-16'],
        items: [ITEM, { ...ITEM, code: 'X', published: false }],
        tasked: false,
        late: true,
        near: [NEAR],
      },
      ['cap SCJG', 'crowded ', 'unpublished X', 'untasked ', 'late ', 'joint JC-1'],
    ],
  ])('%s', (_, more, expected) => {
    expect(alarmsOf({ ...SOUND, ...more }).map(({ kind, about }) => `${kind} ${about}`)).toEqual(expected)
  })

  test('a crowd is counted in the fullest thirty days', () => {
    expect(crowd(['2026-05-18', '2026-06-16', '2026-07-01', '2026-07-15'], '2026-06-16')).toBe(3)
    expect(crowd(['2026-06-16'], '2026-06-16')).toBe(1)
  })
})

describe('what is written down afterwards', () => {
  const now = new Date('2026-06-16T10:00:00+08:00')
  test.each<[string, [string, string, string], string | undefined]>([
    ['this morning', ['2026-06-16', '09:59', '2026-06-16'], undefined],
    ['a minute from now', ['2026-06-16', '10:01', '2026-06-16'], 'enteredOn'],
    ['tomorrow', ['2026-06-17', '08:00', '2026-06-17'], 'enteredOn'],
    ['ten days after the outage', ['2026-06-06', '09:00', '2026-06-06'], undefined],
    ['eleven days after the outage', ['2026-06-05', '09:00', '2026-06-05'], 'restoredOn'],
    ['a long outage', ['2026-05-20', '09:00', '2026-06-15'], undefined],
    ['an outage that goes on', ['2026-06-16', '09:00', '2026-06-17'], 'restoredOn'],
    ['after the outage', ['2026-06-15', '09:00', '2026-06-14'], 'restoredOn'],
    ['years ago', ['2023-06-15', '09:00', '2026-06-14'], 'enteredOn'],
    ['before there were years', ['0001-01-01', '09:00', '2026-06-14'], 'enteredOn'],
  ])('%s', (_, [enteredOn, clock, restoredOn], path) => {
    expect(backdating({ enteredOn, clock, restoredOn }, now, '2026-06-16').map((one) => one.path)).toEqual(
      path ? [path] : [],
    )
  })
  test.each([
    ['00:00', []],
    ['09:59', []],
    ['10:00', []],
    ['10:01', ['clock']],
    // What began yesterday at half past eleven at night is not urgent this morning.
    ['23:30', ['clock']],
  ])('urgent since %s of today', (clock, paths) => {
    expect(urgency({ clock }, now, '2026-06-16').map(({ path }) => path)).toEqual(paths)
  })
  test('a task is written down for its own days only', () => {
    const told = { enteredOn: '2026-06-15', clock: '09:00', restoredOn: '2026-06-15' }
    const on = { on: '2026-06-15', until: '2026-06-15' }
    expect(backdating(told, now, '2026-06-16', on)).toEqual([])
    expect(backdating(told, now, '2026-06-16', { on: '2026-06-14', until: '2026-06-14' })).toHaveLength(1)
  })
  test.each([
    ['2026-06-06', false],
    ['2026-06-05', true],
  ])('entered on %s and written down on the 16th is late: %s', (day, late) => {
    expect(isLate(day, '2026-06-16')).toBe(late)
  })
})

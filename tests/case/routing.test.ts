import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Facts, isReportable, type Lane, RULES, route } from '../../api/case/routing.ts'
import { readContent } from '../../content/load.ts'

const { publications } = readContent('content')
const departments = publications.flatMap((p) => (p.kind === 'department' ? [p.data] : []))
const categories = publications.flatMap((p) => (p.kind === 'category' ? [p.data] : []))
const body = (code: string) => departments.findLast((d) => d.code === code)!
const facts = (category: string, department?: string, enterprise = false): Facts => ({
  category: categories.find((c) => c.code === category)!,
  department: department === undefined ? undefined : body(department),
  enterprise,
})

/** Situations in words: what is said about whom, then who handles it, on which lane, by which rule, who must not know. */
const SITUATIONS: [situation: string, facts: Facts, handler: string, lane: Lane, rule: string, blind: string[]][] = [
  ['rude officers of the market bureau', facts('T04', 'SCJG'), 'SFJ', 'general', 'R2', ['SCJG']],
  ['a fine too high, the body unknown', facts('T06'), 'SFJ', 'general', 'R15', []],
  ['a restaurant inspected again and again', facts('T14', 'SCJG', true), 'SFJ', 'enterprise', 'R2', ['SCJG']],
  [
    'an enterprise with an ordinary complaint takes the fast lane',
    facts('T05', 'JTJ', true),
    'SFJ',
    'enterprise',
    'R2',
    ['JTJ'],
  ],
  ['a bribe asked for', facts('T28', 'ZFJ'), 'SEALED', 'sealed', 'R0', ['ZFJ']],
  ['a bribe asked of an enterprise stays sealed', facts('T28', 'ZFJ', true), 'SEALED', 'sealed', 'R0', ['ZFJ']],
  ['retaliation, by nobody named', facts('T27'), 'SEALED', 'sealed', 'R0', []],
  [
    'a bribe within the bureau itself is sealed before it is sent up',
    facts('T28', 'SFJ'),
    'SEALED',
    'sealed',
    'R0',
    ['SFJ'],
  ],
  ['the bureau does not act', facts('T31'), 'DDSFJ', 'general', 'R1', ['SFJ']],
  ['an officer of the bureau was rude', facts('T04', 'SFJ'), 'DDSFJ', 'general', 'R1', ['SFJ']],
  ['officers from elsewhere', facts('T20', 'GAJ'), 'DDSFJ', 'general', 'R8', ['GAJ']],
  ['the fire brigade', facts('T13', 'XF', true), 'SFJ', 'enterprise', 'R7', ['XF']],
  ['the postal administration', facts('T11', 'YZ'), 'SFJ', 'general', 'R7', ['YZ']],
  ['the environment branch', facts('T11', 'HBFJ'), 'SFJ', 'general', 'R4', ['HBFJ']],
  ['a sub-district', facts('T29', '379981001'), 'SFJ', 'general', 'R6', ['379981001']],
  ['a township', facts('T19', '379981104', true), 'SFJ', 'enterprise', 'R6', ['379981104']],
  ['praise for a bureau', facts('T90', 'SCJG'), 'SFJ', 'light', 'R2', ['SCJG']],
  ['a page that is wrong', facts('T93'), 'SFJ', 'light', 'R15', []],
]

test.each(SITUATIONS)('%s', (_situation, given, handler, lane, rule, blind) => {
  const routed = route(given)
  expect([routed.handler.code, routed.lane, routed.rule, routed.blind]).toEqual([handler, lane, rule, blind])
})

describe('whatever is sent', () => {
  const anything = fc.record(
    {
      category: fc.constantFrom(...categories),
      department: fc.constantFrom(...departments.filter((d) => isReportable(d.type))),
      enterprise: fc.boolean(),
    },
    { requiredKeys: ['category', 'enterprise'] },
  ) as fc.Arbitrary<Facts>

  test('exactly one body handles it, and never the one spoken about', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const routed = route(given)
        expect(routed.handler.code).not.toBe('')
        expect(routed.blind).not.toContain(routed.handler.code)
        if (given.department) expect(routed.blind).toContain(given.department.code)
      }),
    )
  })
  test('every rule is the published one of that code', () => {
    const published = publications.flatMap((p) => (p.kind === 'rule' && p.data.leads ? [p.data.code] : []))
    expect(published).toEqual(expect.arrayContaining(RULES.map((r) => r.code)))
  })
})

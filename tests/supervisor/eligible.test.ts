import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phaseOf } from '../../api/supervisor/call.ts'
import { type Candidate, EDUCATION, eligible, RECORD } from '../../api/supervisor/eligible.ts'

const DAY = '2026-06-15'
const anyone: Candidate = { birth: '1990-05-01', education: 'bachelor' }
const paths = (more: Partial<Candidate>, areas: string[] = []) =>
  eligible({ ...anyone, ...more }, { areas }, DAY).map(({ path }) => path)

describe('who may apply', () => {
  test.each([
    ['somebody grown up with a degree', {}, []],
    ['who turns eighteen today', { birth: '2008-06-15' }, []],
    ['who turns eighteen tomorrow', { birth: '2008-06-16' }, ['birth']],
    ['who is not born yet', { birth: '2030-01-01' }, ['birth']],
    ['who would be far too old', { birth: '1850-01-01' }, ['birth']],
    ['with a college diploma', { education: 'college' }, []],
    ['from a senior school', { education: 'senior' }, ['education']],
    ['from a junior school', { education: 'school' }, ['education']],
    ['with a record of none', { record: [] }, []],
    ['for any township', { areas: ['379981001'] }, []],
  ] as const)('%s', (_who, more, wrong) => {
    expect(paths(more as Partial<Candidate>)).toEqual(wrong)
  })

  test.each(Object.keys(RECORD))('nobody with a record of %s', (one) => {
    expect(paths({ record: [one as keyof typeof RECORD] })).toEqual(['record'])
  })

  test('born on 29 February comes of age on 1 March of a common year', () => {
    const on = (day: string) => eligible({ ...anyone, birth: '2008-02-29' }, { areas: [] }, day).length
    expect([on('2026-02-28'), on('2026-03-01')]).toEqual([1, 0])
  })

  test('for a township the call asks for', () => {
    expect(paths({ areas: ['379981001'] }, ['379981001', '379981002'])).toEqual([])
    expect(paths({ areas: ['379981001', '379981003'] }, ['379981001'])).toEqual(['areas'])
  })

  test('all that is wrong is said at once', () => {
    expect(paths({ birth: '2020-01-01', education: 'school', record: ['debtor'] })).toEqual([
      'birth',
      'education',
      'record',
    ])
  })

  test('is nobody under age, below college or with a record, whatever else they say', () => {
    const someone = fc.record({
      birth: fc
        .date({ min: new Date('1901-01-01'), max: new Date('2026-06-15'), noInvalidDate: true })
        .map((d) => d.toISOString().slice(0, 10)),
      education: fc.constantFrom(...(Object.keys(EDUCATION) as (keyof typeof EDUCATION)[])),
      record: fc.subarray(Object.keys(RECORD) as (keyof typeof RECORD)[]),
    })
    fc.assert(
      fc.property(someone, (one) => {
        const grown = one.birth <= '2008-06-15'
        const schooled = !['school', 'senior'].includes(one.education)
        expect(eligible(one, { areas: [] }, DAY).length === 0).toBe(grown && schooled && one.record.length === 0)
      }),
    )
  })
})

test('a call is open from its first day to its last, both included', () => {
  const at = (day: string) => phaseOf({ applyFrom: '2026-06-10', applyTo: '2026-06-20' }, day)
  expect(['2026-06-09', '2026-06-10', '2026-06-20', '2026-06-21'].map(at)).toEqual(['ahead', 'open', 'open', 'closed'])
})
